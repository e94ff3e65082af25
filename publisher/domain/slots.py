"""When a Post may go out: caps in every rolling window, spacing, quiet hours, closed spans.

Pure: `taken` holds the commitments of one Creator in one mode, and nothing else is looked at, so
no answer depends on how many Posts others have.
"""

import hashlib
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from enum import StrEnum

from publisher.domain import zones
from publisher.domain.quiet import Quiet

DAY = timedelta(hours=24)
NOTHING = timedelta(0)
_SECOND = timedelta(seconds=1)
_MOMENT = timedelta(microseconds=1)


class Rule(StrEnum):
    """What can forbid an instant, in the order in which it is told."""

    CLOSED = "closed"  # paused, or the platform asked us to stay away
    CAP = "cap"  # some rolling window would hold too many
    GAP = "gap"  # a neighbour is too near
    QUIET = "quiet"  # the Creator's quiet hours


@dataclass(frozen=True, slots=True)
class Cap:
    """At every instant of its life, at most so many in the window that ends there."""

    most: int
    window: timedelta = DAY
    since: datetime | None = None
    until: datetime | None = None
    why: str = "cap"  # where it comes from: policy, ramp, learnt

    def __post_init__(self) -> None:
        if self.most < 0 or self.window <= NOTHING:
            raise ValueError("a cap needs a number that is not negative and a window")

    def holds(self, at: datetime) -> bool:
        """Whether it is in force at this instant."""
        return (self.since is None or self.since <= at) and (self.until is None or at < self.until)


@dataclass(frozen=True, slots=True)
class Closed:
    """A span in which nothing goes out; without an end, until somebody opens it."""

    since: datetime
    until: datetime | None
    why: str


@dataclass(frozen=True, slots=True)
class Limits:
    """All that bounds the commitments of one Creator in one mode."""

    cap: int
    window: timedelta = DAY
    gap: timedelta = NOTHING
    quiet: Quiet | None = None
    also: tuple[Cap, ...] = ()  # a ramp, a learnt cap
    closed: tuple[Closed, ...] = ()

    @property
    def caps(self) -> tuple[Cap, ...]:
        """Every cap, the plain one first."""
        return (Cap(self.cap, self.window), *self.also)

    @property
    def reach(self) -> timedelta:
        """How far on either side of an instant the commitments have to be known."""
        return max(self.gap, *(cap.window for cap in self.caps))


def apart(limits: Limits, longer: timedelta, closer: timedelta = NOTHING) -> Limits:
    """The same limits with every window so much longer, and a gap that may be so much shorter."""
    return replace(
        limits,
        window=limits.window + longer,
        gap=max(NOTHING, limits.gap - closer),
        also=tuple(replace(cap, window=cap.window + longer) for cap in limits.also),
    )


@dataclass(frozen=True, slots=True)
class Clash:
    """Why an instant is not free. `free_from` is the earliest that this one rule allows."""

    rule: Rule
    at: datetime
    met: Closed | Cap | timedelta | Quiet  # what it meets; for a gap, how wide that is
    free_from: datetime | None  # None: no end is known

    @property
    def says(self) -> str:
        """The rule as a sentence; never an instant at which others go out, who may be strangers."""
        match self.met:
            case Closed(until=until, why=why):
                end = f"until {zones.spelled(until)}" if until else "until it is opened again"
                return f"Closed {end}: {why}."
            case Cap(most=most, window=window, why=why):
                # Windows are a little longer than told, see `apart`: that is our affair.
                hours = f"{window // timedelta(hours=1)} hours"
                return f"At most {most} may go out in any {hours} ({why}), and none is left."
            case Quiet(start=start, end=end, zone=zone):
                span = f"{start:%H:%M} to {end:%H:%M} in {zone.key}"
                return f"It lies in the quiet hours, {span}."
            case gap:
                minutes = f"{gap / timedelta(minutes=1):g} minutes"
                return f"Another goes out too close to it; {minutes} are kept between two."


def clash(taken: Sequence[datetime], at: datetime, limits: Limits) -> Clash | None:
    """What forbids this instant, or None. Exact for every rolling window that contains it."""
    return _clash(_line(taken), at.astimezone(UTC), limits)


