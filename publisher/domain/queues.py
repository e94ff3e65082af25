"""Weekly queues: slots that keep their wall time across changes of the clocks, once each."""

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import takewhile
from typing import Any
from zoneinfo import ZoneInfo

from publisher.domain import slots, zones
from publisher.domain.errors import FieldFault
from publisher.domain.slots import Limits
from publisher.domain.when import BadTime, read_zone

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
MOST_SLOTS = 168  # one an hour, all week
LOOK_AHEAD = timedelta(days=366)  # a queue that is claimed for a year has no next slot
_CLOCK = re.compile(r"([01][0-9]|2[0-3]):[0-5][0-9]")
_ALLOWED = "a day of mon to sun and a time such as 18:30"


@dataclass(frozen=True, slots=True, order=True)
class WeeklySlot:
    """A day of the week (0 is Monday) and a time on the wall."""

    day: int
    clock: time

    def __str__(self) -> str:
        return f"{DAYS[self.day]} {self.clock:%H:%M}"


@dataclass(frozen=True, slots=True)
class Week:
    """The slots of one queue, in order, and the zone whose clock they follow."""

    zone: ZoneInfo
    slots: tuple[WeeklySlot, ...]

    def instants(self, after: datetime) -> Iterator[datetime]:
        """Every instant from `after` on at which a slot falls, in order, for ever.

        In a fold a slot happens the first time only. One that the clocks skip happens as soon as
        they have; where another slot lies there already, the two are one on that day.
        """
        seen = after.astimezone(UTC) - timedelta(microseconds=1)
        # Beginning two days early: a gap may push a slot into the next day.
        day = zones.shown(after, self.zone).date() - timedelta(days=2)
        while True:
            for instant in sorted(self._on(day)):
                if instant > seen:
                    seen = instant
                    yield instant
            day += timedelta(days=1)

    def _on(self, day: date) -> set[datetime]:
        walls = (datetime.combine(day, one.clock) for one in self.slots if one.day == day.weekday())
        return {zones.first_instant(wall, self.zone) for wall in walls}


def next_unclaimed(
    week: Week,
    claimed: Collection[datetime],
    taken: Sequence[datetime],
    after: datetime,
    before: datetime | None,
    limits: Limits,
) -> datetime | None:
    """The first slot that nobody has claimed and that no limit forbids, or None.

    The caller holds the Connection's lock: two who ask at once would be told the same slot.
    """
    if not week.slots:
        return None
    last = after + LOOK_AHEAD if before is None else min(before, after + LOOK_AHEAD)
    in_reach = takewhile(lambda at: at <= last, week.instants(after))
    free = (at for at in in_reach if at not in claimed and slots.clash(taken, at, limits) is None)
    return next(free, None)


def read(raw: Any, pointer: str = "") -> tuple[Week | None, tuple[FieldFault, ...]]:
    """A queue from `{zone, slots: [{day, time}]}`, or all that is wrong with it."""
    if not isinstance(raw, dict) or not isinstance(raw.get("slots"), list):
        allowed = "{zone, slots: [{day, time}, …]}"
        fault = FieldFault(pointer or "/", "queue_malformed", None, allowed, "Send both fields.")
        return None, (fault,)
    faults: list[FieldFault] = []
    zone: ZoneInfo | None = None
    try:
        zone = read_zone(raw.get("zone"), f"{pointer}/zone")
    except BadTime as bad:
        faults.append(bad.fault)
    found, wrong = _slots(raw["slots"], f"{pointer}/slots")
    faults += wrong
    if faults or zone is None:
        return None, tuple(faults)
    return Week(zone, tuple(sorted(found))), ()


def _slots(raw: list[Any], pointer: str) -> tuple[list[WeeklySlot], list[FieldFault]]:
    if not 1 <= len(raw) <= MOST_SLOTS:
        allowed = f"1 to {MOST_SLOTS} slots"
        way_out = "Add or remove slots, or delete the queue."
        return [], [FieldFault(pointer, "queue_size", len(raw), allowed, way_out)]
    found: dict[WeeklySlot, int] = {}
    faults: list[FieldFault] = []
    for index, one in enumerate(raw):
        at, slot = f"{pointer}/{index}", _slot(one)
        if slot is None:
            faults.append(FieldFault(at, "slot_malformed", one, _ALLOWED, "Correct day or time."))
        elif slot in found:
            way_out = f"Remove it: {pointer}/{found[slot]} is the same slot."
            faults.append(FieldFault(at, "slot_twice", str(slot), "each slot once", way_out))
        else:
            found[slot] = index
    return list(found), faults


def _slot(raw: Any) -> WeeklySlot | None:
    match raw:
        case {"day": str() as day, "time": str() as clock, **rest} if not rest:
            # Minutes are enough for a habit; whoever wants seconds has an instant.
            if day in DAYS and _CLOCK.fullmatch(clock):
                return WeeklySlot(DAYS.index(day), time.fromisoformat(clock))
    return None
