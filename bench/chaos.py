"""`make chaos`: a thousand posts while workers are killed, Redis flushed and connections cut.

POSTS=60 SECONDS=15 makes it small; SEED chooses who is hit. TikTok's list judges.
"""

import os
import random
import sys
import time
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta

import psycopg
from redis import Redis, RedisError
from sqlalchemy import select

from bench.crashing.judging import GOOD, Fate, judge
from bench.crashing.stage import FILM, accept, keep_asset
from bench.crashing.worker import DRIVEN
from bench.whole import Whole
from publisher.services.publishing.lease import LeaseTimes
from publisher.store import posts, steps
from publisher.store.engine import Tx
from publisher.worker.lifeline import children_of

WORKERS, CLOCKS = 3, 2
POSTS_PER_CREATOR = 1  # six announcements a minute and creator would set the pace otherwise
KILL_EVERY, FLUSH_EVERY, CUT_EVERY = 2.0, 7.0, 3.0
DROPPED = 0.05
CALM_LIMIT = 60.0  # after the last blow all must be settled within this
PATIENCE = 180.0  # and here we stop waiting
# As long as the calm: a lease of 90 s would alone outlast it.
LEASE = LeaseTimes(lasts=timedelta(seconds=20), beat=timedelta(seconds=5))
CUT = """
SELECT pg_terminate_backend(pid) FROM pg_stat_activity
WHERE datname = current_database() AND pid <> pg_backend_pid() ORDER BY random() LIMIT 2
"""


@dataclass(slots=True)
class Every:
    """Something that is done again and again, and how often it was."""

    pause: float
    deed: Callable[[], int]
    due: float = 0.0
    done: int = 0

    def perhaps(self, now: float) -> None:
        """Do it when its time has come."""
        if now >= self.due:
            self.due = now + self.pause
            self.done += self.deed()


class Storm:
    """Who is hit, and with what."""

    def __init__(self, whole: Whole, dice: random.Random) -> None:
        self._whole = whole
        self._dice = dice
        self.kills = Every(KILL_EVERY, self._kill)
        self.flushes = Every(FLUSH_EVERY, self._flush)
        self.cuts = Every(CUT_EVERY, self._cut)

    def blow(self, seconds: float) -> None:
        """For so long."""
        end = time.monotonic() + seconds
        while (now := time.monotonic()) < end:
            for one in (self.kills, self.flushes, self.cuts):
                one.perhaps(now)
            time.sleep(0.05)

    def _kill(self) -> int:
        workers = [pid for pid, name in self._whole.pids.items() if name == "worker"]
        chosen = self._dice.choice(workers)
        horses = children_of(chosen)
        if horses and self._dice.random() < 0.5:
            with suppress(ProcessLookupError):
                os.kill(horses[0], 9)
            return 1
        self._whole.kill(chosen)
        self._whole.worker()
        return 1

    def _flush(self) -> int:
        with suppress(RedisError), Redis.from_url(self._whole.redis_url) as line:
            line.flushall()
        return 1

    def _cut(self) -> int:
        with psycopg.connect(self._whole.database, autocommit=True) as line:
            return line.execute(CUT).rowcount


def main() -> int:
    """Prepare, storm, calm, count."""
    count, seconds = int(os.environ.get("POSTS") or 1000), float(os.environ.get("SECONDS") or 120)
    seed = int(os.environ.get("SEED") or 1)
    with Whole(lease=LEASE) as whole:
        accepted = prepare(whole, count, seconds, random.Random(seed))
        whole.tell("faults", {"endpoint": "any", "kind": "lost", "times": "all", "chance": DROPPED})
        for _ in range(WORKERS):
            whole.worker()
        for _ in range(CLOCKS):
            whole.clock()
        storm = Storm(whole, random.Random(seed))
        storm.blow(seconds + 1)
        whole.browser.delete("/_sim/faults").raise_for_status()
        calm = wait_until_settled(whole, set(accepted))
        fates = count_fates(whole, accepted)
        tell_latest(whole)
        struck = sum(whole.ledger()["struck"].values())
    print(
        f"{storm.kills.done} kills, {storm.flushes.done} flushes, {storm.cuts.done} connections"
        f" cut, {struck} answers dropped; settled {calm:.1f} s after the storm (at most"
        f" {CALM_LIMIT:.0f})"
    )
    print(
        f"posts={fates.total()} doubled={fates[Fate.DOUBLED]} lost={fates[Fate.LOST]}"
        f" stuck={fates[Fate.STUCK]} parked_file={fates[Fate.PARKED_FILE]}"
        f" parked_pull={fates[Fate.PARKED_PULL]}"
    )
    return 0 if calm <= CALM_LIMIT and fates[Fate.ONCE] == count else 1


