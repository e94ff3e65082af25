"""What the outside must offer, as Protocols: a Platform, a Bell, Files, Media, a Clock."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any, BinaryIO, Protocol

from publisher.domain.allowance import Allowance
from publisher.domain.errors import FieldFault
from publisher.domain.explained import Explained, Translated
from publisher.domain.outcomes import Outcome
from publisher.domain.reasons import Raw, Reason
from publisher.domain.secret import Secret
from publisher.domain.states import Mode
from publisher.domain.tickets import CreatorFacts, Grant, Ticket


class Clock(Protocol):
    """Tells the time."""

    def __call__(self) -> datetime:
        """The instant it is now, in UTC."""


class Bell(Protocol):
    """Rings workers; losing a ring loses nothing."""

    def ring(self, queue: str, *refs: str) -> None:
        """Ask workers of this queue to look at these rows; raises BellAway."""


@dataclass(frozen=True, slots=True)
class Draft:
    """A Post as asked for, before it is one."""

    mode: Mode
    photos: bool
    caption: str
    title: str
    description: str
    options: Mapping[str, Any]
    count: int  # of Assets
    seconds: float | None = None  # of a film that has been measured


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that a check noticed; `stops` says whether the Post is refused for it."""

    fault: FieldFault
    reason: Reason
    stops: bool = True


@dataclass(frozen=True, slots=True)
class Heard:
    """A Notice that was genuine: whose it is and what it may mean."""

    fingerprint: str
    event: str
    client: str
    open_id: str
    publish_id: str | None
    public_id: str | None
    removed: Reason | None  # the Creator's permission is gone, and why
    body: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Declined:
    """An OAuth or read-only exchange that the platform refused or did not answer."""

    reason: Reason
    raw: Raw = field(default_factory=Raw)
    until: datetime | None = None  # not to be asked again before


@dataclass(frozen=True, slots=True)
class Seen:
    """One item of a Creator's own list on the platform."""

    public_id: str
    caption: str
    seconds: float
    created_at: datetime


class Platform(Protocol):
    """A place we publish to. Every call is one exchange; none raises for a refusal."""

    name: str
    client: str  # the registration we speak as
    scopes: tuple[str, ...]  # what a Connection asks for
    allowance: Allowance  # what our registration may do so far

    def consent(self, state: str, verifier: Secret, back_to: str, scopes: tuple[str, ...]) -> str:
        """Where to send the Creator's browser."""

    def exchange(self, code: str, verifier: Secret, back_to: str) -> Grant | Declined:
        """Trade the code that came back for tokens."""

    def renew(self, refresh: Secret) -> Grant | Declined:
        """A new pair of tokens for an old refresh token."""

    def revoke(self, access: Secret) -> Declined | None:
        """Give our permission back."""

    def creator(self, access: Secret) -> CreatorFacts | Declined:
        """What the Creator may do right now."""

    def check(self, draft: Draft, creator: CreatorFacts | None) -> list[Finding]:
        """Only what cannot be said, is swallowed in silence, or must be checked by rule."""

    def spec(self, *, photos: bool, max_seconds: int | None) -> str:
        """The name of the media Spec, narrowed to this Creator, such as `tiktok-video@600`."""

    def open(self, ticket: Ticket) -> Outcome:
        """Announce the Post; gives the Remote."""

    def goes_whole(self, size: int) -> bool:
        """Whether a film of this many bytes travels in one piece, with nothing to fill before."""

    def fill(self, ticket: Ticket, beat: Callable[[int], bool]) -> Outcome:
        """Send all bytes but the last piece; `beat` says false when the lease is lost."""

    def commit(self, ticket: Ticket, beat: Callable[[int], bool] | None = None) -> Outcome:
        """Send the last piece: the point of no return of a file.

        HandedOver only where the platform says that all is there; else the engine asks, and the
        same piece goes to the same address.
        """

    def ask(self, ticket: Ticket) -> Outcome:
        """What became of it."""

    def listed(self, access: Secret) -> list[Seen] | Declined:
        """The Creator's newest public items, where the scope allows."""

    def hear(self, headers: Mapping[str, str], body: bytes, now: datetime) -> Heard | None:
        """Read a Notice; None where it is not genuine."""


class ErrorReference(Protocol):
    """What one platform's errors mean, and how to read a pasted one."""

    version: str  # of the contents
    steps: tuple[str, ...]  # the exchanges at which a code may be said, by our names

    def every(self) -> tuple[Explained, ...]:
        """All entries, in the order of the reference."""

    def translate(self, given: Any, surface: str, step: str, http: int | None) -> Translated:
        """What anything that somebody pastes means; never raises, bounded in time."""

    def mask(self, text: str) -> str:
        """The text without what looks like a secret of this platform's."""


class Files(Protocol):
    """Bytes on disk: laid out by us, written whole or not at all."""

    def receive(self, source: BinaryIO, limit: int) -> "Received":
        """Stream bytes to disk while hashing them; raises Refusal when there is no room."""

    def path(self, app_id: str, sha256: str) -> Path:
        """Where these bytes lie."""

    def keep(self, received: "Received", app_id: str) -> None:
        """Give received bytes their place."""

    def drop(self, received: "Received") -> None:
        """Forget received bytes."""

    def workshop(self, ref: str) -> Path:
        """An empty folder for one piece of media work."""

    def close_workshop(self, ref: str) -> None:
        """Remove that folder and all in it."""

    def erase(self, app_id: str, sha256: str) -> None:
        """Remove bytes for good."""

    def tidy(self) -> None:
        """Remove what a dead process has left half-received or half-made."""

    def room(self) -> int:
        """Bytes that may still be written above the floor."""


@dataclass(frozen=True, slots=True)
class Received:
    """Bytes that have arrived and wait for their place."""

    path: Path
    size: int
    sha256: str
