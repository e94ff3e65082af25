"""End a Connection: what waits for it is named first, then called off with the same stroke."""

from collections.abc import Iterable
from dataclasses import dataclass

from publisher.domain.errors import Refusal, StoreAway
from publisher.domain.events import EventKind
from publisher.domain.lifecycle import Disconnected
from publisher.domain.refusals import CONNECTION_ENDED, POSTS_WAIT
from publisher.domain.revocation import Revocation
from publisher.domain.states import ConnectionState
from publisher.services.calling_off import call_off
from publisher.services.connections import require
from publisher.services.means import Means
from publisher.services.revoking import Revoking
from publisher.store import creators, events, posts, posts_due
from publisher.store.creators import Creator
from publisher.store.engine import Tx
from publisher.store.posts import Post


@dataclass(frozen=True, slots=True)
class CalledOff:
    """What the end of a Connection did to the Posts that still needed it."""

    posts: list[str]  # cancelled
    too_late: list[str]  # they may be out, and nobody can ask any more: a person has to look
    revocation: Revocation | None  # of our permission at the platform; None where it is forgotten


class Disconnecting:
    """The end of Connections."""

    def __init__(self, means: Means, revoking: Revoking) -> None:
        self._means = means
        self._revoking = revoking

    def waiting(self, app_id: str, connection_id: str) -> list[str]:
        """The Posts that need this Connection, soonest first; raises NOT_FOUND."""
        with self._means.store.read() as tx:
            require(tx, app_id, connection_id)
            return posts.waiting_for(tx, connection_id)

    def end(
        self, app_id: str, connection_id: str, who: str | None = None, *, cancel_posts: bool
    ) -> CalledOff:
        """Call off what waits and end it, then revoke; raises POSTS_WAIT unless that is wanted.

        A Post that may be out already is left to end by itself.
        """
        if not cancel_posts:
            _refuse_waiting(self.waiting(app_id, connection_id))
        with self._means.store.write() as tx:
            _, person = require(tx, app_id, connection_id)
            held = _held(tx, connection_id, person)
            connection, _ = require(tx, app_id, connection_id)  # as it is under the lock
            if not cancel_posts:  # one may have been scheduled meanwhile
                _refuse_waiting(post.id for post in held)
            called_off, too_late = self._call_off(tx, held)
            known = None
            if connection.state is not ConnectionState.ENDED:
                known = self._revoking.end(tx, connection)
                told = {"posts": called_off, "too_late": too_late, "revocation": known.value}
                self._means.tell(tx, app_id, EventKind.CONNECTION_ENDED, connection_id, **told)
                events.note(tx, who or app_id, "connection.ended", connection_id, told)
        if known is None or not known.is_final:
            known = self._revoked(connection_id)
        return CalledOff(called_off, too_late, known)

    def _revoked(self, connection_id: str) -> Revocation | None:
        """What the platform says; the end itself stands, whatever comes of this."""
        try:
            return self._revoking.finish(connection_id)
        except StoreAway:
            return Revocation.PENDING

    def _call_off(self, tx: Tx, held: list[Post]) -> tuple[list[str], list[str]]:
        """Those that are cancelled, and those that may be out."""
        called_off: list[str] = []
        too_late: list[str] = []
        for post in held:
            ended = call_off(self._means, tx, post, Disconnected(), CONNECTION_ENDED)
            (called_off if ended else too_late).append(post.id)
            if not ended:
                posts_due.look_now(tx, post.id)  # who cannot ask any more says so
        return called_off, too_late


def _held(tx: Tx, connection_id: str, person: Creator) -> list[Post]:
    """All Posts that wait, and then their Creator, locked in the order that everybody keeps.

    Under the Creator's lock none can be added, and of two Apps that leave at once one is the last.
    """
    held = {one: posts.lock(tx, one) for one in posts.waiting_for(tx, connection_id)}
    creators.lock(tx, person.id)
    for one in posts.waiting_for(tx, connection_id):
        held[one] = held.get(one) or posts.lock(tx, one)
    return [post for post in held.values() if post is not None and post.state in posts.WAITING]


def _refuse_waiting(found: Iterable[str]) -> None:
    waiting = list(found)
    if waiting:
        says = f"{len(waiting)} posts still go out through this connection"
        raise Refusal(POSTS_WAIT, says, extra={"posts": waiting})
