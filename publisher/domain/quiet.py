"""Quiet hours: the part of each day, on the Creator's own clock, in which nothing goes out."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import count
from zoneinfo import ZoneInfo

from publisher.domain import zones


@dataclass(frozen=True, slots=True)
class Quiet:
    """From `start` until just before `end`, over midnight where `end` is the smaller."""

    start: time
    end: time
    zone: ZoneInfo

    def __post_init__(self) -> None:
        if self.start == self.end:
            raise ValueError("quiet hours that end where they start would never end")

    @property
    def length(self) -> timedelta:
        """How long they last on a day without a change of clocks."""
        whole = _past_midnight(self.end) - _past_midnight(self.start)
        return whole if whole > timedelta(0) else whole + timedelta(days=1)

    def covers(self, at: datetime) -> bool:
        """Whether the Creator's clock shows a quiet time."""
        clock = zones.shown(at, self.zone).time()
        if self.start < self.end:
            return self.start <= clock < self.end
        return clock >= self.start or clock < self.end

    def over(self, at: datetime) -> datetime:
        """When the quiet hours that cover this instant are over."""
        days = (zones.shown(at, self.zone).date() + timedelta(days=ahead) for ahead in count())
        ends = (end for day in days for end in self._ends_on(day))
        return next(end for end in ends if end > at and not self.covers(end))

    def _ends_on(self, day: date) -> tuple[datetime, ...]:
        wall = datetime.combine(day, self.end)
        # In a fold both count: the first may already lie behind us.
        return zones.instants(wall, self.zone) or (zones.after_gap(wall, self.zone),)


def _past_midnight(clock: time) -> timedelta:
    return timedelta(hours=clock.hour, minutes=clock.minute, seconds=clock.second)
