"""`make crash`: a worker brought to fall at every point from claim to settle; TikTok's list judges.

SAMPLE=0.1 tries a seeded tenth (SEED=7 another one), EVERY=1 every line in every state of the
outside, ONLY=clean/file/sqlite/kill/123 a single point.
"""

import multiprocessing
import os
import random
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from multiprocessing.connection import Connection, wait
from pathlib import Path

from bench.crashing import points as known
from bench.crashing.judging import GOOD, Fate
from bench.crashing.lane import Lane, Played
from bench.crashing.planning import points, sample
from bench.crashing.points import Point, Scenario, Way
from bench.crashing.stage import SEAL_KEY
from bench.hush import hush
from publisher.domain.secret import Secret
from publisher.store.engine import Store
from publisher.store.migrate import upgrade
from publisher.store.seal import Seal
from publisher.worker.lifeline import die_with_parent
from tests.servers import postgres
from tests.servers.postgres import PostgresServer

ENGINES = ("sqlite", "postgresql")
SLOW = 15.0  # seconds for one point; worth a look, no fault
TRIES = 2  # once more for a point that the run did not come by: a slow host makes timeouts strike
SHOWN = 40  # failing points that are printed at once; the rest is counted

Track = tuple[str, str]  # a database and a way for the bytes


@dataclass(frozen=True, slots=True)
class Wish:
    """What a run is asked for."""

    share: float = 1.0
    seed: int = 1
    every: bool = False
    only: Point | None = None
    engines: tuple[str, ...] = ENGINES
    scenarios: tuple[Scenario, ...] = tuple(Scenario)

    @property
    def tracks(self) -> list[Track]:
        """What is tried side by side. More than there are cores: a frozen worker is waited for."""
        if self.only:
            return [(self.only.setting.engine, self.only.setting.transfer)]
        return [(engine, transfer) for engine in self.engines for transfer in known.TRANSFERS]


def wish_from(environ: dict[str, str]) -> Wish:
    """The run that these variables ask for; raises ValueError."""
    only = known.read(environ["ONLY"]) if environ.get("ONLY") else None
    return Wish(
        share=float(environ.get("SAMPLE") or 1),
        seed=int(environ.get("SEED") or 1),
        every=environ.get("EVERY", "") == "1",
        only=only,
    )


def main() -> int:
    """Run, print, and say with the exit status whether all is well."""
    hush()
    wish = wish_from(dict(os.environ))
    begun = time.monotonic()
    tally = Tally()
    for played in run(wish):
        tally.note(played, wish)
    tally.report(time.monotonic() - begun)
    return 0 if tally.is_good else 1


