"""What a Platform can answer: nine frozen values, closed."""

from dataclasses import dataclass
from datetime import datetime

from publisher.domain.reasons import SILENCE, Raw, Reason
from publisher.domain.tickets import Remote


@dataclass(frozen=True, slots=True)
class Opened:
    """Announced; the Remote is ours and nothing can appear before the last byte."""

    remote: Remote
    raw: Raw = SILENCE


@dataclass(frozen=True, slots=True)
class HandedOver:
    """The platform has, or is fetching, everything."""

    remote: Remote
    raw: Raw = SILENCE


@dataclass(frozen=True, slots=True)
class Working:
    """Asked; the platform is still at it."""

    raw: Raw = SILENCE
    remote: Remote | None = None


@dataclass(frozen=True, slots=True)
class InInbox:
    """Lies in the Creator's inbox; our duty is done."""

    raw: Raw = SILENCE


@dataclass(frozen=True, slots=True)
class Published:
    """The platform says it is out; public ids may come later, or never for a private post."""

    public_ids: tuple[str, ...] = ()
    raw: Raw = SILENCE


@dataclass(frozen=True, slots=True)
class Deferred:
    """Not now: the same Step again later; nothing is lost and nothing was refused for good."""

    reason: Reason
    raw: Raw = SILENCE
    until: datetime | None = None  # the platform or the table named an instant
    remote: Remote | None = None  # what we know of the Remote by now


@dataclass(frozen=True, slots=True)
class Refused:
    """The platform refused this Attempt for good: proved dead."""

    reason: Reason
    raw: Raw = SILENCE


@dataclass(frozen=True, slots=True)
class Blocked:
    """Nothing appeared, and nothing will until a person acts."""

    reason: Reason
    raw: Raw = SILENCE


@dataclass(frozen=True, slots=True)
class Doubtful:
    """It may be out; we cannot know from this exchange."""

    reason: Reason
    raw: Raw = SILENCE


Outcome = (
    Opened | HandedOver | Working | InInbox | Published | Deferred | Refused | Blocked | Doubtful
)
