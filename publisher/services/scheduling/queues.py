"""Weekly queues of a Connection: named slots that are handed out one by one."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from publisher.domain import queues as weeks
from publisher.domain.errors import FieldFault, Malformed, Refusal
from publisher.domain.queues import Week
from publisher.domain.refusals import INVALID, NOT_FOUND
from publisher.domain.when import QUEUE_NAME
from publisher.services.connections import require
from publisher.services.means import Means
from publisher.services.scheduling import pacing
from publisher.store import events, ledger, queues
from publisher.store.engine import Tx

MOST_QUEUES = 50
SHOWN = 10  # free slots that are shown ahead


@dataclass(frozen=True, slots=True)
class Kept:
    """A queue as it is shown."""

    name: str
    week: Week
    changed_at: datetime
    free: tuple[datetime, ...]  # its next slots that nothing goes out at yet


class Queues:
    """Queues by name; handing out happens in `Placing`, under the Creator's lock."""

    def __init__(self, means: Means) -> None:
        self._means = means

    def every(self, app_id: str, connection_id: str) -> list[Kept]:
        """All queues of a Connection; raises NOT_FOUND."""
        with self._means.store.read() as tx:
            require(tx, app_id, connection_id)
            return [
                _shown(tx, connection_id, one) for one in queues.of_connection(tx, connection_id)
            ]

    def get(self, app_id: str, connection_id: str, name: str) -> Kept:
        """One queue; raises NOT_FOUND."""
        with self._means.store.read() as tx:
            require(tx, app_id, connection_id)
            return _shown(tx, connection_id, _kept(tx, connection_id, name))

    def put(self, app_id: str, connection_id: str, name: str, raw: Any) -> Kept:
        """Make or replace a queue from `{zone, slots: [{day, time}]}`.

        Posts that have a slot already keep it. Raises NOT_FOUND, and INVALID with every fault.
        """
        week, faults = weeks.read(raw)
        if not QUEUE_NAME.fullmatch(name):
            allowed = "1 to 64 of a-z, 0-9, - and _, such as evenings"
            faults = (
                FieldFault("/name", "queue_malformed", name[:80], allowed, "Rename it."),
                *faults,
            )
        with self._means.store.write() as tx:
            require(tx, app_id, connection_id)
            if week is None or faults:
                raise Malformed(INVALID, faults=faults)
            _refuse_too_many(tx, connection_id, name)
            queues.put(tx, app_id, connection_id, name, raw)
            events.note(tx, app_id, "queue.changed", connection_id, {"name": name, "week": raw})
            return _shown(tx, connection_id, _kept(tx, connection_id, name))

    def drop(self, app_id: str, connection_id: str, name: str) -> None:
        """Forget a queue; Posts that have a slot of it keep theirs. Raises NOT_FOUND."""
        with self._means.store.write() as tx:
            require(tx, app_id, connection_id)
            if not QUEUE_NAME.fullmatch(name) or not queues.drop(tx, connection_id, name):
                raise _unknown(name)
            events.note(tx, app_id, "queue.dropped", connection_id, {"name": name})


def _kept(tx: Tx, connection_id: str, name: str) -> queues.Queue:
    # A name that no queue can have is not asked for: some databases choke on its letters.
    found = queues.get(tx, connection_id, name) if QUEUE_NAME.fullmatch(name) else None
    if found is None:
        raise _unknown(name)
    return found


def _shown(tx: Tx, connection_id: str, kept: queues.Queue) -> Kept:
    week = weeks.read(kept.week)[0]
    if week is None:
        raise RuntimeError(f"the queue {kept.name} of {connection_id} cannot be read back")
    pace, now = pacing.look(tx, connection_id), tx.now()
    both = ledger.taken_in_any_mode(tx, pace.creator_id, now, now + weeks.LOOK_AHEAD, "")
    claimed = {at for _, at in both}
    free: list[datetime] = []
    for at in week.instants(now):
        if len(free) == SHOWN or at > now + weeks.LOOK_AHEAD:
            break
        if at not in claimed:
            free.append(at)
    return Kept(kept.name, week, kept.changed_at, tuple(free))


def _refuse_too_many(tx: Tx, connection_id: str, name: str) -> None:
    known = [one.name for one in queues.of_connection(tx, connection_id)]
    if name in known or len(known) < MOST_QUEUES:
        return
    fault = FieldFault(
        "/name", "too_many_queues", len(known), f"at most {MOST_QUEUES}", "Delete one first."
    )
    raise Malformed(INVALID, faults=(fault,))


def _unknown(name: str) -> Refusal:
    return Refusal(NOT_FOUND, f"there is no queue {name[:80]!r}")