def next_free(
    taken: Sequence[datetime],
    after: datetime,
    before: datetime | None,
    limits: Limits,
    shift: timedelta = NOTHING,
) -> datetime | None:
    """The earliest free whole second from `after` to `before`, or None where there is none.

    `shift` (see `jitter`) moves it later when the later instant is free as well.
    """
    line = _line(taken)
    at: datetime | None = _whole(after.astimezone(UTC))
    while at is not None and (before is None or at <= before):
        met = _clash(line, at, limits)
        if met is None:
            late = at + shift
            fits = before is None or late <= before
            return late if shift and fits and _clash(line, late, limits) is None else at
        # Each jump ends where the rule it met ends, so nothing free is ever skipped.
        at = None if met.free_from is None else _whole(met.free_from)
    return None


def jitter(seed: str, most: timedelta) -> timedelta:
    """A shift of whole seconds from 0 to `most`, always the same for the same seed."""
    digest = hashlib.blake2b(seed.encode(), digest_size=8).digest()
    return _SECOND * (int.from_bytes(digest) % (most // _SECOND + 1))


@dataclass(frozen=True, slots=True)
class Use:
    """How full a cap is in the window that ends now."""

    used: int
    most: int
    frees_at: datetime | None  # when the oldest of them leaves the window

    @property
    def left(self) -> int:
        """How many more fit into this very window."""
        return max(0, self.most - self.used)


def use(taken: Sequence[datetime], now: datetime, cap: Cap) -> Use:
    """What a cap's window holds at this instant."""
    line, now = _line(taken), now.astimezone(UTC)
    inside = line[bisect_right(line, now - cap.window) : bisect_right(line, now)]
    return Use(len(inside), cap.most, inside[0] + cap.window if inside else None)


def _clash(line: list[datetime], at: datetime, limits: Limits) -> Clash | None:
    for rule in RULES:
        found = rule(line, at, limits)
        if found is not None:
            return found
    return None


def _closed(_line: list[datetime], at: datetime, limits: Limits) -> Clash | None:
    for span in limits.closed:
        if span.since <= at and (span.until is None or at < span.until):
            return Clash(Rule.CLOSED, at, span, span.until)
    return None


def _caps(line: list[datetime], at: datetime, limits: Limits) -> Clash | None:
    for cap in limits.caps:
        found = _own_window(line, at, cap) or _later_windows(line, at, cap)
        if found is not None:
            return found
    return None


def _own_window(line: list[datetime], at: datetime, cap: Cap) -> Clash | None:
    """The window that ends at this instant must have room for one more."""
    first, end = bisect_right(line, at - cap.window), bisect_right(line, at)
    if not cap.holds(at) or end - first < cap.most:
        return None
    ends = [line[end - cap.most] + cap.window] if cap.most else []
    ends += [cap.until] if cap.until else []
    return Clash(Rule.CAP, at, cap, min(ends, default=None))


def _later_windows(line: list[datetime], at: datetime, cap: Cap) -> Clash | None:
    """So must every window that ends at a later commitment and still reaches back to here."""
    first = bisect_right(line, at)
    for index in range(bisect_left(line, at + cap.window) - 1, first - 1, -1):
        last = line[index]
        start = bisect_right(line, last - cap.window)
        if cap.holds(last) and index + 1 - start >= cap.most:
            return Clash(Rule.CAP, at, cap, last + _MOMENT)
    return None


def _gap(line: list[datetime], at: datetime, limits: Limits) -> Clash | None:
    index = bisect_left(line, at)
    # The later neighbour first: beside it no instant before its own gap's end is free.
    for near in (*line[index : index + 1], *line[max(0, index - 1) : index]):
        if abs(near - at) < limits.gap:
            return Clash(Rule.GAP, at, limits.gap, near + limits.gap)
    return None


def _quiet(_line: list[datetime], at: datetime, limits: Limits) -> Clash | None:
    quiet = limits.quiet
    if quiet is None or not quiet.covers(at):
        return None
    return Clash(Rule.QUIET, at, quiet, quiet.over(at))


def _line(taken: Sequence[datetime]) -> list[datetime]:
    # In UTC: arithmetic on a zoned datetime moves the wall clock, not the instant.
    return sorted(at if at.tzinfo is UTC else at.astimezone(UTC) for at in taken)


def _whole(at: datetime) -> datetime:
    return at if not at.microsecond else at.replace(microsecond=0) + _SECOND


RULES: tuple[Callable[[list[datetime], datetime, Limits], Clash | None], ...] = (
    _closed,
    _caps,
    _gap,
    _quiet,
)