def run(wish: Wish) -> Iterator[Played]:
    """Play all points, a lane and process for each track; gives each as it is judged."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="crash-")))
        lines: list[Connection] = []
        for track in wish.tracks:
            place = folder / "-".join(track)
            place.mkdir()
            database = stack.enter_context(fresh_database(track[0], place))
            ours, theirs = multiprocessing.Pipe(duplex=False)
            lane = multiprocessing.get_context("fork").Process(
                target=_lane, args=(theirs, wish, track, database, place)
            )
            lane.start()
            theirs.close()
            lines.append(ours)
            stack.callback(_end, lane)
        while lines:
            for line in wait(lines):
                assert isinstance(line, Connection)
                try:
                    yield line.recv()
                except EOFError:
                    lines.remove(line)


def _lane(line: Connection, wish: Wish, track: Track, database: str, folder: Path) -> None:
    die_with_parent()
    lane = Lane(database, folder)
    if wish.only:
        lane.warm_up(wish.only.setting)
        line.send(lane.play(wish.only))
        return
    dice = random.Random(f"{wish.seed} {' '.join(track)}")
    chosen: list[Point] = []
    seen: set[str] = set()
    for setting in known.settings(*track):
        if setting.scenario not in wish.scenarios:
            continue
        lane.warm_up(setting)
        recorded, played = lane.record(Point(setting, Way.NONE, 0))
        line.send(played)
        chosen += points(setting, recorded, seen, every=wish.every)
    for point in sample(chosen, wish.share, dice):
        played = lane.play(point)
        for _ in range(TRIES):
            if played.judged.fate is not Fate.MISSED:
                break
            played = lane.play(point)
        line.send(played)


def _end(lane: multiprocessing.process.BaseProcess) -> None:
    lane.join(5)
    if lane.exitcode is None:
        lane.kill()
        lane.join()
    if lane.exitcode:
        raise RuntimeError(f"a lane ended with {lane.exitcode}; its words are above")


@contextmanager
def fresh_database(engine: str, folder: Path) -> Iterator[str]:
    """The address of a migrated database; gone afterwards, with its server."""
    with ExitStack() as stack:
        if engine == "sqlite":
            database = f"sqlite:///{folder}/publisher.sqlite3"
        else:
            programs = postgres.find()
            if programs is None:
                raise SystemExit("No PostgreSQL server was found, neither on the PATH nor a wheel.")
            server = PostgresServer(programs)
            server.start()
            stack.callback(server.stop)
            database = server.address(server.database())
        store = Store(database, Seal([Secret(SEAL_KEY)]))
        upgrade(store)
        store.close()
        yield database


class Tally:
    """Counts fates, and prints each bad one with the command that repeats it."""

    def __init__(self) -> None:
        self._fates: Counter[Fate] = Counter()
        self._ways: Counter[str] = Counter()
        self._settings: set[str] = set()
        self._shown = 0
        self._reconnected = 0
        self._slowest = 0.0

    @property
    def is_good(self) -> bool:
        """Whether nothing happened that must not."""
        return bool(self._fates) and all(fate in GOOD for fate in self._fates)

    def note(self, played: Played, wish: Wish) -> None:
        """Count one; say so where it is bad."""
        self._fates[played.judged.fate] += 1
        self._ways[played.point.way.value] += 1
        self._settings.add(str(played.point.setting))
        self._reconnected += played.reconnected
        self._slowest = max(self._slowest, played.seconds)
        if played.judged.fate not in GOOD and self._shown < SHOWN:
            self._shown += 1
            point = played.point
            print(f"{played.judged.fate.upper()} {point} at {point.at} (seed {wish.seed})")
            why = played.judged.why.strip().splitlines()
            print(*(f"  {one}" for one in (why if wish.only else why[-1:])), sep="\n")
            print(f"  again: ONLY={point} {Path(sys.executable).name} -m bench.crash", flush=True)
        if played.seconds > SLOW:
            print(f"slow: {played.seconds:.1f} s for {played.point}", flush=True)
        done = self._fates.total()
        if done % 200 == 0:
            print(f"… {done} points", flush=True)

    def report(self, seconds: float) -> None:
        """The figures; the last line is the verdict."""
        count = self._fates
        done = count.total()
        odd = {fate.value: n for fate, n in sorted(count.items()) if fate not in _LAST_LINE}
        print(f"{len(self._settings)} settings:", *(f"{k}={n}" for k, n in self._ways.items()))
        print(f"{seconds:.0f} s, slowest point {self._slowest:.1f} s,", end=" ")
        print(f"{self._reconnected} connected again (row 6)", *(f"{k}={n}" for k, n in odd.items()))
        print(
            f"points={done} doubled={count[Fate.DOUBLED]} lost={count[Fate.LOST]}"
            f" stuck={count[Fate.STUCK]} parked_file={count[Fate.PARKED_FILE]}"
            f" parked_pull={count[Fate.PARKED_PULL]}",
            flush=True,
        )


_LAST_LINE = GOOD | {Fate.DOUBLED, Fate.LOST, Fate.STUCK, Fate.PARKED_FILE}

if __name__ == "__main__":
    sys.exit(main())
