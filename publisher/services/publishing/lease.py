"""A worker's right to drive one Post: lengthened while it works, given up the moment it is lost."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from publisher.services.means import Means
from publisher.store import posts, posts_due
from publisher.store.engine import Tx
from publisher.store.posts import Post


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
        self, means: Means, post: Post, monotonic: Callable[[], float], times: LeaseTimes
    ) -> None:
        self._means = means
        self._monotonic = monotonic
        self._times = times
        self._confirmed = monotonic()
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
            if not posts_due.beat(tx, self.post, self._times.lasts):
                return False
            if also is not None:
                also(tx)
        self._confirmed = before
        return True

    def renew(self) -> None:
        """Lengthen the lease now; raises LeaseLost. Comes before anything irreversible."""
        before = self._monotonic()
        with self._means.store.write() as tx:
            if not posts_due.beat(tx, self.post, self._times.lasts):
                raise LeaseLost(self.post.id)
        self._confirmed = before

    def confirm_before(self) -> None:
        """Raise LeaseLost when too much of the lease has passed for anything irreversible."""
        spent = self._monotonic() - self._confirmed
        if spent > self._times.lasts.total_seconds() * self._times.safe_share:
            raise LeaseLost(self.post.id)

    def give_back(self, at: datetime) -> None:
        """Let others take it, from this instant on."""
        with self._means.store.write() as tx:
            posts_due.look_again(tx, self.post, at)
