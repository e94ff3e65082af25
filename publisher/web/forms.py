"""The bodies and query strings that callers may send, as strict models."""

from datetime import datetime, timedelta
from typing import Annotated, Any, Literal
from urllib.parse import urlsplit

from pydantic import AfterValidator, Field, PlainValidator, ValidationInfo, WithJsonSchema

from publisher.domain import when
from publisher.domain.errors import FieldFault
from publisher.domain.states import Mode, PostState
from publisher.services.links import LINK_LASTS, LONGEST_LINK, NewLink
from publisher.services.posts_check import NewPost
from publisher.web.parsing import Form, Query, faulty, timely

LONGEST_TEXT = 10_000  # the platform's own, shorter limits are told by their own findings
_LOOPBACK = {"localhost", "127.0.0.1", "::1"}


def _schedule(raw: Any, info: ValidationInfo) -> when.When:
    try:
        return when.read(raw, (info.context or {})["now"])
    except when.BadTime as error:
        raise timely(error) from None


def _deadline(raw: Any, info: ValidationInfo) -> datetime | None:
    if raw is None:
        return None
    try:
        return when.read_deadline(raw, (info.context or {})["now"]).instant
    except when.BadTime as error:
        raise timely(error) from None


def _return_url(raw: str | None) -> str | None:
    """Somewhere that a browser may be sent with the result; never a way to smuggle a header."""
    if raw is None or _is_web_address(raw):
        return raw
    allowed = "an https address (http on this machine), without name, password or #fragment"
    fault = FieldFault("/return_url", "address", raw[:80], allowed, "Send such an address.")
    raise faulty(fault)


def _is_web_address(raw: str) -> bool:
    if not raw.isascii() or not raw.isprintable() or any(sign in raw for sign in ' \\"<>#'):
        return False
    try:
        parts = urlsplit(raw)
        port = parts.port
    except ValueError:
        return False
    if not parts.hostname or "@" in parts.netloc or port == 0:
        return False
    return parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in _LOOPBACK)


_INSTANT = {"type": "string", "format": "date-time", "description": "RFC 3339 with an offset."}
_WALL = {
    "type": "object",
    "properties": {
        "wall_time": {"type": "string", "examples": ["2026-05-01T18:00"]},
        "zone": {"type": "string", "examples": ["Europe/London"]},
        "fold": {"enum": ["first", "second"]},
    },
    "required": ["wall_time", "zone"],
    "additionalProperties": False,
}
_AT = {
    "type": "object",
    "properties": {"at": _INSTANT},
    "required": ["at"],
    "additionalProperties": False,
}
_NEXT_FREE = {
    "type": "object",
    "properties": {
        "next_free": {
            "type": "object",
            "properties": {"after": {}, "before": {}},
            "additionalProperties": False,
        }
    },
    "required": ["next_free"],
    "additionalProperties": False,
}
_QUEUE = {
    "type": "object",
    "properties": {"queue": {"type": "string", "pattern": when.QUEUE_NAME.pattern}},
    "required": ["queue"],
    "additionalProperties": False,
}
_SCHEDULE = {
    "description": "When it is to go out.",
    "anyOf": [{"enum": ["now", "next_free"]}, _AT, _WALL, _NEXT_FREE, _QUEUE],
    "examples": ["now", {"wall_time": "2026-05-01T18:00", "zone": "Europe/London"}],
}
Schedule = Annotated[when.When, PlainValidator(_schedule), WithJsonSchema(_SCHEDULE)]
Deadline = Annotated[
    datetime | None,
    PlainValidator(_deadline),
    WithJsonSchema({"anyOf": [_INSTANT, _AT, _WALL, {"type": "null"}]}),
]
ReturnUrl = Annotated[str | None, Field(max_length=2000), AfterValidator(_return_url)]
Overrides = Annotated[
    dict[str, Annotated[str, Field(min_length=1, max_length=500)]],
    Field(max_length=20, description="Per spam rule, why it goes out all the same."),
]
Text = Annotated[str, Field(max_length=LONGEST_TEXT)]
Reference = Annotated[str, Field(min_length=1, max_length=200)]
Id = Annotated[str, Field(min_length=1, max_length=80, pattern=r"^[A-Za-z0-9_]+$")]


