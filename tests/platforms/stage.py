"""What the tests of every Platform need of a stand-in for it; one implementation per platform."""

from typing import Protocol

from publisher.domain.ports import Platform
from publisher.domain.tickets import Grant, Ticket


class Stage(Protocol):
    """A Platform with its stand-in behind it, and hands on the stand-in's levers."""

    platform: Platform

    def connect(self, *, scopes: tuple[str, ...] = ()) -> Grant:
        """Go through the whole consent of somebody for whom everything works."""

    def ticket(self, grant: Grant, **changes) -> Ticket:
        """A film, ready to be announced; `photos=True` for a carousel."""

    def later(self, seconds: float) -> None:
        """Turn the clock and let happen what is due."""

    def lose(self, step: str, *, after: bool = True) -> None:
        """Lose the next answer of `open`, `send` or `ask`, after or before it took effect."""

    def fail(self, step: str, code: str, http: int) -> None:
        """Answer the next `open` or `ask` with this code."""

    def revoke(self, grant: Grant) -> None:
        """The Creator takes the permission back on the platform."""

    def out(self) -> int:
        """How many posts are out, by the stand-in's own list."""

    def announced(self) -> int:
        """How many announcements the stand-in accepted."""
