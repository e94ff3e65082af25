"""Webhook events, and the numbered reasons for which an authorisation ends."""

from publisher.domain.reasons import Handling, Words
from publisher.tiktok.catalogue import sources, stances
from publisher.tiktok.catalogue.entry import (
    Category,
    Entry,
    Exchange,
    Never,
    Stance,
    Surface,
    entry,
)

NOTICE = (Exchange.NOTICE,)
GONE = Never(
    handlings=(Handling.REFRESH_ONCE, Handling.BACK_OFF, Handling.NEW_ATTEMPT),
    phrases=("retry", "try again"),
)


def _removed(
    number: int, stance: Stance, official: str, creator: Words, caller: Words, support: Words
) -> Entry:
    return entry(
        f"authorization.removed:{number}",
        stance,
        Category.AUTHENTICATION,
        (Surface.WEBHOOK,),
        key=f"tiktok.authorization_removed.{number}",
        at=NOTICE,
        official=official,
        creator=creator,
        caller=caller,
        support=support,
        never=GONE,
        sources=(sources.WEBHOOKS,),
    )


def _event(name: str, what: str, why: str) -> Entry:
    plain = Words(what, why, "Nothing.")
    return entry(
        name,
        stances.FINE,
        Category.SUCCESS,
        (Surface.WEBHOOK,),
        key=f"tiktok.event.{name.replace('.', '_')}",
        at=NOTICE,
        official=what,
        creator=plain,
        caller=plain,
        support=plain,
        sources=(sources.WEBHOOKS,),
    )


_CONNECT = "Connect your TikTok anew if you want to go on posting."
_LINK = "Send the creator to the connect page; posts wait until then."

REMOVED = (
    _removed(
        0,
        stances.MUST_RECONNECT,
        "Unknown reason.",
        Words("The link to your TikTok has ended.", "TikTok does not say why.", _CONNECT),
        Words("The authorisation ended.", "TikTok gives no reason.", _LINK),
        Words(
            "TikTok ended the authorisation, reason 0.",
            "The token was dead before the message came.",
            "Send the connect link.",
        ),
    ),
    _removed(
        1,
        stances.MUST_RECONNECT,
        "The creator disconnected the client inside TikTok.",
        Words("The link to your TikTok has ended.", "You removed this app in TikTok.", _CONNECT),
        Words("The creator removed the client inside TikTok.", "A deliberate act.", _LINK),
        Words(
            "The creator disconnected us in TikTok, reason 1.",
            "The token was dead before the message came.",
            "Send the connect link only when the creator asks for it.",
        ),
    ),
    _removed(
        2,
        stances.ONLY_IN_TIKTOK.but(outcome=stances.MUST_RECONNECT.outcome),
        "The creator's TikTok account was deleted.",
        Words(
            "Your TikTok account was deleted.",
            "Nothing can be posted to it.",
            "Restore it in TikTok, or connect another one.",
        ),
        Words(
            "The creator's TikTok account no longer exists.",
            "It was deleted at TikTok.",
            "Cancel the waiting posts, or have the creator connect another account.",
        ),
        Words(
            "The account was deleted, reason 2.",
            "No link can bring this one back.",
            "Close the connection with the creator's consent.",
        ),
    ),
    _removed(
        3,
        stances.ONLY_IN_TIKTOK.but(outcome=stances.MUST_RECONNECT.outcome),
        "The creator's age was changed.",
        Words(
            "TikTok ended the link because the age of your account changed.",
            "TikTok's rules for your age do not allow it.",
            "Look at the account's age in TikTok; correct it there if it is wrong.",
        ),
        Words(
            "TikTok ended the authorisation after a change of age.",
            "The creator may be too young for connected apps.",
            "Tell the creator; only TikTok can change it.",
        ),
        Words(
            "A change of age, reason 3.",
            "TikTok's age rules apply.",
            "Point the creator to the account's settings in TikTok.",
        ),
    ),
    _removed(
        4,
        stances.ONLY_IN_TIKTOK.but(outcome=stances.MUST_RECONNECT.outcome),
        "The creator's account was banned.",
        Words(
            "TikTok has banned your account.",
            "Nothing can be posted to it meanwhile.",
            "Look at the account's standing in TikTok and appeal there if you disagree.",
        ),
        Words(
            "TikTok banned the creator's account.",
            "The authorisation ended with it.",
            "Tell the creator; only TikTok can lift the ban.",
        ),
        Words(
            "The account was banned, reason 4.",
            "Only TikTok can lift it.",
            "Point the creator to the appeal in TikTok.",
        ),
    ),
    _removed(
        5,
        stances.MUST_RECONNECT,
        "The client revoked the authorisation.",
        Words("The link to your TikTok has ended.", "This app gave it back.", _CONNECT),
        Words("The authorisation was revoked from our side.", "A revoke call was made.", _LINK),
        Words(
            "We, or another program with our client, revoked the token, reason 5.",
            "It follows a revoke call.",
            "Look for the revoke in the time line; without one ask the operator.",
        ),
    ),
)

EVENTS = (
    _event("post.publish.complete", "The post was created.", "TikTok finished its part."),
    _event("post.publish.inbox_delivered", "The draft is in the inbox.", "TikTok delivered it."),
    _event("post.publish.publicly_available", "The post is public.", "TikTok's checks are over."),
    _event(
        "post.publish.no_longer_publicaly_available",
        "The post is no longer public.",
        "The creator or TikTok changed its visibility; TikTok spells the event like this.",
    ),
    _event("video.publish.completed", "A share from a phone was posted.", "Video Kit says so."),
    _event("video.upload.failed", "A share from a phone failed.", "Video Kit; not one of ours."),
    _event("portability.download.ready", "A data export is ready.", "Data Portability says so."),
    _event("tiktok.ping", "A test of the webhook address.", "Somebody pressed the test button."),
)

ENTRIES = (*REMOVED, *EVENTS)