class PostForm(Form):
    """A post to be published; the same body for the dry run."""

    connection: Id
    assets: Annotated[list[Id], Field(min_length=1, max_length=100)]
    mode: Annotated[Literal["direct", "inbox"], Field(description="No default: say it.")]
    schedule: Schedule
    caption: Text = ""
    title: Text = ""
    description: Text = ""
    options: dict[str, Any] = Field(default_factory=dict)
    on_cap: Literal["move", "fail"] = "move"
    on_drift: Literal["hold", "fail"] = "hold"
    deadline: Deadline = None
    consent: dict[str, Any] | None = None
    client_reference: Reference | None = None
    overrides: Overrides = Field(default_factory=dict)

    def command(self) -> NewPost:
        """What the service is asked for."""
        return NewPost(
            connection=self.connection,
            assets=tuple(self.assets),
            mode=Mode(self.mode),
            when=self.schedule,
            caption=self.caption,
            title=self.title,
            description=self.description,
            options=self.options,
            on_cap=self.on_cap,
            on_drift=self.on_drift,
            deadline=self.deadline,
            consent=self.consent,
            client_reference=self.client_reference,
            overrides=self.overrides,
        )


class PostPatch(Form):
    """New values for a post that has not begun; what is left out stays."""

    schedule: Schedule | None = None
    deadline: Deadline = None
    caption: Text | None = None
    title: Text | None = None
    description: Text | None = None
    options: dict[str, Any] | None = None


class AgainForm(Form):
    """When a failed or held post is to go out; at its slot or at once by itself."""

    schedule: Schedule | None = None


class ResolveForm(Form):
    """What a person saw on the creator's profile."""

    is_there: bool
    public_id: Annotated[str, Field(pattern=r"^[0-9]{1,30}$")] | None = None


class NothingForm(Form):
    """No fields at all."""


class LinkForm(Form):
    """A connect link for a creator."""

    platform: Annotated[str, Field(max_length=40)]
    return_url: ReturnUrl = None
    external_id: Reference | None = None
    scopes: Annotated[list[Annotated[str, Field(max_length=60)]], Field(max_length=30)] = Field(
        default_factory=list
    )
    reconnect: Id | None = None
    expires_in: Annotated[int, Field(ge=60, le=int(LONGEST_LINK.total_seconds()))] = int(
        LINK_LASTS.total_seconds()
    )

    def command(self) -> NewLink:
        """What the service is asked for."""
        return NewLink(
            platform=self.platform,
            return_url=self.return_url,
            external_id=self.external_id,
            scopes=tuple(dict.fromkeys(self.scopes)),
            reconnect=self.reconnect,
            lasts=timedelta(seconds=self.expires_in),
        )


class PageQuery(Query):
    """A page of a list."""

    limit: Annotated[int, Field(ge=1, le=100)] = 20
    cursor: Annotated[str, Field(max_length=500)] | None = None


class EndQuery(Query):
    """How a connection is to end."""

    cancel_posts: bool = False  # what waits for it is called off; without, its end is refused


def _states(raw: str | None) -> str | None:
    known = {state.value for state in PostState}
    for one in (raw or "").split(",") if raw else []:
        if one not in known:
            allowed = "one or more of " + ", ".join(sorted(known)) + ", divided by commas"
            fault = FieldFault("/state", "known", one[:80], allowed, "Name a state.")
            raise faulty(fault)
    return raw


class PostsQuery(PageQuery):
    """Which posts."""

    state: Annotated[str | None, Field(max_length=200), AfterValidator(_states)] = None
    connection: Id | None = None

    @property
    def states(self) -> tuple[str, ...]:
        """The states asked for, in a fixed order."""
        return tuple(sorted(set(self.state.split(",")))) if self.state else ()


class EventsQuery(Query):
    """Which events."""

    after: Id | None = None
    limit: Annotated[int, Field(ge=1, le=100)] = 100
