"""Caps, exactly: a polite look when a Post is scheduled, the law when it is committed."""

from datetime import datetime, timedelta

from publisher.domain import slots
from publisher.domain.slots import Clash
from publisher.domain.states import Mode
from publisher.services.scheduling import pacing
from publisher.services.scheduling.pacing import LAW, Pace
from publisher.store import ledger
from publisher.store.engine import Tx
from publisher.store.posts import Post

# How far ahead the ledger is read, bit by bit; most answers lie in the first stretch.
_STRETCHES = tuple(timedelta(days=days) for days in (2, 30, 366))
_MOMENT = timedelta(microseconds=1)


class Ahead:
    """What a Creator's commitments leave free from an instant on; read as far as it is asked for.

    It decides something only where `pace` was held before.
    """

    def __init__(self, tx: Tx, pace: Pace, mode: Mode, post_id: str, after: datetime) -> None:
        self._tx = tx
        self._pace = pace
        self._mode = mode
        self._post_id = post_id
        self._after = after
        self._limits = pace.limits(mode)
        self._shift = slots.jitter(post_id, pace.policy.jitter)
        self._taken: list[datetime] = []
        self._since = after - self._limits.reach  # the ledger is known up to here

    def met(self) -> Clash | None:
        """What forbids the instant itself, or None."""
        self._read_on(self._after + _STRETCHES[0])
        return slots.clash(self._taken, self._after, self._limits)

    def next_free(self, before: datetime | None) -> datetime | None:
        """The earliest safe instant, a little later by chance; None where there is none in a year.

        Chance is the Post's own: who asks again is told the same.
        """
        start = self._after
        for stretch in _STRETCHES:
            end = self._after + stretch if before is None else min(before, self._after + stretch)
            self._read_on(end)
            found = slots.next_free(self._taken, start, end, self._limits, self._shift)
            if found is not None or end == before:
                return found
            start = end
        return None

    def _read_on(self, end: datetime) -> None:
        """Know all that bears on the instants up to `end`."""
        until = end + self._shift + self._limits.reach
        if until <= self._since:
            return
        creator, kind = self._pace.creator_id, self._mode.value
        self._taken += ledger.taken(self._tx, creator, kind, self._since, until, self._post_id)
        self._since = until - _MOMENT  # exclusive on both sides


class Gate:
    """The ledger of commitments, asked under the Creator's lock."""

    def ahead(self, tx: Tx, pace: Pace, mode: Mode, post_id: str, after: datetime) -> Ahead:
        """What is free for a Post from an instant on."""
        return Ahead(tx, pace, mode, post_id, after)

    def take(self, tx: Tx, pace: Pace, post_id: str, mode: Mode, at: datetime) -> None:
        """Take the place at this instant, found free under the same lock."""
        ledger.commit(tx, post_id, pace.creator_id, mode.value, at)

    def admit(self, tx: Tx, post: Post) -> Clash | None:
        """The law: may this Post pass the point of no return now? Its place moves to now."""
        pace, now = pacing.hold(tx, post.connection_id), tx.now()
        limits = pace.limits(post.mode, LAW)
        since, until = now - limits.reach, now + limits.reach
        taken = ledger.taken(tx, pace.creator_id, post.mode.value, since, until, post.id)
        met = slots.clash(taken, now, limits)
        if met is None:
            self.take(tx, pace, post.id, post.mode, now)
        return met
