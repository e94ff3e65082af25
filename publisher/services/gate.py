"""Caps, exactly: a polite look when a Post is scheduled, the law when it is committed."""

from datetime import datetime, timedelta

from publisher.domain import slots
from publisher.domain.slots import Cap, Clash, Limits
from publisher.domain.states import Mode
from publisher.services.means import Means
from publisher.store import connections, creators, ledger
from publisher.store.creators import Creator
from publisher.store.engine import Tx
from publisher.store.posts import Post

# posting.md 8: about fifteen direct posts per creator in any 24 h, shared by all clients [F];
# five pending inbox shares in any 24 h [D].
DIRECT = Limits(cap=15)
PENDING = Limits(cap=5)


class Gate:
    """The ledger of commitments, asked under the Creator's lock."""

    def __init__(self, means: Means) -> None:
        self._means = means

    def met(
        self, tx: Tx, creator: Creator, mode: Mode, at: datetime, but: str | None = None
    ) -> Clash | None:
        """What forbids this instant, or None; the Creator is locked from here on."""
        limits = limits_of(creator, mode)
        # The lock first, the count in a statement of its own after it: counting in the locking
        # statement would see the snapshot from before the wait.
        creators.lock(tx, creator.id)
        since, until = at - limits.reach, at + limits.reach
        taken = ledger.taken(tx, creator.id, mode.value, since, until, but)
        return slots.clash(taken, at, limits)

    def take(self, tx: Tx, post_id: str, creator: Creator, mode: Mode, at: datetime) -> None:
        """Take the place at this instant, found free under the same lock."""
        ledger.commit(tx, post_id, creator.id, mode.value, at)

    def next_free(
        self,
        tx: Tx,
        post_id: str,
        creator: Creator,
        mode: Mode,
        after: datetime,
        before: datetime | None,
    ) -> datetime | None:
        """The earliest free instant between two others."""
        limits = limits_of(creator, mode)
        end = before or after + timedelta(days=60)
        creators.lock(tx, creator.id)
        taken = ledger.taken(
            tx, creator.id, mode.value, after - limits.reach, end + limits.reach, post_id
        )
        return slots.next_free(taken, after, before, limits)

    def admit(self, tx: Tx, post: Post) -> Clash | None:
        """The law: may this Post pass the point of no return now? Its place moves to now."""
        connection = connections.of_post(tx, post.connection_id)
        creator = None if connection is None else creators.get(tx, connection.creator_id)
        if creator is None:
            raise RuntimeError(f"{post.id} has no Creator")
        met = self.met(tx, creator, post.mode, tx.now(), but=post.id)
        if met is None:
            self.take(tx, post.id, creator, post.mode, tx.now())
        return met


def limits_of(creator: Creator, mode: Mode) -> Limits:
    """What bounds this Creator in this mode, with what refusals have taught us."""
    plain = DIRECT if mode is Mode.DIRECT else PENDING
    if mode is not Mode.DIRECT or creator.learnt_cap is None or creator.learnt_until is None:
        return plain
    learnt = Cap(creator.learnt_cap, until=creator.learnt_until, why="learnt from a refusal")
    return Limits(cap=plain.cap, window=plain.window, gap=plain.gap, also=(learnt,))