def prepare(whole: Whole, count: int, seconds: float, dice: random.Random) -> dict[str, str]:
    """Posts due over these seconds, from soon on; gives their captions by id."""
    # Spacing between posts is shown elsewhere; here it would only make the run longer.
    whole.publisher.policy.put_defaults(whole.app, {"min_gap_seconds": 0})
    film = keep_asset(whole.publisher, whole.app, 1, FILM, "film")
    creators = -(-count // POSTS_PER_CREATOR)
    connections = [whole.connection(f"c{n}") for n in range(creators)]
    begin = whole.publisher.now() + timedelta(seconds=2 + count * 0.03)
    accepted = {}
    for n in range(count):
        at = begin + timedelta(seconds=dice.uniform(0, seconds))
        connection = connections[n % creators]
        caption = f"post {n}"
        accepted[accept(whole.publisher, whole.app, connection, (film,), caption, at)] = caption
    left = (begin - whole.publisher.now()).total_seconds()
    print(f"{count} posts of {creators} creators, due over {seconds:.0f} s", flush=True)
    time.sleep(max(0.0, left - 1))
    return accepted


def wait_until_settled(whole: Whole, wanted: set[str]) -> float:
    """Seconds until nothing is driven any more, or until patience ends."""
    begun = time.monotonic()
    while (spent := time.monotonic() - begun) < PATIENCE:
        with whole.publisher.store.read() as tx:
            if not wanted & set(posts_under_way(tx)):
                break
        time.sleep(0.5)
    return spent


def posts_under_way(tx: Tx) -> list[str]:
    """Posts that somebody still drives."""
    found = tx.run(select(posts.posts.c.id).where(posts.posts.c.state.in_(DRIVEN)))
    return [row.id for row in found]


def tell_latest(whole: Whole) -> None:
    """How the Post went that took longest after its Slot."""
    with whole.publisher.store.read() as tx:
        late = (posts.posts.c.ended_at - posts.posts.c.slot_at).desc()
        latest = tx.run(select(posts.posts.c.id).order_by(late).limit(1)).scalar_one()
        post = posts.find(tx, latest)
        taken = steps.of_post(tx, latest)
    assert post is not None
    over = "not over" if post.ended_at is None else f"over {post.ended_at:%H:%M:%S}"
    print(f"latest: {latest}, due {post.slot_at:%H:%M:%S}, {over}")
    for one in taken:
        print(f"  {one.sent_at:%H:%M:%S} {one.kind}: {one.outcome} {one.code or ''}")


def count_fates(whole: Whole, accepted: dict[str, str]) -> Counter[Fate]:
    """What became of each, by both ledgers; bad ones are told."""
    told = whole.ledger()
    public: dict[str, list[object]] = {caption: [] for caption in accepted.values()}
    inits: dict[str, list[object]] = {caption: [] for caption in accepted.values()}
    for one in told["published"]:
        public[one["caption"]].append(one)
    for one in told["inits"]:
        inits[one["caption"]].append(one)
    fates: Counter[Fate] = Counter()
    for post_id, caption in accepted.items():
        ledger = {"published": public[caption], "inits": inits[caption]}
        judged = judge(whole.publisher, post_id, ledger)
        fates[judged.fate] += 1
        if judged.fate not in GOOD:
            print(f"{judged.fate.upper()} {post_id} {caption}: {judged.why}")
    return fates


if __name__ == "__main__":
    sys.exit(main())
