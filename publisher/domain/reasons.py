"""Why something stopped: a code for ever, who must act, what to do, what we do ourselves."""

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from publisher.domain.retry import Patience


class Kind(StrEnum):
    """What sort of refusal it is; `web/problems.py` turns each into one HTTP status."""

    MALFORMED = "malformed"  # 400: the call cannot be read as a request at all
    INVALID = "invalid"  # 422: what was asked cannot be done as asked
    UNAUTHORISED = "unauthorised"  # 401: we do not know who is asking
    FORBIDDEN = "forbidden"  # 403: we know, and they may not
    UNKNOWN = "unknown"  # 404: no such thing for this App
    CONFLICT = "conflict"  # 409: right request, wrong moment
    STALE = "stale"  # 412: it has changed since the caller read it
    TOO_LARGE = "too_large"  # 413: more bytes than we take
    LIMITED = "limited"  # 429: too much, too fast, or a cap
    UNAVAILABLE = "unavailable"  # 503: something we stand on is away
    FULL = "full"  # 507: no room left on our disk
    INTERNAL = "internal"  # 500: our mistake


class Headline(StrEnum):
    """The three words that the product promises to people; the API calls this `outcome`."""

    RECONNECT = "reconnect"  # the creator has to connect again
    FIX_INPUT = "fix_input"  # somebody has to change something before it can work
    RETRY = "retry"  # it can work later as it is


class Actor(StrEnum):
    """Who has to act."""

    CREATOR = "creator"  # the person on the platform
    CALLER = "caller"  # the App that calls our API
    OPERATOR = "operator"  # who runs this service and owns the TikTok client
    PLATFORM = "platform"  # TikTok itself
    US = "us"  # this software, or its authors


class Remedy(StrEnum):
    """The precise thing to do, in a fixed vocabulary."""

    RECONNECT = "reconnect"  # send the creator through the connect page again
    GRANT_SCOPE = "grant_scope"  # connect again and leave the named permission ticked
    REPLACE_MEDIA = "replace_media"  # hand in another file
    CHANGE_CAPTION = "change_caption"  # write the caption, title or description anew
    CHANGE_OPTIONS = "change_options"  # choose other post options
    CHANGE_SCHEDULE = "change_schedule"  # choose another time
    CORRECT_REQUEST = "correct_request"  # the call itself is malformed
    WAIT_FOR_WINDOW = "wait_for_window"  # a cap frees itself after a known time
    SLOW_DOWN = "slow_down"  # too many calls a minute
    WAIT_FOR_PLATFORM = "wait_for_platform"  # the platform has trouble of its own
    FINISH_DRAFTS = "finish_drafts"  # the creator finishes inbox drafts in the TikTok app
    MAKE_ACCOUNT_PRIVATE = "make_account_private"  # while the client is unaudited
    ASK_CREATOR_IN_TIKTOK = "ask_creator_in_tiktok"  # only the creator can, inside TikTok
    UPDATE_PLATFORM_APP = "update_platform_app"  # the creator's TikTok app is too old
    APP_REVIEW = "app_review"  # the operator's client needs review or audit
    VERIFY_DOMAIN = "verify_domain"  # the operator verifies the media address at TikTok
    CHECK_CLIENT = "check_client"  # client key, secret, redirect address, scopes of the client
    CONFIRM_OUTCOME = "confirm_outcome"  # a person looks whether the post is there
    CONTACT_SUPPORT = "contact_support"  # nothing anybody but support can do
    CHECK_SERVICE = "check_service"  # the operator looks after this installation
    NOTHING = "nothing"  # it ends by itself, or there is nothing to mend


class Handling(StrEnum):
    """What the service does by itself when it meets this."""

    REFRESH_ONCE = "refresh_once"  # renew the token once and take the same step again
    RESUME = "resume"  # go on with the same Remote from where it stopped
    NEW_ATTEMPT = "new_attempt"  # the old Attempt is proved dead: a new one may start
    BACK_OFF = "back_off"  # the same step again later, on a patient schedule
    RESLOT = "reslot"  # move to the next instant that no cap forbids
    HOLD = "hold"  # stop the Post until a person acts; what may be out is only asked about
    FAIL = "fail"  # end the Post; a person may retry it after a change
    NOTE = "note"  # nothing stops; it is written on the timeline


class Resend(StrEnum):
    """May the post be sent again?"""

    YES = "yes"  # nothing can have appeared
    NO = "no"  # sending it unchanged meets the same answer
    AFTER_RECONCILING = "after_reconciling"  # only once it is proved that nothing appeared


class Trouble(StrEnum):
    """The precise class of a trouble, where three headings are too few for a support desk."""

    RECONNECT = "reconnect"  # the creator connects again
    FIX_INPUT = "fix_input"  # the caller changes what was asked
    RETRY = "retry"  # it passes, and we repeat what may be repeated
    WAIT = "wait"  # a cap frees itself at a known time
    OPERATOR = "operator"  # audit, domain, client: who runs the service acts
    CREATOR = "creator"  # only the creator can, inside TikTok
    OUR_BUG = "our_bug"  # this software did what it should not
    UNKNOWN = "unknown"  # nobody has told us


_BY_ACTOR = {
    Actor.CREATOR: Trouble.CREATOR,
    Actor.CALLER: Trouble.FIX_INPUT,
    Actor.OPERATOR: Trouble.OPERATOR,
    Actor.PLATFORM: Trouble.RETRY,
    Actor.US: Trouble.OUR_BUG,
}


@dataclass(frozen=True, slots=True)
class Words:
    """One reader's three sentences."""

    what: str
    why: str
    do: str


@dataclass(frozen=True, slots=True)
class Reason:
    """Why something stopped. The code is for ever; the sentences may be improved."""

    code: str
    kind: Kind
    outcome: Headline
    actor: Actor
    remedy: Remedy
    handling: Handling
    resend: Resend
    says: str
    do: str
    patience: Patience | None = None  # how a repetition waits, where the usual one is wrong
    window: timedelta | None = None  # how long a cap lasts that frees itself
    alarm: bool = False  # the operator hears of it: it should not happen, or only they can act
    is_unknown: bool = False  # the platform said something that nobody has told us about

    @property
    def trouble(self) -> Trouble:
        """The precise class, which follows from the rest."""
        if self.is_unknown:
            return Trouble.UNKNOWN
        if self.remedy is Remedy.WAIT_FOR_WINDOW:
            return Trouble.WAIT
        if self.outcome is Headline.RECONNECT:
            return Trouble.RECONNECT
        if self.outcome is Headline.RETRY and self.handling is not Handling.HOLD:
            return Trouble.RETRY
        return _BY_ACTOR[self.actor]

    @property
    def docs(self) -> str:
        """Where this Reason is explained, below the service's own address."""
        return f"/errors/{self.code}"


@dataclass(frozen=True, slots=True)
class Raw:
    """The platform's own words beside ours, always kept."""

    code: str = ""
    message: str = ""
    log_id: str = ""
    http: int | None = None
    step: str = ""
    body: str = ""  # the beginning of what came, secrets taken out
    request_id: str = ""  # our own name for the exchange: the id of its Step


SILENCE = Raw()  # the platform said nothing
