"""Caps, exactly: a polite look when a Post is scheduled, the law when it is committed."""

from datetime import datetime, timedelta

from publisher.domain import slots
from publisher.domain.slots import Clash
from publisher.domain.states import Mode
from publisher.services.scheduling import pacing
from publisher.services.scheduling.pacing import LAW, POLITE, Margin, Pace
from publisher.store import ledger
from publisher.store.engine import Tx
from publisher.store.posts import Post

# How far ahead the ledger is read in one go; most answers lie in the first stretch.
_STRETCHES = tuple(timedelta(days=days) for days in (2, 15, 90, 366))


class Gate:
    """The ledger of commitments, asked under the Creator's lock."""

    def met(
        self,
        tx: Tx,
        pace: Pace,
        mode: Mode,
        at: datetime,
        but: str | None = None,
        margin: Margin = POLITE,
    ) -> Clash | None:
        """What forbids this instant, or None; `pace` comes from `pacing.hold`."""
        limits = pace.limits(mode, margin)
        since, until = at - limits.reach, at + limits.reach
        taken = ledger.taken(tx, pace.creator_id, mode.value, since, until, but)
        return slots.clash(taken, at, limits)

    def take(self, tx: Tx, pace: Pace, post_id: str, mode: Mode, at: datetime) -> None:
        """Take the place at this instant, found free under the same lock."""
        ledger.commit(tx, post_id, pace.creator_id, mode.value, at)

    def next_free(
        self,
        tx: Tx,
        pace: Pace,
        mode: Mode,
        post_id: str,
        after: datetime,
        before: datetime | None,
    ) -> datetime | None:
        """The earliest safe instant, a little later by chance; None where there is none in a year.

        Chance is the Post's own: who asks again is told the same.
        """
        limits = pace.limits(mode)
        shift = slots.jitter(post_id, pace.policy.jitter)
        for stretch in _STRETCHES:
            end = after + stretch if before is None else min(before, after + stretch)
            since, until = after - limits.reach, end + shift + limits.reach
            taken = ledger.taken(tx, pace.creator_id, mode.value, since, until, post_id)
            found = slots.next_free(taken, after, end, limits, shift)
            if found is not None or end == before:
                return found
        return None

    def admit(self, tx: Tx, post: Post) -> Clash | None:
        """The law: may this Post pass the point of no return now? Its place moves to now."""
        pace = pacing.hold(tx, post.connection_id)
        met = self.met(tx, pace, post.mode, tx.now(), post.id, LAW)
        if met is None:
            self.take(tx, pace, post.id, post.mode, tx.now())
        return met
