"""Sixty-four threads want one Creator's day: is the cap ever broken, and at what pace?

`python -m bench.race` on PostgreSQL; exits 1 where a window holds too many, or below the floor.
ATTEMPTS=2000 for a short one. Beside it stands how many bare inserts a second the same threads get
through the same store: what the machine gives to others at the time lowers both.
"""

import os
import random
import sys
import tempfile
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from itertools import pairwise
from pathlib import Path

from cryptography.fernet import Fernet
from sqlalchemy import text

from bench.hush import hush
from publisher.domain.errors import Refusal
from publisher.domain.secret import Secret
from publisher.domain.states import Mode
from publisher.domain.when import At
from publisher.services.once import Once
from publisher.services.posts_check import NewPost
from publisher.store import ledger
from publisher.store.seal import Seal
from tests.servers import postgres
from tests.servers.databases import PostgresDatabases
from tests.servers.postgres import PostgresServer
from tests.stage import PUBLIC, Stage

THREADS, ATTEMPTS, DAYS = 64, int(os.environ.get("ATTEMPTS", "10000")), 20
CAP, GAP, WINDOW = 15, timedelta(minutes=30), timedelta(hours=24)
FLOOR = 300.0
BARE = 2000
PACE = {"direct_per_24h": CAP, "min_gap_seconds": int(GAP.total_seconds()), "jitter_seconds": 0}


def main() -> int:
    """Race, then look through the ledger for a window that holds too many."""
    hush()
    programs = postgres.find()
    if programs is None:
        print("no PostgreSQL here", file=sys.stderr)
        return 2
    seal = Seal([Secret(Fernet.generate_key().decode())])
    server = PostgresServer(programs)
    server.start()
    try:
        with tempfile.TemporaryDirectory() as folder:
            databases = PostgresDatabases(server, seal)
            with databases.fresh(Path(folder)) as url:
                return race(Stage(url, seal, Path(folder) / "var"))
    finally:
        server.stop()


def race(stage: Stage) -> int:
    """All threads at once, each with random instants."""
    connection, dice = stage.connect(), random.Random(1)
    stage.publisher.policy.put(stage.app, connection, PACE)
    stage.publisher.connections.creator(connection)
    film, start = stage.asset(), stage.now() + timedelta(hours=1)
    wishes = [start + timedelta(days=DAYS) * dice.random() for _ in range(ATTEMPTS)]

    def attempt(number: int) -> str:
        at: datetime = wishes[number]
        new = NewPost(
            connection=connection,
            assets=(film,),
            mode=Mode.DIRECT,
            when=At(at, at.replace(tzinfo=None), "+00:00"),
            caption=f"{number}",
            options=PUBLIC,
            on_cap="fail",
        )
        once = Once(
            stage.app, "posts", f"key {number}", "same", lambda post: (201, {"id": post.id})
        )
        try:
            stage.publisher.posts.create(once, new)
        except Refusal as refusal:
            return refusal.reason.code
        return "accepted"

    bare, _ = _timed(lambda number: _insert(stage, number), BARE)
    spent = time.process_time()
    took, ends = _timed(attempt, ATTEMPTS)
    spent = time.process_time() - spent
    with stage.store.read() as tx:
        kept = [row.at for row in tx.run(text("SELECT at FROM commitments ORDER BY at"))]
    most = max(sum(first <= at < first + WINDOW for at in kept) for first in kept)
    least = min(later - earlier for earlier, later in pairwise(kept))
    rate = ATTEMPTS / took
    figures = {
        "threads": THREADS,
        "attempts": ATTEMPTS,
        "accepted": ends.count("accepted"),
        "cap_reached": ends.count("cap_reached"),
        "others": ATTEMPTS - ends.count("accepted") - ends.count("cap_reached"),
        "most_in_24h": most,
        "least_gap_minutes": round(least / timedelta(minutes=1), 1),
        "seconds": round(took, 1),
        "attempts_per_second": round(rate),
        "cpu_ms_per_attempt": round(1000 * spent / ATTEMPTS, 2),
        "bare_inserts_per_second": round(BARE / bare),
        "attempts_per_bare_insert": round(rate * bare / BARE, 2),
    }
    print(" ".join(f"{name}={value}" for name, value in figures.items()))
    clean = most <= CAP and least >= GAP and figures["others"] == 0
    return 0 if clean and rate >= FLOOR else 1


def _timed(act: Callable[[int], str], times: int) -> tuple[float, list[str]]:
    """Seconds for so many, by all threads, and what each ended with."""
    begun = time.monotonic()
    with ThreadPoolExecutor(THREADS) as pool:
        ends = list(pool.map(act, range(times)))
    return time.monotonic() - begun, ends


def _insert(stage: Stage, number: int) -> str:
    with stage.store.write() as tx:
        ledger.hear(tx, f"bare {number}", "bare", "bare", {})
    return "kept"


if __name__ == "__main__":
    sys.exit(main())
