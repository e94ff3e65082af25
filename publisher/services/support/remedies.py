"""What may be done about a Post right now, each with what it risks; pure."""

from dataclasses import dataclass

from publisher.domain.reasons import Headline
from publisher.domain.states import Phase, PostState, Verdict
from publisher.store.attempts import Attempt
from publisher.store.posts import Post

NO_RISK = "None: it only asks."


@dataclass(frozen=True, slots=True)
class Action:
    """One thing that may be done."""

    name: str
    call: str  # the API's method and address
    says: str
    risk: str


def actions(post: Post, tried: list[Attempt]) -> list[Action]:
    """The safe ones only: nothing here can put a second copy out without somebody's word."""
    path = f"/v1/posts/{post.id}"
    found = _by_state(post, tried, path)
    if (post.reason or {}).get("outcome") == Headline.RECONNECT:
        found.append(
            Action(
                "reconnect_link",
                "POST /v1/connections/links",
                "Send the creator a link that renews this connection.",
                "None for the post: it waits, and goes out if it is not too late by then.",
            )
        )
    return found


def _by_state(post: Post, tried: list[Attempt], path: str) -> list[Action]:
    in_doubt = any(one.outcome is Verdict.DOUBTFUL for one in tried)
    named = any(one.publish_id for one in tried)
    poll = [Action("poll", f"POST {path}/poll", "Ask the platform now.", NO_RISK)] if named else []
    cancel = Action(
        "cancel", f"POST {path}/cancel", "Call it off.", "It will not go out; this is final."
    )
    match post.state:
        case PostState.HELD if in_doubt:
            says = "Look whether it is on the creator's profile, then say so."
            risk = "If it is there and you say it is not, it goes out twice."
            return [*poll, Action("resolve", f"POST {path}/resolve", says, risk)]
        case PostState.HELD:
            says = "Let it go on, once the cause is mended."
            risk = "Unmended, it meets the same answer; nothing goes out twice."
            return [Action("release", f"POST {path}/release", says, risk), cancel]
        case PostState.FAILED:
            says = "Try it again, after what the reason asks for."
            risk = "Unchanged, it meets the same answer; nothing goes out twice."
            return [Action("retry", f"POST {path}/retry", says, risk)]
        case PostState.SCHEDULED | PostState.SENDING if not _committed(tried):
            return [*poll, cancel]
        case PostState.SENDING | PostState.PROCESSING | PostState.IN_INBOX | PostState.PUBLISHED:
            return poll
        case _:
            return []


def _committed(tried: list[Attempt]) -> bool:
    return any(one.phase in {Phase.COMMITTING, Phase.HANDED_OVER} for one in tried)
