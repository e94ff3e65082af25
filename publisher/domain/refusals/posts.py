"""Why a Post waits, stops or cannot be changed."""

from publisher.domain.reasons import Actor, Handling, Headline, Kind, Reason, Remedy, Resend
from publisher.domain.refusals.shape import reason

TOO_LATE = reason(
    "too_late",
    Kind.CONFLICT,
    "This post is past the moment in which it could be changed or called off.",
    "See its state; what is out can only be deleted by the creator inside TikTok.",
    remedy=Remedy.NOTHING,
    resend=Resend.NO,
)
NOT_RETRYABLE = reason(
    "not_retryable",
    Kind.CONFLICT,
    "This post is not in a state that can be tried again.",
    "Only failed posts can be retried, and only held ones released.",
    remedy=Remedy.NOTHING,
    resend=Resend.NO,
)
REFERENCE_TAKEN = reason(
    "client_reference_taken",
    Kind.CONFLICT,
    "This client_reference belongs to another post already.",
    "See `post` for the one that has it.",
)
CAP_REACHED = reason(
    "cap_reached",
    Kind.LIMITED,
    "No safe slot is free at that time for this creator.",
    "Take the time in retry_at, or let us choose with on_cap: move.",
    outcome=Headline.RETRY,
    remedy=Remedy.WAIT_FOR_WINDOW,
    handling=Handling.RESLOT,
)
NO_SLOT = reason(
    "no_slot_before_deadline",
    Kind.INVALID,
    "No safe slot is free before the deadline.",
    "Choose a later deadline; retry_at is the earliest time that would be safe.",
    outcome=Headline.RETRY,
    remedy=Remedy.CHANGE_SCHEDULE,
    handling=Handling.HOLD,
)
ORDER_KEPT = reason(
    "order_kept",
    Kind.LIMITED,
    "An earlier post of this connection moved, and posts go out in their order.",
    "Nothing: it goes out at its new time. Give it a deadline where order matters less.",
    outcome=Headline.RETRY,
    actor=Actor.US,
    remedy=Remedy.NOTHING,
    handling=Handling.RESLOT,
)
SLOWED_DOWN = reason(
    "slowed_down",
    Kind.LIMITED,
    "So many calls a minute are allowed for one creator, and we stay below.",
    "Nothing: it goes on by itself within a minute.",
    outcome=Headline.RETRY,
    actor=Actor.US,
    remedy=Remedy.SLOW_DOWN,
    handling=Handling.NOTE,
)
PLATFORM_RESTS = reason(
    "platform_resting",
    Kind.UNAVAILABLE,
    "The platform has failed too often just now, so we leave it alone for a little while.",
    "Nothing: it goes on by itself, a few creators first.",
    outcome=Headline.RETRY,
    actor=Actor.PLATFORM,
    remedy=Remedy.WAIT_FOR_PLATFORM,
    handling=Handling.NOTE,
)
LOOKS_LIKE_SPAM = reason(
    "looks_like_spam",
    Kind.INVALID,
    "Beside this creator's other posts, this one may be taken for spam.",
    "Change what is named here, or give the reason for which it goes out all the same.",
    remedy=Remedy.CHANGE_CAPTION,
)
RESTORED = reason(
    "restored_from_copy",
    Kind.CONFLICT,
    "Our database was restored from an older copy: this post may have gone out since.",
    "Look at the creator's profile; release it if it is not there, cancel it if it is.",
    outcome=Headline.RETRY,
    actor=Actor.OPERATOR,
    remedy=Remedy.CONFIRM_OUTCOME,
    handling=Handling.HOLD,
    resend=Resend.AFTER_RECONCILING,
)
CONNECTION_BUSY = reason(
    "connection_busy",
    Kind.CONFLICT,
    "Another post of this connection is being handed over.",
    "Nothing: this one follows.",
    outcome=Headline.RETRY,
    actor=Actor.US,
    remedy=Remedy.NOTHING,
    handling=Handling.BACK_OFF,
)
OPTIONS_DRIFTED = reason(
    "options_drifted",
    Kind.CONFLICT,
    "What this creator may choose has changed since the post was scheduled.",
    "Choose anew what is named here: edit and release a held post, make a failed one again.",
    remedy=Remedy.CHANGE_OPTIONS,
    handling=Handling.HOLD,
)
MISSED = reason(
    "missed",
    Kind.CONFLICT,
    "The time for this post passed while it could not be sent.",
    "Release it with a new time, or cancel it.",
    outcome=Headline.RETRY,
    actor=Actor.CALLER,
    remedy=Remedy.CHANGE_SCHEDULE,
    handling=Handling.HOLD,
)
GAVE_UP = reason(
    "gave_up",
    Kind.CONFLICT,
    "We tried until the last allowed moment and the platform never took it.",
    "Retry it when the trouble named in its timeline is over.",
    outcome=Headline.RETRY,
    actor=Actor.PLATFORM,
    remedy=Remedy.WAIT_FOR_PLATFORM,
)


def _in_doubt(code: str, says: str) -> Reason:
    """It may be out, and only a person who looks can tell."""
    return reason(
        code,
        Kind.CONFLICT,
        says,
        "Look at the creator's profile, then say `it is there` or `it is not there`.",
        outcome=Headline.RETRY,
        actor=Actor.CALLER,
        remedy=Remedy.CONFIRM_OUTCOME,
        handling=Handling.HOLD,
        resend=Resend.AFTER_RECONCILING,
    )


OUTCOME_UNKNOWN = _in_doubt(
    "outcome_unknown",
    "The platform's answer was lost at the one moment that matters: the post may be out.",
)
NOBODY_CAN_ASK = _in_doubt(
    "nobody_can_ask",
    "Its connection was ended while the platform had the post: nobody can ask how it ended.",
)
UNCONFIRMED = _in_doubt(
    "unconfirmed",
    "The platform has had the post for a day and never said how it ended.",
)
STARTED_AGAIN = reason(
    "started_again",
    Kind.CONFLICT,
    "The try before this one was interrupted before anything could appear; it was begun anew.",
    "Nothing.",
    outcome=Headline.RETRY,
    actor=Actor.US,
    remedy=Remedy.NOTHING,
    handling=Handling.NEW_ATTEMPT,
)
ADDRESS_DEAD = reason(
    "transfer_expired",
    Kind.CONFLICT,
    "The platform's address for the bytes ran out before all of them were there.",
    "Nothing: nothing can have appeared, and it is sent anew.",
    outcome=Headline.RETRY,
    actor=Actor.US,
    remedy=Remedy.NOTHING,
    handling=Handling.NEW_ATTEMPT,
)
CANCELLED = reason(
    "cancelled",
    Kind.CONFLICT,
    "The post was called off.",
    "Nothing.",
    remedy=Remedy.NOTHING,
    resend=Resend.NO,
)
LAST_PIECE_UNSURE = reason(
    "last_piece_unsure",
    Kind.CONFLICT,
    "The answer to the last bytes was not a clear yes, so we ask what became of them.",
    "Nothing: it is asked for, and never announced a second time meanwhile.",
    outcome=Headline.RETRY,
    actor=Actor.US,
    remedy=Remedy.NOTHING,
    handling=Handling.RESUME,
    resend=Resend.AFTER_RECONCILING,
)
