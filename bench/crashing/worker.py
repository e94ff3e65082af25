"""What a worker process does with a Post: sweep and drive, turning the clock to what is next."""

from collections.abc import Callable
from datetime import timedelta
from http.client import HTTPConnection

from bench.crashing.clock import SharedClock
from bench.crashing.stage import RememberingBell
from publisher.domain.errors import Away
from publisher.domain.states import ConnectionState, PostState
from publisher.store import connections, posts
from publisher.store.connections import Connection
from publisher.store.posts import Post
from publisher.wiring import Publisher

DRIVEN = (PostState.SCHEDULED, PostState.SENDING, PostState.PROCESSING)
PATIENCE = timedelta(hours=4)  # longer than an upload address and a pull live
AWAY_ROUNDS = 6  # in a row
A_MOMENT = 0.01


class Stuck(Exception):
    """Nothing is due any more, and the Post is not over."""


def rounds(
    publisher: Publisher,
    clock: SharedClock,
    post_id: str,
    tiktok_acts: Callable[[], None],
    told_to_stop: Callable[[], bool] = lambda: False,
) -> bool:
    """Work on a Post until it is over; False where the database stays away or patience ends."""
    end, away = clock.now() + PATIENCE, 0
    while clock.now() < end and away < AWAY_ROUNDS:
        tiktok_acts()
        try:
            _work(publisher, post_id, told_to_stop)
            if told_to_stop():
                return True
            tiktok_acts()
            post = look(publisher, post_id)
            is_broken = connection_of(publisher, post).state is ConnectionState.BROKEN
            away = 0
        except Away:
            away += 1
            clock.turn(1)
            continue
        if is_over(post):
            return True
        if is_broken:
            return False  # a person is asked to connect again before anything else helps
        clock.turn(_until_next(clock, post))
    return False


def _work(publisher: Publisher, post_id: str, told_to_stop: Callable[[], bool]) -> None:
    bell = publisher.bell
    assert isinstance(bell, RememberingBell)
    publisher.sweep.once(publisher.monotonic)
    for rung in bell.take():
        if rung == post_id and not told_to_stop():
            publisher.attempts.work(rung)


def _until_next(clock: SharedClock, post: Post) -> float:
    """Seconds until somebody may look at it again."""
    due = post.due_at if post.state in DRIVEN else post.ask_at
    assert due is not None
    now = clock.now()
    wakes = max(due, post.poke_after, post.lease_until or due)
    return max((wakes - now).total_seconds(), 0) + A_MOMENT


def let_tiktok_act(port: int) -> None:
    """Everything that is due at the stand-in happens now, as of its own time."""
    line = HTTPConnection("127.0.0.1", port, timeout=30)
    line.request("POST", "/_sim/run")
    line.getresponse().read()
    line.close()


def look(publisher: Publisher, post_id: str) -> Post:
    """The Post as it is kept."""
    with publisher.store.read() as tx:
        post = posts.find(tx, post_id)
    assert post is not None
    return post


def connection_of(publisher: Publisher, post: Post) -> Connection:
    """Its Connection as it is kept."""
    with publisher.store.read() as tx:
        found = connections.of_post(tx, post.connection_id)
    assert found is not None
    return found


def is_over(post: Post) -> bool:
    """Whether nothing more is to come: nobody drives it and nobody will ask."""
    if post.state in DRIVEN:
        return False
    return post.state is PostState.PUBLISHED or post.ask_at is None
