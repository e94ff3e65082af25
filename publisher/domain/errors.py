"""What a service may raise to its caller; each carries a Reason.

PublisherError
├── Refusal          the caller asked for something we will not or cannot do
│   └── Malformed    … and here are the fields, each with rule, found, allowed, way out
└── Away             something we stand on does not answer just now
    ├── StoreAway    the database
    └── BellAway     Redis
"""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from publisher.domain.reasons import Raw, Reason


@dataclass(frozen=True, slots=True)
class FieldFault:
    """One thing wrong with one field of a request."""

    pointer: str  # JSON pointer, such as /schedule/at
    rule: str
    found: Any
    allowed: str
    way_out: str


class PublisherError(Exception):
    """Anything that a service tells its caller by raising."""


@dataclass(eq=False)
class Refusal(PublisherError):
    """The caller asked for something we will not or cannot do."""

    reason: Reason
    detail: str = ""
    retry_at: datetime | None = None
    faults: tuple[FieldFault, ...] = ()
    extra: dict[str, Any] = field(default_factory=dict)
    raw: Raw | None = None  # the platform's own words, where it spoke

    def __str__(self) -> str:
        return f"{self.reason.code}: {self.detail or self.reason.says}"


class Malformed(Refusal):
    """The request cannot be understood or breaks a rule; its faults name each field."""


class Away(PublisherError):
    """Something we stand on does not answer just now."""


class StoreAway(Away):
    """The database does not answer."""


class StoreBusy(StoreAway):
    """The database answers, but somebody else holds the row too long, or was there before us."""


class BellAway(Away):
    """Redis does not answer; nothing is lost, the sweep finds what is due."""
