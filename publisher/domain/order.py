"""Keep the order: when a Post moves to a later instant, those behind it make room and follow."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from publisher.domain import slots
from publisher.domain.slots import NOTHING, Limits

_SECOND = timedelta(seconds=1)


@dataclass(frozen=True, slots=True)
class Waiting:
    """A Post that stands behind the one that moves, and may be moved itself."""

    post: str
    slot_at: datetime
    deadline: datetime | None


@dataclass(frozen=True, slots=True)
class Reordered:
    """Where the Post goes, and the few that had to move with it, in their order."""

    at: datetime
    others: tuple[Waiting, ...]  # with their new instants


def moved(
    fixed: Sequence[datetime],
    after: datetime,
    before: datetime | None,
    behind: Sequence[Waiting],
    limits: Limits,
    shift: timedelta = NOTHING,
) -> Reordered | None:
    """The earliest instant among the `fixed`, and a later one for each that it would overtake.

    Each of those behind moves as little as it can. One whose deadline leaves no room keeps its
    instant: it is better out of order than missed. None where nothing is free before `before`.
    """
    line = list(fixed)
    at = slots.next_free(line, after, before, limits, shift)
    if at is None:
        return None
    line.append(at)
    last, changed, others = at, at, list[Waiting]()
    for one in sorted(behind, key=lambda each: (each.slot_at, each.post)):
        if one.slot_at - changed > limits.reach:
            break  # too far off for anything that has changed
        place = _behind(line, one, last, limits)
        if place is None:
            line.append(one.slot_at)
            continue
        line.append(place)
        last = max(last, place)
        if place != one.slot_at:
            changed = place
            others.append(Waiting(one.post, place, one.deadline))
    return Reordered(at, tuple(others))


def _behind(line: list[datetime], one: Waiting, last: datetime, limits: Limits) -> datetime | None:
    if one.slot_at > last and slots.clash(line, one.slot_at, limits) is None:
        return one.slot_at
    return slots.next_free(line, max(one.slot_at, last + _SECOND), one.deadline, limits)
