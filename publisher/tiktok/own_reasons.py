"""Why the TikTok adapter itself stops or waits, where no code of TikTok's says it."""

from publisher.domain.reasons import Actor, Handling, Headline, Kind, Reason, Remedy, Resend

_ALL: dict[str, Reason] = {}


def _asked(code: str, says: str, do: str, remedy: Remedy = Remedy.CHANGE_OPTIONS) -> Reason:
    """What the caller asked cannot be done so."""
    return _reason(
        code, Kind.INVALID, Headline.FIX_INPUT, Actor.CALLER, remedy, Handling.FAIL, says, do
    )


def _reason(
    code: str,
    kind: Kind,
    outcome: Headline,
    actor: Actor,
    remedy: Remedy,
    handling: Handling,
    says: str,
    do: str,
    resend: Resend = Resend.NO,
) -> Reason:
    made = Reason(f"tiktok.{code}", kind, outcome, actor, remedy, handling, resend, says, do)
    _ALL[made.code] = made
    return made


def every() -> dict[str, Reason]:
    """All Reasons of this module by code."""
    return dict(_ALL)


# --- what was asked ----------------------------------------------------------------------------

PRIVACY_MISSING = _asked(
    "privacy_missing",
    "A direct post needs a visibility, and there is none by default.",
    "Ask the creator who may see it, among the options that their creator info offers.",
)
OPTION_UNKNOWN = _asked(
    "option_unknown",
    "TikTok posts have no such option.",
    "Leave the option out, or spell it as the documentation does.",
)
OPTION_WRONG = _asked(
    "option_wrong",
    "An option has a value that it cannot have.",
    "Give a value of the kind that is named in `allowed`.",
)
OPTION_OUT_OF_PLACE = _asked(
    "option_out_of_place",
    "This option has no effect for this kind of post, and nothing is ignored in silence.",
    "Leave it out, or post in the way in which it counts.",
)
DISCLOSURE_EMPTY = _asked(
    "disclosure_empty",
    "A disclosure must say whom the content promotes.",
    "Say your own brand, a third party's, or both; or leave the disclosure out.",
)
BRANDED_IS_PRIVATE = _asked(
    "branded_content_private",
    "Branded content cannot be visible to the creator alone.",
    "Choose another visibility, or take the branded content mark off.",
)
INTERACTION_OFF = _asked(
    "interaction_off",
    "The creator has switched this off for their whole profile.",
    "Leave it off here too, or ask the creator to change it in TikTok.",
)
TEXT_OUT_OF_PLACE = _asked(
    "text_out_of_place",
    "This kind of post has no such text, and nothing is ignored in silence.",
    "Leave the text out, or use the field that `way_out` names.",
    Remedy.CHANGE_CAPTION,
)
TEXT_TOO_LONG = _asked(
    "text_too_long",
    "The text is longer than TikTok takes; it counts UTF-16 units.",
    "Shorten it; an emoji counts two or more.",
    Remedy.CHANGE_CAPTION,
)
TEXT_UNSENDABLE = _asked(
    "text_unsendable",
    "The text has characters that cannot be sent.",
    "Remove them; the positions are named.",
    Remedy.CHANGE_CAPTION,
)
PHOTO_COUNT = _asked(
    "photo_count",
    "A carousel has 1 to 35 pictures, a video post one film.",
    "Leave some out, or make several posts.",
    Remedy.REPLACE_MEDIA,
)

# --- on the way --------------------------------------------------------------------------------

UNREACHABLE = _reason(
    "unreachable",
    Kind.UNAVAILABLE,
    Headline.RETRY,
    Actor.PLATFORM,
    Remedy.WAIT_FOR_PLATFORM,
    Handling.BACK_OFF,
    "TikTok could not be reached; the request never left.",
    "Nothing: it is tried again. If it stays, the operator looks at the network.",
    Resend.YES,
)
UPLOAD_UNFINISHED = _reason(
    "upload_unfinished",
    Kind.UNAVAILABLE,
    Headline.RETRY,
    Actor.US,
    Remedy.NOTHING,
    Handling.RESUME,
    "TikTok does not have all bytes of the film yet.",
    "Nothing: the transfer goes on from where it stopped.",
    Resend.AFTER_RECONCILING,
)
TRANSFER_STOPPED = _reason(
    "transfer_stopped",
    Kind.CONFLICT,
    Headline.RETRY,
    Actor.US,
    Remedy.NOTHING,
    Handling.RESUME,
    "This worker no longer holds the post and stopped sending.",
    "Nothing: whoever holds it goes on.",
    Resend.AFTER_RECONCILING,
)
ADDRESS_GONE = _reason(
    "upload_address_gone",
    Kind.UNAVAILABLE,
    Headline.RETRY,
    Actor.US,
    Remedy.NOTHING,
    Handling.NEW_ATTEMPT,
    "There is no upload address left to send the rest of the film to.",
    "Nothing: what arrived is asked for, and a new attempt starts if need be.",
    Resend.AFTER_RECONCILING,
)
UPLOAD_HOST = _reason(
    "upload_host_refused",
    Kind.INTERNAL,
    Headline.FIX_INPUT,
    Actor.OPERATOR,
    Remedy.CHECK_SERVICE,
    Handling.HOLD,
    "TikTok named an upload address that is not one of its own, so nothing was sent there.",
    "The operator checks the configured addresses and what stands between us and TikTok.",
    Resend.YES,
)
FILE_UNREADABLE = _reason(
    "file_unreadable",
    Kind.UNAVAILABLE,
    Headline.RETRY,
    Actor.OPERATOR,
    Remedy.CHECK_SERVICE,
    Handling.BACK_OFF,
    "The film could not be read from our disk.",
    "The operator looks at the disk; it is tried again meanwhile.",
    Resend.AFTER_RECONCILING,
)
