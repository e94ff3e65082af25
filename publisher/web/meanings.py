"""States and permissions in a sentence each, for answers and pages."""

from publisher.domain.states import AssetState, ConnectionState, PostState

POST = {
    PostState.SCHEDULED: "Committed; waits for its time, its media or its next try.",
    PostState.SENDING: "Being handed over to the platform.",
    PostState.PROCESSING: "The platform has everything; its verdict is awaited.",
    PostState.IN_INBOX: "In the creator's inbox, to be finished in the platform's own app.",
    PostState.PUBLISHED: "The platform says that it is out.",
    PostState.HELD: "Stopped until a person acts.",
    PostState.FAILED: "Refused or given up; the reason says which.",
    PostState.CANCELLED: "Called off before it was sent.",
}
ASSET = {
    AssetState.RECEIVED: "On our disk; being measured.",
    AssetState.MEASURED: "Measured; its facts are known.",
    AssetState.UNUSABLE: "Can never be posted; the reason says why.",
    AssetState.ERASED: "The bytes are gone, by request or by age.",
}
CONNECTION = {
    ConnectionState.ACTIVE: "Posts can go out for this creator.",
    ConnectionState.BROKEN: "The creator has to connect again; posts wait.",
    ConnectionState.ENDED: "Disconnected: nothing goes out through it.",
}
# What a permission is for, and what does not work without it.
SCOPES = {
    "user.info.basic": (
        "See your name and profile picture",
        "we could not show for whom posts are published",
    ),
    "user.info.profile": ("See your handle, biography and profile links", "links cannot be shown"),
    "user.info.stats": ("See your follower, like and video counts", "counts cannot be shown"),
    "video.publish": (
        "Publish videos and photos to your profile",
        "nothing can be published directly to your profile",
    ),
    "video.upload": (
        "Send drafts to your TikTok inbox for you to finish",
        "no drafts can be sent to your inbox",
    ),
    "video.list": (
        "See your public videos",
        "a post whose answer was lost cannot be looked up by itself",
    ),
}


def scope(name: str) -> tuple[str, str]:
    """What a permission allows, and what does not work without it."""
    return SCOPES.get(name, (name, f"whatever needs {name} does not work"))


def platform(name: str) -> str:
    """A platform as it writes itself."""
    return {"tiktok": "TikTok"}.get(name, name.capitalize())


STEPS = {
    "init": "Announced to the platform",
    "transfer": "Sent the bytes",
    "commit": "Sent the last piece",
    "status": "Asked what became of it",
}
OUTCOMES = {
    "opened": "it is open for the bytes",
    "handedover": "the platform has everything",
    "working": "still at work",
    "ininbox": "in the creator's inbox",
    "published": "it is out",
    "deferred": "not now",
    "refused": "refused",
    "blocked": "stopped until a person acts",
    "doubtful": "nobody knows",
}
PRIVACY = {
    "PUBLIC_TO_EVERYONE": "everyone",
    "FOLLOWER_OF_CREATOR": "followers",
    "MUTUAL_FOLLOW_FRIENDS": "friends",
    "SELF_ONLY": "only the creator",
}


def step(kind: str, outcome: str | None) -> str:
    """An exchange with the platform in a sentence."""
    if (kind, (outcome or "").lower()) == ("step.transfer", "opened"):
        return "Sent the bytes: all but the last piece is there"
    what = STEPS.get(kind.removeprefix("step."), kind.removeprefix("step.").capitalize())
    answer = OUTCOMES.get((outcome or "").lower(), outcome or "no answer was kept")
    return f"{what}: {answer}"


def option(value: object) -> str:
    """What was chosen, in a word."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, dict):
        chosen = [str(name).replace("_", " ") for name, on in value.items() if on]
        return ", ".join(chosen) or "nothing"
    return PRIVACY.get(str(value), str(value))
