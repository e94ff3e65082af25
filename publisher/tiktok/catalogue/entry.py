"""What one entry of the error catalogue is made of; the sentences stand in the tables beside it."""

from dataclasses import dataclass, field, replace
from datetime import timedelta
from enum import StrEnum
from typing import Any

from publisher.domain.reasons import (
    Actor,
    Handling,
    Headline,
    Kind,
    Reason,
    Remedy,
    Resend,
    Trouble,
    Words,
)
from publisher.domain.retry import Patience


class Surface(StrEnum):
    """Where TikTok, or somebody writing about TikTok, says the code."""

    POSTING = "posting"  # the error object of a /v2/ endpoint
    FAIL_REASON = "fail_reason"  # why a post failed later: status answer or webhook
    TRANSFER = "transfer"  # the bare HTTP status of a chunk sent to an upload address
    OAUTH = "oauth"  # the flat body of /v2/oauth/* and the address of the consent error page
    WEBHOOK = "webhook"  # events and the numbered reasons inside them
    BUSINESS = "business"  # API for Business: numeric codes, another product
    ADS = "ads"  # the names of a public decoder of advertising errors
    GUIDE = "guide"  # numbers explained by public troubleshooting guides
    PHRASE = "phrase"  # loose wordings of a public list of error patterns
    HTTP = "http"  # an HTTP status and nothing more
    OURS = "ours"  # our own words for what no platform word covers


class Category(StrEnum):
    """The drawer of the reference in which an entry is found."""

    AUTHENTICATION = "authentication"  # tokens, clients, consent
    PERMISSION = "permission"  # known, but not allowed
    SPAM = "spam"  # caps and judgements on a creator's posting
    VIDEO_FORMAT = "video_format"  # what a film is
    MEDIA = "media"  # getting files across, and what they contain
    RATE_LIMIT = "rate_limit"  # too many calls
    APP_STATUS = "app_status"  # audit, domains and options of the client
    SERVER = "server"  # trouble inside TikTok, and requests that it cannot read
    REQUEST = "request"  # ids, cancellations, versions
    TRANSFER = "transfer"  # chunks on their way
    SUCCESS = "success"  # not an error; listed because the sources list it
    PARAMETERS = "parameters"  # a field of a business call
    SANDBOX = "sandbox"  # limits of the test environment
    DUPLICATE = "duplicate"  # it exists already
    POLICY = "policy"  # rules about who may be addressed
    BACKGROUND = "background"  # work that TikTok does after its answer
    QUOTA = "quota"  # a number of things is used up
    API_AND_AUTHENTICATION = "api_and_authentication"  # decoder: the call itself
    CAMPAIGN_MANAGEMENT = "campaign_management"  # decoder: campaigns
    AD_GROUP_CONFIGURATION = "ad_group_configuration"  # decoder: ad groups
    CREATIVE_AND_ADS = "creative_and_ads"  # decoder: what is shown
    PIXEL_AND_TRACKING = "pixel_and_tracking"  # decoder: measuring
    ACCOUNT_AND_BILLING = "account_and_billing"  # decoder: accounts and money
    AUDIENCES_AND_TARGETING = "audiences_and_targeting"  # decoder: who sees it
    REPORTING_AND_DATA = "reporting_and_data"  # decoder: figures
    DELIVERY_AND_POLICY = "delivery_and_policy"  # decoder: running ads
    CATALOG_AND_PRODUCTS = "catalog_and_products"  # decoder: goods
    SPARK_ADS_AND_CREATORS = "spark_ads_and_creators"  # decoder: creators' posts as ads
    PLATFORM_AND_SYSTEM = "platform_and_system"  # decoder: the platform's own workings
    CAMPAIGN_CONFIGURATION = "campaign_configuration"  # decoder: schedules and links
    UNKNOWN = "unknown"  # nobody has told us


