"""`make latency`: from due to the announcement's arrival at TikTok, with all that lies between.

POSTS=40 makes it longer. The arrival is what the stand-in noted, by the same host's clock.
"""

import os
import statistics
import sys
from datetime import timedelta

from bench.chaos import wait_until_settled
from bench.crashing.stage import FILM, accept, keep_asset
from bench.whole import Whole

MEDIAN, SLOWEST = 1.5, 3.0  # seconds: what we promise for half of them, and for 99 of 100
APART = 1.7  # seconds between two posts: no whole number, so that the clock's tick is met anywhere


def main() -> int:
    """Publish one after the other, and compare due with announced."""
    count = int(os.environ.get("POSTS") or 40)
    with Whole() as whole:
        film = keep_asset(whole.publisher, whole.app, 1, FILM, "film")
        connections = [whole.connection(f"c{n}") for n in range(count)]
        begin = whole.publisher.now() + timedelta(seconds=4 + count * 0.1)
        due, ids = {}, set()
        for n, connection in enumerate(connections):
            at = begin + timedelta(seconds=n * APART)
            due[f"post {n}"] = at.timestamp()
            ids.add(accept(whole.publisher, whole.app, connection, (film,), f"post {n}", at))
        whole.worker()
        whole.worker()
        whole.clock()
        wait_until_settled(whole, ids)
        told = whole.ledger()["inits"]
    late = sorted(one["at"] - due[one["caption"]] for one in told)
    assert len(late) == count, f"{len(late)} announcements for {count} posts"
    p50, p99 = statistics.median(late), late[min(count - 1, int(count * 0.99))]
    print(
        f"posts={count} p50={p50:.2f}s (at most {MEDIAN}) p99={p99:.2f}s (at most {SLOWEST})"
        f" first={late[0]:.2f}s"
    )
    return 0 if p50 <= MEDIAN and p99 <= SLOWEST else 1


if __name__ == "__main__":
    sys.exit(main())
