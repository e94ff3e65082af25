"""A worker's right to drive one Post: lengthened while it works, given up the moment it is lost."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from publisher.services.means import Means
from publisher.store import posts, posts_due
from publisher.store.engine import Tx
from publisher.store.posts import Post

AFTER_TROUBLE = timedelta(seconds=30)  # nobody said when to look next


@dataclass(frozen=True, slots=True)
class LeaseTimes:
    """How long a lease lasts, how often it is lengthened, and how far it is trusted."""

    # Longer than the platform may take to answer: a slow answer is no dead worker.
    lasts: timedelta = timedelta(seconds=90)
    beat: timedelta = timedelta(seconds=20)
    # Nothing irreversible is sent after this share of the lease by our own monotonic clock: a
    # worker that was frozen must not act on a right that somebody else may hold by now.
    safe_share: float = 2 / 3


class LeaseLost(Exception):
    """Another worker has a newer token: stop, and change nothing."""


class Lease:
    """The lease on one Post, as one worker holds it."""

    def __init__(
        self,
        means: Means,
        post: Post,
        monotonic: Callable[[], float],
        times: LeaseTimes,
        confirmed: float,
    ) -> None:
        self._means = means
        self._monotonic = monotonic
        self._times = times
        self._confirmed = confirmed  # on our monotonic clock: not later than the claim
        self.post = post

    def fence(self, tx: Tx) -> Post:
        """The Post as it is now, held to the end of the transaction; raises LeaseLost."""
        post = posts.lock_ours(tx, self.post)
        if post is None:
            raise LeaseLost(self.post.id)
        return post

    def beat(self, also: Callable[[Tx], None] | None = None) -> bool:
        """Lengthen the lease when it is time to, and write `also`; False when it is lost."""
        if self._monotonic() - self._confirmed < self._times.beat.total_seconds():
            return True
        before = self._monotonic()
        with self._means.store.write() as tx:
            if posts_due.hold(tx, self.post, self._times.lasts) is None:
                return False
            if also is not None:
                also(tx)
        self._confirmed = before
        return True

    def hold(self, tx: Tx) -> Post:
        """`fence`, and the lease lengthened with it: comes before anything irreversible.

        Where the commit then fails nothing more is sent, so the moment may be noted already.
        """
        before = self._monotonic()
        post = posts_due.hold(tx, self.post, self._times.lasts)
        if post is None:
            raise LeaseLost(self.post.id)
        self._confirmed = before
        return post

    def confirm_before(self) -> None:
        """Raise LeaseLost when too much of the lease has passed for anything irreversible."""
        spent = self._monotonic() - self._confirmed
        if spent > self._times.lasts.total_seconds() * self._times.safe_share:
            raise LeaseLost(self.post.id)

    def give_back(self, again: datetime | None) -> None:
        """Let others take it: when settling or a wake said so, and no later than `again`."""
        with self._means.store.write() as tx:
            posts_due.let_go(tx, self.post, again, tx.now() + AFTER_TROUBLE)
