"""End a Connection: what waits for it is named first, then called off with the same stroke."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from publisher.domain.errors import Refusal
from publisher.domain.events import EventKind
from publisher.domain.lifecycle import Disconnected
from publisher.domain.ports import Declined, Platform
from publisher.domain.refusals import CONNECTION_ENDED, POSTS_WAIT
from publisher.domain.states import ConnectionState
from publisher.services.calling_off import call_off
from publisher.services.connections import Connections, require
from publisher.services.means import Means
from publisher.store import connections, creators, events, posts
from publisher.store.creators import Creator
from publisher.store.engine import Tx
from publisher.store.posts import Post


@dataclass(frozen=True, slots=True)
class CalledOff:
    """What the end of a Connection did to the Posts that still needed it."""

    posts: list[str]  # cancelled
    too_late: list[str]  # they may be out, and nobody can ask any more: a person has to look


class Disconnecting:
    """The end of Connections."""

    def __init__(
        self, means: Means, platforms: Mapping[str, Platform], connections_: Connections
    ) -> None:
        self._means = means
        self._platforms = platforms
        self._connections = connections_

    def waiting(self, app_id: str, connection_id: str) -> list[str]:
        """The Posts that need this Connection, soonest first; raises NOT_FOUND."""
        with self._means.store.read() as tx:
            require(tx, app_id, connection_id)
            return posts.waiting_for(tx, connection_id)

    def end(
        self, app_id: str, connection_id: str, who: str | None = None, *, cancel_posts: bool
    ) -> CalledOff:
        """Revoke, erase the tokens, call off what waits; raises POSTS_WAIT unless that is wanted.

        A Post that may be out already is left to end by itself.
        """
        if not cancel_posts:
            _refuse_waiting(self.waiting(app_id, connection_id))
        token = self._connections.token(connection_id)  # an idle one is past its end
        with self._means.store.write() as tx:
            _, person = require(tx, app_id, connection_id)
            held = _held(tx, connection_id, person)
            connection, _ = require(tx, app_id, connection_id)  # as it is under the lock
            if not cancel_posts:  # one may have been scheduled meanwhile
                _refuse_waiting(post.id for post in held)
            done = self._call_off(tx, held)
            told = {"posts": done.posts, "too_late": done.too_late}
            if connection.state is not ConnectionState.ENDED:
                connections.end(tx, app_id, connection_id)
                self._means.tell(tx, app_id, EventKind.CONNECTION_ENDED, connection_id, **told)
                events.note(tx, who or app_id, "connection.ended", connection_id, told)
            is_last = not connections.of_creator(tx, person.id)
        # The platform knows one permission per Creator: revoked here, it ends for every App.
        if is_last and not isinstance(token, Declined):
            self._platforms[connection.platform].revoke(token)
        return done

    def _call_off(self, tx: Tx, held: list[Post]) -> CalledOff:
        done = CalledOff([], [])
        for post in held:
            ended = call_off(self._means, tx, post, Disconnected(), CONNECTION_ENDED)
            (done.posts if ended else done.too_late).append(post.id)
        return done


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
