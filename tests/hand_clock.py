"""A clock that a test turns by hand."""

from datetime import UTC, datetime, timedelta

NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)


class HandClock:
    """Stands still until it is turned."""

    def __init__(self, at: datetime = NOON) -> None:
        self._at = at

    def now(self) -> datetime:
        return self._at

    def turn(self, **by: float) -> datetime:
        """Move on by so many seconds, minutes, hours or days; gives the new time."""
        self._at += timedelta(**by)
        return self._at

    def set(self, at: datetime) -> None:
        self._at = at