class Exchange(StrEnum):
    """At which exchange with TikTok an answer came; the engine's Steps carry these names."""

    CREATOR_INFO = "creator_info"  # what may this creator do right now
    VIDEO_INIT = "video_init"  # announce a direct post
    INBOX_INIT = "inbox_init"  # announce a draft
    CONTENT_INIT = "content_init"  # announce photos, which TikTok fetches
    TRANSFER = "transfer"  # a chunk to the upload address
    STATUS = "status"  # ask what became of it
    CANCEL = "cancel"  # call off a fetch
    USER_INFO = "user_info"  # who is this
    TOKEN = "token"  # noqa: S105 - the name of an exchange, not a secret
    REVOKE = "revoke"  # give a token back
    AUTHORIZE = "authorize"  # the consent page and its way home
    FAIL_REASON = "fail_reason"  # the verdict inside a status answer
    NOTICE = "notice"  # the verdict inside a webhook


@dataclass(frozen=True, slots=True)
class Stance:
    """How we stand to a kind of trouble: everything of a Reason but its name and sentences."""

    kind: Kind
    outcome: Headline
    actor: Actor
    remedy: Remedy
    handling: Handling
    resend: Resend
    patience: Patience | None = None  # how BACK_OFF, RESUME and NEW_ATTEMPT wait
    tries: int = 0  # most tries of this kind; 0: only the Post's own last instant ends them
    window: timedelta | None = None

    def but(self, **changes: Any) -> "Stance":
        """The same stance with some parts changed."""
        return replace(self, **changes)


@dataclass(frozen=True, slots=True)
class Never:
    """What must never be suggested or done for a code, however tempting."""

    remedies: tuple[Remedy, ...] = ()
    handlings: tuple[Handling, ...] = ()
    phrases: tuple[str, ...] = ()  # lower case; looked for in every sentence of the entry


@dataclass(frozen=True, slots=True)
class Source:
    """Where a fact comes from, and how old that copy is."""

    name: str
    date: str


@dataclass(frozen=True, slots=True)
class Claim:
    """What one source says where sources disagree."""

    source: Source
    says: str
    holds: bool = False  # do we follow it?


@dataclass(frozen=True, slots=True)
class Entry:
    """One meaning of one code, with everything that each reader needs to know."""

    key: str
    code: str
    surfaces: tuple[Surface, ...]
    category: Category
    reason: Reason
    creator: Words
    caller: Words
    support: Words
    official: str
    sources: tuple[Source, ...]
    aliases: tuple[str, ...] = ()  # other spellings of the same code
    at: tuple[Exchange, ...] = ()  # where it is documented or was seen
    http: tuple[int, ...] = ()  # HTTP statuses it came with
    patience: Patience | None = None  # how BACK_OFF, RESUME and NEW_ATTEMPT wait
    tries: int = 0  # most tries of this kind; 0: only the Post's own last instant ends them
    window: timedelta | None = None  # how long a cap lasts: earliest next try after RESLOT or HOLD
    also: tuple[tuple[Actor, Remedy], ...] = ()  # a second way out, and whose it is
    never: Never = field(default_factory=Never)
    claims: tuple[Claim, ...] = ()
    alarm: bool = False  # tell the operator: this should not have reached TikTok, or is new
    proves: tuple[Exchange, ...] = ()  # where this answer proves that nothing was sent

    @property
    def trouble(self) -> Trouble:
        """The precise class of its Reason."""
        return self.reason.trouble

    @property
    def spellings(self) -> tuple[str, ...]:
        """The code and every other way in which it is written."""
        return (self.code, *self.aliases)


def entry(
    code: str,
    stance: Stance,
    category: Category,
    surfaces: tuple[Surface, ...],
    *,
    creator: Words,
    caller: Words,
    support: Words,
    key: str = "",
    **rest: Any,
) -> Entry:
    """Make an Entry; its Reason speaks with the sentences meant for the calling developer."""
    name = key or f"tiktok.{code}"
    reason = Reason(
        code=name,
        kind=stance.kind,
        outcome=stance.outcome,
        actor=stance.actor,
        remedy=stance.remedy,
        handling=stance.handling,
        resend=stance.resend,
        says=caller.what,
        do=caller.do,
        patience=stance.patience,
        window=stance.window,
        alarm=rest.get("alarm", False),
        is_unknown=category is Category.UNKNOWN,
    )
    return Entry(
        key=name,
        code=code,
        surfaces=surfaces,
        category=category,
        reason=reason,
        creator=creator,
        caller=caller,
        support=support,
        patience=stance.patience,
        tries=stance.tries,
        window=stance.window,
        **rest,
    )
