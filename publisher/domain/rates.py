"""Call rates by GCRA: one instant per budget is all that has to be remembered."""

from dataclasses import dataclass
from datetime import datetime, timedelta


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


@dataclass(frozen=True, slots=True)
class Decision:
    """May this call go out? `due` is what to remember: when the budget is untouched again."""

    due: datetime | None
    retry_at: datetime | None = None  # None: it may go out now
    left: int = 0  # how many more may go out at once

    @property
    def may_pass(self) -> bool:
        """Whether the call may go out now."""
        return self.retry_at is None


def ask(due: datetime | None, now: datetime, rate: Rate) -> Decision:
    """Take one call from the budget that remembers `due` (None: never used)."""
    start = now if due is None or due < now else due
    if start - now > rate.tolerance:
        return Decision(due, retry_at=start - rate.tolerance)
    spent = start + rate.interval
    left = (rate.tolerance - (spent - now)) // rate.interval + 1
    return Decision(spent, left=max(0, left))


def pushed_back(due: datetime | None, until: datetime, rate: Rate) -> datetime:
    """What to remember after the platform said: not before `until`; no burst will follow it."""
    closed = until + rate.tolerance
    return closed if due is None else max(due, closed)
