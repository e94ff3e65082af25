"""Many Posts in one call: a result per row, each row idempotent by itself, and a plan first."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from publisher.domain import slots
from publisher.domain.errors import FieldFault, Malformed, Refusal
from publisher.domain.refusals import INVALID
from publisher.domain.spread import spread
from publisher.domain.states import Mode
from publisher.domain.when import At, NextFree
from publisher.services.means import Means
from publisher.services.once import Answer, Once
from publisher.services.posts import Posts
from publisher.services.posts_check import NewPost, unknown
from publisher.services.scheduling import pacing
from publisher.store import ledger
from publisher.store.engine import Tx

MOST = 500
LONGEST = timedelta(days=366)


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a bulk call: its Post, or why it cannot be read as one."""

    number: int
    new: NewPost | None
    fingerprint: str
    unreadable: Refusal | None = None


@dataclass(frozen=True, slots=True)
class Result:
    """What became of one row: the answer that a call of its own would have had."""

    number: int
    answer: Answer | None
    refusal: Refusal | None


@dataclass(frozen=True, slots=True)
class Period:
    """Between these the Posts are spread out, in the order of the rows."""

    start: datetime
    end: datetime


@dataclass(frozen=True, slots=True)
class Planned:
    """When a row would go out; None where the period has no room for it."""

    number: int
    at: datetime | None
    refusal: Refusal | None = None  # why it would not go out at all


class Bulk:
    """Up to 500 Posts at once."""

    def __init__(self, means: Means, posts: Posts) -> None:
        self._means = means
        self._posts = posts

    def plan(self, app_id: str, rows: Sequence[Row], period: Period) -> list[Planned]:
        """When each row would go out; keeps nothing.

        The same rows and period give the same plan for as long as nothing else is scheduled.
        """
        _refuse_size(rows, period)
        with self._means.store.read() as tx:
            found: dict[int, Planned] = {}
            for connection, mode in dict.fromkeys(_lane(row) for row in rows if row.new):
                mine = [row.number for row in rows if row.new and _lane(row) == (connection, mode)]
                planned = self._lane_plan(tx, app_id, connection, mode, mine, period)
                found |= {one.number: one for one in planned}
        return [found.get(row.number) or Planned(row.number, None) for row in rows]

    def create(self, once: Once, rows: Sequence[Row], period: Period | None) -> list[Result]:
        """Commit to every row that can be, each in a transaction of its own.

        Called again with the same key, rows that were done are replayed and the others tried, so
        that a call that broke off half-way is simply repeated.
        """
        _refuse_size(rows, period)
        planned = {} if period is None else self._slots(once.app_id, rows, period)
        return [self._one(once, row, period, planned.get(row.number)) for row in rows]

    def _slots(
        self, app_id: str, rows: Sequence[Row], period: Period
    ) -> dict[int, datetime | None]:
        return {one.number: one.at for one in self.plan(app_id, rows, period)}

    def _one(self, once: Once, row: Row, period: Period | None, at: datetime | None) -> Result:
        if row.new is None:
            return Result(row.number, None, row.unreadable)
        new = row.new
        if period is not None:  # one without a place is refused, or was done before
            found = NextFree(period.start, period.end)
            when = found if at is None else At(at, at.replace(tzinfo=None), "+00:00")
            new = replace(new, when=when)
        mine = replace(once, key=f"{once.key}#{row.number}", fingerprint=row.fingerprint)
        try:
            return Result(row.number, self._posts.create(mine, new), None)
        except Refusal as refusal:
            told = refusal if period is None else _of_period(refusal)
            return Result(row.number, None, told)

    def _lane_plan(
        self, tx: Tx, app_id: str, connection: str, mode: Mode, rows: list[int], period: Period
    ) -> list[Planned]:
        pace = pacing.of_app(tx, app_id, connection, lock=False)
        if pace is None:
            refusal = unknown("/connection", f"there is no connection {connection}")
            return [Planned(row, None, refusal) for row in rows]
        limits = pace.limits(mode)
        start = max(period.start, tx.now()).astimezone(UTC)
        since, until = start - limits.reach, period.end + limits.reach
        taken = ledger.taken(tx, pace.creator_id, mode.value, since, until)
        jitter = min(pace.policy.jitter, slots.DAY)
        found = spread(len(rows), start, period.end, taken, limits, connection, jitter)
        return [Planned(row, at) for row, at in zip(rows, found, strict=True)]


def _of_period(refusal: Refusal) -> Refusal:
    """Whoever spread rows over a period said its end, and nothing about a next free instant."""
    ours, theirs = "/schedule/next_free/before", "/spread/end"
    faults = tuple(
        replace(fault, pointer=theirs) if fault.pointer == ours else fault
        for fault in refusal.faults
    )
    return replace(refusal, faults=faults)


def _lane(row: Row) -> tuple[str, Mode]:
    if row.new is None:
        raise RuntimeError("an unreadable row has no lane")
    return row.new.connection, row.new.mode


def _refuse_size(rows: Sequence[Row], period: Period | None) -> None:
    if not 1 <= len(rows) <= MOST:
        allowed = f"1 to {MOST} rows"
        fault = FieldFault("/posts", "rows", len(rows), allowed, "Send them in several calls.")
        raise Malformed(INVALID, faults=(fault,))
    if period is not None and not timedelta(0) < period.end - period.start <= LONGEST:
        allowed = "an end after the start, within a year"
        fault = FieldFault("/spread/end", "period", None, allowed, "Choose another period.")
        raise Malformed(INVALID, faults=(fault,))
