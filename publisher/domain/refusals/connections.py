"""Why a Connection cannot be made or used."""

from publisher.domain.reasons import Actor, Handling, Headline, Kind, Remedy
from publisher.domain.refusals.shape import reason

CONNECTION_BROKEN = reason(
    "connection_broken",
    Kind.CONFLICT,
    "We may no longer publish for this creator: they have to connect again.",
    "Make a new link with `reconnect` naming this connection and send the creator there.",
    outcome=Headline.RECONNECT,
    actor=Actor.CREATOR,
    remedy=Remedy.RECONNECT,
    handling=Handling.HOLD,
)
CONNECTION_ENDED = reason(
    "connection_ended",
    Kind.CONFLICT,
    "This connection was ended: nothing goes out through it any more.",
    "Connect the creator again.",
    outcome=Headline.RECONNECT,
    actor=Actor.CREATOR,
    remedy=Remedy.RECONNECT,
    handling=Handling.HOLD,
)
REVOCATION_PENDING = reason(
    "revocation_pending",
    Kind.CONFLICT,
    "This connection was ended; the platform has not confirmed yet that our permission is gone.",
    "Nothing: it is asked again for a day; then the tokens are erased in any case.",
    outcome=Headline.RETRY,
    actor=Actor.US,
    remedy=Remedy.NOTHING,
    handling=Handling.BACK_OFF,
)
PERMISSION_MAY_STAND = reason(
    "permission_may_stand",
    Kind.CONFLICT,
    "This connection was ended, but the platform did not confirm that our permission is gone.",
    "The creator can remove the app in TikTok: Settings > Security > Apps and services.",
    actor=Actor.CREATOR,
    remedy=Remedy.ASK_CREATOR_IN_TIKTOK,
    handling=Handling.NOTE,
)
POSTS_WAIT = reason(
    "posts_wait",
    Kind.CONFLICT,
    "Posts still go out through this connection; to end it calls them off.",
    "Look at `posts`. Then repeat with `cancel_posts=true`, or let them go out first.",
)
TOKEN_SEALED_AWAY = reason(
    "seal_broken",
    Kind.UNAVAILABLE,
    "The tokens of this connection cannot be opened with the seal keys this service has.",
    "The operator restores the missing seal key; nobody has to connect again.",
    outcome=Headline.RETRY,
    actor=Actor.OPERATOR,
    remedy=Remedy.CHECK_SERVICE,
    handling=Handling.HOLD,
)
WRONG_CREATOR = reason(
    "wrong_creator",
    Kind.CONFLICT,
    "The creator who signed in is not the one this connection belongs to.",
    "Sign out of TikTok in this browser, sign in as the expected creator, and start again.",
    outcome=Headline.RECONNECT,
    actor=Actor.CREATOR,
    remedy=Remedy.RECONNECT,
)
LINK_UNKNOWN = reason(
    "link_unknown",
    Kind.UNKNOWN,
    "This connect link is not known here.",
    "Ask whoever sent it for a new one.",
    outcome=Headline.RECONNECT,
    actor=Actor.CREATOR,
    remedy=Remedy.RECONNECT,
)
LINK_EXPIRED = reason(
    "link_expired",
    Kind.CONFLICT,
    "This connect link has expired.",
    "Ask whoever sent it for a new one.",
    outcome=Headline.RECONNECT,
    actor=Actor.CREATOR,
    remedy=Remedy.RECONNECT,
)
LINK_USED = reason(
    "link_used",
    Kind.CONFLICT,
    "This connect link has been used already.",
    "Ask whoever sent it for a new one.",
    outcome=Headline.RECONNECT,
    actor=Actor.CREATOR,
    remedy=Remedy.RECONNECT,
)
STATE_UNKNOWN = reason(
    "connect_state_unknown",
    Kind.CONFLICT,
    "We did not start this connection, or that was days ago.",
    "Start again from the connect link.",
    outcome=Headline.RECONNECT,
    actor=Actor.CREATOR,
    remedy=Remedy.RECONNECT,
)
STATE_EXPIRED = reason(
    "connect_state_expired",
    Kind.CONFLICT,
    "This took too long: the round trip to TikTok is only good for ten minutes.",
    "Start again from the connect link.",
    outcome=Headline.RECONNECT,
    actor=Actor.CREATOR,
    remedy=Remedy.RECONNECT,
)
STATE_USED = reason(
    "connect_state_used",
    Kind.CONFLICT,
    "This answer was taken in before, and it counts once.",
    "Close the page if you were told that you are connected; else start again from the link.",
    outcome=Headline.RECONNECT,
    actor=Actor.CREATOR,
    remedy=Remedy.RECONNECT,
)
STATE_FOREIGN = reason(
    "connect_state_foreign",
    Kind.FORBIDDEN,
    "This answer belongs to another browser: nothing was connected.",
    "Open the connect link in this browser and start again.",
    outcome=Headline.RECONNECT,
    actor=Actor.CREATOR,
    remedy=Remedy.RECONNECT,
)
DENIED = reason(
    "connect_denied",
    Kind.FORBIDDEN,
    "The creator did not allow the connection.",
    "Ask the creator, and start again from a new link.",
    outcome=Headline.RECONNECT,
    actor=Actor.CREATOR,
    remedy=Remedy.RECONNECT,
)
CONNECT_REFUSED = reason(
    "connect_refused",
    Kind.CONFLICT,
    "The platform did not finish the connection.",
    "Start again from the connect link; if it comes again, the service is registered wrongly.",
    outcome=Headline.RECONNECT,
    actor=Actor.OPERATOR,
    remedy=Remedy.CHECK_SERVICE,
)
SCOPE_MISSING = reason(
    "scope_missing",
    Kind.CONFLICT,
    "The creator has not granted a permission that this needs.",
    "Reconnect and leave the permission named here ticked.",
    outcome=Headline.RECONNECT,
    actor=Actor.CREATOR,
    remedy=Remedy.GRANT_SCOPE,
    handling=Handling.HOLD,
)
RENEWAL_BUSY = reason(
    "renewal_in_progress",
    Kind.UNAVAILABLE,
    "The tokens of this connection are being renewed and that takes unusually long.",
    "Nothing: it is tried again by itself.",
    outcome=Headline.RETRY,
    actor=Actor.US,
    remedy=Remedy.NOTHING,
    handling=Handling.BACK_OFF,
)
