"""Many Posts over a period: evenly where the limits allow it, earlier where they do not."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from publisher.domain import slots
from publisher.domain.slots import Limits

# Even first; each further plan leaves more room at the end, the last packs from the start.
_STRETCHES = (1.0, 0.75, 0.5, 0.25, 0.0)
_SECOND = timedelta(seconds=1)


def spread(
    number: int,
    start: datetime,
    end: datetime,
    taken: Sequence[datetime],
    limits: Limits,
    seed: str = "",
    jitter: timedelta = slots.NOTHING,
) -> tuple[datetime | None, ...]:
    """A slot for each of `number` Posts, in order, within [start, end]; None where none is left.

    The same arguments give the same plan, so a plan that was shown can be carried out as shown.
    """
    plan: list[datetime] = []
    for stretch in _STRETCHES:
        plan = _plan(number, start, (end - start) * stretch, end, taken, limits, seed, jitter)
        if len(plan) == number:
            break
    return (*plan, *(None,) * (number - len(plan)))


def _plan(
    number: int,
    start: datetime,
    period: timedelta,
    end: datetime,
    taken: Sequence[datetime],
    limits: Limits,
    seed: str,
    jitter: timedelta,
) -> list[datetime]:
    line, plan, earliest = list(taken), list[datetime](), start
    for index in range(number):
        wish = max(earliest, start + period * ((index + 0.5) / number))
        shift = slots.jitter(f"{seed}/{index}", jitter)
        at = slots.next_free(line, wish, end, limits, shift)
        if at is None:
            break
        line.append(at)
        plan.append(at)
        earliest = at + _SECOND
    return plan
