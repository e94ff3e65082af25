"""Call rates by GCRA: one instant per budget is all that has to be remembered."""

from dataclasses import dataclass
from datetime import timedelta


@dataclass(frozen=True, slots=True)
class Rate:
    """At most `limit` calls in any `window`, of which `burst` may come at once.

    Plain GCRA lets floor(window / interval) + burst through, so an interval of window / limit
    would break its own limit; the interval here leaves room for the burst.
    """

    limit: int
    window: timedelta
    burst: int = 1

    def __post_init__(self) -> None:
        if not 1 <= self.burst < self.limit or self.window <= timedelta(0):
            raise ValueError("a rate needs a window and 1 <= burst < limit")

    @property
    def interval(self) -> timedelta:
        """How far apart calls settle once the burst is spent; rounded up, never down."""
        micros = -(-self.window // timedelta(microseconds=1) // (self.limit - self.burst))
        return timedelta(microseconds=micros)

    @property
    def tolerance(self) -> timedelta:
        """How far ahead of its time a call may come."""
        return self.interval * (self.burst - 1)
