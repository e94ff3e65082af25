"""Find a Post its Slot: the instant that was asked for, or the next safe one and why."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from publisher.domain import queues as weeks
from publisher.domain import retry, zones
from publisher.domain.errors import FieldFault, Malformed, Refusal
from publisher.domain.queues import LOOK_AHEAD
from publisher.domain.refusals import CAP_REACHED, INVALID, NO_SLOT
from publisher.domain.slots import Clash
from publisher.domain.states import Mode
from publisher.domain.when import At, NextFree, Now, Queue, Wall, When
from publisher.services.scheduling.gate import Ahead, Gate
from publisher.services.scheduling.pacing import Pace
from publisher.store import ledger, queues
from publisher.store.engine import Tx


@dataclass(frozen=True, slots=True)
class Wish:
    """When a Post is meant to go out, and what may be done when it cannot."""

    post_id: str
    mode: Mode
    when: When
    deadline: datetime | None
    on_cap: str


@dataclass(frozen=True, slots=True)
class Place:
    """The Slot that was found."""

    pace: Pace
    at: datetime
    deadline: datetime | None
    because: str | None = None  # why it is another instant than was asked for

    @property
    def give_up_at(self) -> datetime:
        """The last instant at which the Post may still be sent."""
        return retry.last_instant(self.at, self.pace.policy.late_grace, self.deadline)


class Placing:
    """Slots for Posts; what was found stays free for as long as the Creator is held."""

    def __init__(self, gate: Gate) -> None:
        self._gate = gate

    def place(self, tx: Tx, pace: Pace, wish: Wish) -> Place:
        """The Slot for a wish; raises CAP_REACHED, NO_SLOT, or INVALID for an unknown queue."""
        match wish.when:
            case Queue(name=name):
                at = self._queued(tx, pace, wish, name)
                return Place(pace, at, wish.deadline)
            case NextFree(after=after, before=before):
                ends = [end for end in (before, wish.deadline) if end is not None]
                start = max(after or tx.now(), tx.now())
                ahead = self._gate.ahead(tx, pace, wish.mode, wish.post_id, start)
                at = _free(ahead, wish, min(ends, default=None))
                return Place(pace, at, wish.deadline)
            case Now():
                return self.at_or_after(tx, pace, wish, tx.now())
            case At(instant=instant) | Wall(instant=instant):
                return self.at_or_after(tx, pace, wish, max(instant, tx.now()))

    def at_or_after(self, tx: Tx, pace: Pace, wish: Wish, at: datetime) -> Place:
        """This instant, or the next safe one where the wish allows it."""
        if wish.deadline is not None and wish.deadline < at:
            raise _before_earliest(wish, at, "the post is to go out after its deadline")
        ahead = self._gate.ahead(tx, pace, wish.mode, wish.post_id, at)
        met = ahead.met()
        if met is None:
            return Place(pace, at, wish.deadline)
        if wish.on_cap == "fail":
            raise _not_free(met, ahead.next_free(None))
        found = _free(ahead, wish, wish.deadline, met.says)
        return Place(pace, found, wish.deadline, met.says)

    def _queued(self, tx: Tx, pace: Pace, wish: Wish, name: str) -> datetime:
        kept = queues.get(tx, pace.connection_id, name)
        week = None if kept is None else weeks.read(kept.week)[0]
        if week is None:
            raise _no_queue(tx, pace, name)
        limits, now = pace.limits(wish.mode), tx.now()
        since, until = now - limits.reach, now + LOOK_AHEAD + limits.reach
        # A slot is claimed by whatever goes out then, drafts beside direct posts included.
        both = ledger.taken_in_any_mode(tx, pace.creator_id, since, until, wish.post_id)
        mine = [at for mode, at in both if mode == wish.mode.value]
        claimed = {at for _, at in both}
        found = weeks.next_unclaimed(week, claimed, mine, now, wish.deadline, limits)
        if found is not None:
            return found
        earliest = weeks.next_unclaimed(week, claimed, mine, now, None, limits)
        raise _before_earliest(wish, earliest, f"no slot of the queue {name} is free until then")


def _free(
    ahead: Ahead,
    wish: Wish,
    before: datetime | None,
    says: str = "every instant of the window is taken or forbidden",
) -> datetime:
    found = ahead.next_free(before)
    if found is None:
        raise _before_earliest(wish, ahead.next_free(None), says)
    return found


def _not_free(met: Clash, earliest: datetime | None) -> Refusal:
    """The instant is not free, and the caller does not want another."""
    way_out = 'Choose a later time, or let us: "on_cap": "move".'
    found, allowed = zones.spelled(met.at), _or_later(earliest)
    fault = FieldFault("/schedule", met.rule.value, found, allowed, way_out)
    return Refusal(CAP_REACHED, met.says, retry_at=earliest, faults=(fault,))


def _or_later(earliest: datetime | None) -> str:
    return f"{zones.spelled(earliest)} or later" if earliest else "no instant within a year"


def _before_earliest(wish: Wish, earliest: datetime | None, says: str) -> Refusal:
    """The deadline, or the end of the window, lies before anything that is safe."""
    pointer, end = "/deadline", wish.deadline
    if isinstance(wish.when, NextFree) and wish.when.before is not None:
        pointer, end = "/schedule/next_free/before", wish.when.before
    found: Any = None if end is None else zones.spelled(end)
    allowed, way_out = _or_later(earliest), "Allow a later time."
    fault = FieldFault(pointer, "before_earliest_slot", found, allowed, way_out)
    return Malformed(NO_SLOT, says, retry_at=earliest, faults=(fault,))


def _no_queue(tx: Tx, pace: Pace, name: str) -> Refusal:
    known = ", ".join(one.name for one in queues.of_connection(tx, pace.connection_id))
    fault = FieldFault(
        "/schedule/queue",
        "queue_unknown",
        name,
        f"one of {known}" if known else "a queue of this connection; it has none yet",
        "Make the queue first, or choose another way to say when.",
    )
    return Malformed(INVALID, faults=(fault,))
