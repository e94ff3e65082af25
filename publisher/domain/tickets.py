"""All that a Platform needs for one Step, and the Remote that it hands back."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, BinaryIO

from publisher.domain.secret import Secret
from publisher.domain.states import Mode, Transfer


@dataclass(frozen=True, slots=True)
class Remote:
    """The platform's own handle for an Attempt."""

    publish_id: str
    address: Secret | None = None  # where the bytes go: whoever holds it can fill the post
    address_until: datetime | None = None
    bytes_sent: int = 0


@dataclass(frozen=True, slots=True)
class Film:
    """The bytes to hand over, opened afresh for each Step."""

    open: Callable[[], BinaryIO]
    size: int
    content_type: str


@dataclass(frozen=True, slots=True)
class Ticket:
    """A frozen snapshot of all a Platform needs to take one Step."""

    post: str
    attempt: str
    request_id: str
    mode: Mode
    transfer: Transfer
    photos: bool  # a carousel of pictures instead of a film
    token: Secret
    caption: str = ""
    title: str = ""
    description: str = ""
    options: dict[str, Any] = field(default_factory=dict)
    film: Film | None = None
    addresses: tuple[str, ...] = ()  # where the platform may fetch, one-use, for pulls
    remote: Remote | None = None


@dataclass(frozen=True, slots=True)
class Grant:
    """What a Creator gave us: tokens, until when, for what."""

    open_id: str
    access: Secret
    access_until: datetime
    refresh: Secret
    refresh_until: datetime
    scopes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CreatorFacts:
    """What the platform says of a Creator right now."""

    username: str
    nickname: str
    avatar_url: str
    privacy_options: tuple[str, ...]
    comment_off: bool
    duet_off: bool
    stitch_off: bool
    max_seconds: int
    seen_at: datetime
    can_post: bool = True
    cannot_post_code: str = ""  # our Reason's code when the platform says: not now
    said: dict[str, Any] = field(default_factory=dict)  # the platform's own words for that
