"""A million scheduled posts of 20,000 connections: what a sweep, a Slot and a claim cost.

`python -m bench.million` on PostgreSQL; POSTS=200000 for a smaller one. Exits 1 above a floor.
"""

import os
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import timedelta
from functools import partial
from pathlib import Path

from cryptography.fernet import Fernet
from redis import Redis
from sqlalchemy import text

from bench.rush import Rush
from publisher.adapters.bell import RqBell
from publisher.domain.secret import Secret
from publisher.domain.states import Mode
from publisher.launch.redis_server import RedisServer
from publisher.services.scheduling import pacing
from publisher.services.scheduling.gate import Gate
from publisher.store import posts_due
from publisher.store.seal import Seal
from tests.servers import postgres
from tests.servers.databases import PostgresDatabases
from tests.servers.postgres import PostgresServer
from tests.stage import Stage

POSTS = int(os.environ.get("POSTS", "1000000"))
EACH = 50  # posts of one connection
DUE, OVERDUE, AT_ONCE = 100, 120_000, 600
QUIET = timedelta(seconds=30)
FLOORS = {
    "next_free_ms": 1.0,
    "cap_check_ms": 1.0,
    "to_alone": 2.0,  # what the posts of all others add to both; 1 would be nothing at all
    "sweep_ms": 5.0,
    "overdue_seconds": 60.0,
    "claim_seconds": 10.0,
    "most_of_one_connection": 1.0,
}
PEOPLE = """
INSERT INTO creators (id, platform, client, open_id, username, nickname, learnt)
SELECT 'cre_' || n, 'tiktok', 'client', 'open ' || n, '', '', '{}' FROM generate_series(1, :n) n;
"""
CONNECTIONS = """
INSERT INTO connections (id, app_id, creator_id, platform, state, scopes, policy, turn, created_at)
SELECT 'con_' || n, :app, 'cre_' || n, 'tiktok', 'active', '[]', '{}', 1, :now
FROM generate_series(1, :n) n;
"""
SCHEDULED = """
INSERT INTO posts (id, app_id, connection_id, state, mode, photos, options, slot_at, on_cap,
                   on_drift, due_at, poke_after, give_up_at, public_ids, warnings, created_at)
SELECT 'post_' || n, :app, 'con_' || (1 + n % :people), 'scheduled', 'direct', false, '{}', at,
       'move', 'hold', at, at, at + interval '1 hour', '[]', '[]', :now
FROM (SELECT n, :now + interval '1 day' + (n / :people) * interval '7 hours'
      + (n % 997) * interval '1 second' AS at FROM generate_series(0, :n - 1) n
      WHERE (n % :people = 0) = :alone) made;
"""
LEDGER = """
INSERT INTO commitments (post_id, creator_id, kind, at)
SELECT id, 'cre_' || substr(connection_id, 5), 'direct', slot_at FROM posts
WHERE (connection_id = 'con_1') = :alone;
"""
MAKE_DUE = """
UPDATE posts SET due_at = :now, poke_after = :now, lease_until = NULL
WHERE id IN (SELECT id FROM posts WHERE state = 'scheduled' LIMIT :n)
"""


def main() -> int:
    """Fill, measure, print."""
    programs = postgres.find()
    if programs is None:
        print("no PostgreSQL here", file=sys.stderr)
        return 2
    seal = Seal([Secret(Fernet.generate_key().decode())])
    server = PostgresServer(programs)
    server.start()
    try:
        with tempfile.TemporaryDirectory() as folder, RedisServer(Path(folder)) as redis:
            bell = RqBell(Redis.from_url(redis.url), {"publish": 60, "media": 60})
            databases = PostgresDatabases(server, seal)
            with databases.fresh(Path(folder)) as url:
                return measure(Stage(url, seal, Path(folder) / "var", outside={"bell": bell}))
    finally:
        server.stop()


def measure(stage: Stage) -> int:
    """All figures over one filled database."""
    fill(stage, alone=True)
    alone = pace_of(stage, ["con_1"] * 200)
    fill(stage, alone=False)
    found = pace_of(stage, [f"con_{number * 7}" for number in range(1, 200)])
    figures: dict[str, float] = {"posts": POSTS, "connections": POSTS // EACH}
    figures["next_free_ms"], figures["cap_check_ms"] = found
    figures["to_alone"] = sum(found) / sum(alone)
    figures["sweep_ms"] = sweep(stage)
    figures["claim_seconds"], figures["most_of_one_connection"] = rush(stage)
    make_due(stage, OVERDUE)
    figures["overdue_seconds"] = took(lambda: rung(stage))
    print(" ".join(f"{name}={round(value, 2)}" for name, value in figures.items()))
    return 0 if all(figures[name] <= floor for name, floor in FLOORS.items()) else 1


def fill(stage: Stage, *, alone: bool) -> None:
    """The posts of the first connection alone, then those of all others."""
    with stage.store.write() as tx:
        tx.run(text("SET LOCAL statement_timeout = 0"))
        people = POSTS // EACH
        now = {"app": stage.app, "now": stage.now()}
        if alone:
            tx.run(text(PEOPLE), {"n": people})
            tx.run(text(CONNECTIONS), {"n": people, **now})
        tx.run(text(SCHEDULED), {**now, "people": people, "n": POSTS, "alone": alone})
        tx.run(text(LEDGER), {"alone": alone})
    with stage.store.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as line:
        line.exec_driver_sql("VACUUM ANALYZE")


def make_due(stage: Stage, number: int) -> None:
    """So many are due now."""
    with stage.store.write() as tx:
        tx.run(text("SET LOCAL statement_timeout = 0"))
        tx.run(text(MAKE_DUE), {"n": number, "now": stage.now()})


def pace_of(stage: Stage, connections: list[str]) -> tuple[float, float]:
    """Milliseconds for the next safe instant and for the check of one, the medians of many."""
    gate, free, check = Gate(), [], []
    with stage.store.read() as tx:
        for connection in connections:
            pace, now = pacing.look(tx, connection), stage.now() + timedelta(days=3)
            free.append(
                took(partial(gate.ahead(tx, pace, Mode.DIRECT, "post_none", now).next_free, None))
            )
            check.append(took(gate.ahead(tx, pace, Mode.DIRECT, "post_none", now).met))
    return 1000 * statistics.median(free), 1000 * statistics.median(check)


def sweep(stage: Stage) -> float:
    """Milliseconds for one look that finds a hundred due, the median of several."""
    times = []
    for _ in range(9):
        make_due(stage, DUE)
        times.append(took(lambda: picked(stage, DUE)))
    return 1000 * statistics.median(times)


def rush(stage: Stage) -> tuple[float, float]:
    """Seconds until all that are due at once were handed over, and the most of one connection."""
    people, lanes = POSTS // EACH, AT_ONCE // 3
    three = [f"post_{1 + lane + people * turn}" for turn in range(3) for lane in range(lanes)]
    one = Rush(stage, three)
    return took(one.run), one.most


def picked(stage: Stage, number: int) -> None:
    """One look of the sweep."""
    with stage.store.write() as tx:
        found = posts_due.pick_due(tx, number, QUIET)
    assert len(found) == number


def rung(stage: Stage) -> None:
    """One sweep, as the clock does it: every ring is in Redis afterwards."""
    assert stage.publisher.sweep.once(time.monotonic).posts >= OVERDUE


def took(act: Callable[[], None]) -> float:
    """Seconds."""
    begun = time.perf_counter()
    act()
    return time.perf_counter() - begun


if __name__ == "__main__":
    sys.exit(main())
