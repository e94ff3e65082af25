"""What callers are answered, as models: the answers are made of them and the OpenAPI file too."""

from datetime import datetime
from typing import Any

from pydantic import BaseModel, Field

from publisher.web.answers_trouble import Reason


class Schedule(BaseModel):
    """When it was asked for, and what that means on a clock on the wall."""

    at: datetime
    wall_time: str
    zone: str


class Post(BaseModel):
    """The commitment to publish through one connection."""

    id: str
    state: str
    state_means: str
    mode: str
    kind: str = Field(description="`film` or `photos`.")
    connection: str
    assets: list[str]
    caption: str
    title: str
    description: str
    options: dict[str, Any]
    schedule: Schedule | None = Field(description="As asked; null where the time was ours to find.")
    slot_at: datetime = Field(description="When it is to go out.")
    due_at: datetime = Field(description="When somebody looks at it next.")
    deadline: datetime | None
    on_cap: str
    on_drift: str
    consent: dict[str, Any] | None
    public_ids: list[str] = Field(description="Strings: they do not fit into a JavaScript number.")
    no_link_because: str | None
    reason: Reason | None
    client_reference: str | None
    version: int
    created_at: datetime
    ended_at: datetime | None


class PostInFull(Post):
    """A post, with what it waits for."""

    waits_for: str
    who_acts: str


class Finding(BaseModel):
    """One thing that the check noticed."""

    stops: bool
    code: str
    says: str
    pointer: str
    rule: str
    found: Any
    allowed: str
    way_out: str


class Check(BaseModel):
    """What would happen to a post if it were committed now."""

    valid: bool
    findings: list[Finding]
    slot_at: datetime | None
    moved_because: str | None


class Line(BaseModel):
    """One line of a post's timeline."""

    at: datetime
    kind: str
    says: str
    detail: dict[str, Any]


class Attempt(BaseModel):
    """One try to publish a post."""

    id: str
    number: int
    transfer: str
    phase: str
    outcome: str | None
    publish_id: str | None
    bytes_sent: int
    sent: dict[str, Any] | None = Field(description="What was said to the platform, as it was.")
    opened_at: datetime
    handed_over_at: datetime | None
    ended_at: datetime | None
    reason: Reason | None


class Rendition(BaseModel):
    """The file made to fit what the platform takes."""

    id: str
    spec: str
    state: str
    plan: dict[str, Any] | None
    findings: list[dict[str, Any]]
    facts: dict[str, Any] | None
    progress: float
    size: int | None
    type: str | None
    reason: Reason | None
    created_at: datetime
    ready_at: datetime | None


class Timeline(BaseModel):
    """All that happened to a post, in order."""

    post: str
    state: str
    waits_for: str
    who_acts: str
    items: list[Line]
    attempts: list[Attempt]
    renditions: list[Rendition]


class Asset(BaseModel):
    """The bytes that were handed in."""

    id: str
    state: str
    state_means: str
    kind: str | None = Field(
        description="`film`, `picture` or `animation` (alone a film, else its first picture)."
    )
    name: str
    size: int
    sha256: str
    facts: dict[str, Any] | None
    reason: Reason | None
    created_at: datetime
    measured_at: datetime | None


class AssetInFull(Asset):
    """An asset, and what was made of it."""

    renditions: list[Rendition]


class Creator(BaseModel):
    """A person on the platform, as the platform names them."""

    username: str
    nickname: str


class Connection(BaseModel):
    """Permission to publish for one creator."""

    id: str
    platform: str
    state: str
    state_means: str
    creator: Creator
    scopes: list[str]
    missing_scopes: list[str]
    external_id: str | None
    reason: Reason | None
    reconnect_before: datetime | None
    created_at: datetime
    ended_at: datetime | None


class CreatorOptions(BaseModel):
    """What the creator may choose right now."""

    connection: str
    username: str
    nickname: str
    avatar_url: str
    can_post: bool
    cannot_post_code: str | None
    privacy: list[str]
    comments_off: bool
    duets_off: bool
    stitches_off: bool
    max_seconds: int
    seen_at: datetime


class Ended(BaseModel):
    """A connection that was ended, its posts, and whether the platform took our permission back."""

    id: str
    state: str
    posts: list[str]
    too_late: list[str]
    revocation: str | None
    revocation_means: str | None


class Link(BaseModel):
    """A single-use address that a creator opens to connect."""

    id: str
    url: str
    platform: str
    scopes: list[str]
    return_url: str | None
    external_id: str | None
    reconnect: str | None
    expires_at: datetime


class Event(BaseModel):
    """Something that happened."""

    id: str
    kind: str
    ref: str
    sequence: int = Field(description="Counts per `ref`.")
    at: datetime
    detail: dict[str, Any]


class Posts(BaseModel):
    """A page of posts, newest first."""

    items: list[Post]
    next: str | None
    limit: int


class Assets(BaseModel):
    """A page of assets, newest first."""

    items: list[Asset]
    next: str | None
    limit: int


class Connections(BaseModel):
    """A page of connections, newest first."""

    items: list[Connection]
    next: str | None
    limit: int


class Events(BaseModel):
    """A page of events, oldest first; `next` goes into `after`."""

    items: list[Event]
    next: str | None
    limit: int


class Health(BaseModel):
    """How the service stands."""

    ready: bool
    last_sweep: datetime | None = None
    oldest_due: datetime | None = None
