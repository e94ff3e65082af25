"""When the next try is due, and when to stop trying: patience as data, no clock, no dice."""

from dataclasses import dataclass
from datetime import datetime, timedelta

SHORTEST_ASKED = timedelta(seconds=1)  # a Retry-After of 0 would be a busy loop
LONGEST_ASKED = timedelta(hours=1)  # beyond this we rather look again than believe it
_STRETCH = 0.25  # how far chance may lengthen a quick wait
_DOUBLINGS = 32  # more would leave timedelta's range long after any ceiling is reached


@dataclass(frozen=True, slots=True)
class Patience:
    """How one kind of trouble is waited out: quick waits first, then full jitter."""

    first: timedelta  # the ceiling of the first jittered wait; each further one doubles
    longest: timedelta  # no ceiling grows beyond this
    least: timedelta = timedelta(seconds=1)  # full jitter may say 0: never a busy loop
    quick: tuple[timedelta, ...] = ()  # waits that come first, never shortened by chance

    def __post_init__(self) -> None:
        if not timedelta(0) < self.least <= self.first <= self.longest:
            raise ValueError("patience needs 0 < least <= first <= longest")
        if any(wait <= timedelta(0) for wait in self.quick):
            raise ValueError("a quick wait must be longer than nothing")


def _seconds(*each: int) -> tuple[timedelta, ...]:
    return tuple(timedelta(seconds=one) for one in each)


# Trouble inside the platform (5xx, code 50002): most passes within half a minute, the rest takes
# long, and then asking often helps nobody.
OUTAGE = Patience(
    quick=_seconds(1, 2, 4, 8, 16),
    first=timedelta(seconds=30),
    longest=timedelta(minutes=15),
)
# A budget is counted per minute and token, so less than a few seconds is never worth a try.
LIMITED = Patience(
    first=timedelta(seconds=20),
    longest=timedelta(minutes=10),
    least=timedelta(seconds=5),
)
# Connection refused, reset, timed out: usually over within seconds.
TRANSPORT = Patience(first=timedelta(seconds=2), longest=timedelta(minutes=5))
# Asking what became of a post: soon at first, most are judged within a minute.
ASKING = Patience(
    quick=_seconds(5, 10, 15, 30),
    first=timedelta(minutes=1),
    longest=timedelta(minutes=10),
    least=timedelta(seconds=20),
)


def delay(
    tries: int, chance: float, patience: Patience, asked: timedelta | None = None
) -> timedelta:
    """How long to wait after `tries` failed tries (1 for the first); `chance` is in [0, 1).

    What the platform asked for wins over our own schedule, within [1 s, 1 h].
    """
    if tries < 1 or not 0 <= chance <= 1:
        raise ValueError(f"no wait after {tries} tries with a chance of {chance}")
    if asked is not None:
        return min(max(asked, SHORTEST_ASKED), LONGEST_ASKED)
    if tries <= len(patience.quick):
        # Longer, never shorter: many posts that failed together must not return together.
        return patience.quick[tries - 1] * (1 + _STRETCH * chance)
    doublings = min(tries - len(patience.quick) - 1, _DOUBLINGS)
    ceiling = min(patience.longest, patience.first * (1 << doublings))
    return patience.least + (ceiling - patience.least) * chance


def last_instant(slot: datetime, grace: timedelta, deadline: datetime | None = None) -> datetime:
    """The last instant at which this Post may still be sent: its deadline, else Slot and grace."""
    return deadline if deadline is not None else slot + grace
