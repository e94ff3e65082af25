"""Everybody at the same second: is each post taken soon, and one of a connection at a time?"""

import threading
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import timedelta
from queue import Empty, SimpleQueue

from sqlalchemy import bindparam, text

from publisher.domain.states import Phase, PostState, Transfer, Verdict
from publisher.store import attempts, posts, posts_due
from publisher.store.engine import Tx
from tests.stage import Stage

WORKERS = 4
DUE_AT_ONCE = text(
    "UPDATE posts SET due_at = :now, poke_after = :now, lease_until = NULL WHERE id IN :ids"
).bindparams(bindparam("ids", expanding=True))


class Rush:
    """Posts of a few connections, all due in one second, and several workers after them."""

    def __init__(self, stage: Stage, ids: list[str]) -> None:
        self._stage = stage
        self._waiting: SimpleQueue[str] = SimpleQueue()
        self._lock = threading.Lock()
        self._held: Counter[str] = Counter()
        self.most = 0  # of one connection in the middle of their hand-over at once
        with stage.store.write() as tx:
            tx.run(DUE_AT_ONCE, {"now": stage.now(), "ids": ids})
        for post_id in ids:
            self._waiting.put(post_id)

    def run(self) -> None:
        """Claim and hand over each, several workers at once."""
        with ThreadPoolExecutor(WORKERS) as pool:
            list(pool.map(lambda _: self._work(), range(WORKERS)))

    def _work(self) -> None:
        with suppress(Empty):
            while True:
                post_id = self._waiting.get_nowait()
                if not self._one(post_id):
                    self._waiting.put(post_id)

    def _one(self, post_id: str) -> bool:
        """One as the engine takes it; False where another of its connection is first."""
        with self._stage.store.write() as tx:
            post = posts_due.claim(tx, post_id, timedelta(seconds=90))
            assert post is not None
            if posts_due.is_behind(tx, post) or not attempts.open_(tx, _attempt(tx, post)):
                posts_due.let_go(tx, post, tx.now(), tx.now())
                return False
            posts.change(tx, post, {"state": PostState.SENDING})
        with self._lock:
            self._held[post.connection_id] += 1
            self.most = max(self.most, self._held[post.connection_id])
        time.sleep(0.001)  # the hand-over itself
        with self._lock:  # before the commit that lets the next one in
            self._held[post.connection_id] -= 1
        with self._stage.store.write() as tx:
            open_ = attempts.current(tx, post_id)
            assert open_ is not None
            attempts.end(tx, open_, Verdict.VOID, None)
        return True


def _attempt(tx: Tx, post: posts.Post) -> dict[str, object]:
    return {
        "id": f"att_{post.id}",
        "post_id": post.id,
        "app_id": post.app_id,
        "connection_id": post.connection_id,
        "number": 1,
        "transfer": Transfer.FILE,
        "phase": Phase.OPENED,
        "lease_token": post.lease_token,
        "opened_at": tx.now(),
    }
