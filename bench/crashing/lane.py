"""One lane of a run: a database, a stand-in TikTok, and workers forked to be brought to fall."""

import gc
import json
import multiprocessing
import os
import signal
import time
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import httpx
from sqlalchemy import update

from bench.crashing import stand_in
from bench.crashing.clock import SharedClock
from bench.crashing.crew import RAISED, Crew
from bench.crashing.judging import GOOD, Fate, Judged, judge, told
from bench.crashing.points import Point, Scenario, Setting, Way
from bench.crashing.spoiling import Spoiler
from bench.crashing.stage import FILM, LARGE_FILM, accept, assemble, connect, keep_asset
from bench.crashing.worker import connection_of, is_over, let_tiktok_act, look
from publisher.domain.states import ConnectionState, PostState
from publisher.store import posts

BEGAN = 1_772_452_800.0  # 2026-03-02 12:00 UTC
PAST_THE_LEASE = 95.0

# What TikTok is told to do to a creator of a scenario: marks that hold for all they do.
MARKS = {
    (Scenario.INIT_LOST, "file"): "[sim:lost-init]",
    (Scenario.INIT_LOST, "pull"): "[sim:lost-init]",
    (Scenario.LAST_LOST, "file"): "[sim:lost-last-chunk]",
    (Scenario.LAST_LOST, "pull"): "[sim:lost-status]",
    (Scenario.LAST_AWAY, "file"): "[sim:500-before-last-chunk*5]",
    (Scenario.DEAD_TOKEN, "file"): "[sim:token-dies]",
    (Scenario.DEAD_TOKEN, "pull"): "[sim:token-dies]",
    (Scenario.REFUSES_500, "file"): "[sim:500-before-init]",
    (Scenario.REFUSES_500, "pull"): "[sim:500-before-init]",
    (Scenario.ACCEPTS_500, "file"): "[sim:500-after-init]",
    (Scenario.ACCEPTS_500, "pull"): "[sim:500-after-init]",
}


@dataclass(frozen=True, slots=True)
class Recorded:
    """A whole run without a fall: every line, and how much there was to spoil."""

    lines: tuple[tuple[int, str, int], ...]  # number, place, era
    statements: int
    commits: int
    requests: int


@dataclass(frozen=True, slots=True)
class Played:
    """One point, tried."""

    point: Point
    judged: Judged
    seconds: float
    reconnected: bool = False


class Lane:
    """Everything for one database; plays one point at a time."""

    def __init__(self, database: str, folder: Path) -> None:
        self._clock = SharedClock(BEGAN)
        self._spoiler = Spoiler()
        self._folder = folder
        self._port = self._start_tiktok(database)
        self._publisher = assemble(database, folder / "var", self._port, self._clock, self._spoiler)
        self._browser = httpx.Client(base_url=f"http://127.0.0.1:{self._port}")
        app = self._publisher.apps.create("Crash").id
        self._app = app
        keep = self._publisher
        self._film = keep_asset(keep, app, 1, FILM, "film")
        self._pictures = tuple(
            keep_asset(keep, app, n, FILM + bytes([n]), "picture") for n in (2, 3)
        )
        keep.sweep.once(keep.monotonic)  # the first leaves a row that later ones only change
        self._crew = Crew(keep, self._clock, self._spoiler, self._port, folder)
        self._large: str | None = None
        self._count = 0

    def _start_tiktok(self, database: str) -> int:
        ours, theirs = multiprocessing.Pipe()
        if os.fork() == 0:
            ours.close()
            hasty = Spoiler()
            hasty.in_haste = True  # a fetch that meets a frozen writer waits in real time
            stand_in.serve(
                theirs,
                self._clock.seconds,
                lambda port: assemble(database, self._folder / "var", port, self._clock, hasty),
            )
            os._exit(0)
        theirs.close()
        port = ours.recv()
        assert isinstance(port, int)
        return port

    # --- one point

    def record(self, point: Point) -> tuple[Recorded, Played]:
        """Run a setting without a fall, and write down all that could be spoilt."""
        begun = time.monotonic()
        post_id, creator = self._prepare(point)
        report = self._folder / "recorded.json"
        pid = self._crew.fork(lambda: self._crew.record(post_id, report))
        self._crew.join(pid)
        raw = json.loads(report.read_text())
        lines = tuple((n, at, era) for n, at, era in raw.pop("lines"))
        judged = self._judge(post_id, creator)
        return Recorded(lines, **raw), Played(point, judged, time.monotonic() - begun)

    def warm_up(self, setting: Setting) -> None:
        """Meet this setting for the first time: budgets and breakers have rows from now on.

        Here and not in a fork, so that each fork inherits every statement compiled.
        """
        post_id, creator = self._prepare(Point(setting, Way.NONE, 0))
        self._crew.finish(post_id)
        self._judge(post_id, creator)
        gc.collect()
        gc.freeze()  # a forked worker copies less

    def play(self, point: Point) -> Played:
        """Bring a worker to fall at this point, let others finish, and judge."""
        begun = time.monotonic()
        post_id, creator = self._prepare(point)
        mark = self._folder / "reached"
        mark.unlink(missing_ok=True)
        pid = self._crew.fork(lambda: self._crew.fall(post_id, point, mark))
        judged: Judged | None = None
        if point.way is Way.FREEZE:
            judged = self._thaw_later(pid, post_id)
        else:
            judged = self._after(pid, point)
        reconnected = False
        if judged is None:
            reconnected, judged = self._finish(post_id)
        reached = mark.read_text() if mark.exists() else ""
        if judged is None:
            judged = self._judge(post_id, creator)
        if not reached and judged.fate in GOOD:
            judged = Judged(Fate.MISSED, "the run took another way")
        point = replace(point, at=reached or point.at)
        return Played(point, judged, time.monotonic() - begun, reconnected)

    def _prepare(self, point: Point) -> tuple[str, str]:
        self._count += 1
        self._clock.turn(3600)
        setting = point.setting
        creator = f"c{self._count}"
        marks = MARKS.get((setting.scenario, setting.transfer), "")
        self._tell(f"creators/{creator}", {"marks": marks})
        if setting.scenario is Scenario.LIMITED:
            code = {"kind": "code", "code": "rate_limit_exceeded", "http": 429, "before": True}
            self._tell("faults", {"endpoint": "init", "handle": creator, **code})
        connection = connect(self._publisher, self._browser, self._app, creator)
        chosen = (self._film,) if setting.transfer == "file" else self._pictures
        if setting.scenario is Scenario.LARGE:
            chosen = (self._large_film(),)
        post_id = accept(self._publisher, self._app, connection, chosen, f"post {self._count}")
        self._publisher.store.close()  # a fork inherits no open connection
        return post_id, creator

    def _large_film(self) -> str:
        if self._large is None:
            content = bytes(LARGE_FILM)
            self._large = keep_asset(self._publisher, self._app, 4, content, "film")
        return self._large

    def _tell(self, what: str, body: dict[str, Any]) -> None:
        self._browser.post(f"/_sim/{what}", json=body).raise_for_status()

    def _after(self, pid: int, point: Point) -> Judged | None:
        ended = self._crew.join(pid)
        if point.way is Way.KILL and os.WIFSIGNALED(ended):
            return None
        return self._unless_raised(ended)

    def _thaw_later(self, pid: int, post_id: str) -> Judged | None:
        _, status = os.waitpid(pid, os.WUNTRACED)
        if not os.WIFSTOPPED(status):
            return self._unless_raised(status)
        try:
            let_tiktok_act(self._port)
            self._clock.turn(PAST_THE_LEASE)
            _, trouble = self._finish(post_id, people=0)
            done = trouble is None and look(self._publisher, post_id).state is PostState.PUBLISHED
            before = told(self._publisher, post_id) if done else None
            self._publisher.store.close()
        finally:
            os.kill(pid, signal.SIGCONT)
        trouble = self._unless_raised(self._crew.join(pid)) or trouble
        after = told(self._publisher, post_id) if before else None
        if trouble is None and before != after:
            return Judged(Fate.MEDDLED, f"a thawed worker made {after} of {before}")
        return trouble

    def _finish(self, post_id: str, people: int = 3) -> tuple[bool, Judged | None]:
        """Fresh workers, until it is over; the Creator connects again where that is needed."""
        reconnected = False
        for left in range(people, -1, -1):
            ended = self._crew.join(self._crew.fork(lambda: self._crew.finish(post_id)))
            if os.WEXITSTATUS(ended) == RAISED:
                return reconnected, self._unless_raised(ended)
            if not left or not self._reconnect(post_id):
                break
            reconnected = True
        return reconnected, None

    def _reconnect(self, post_id: str) -> bool:
        post = look(self._publisher, post_id)
        found = connection_of(self._publisher, post)
        if found.state is not ConnectionState.BROKEN or is_over(post):
            return False
        connect(self._publisher, self._browser, self._app, f"c{self._count}", again=found.id)
        self._publisher.store.close()
        return True

    def _unless_raised(self, ended: int) -> Judged | None:
        if os.WIFSIGNALED(ended):
            return Judged(Fate.STUCK, f"a worker had to be ended: {os.WTERMSIG(ended)}")
        if os.WEXITSTATUS(ended) == RAISED:
            return Judged(Fate.RAISED, (self._folder / "raised").read_text())
        return None

    def _judge(self, post_id: str, creator: str) -> Judged:
        ledger = self._browser.get("/_sim/ledger", params={"creator": creator}).json()
        judged = judge(self._publisher, post_id, ledger)
        with self._publisher.store.write() as tx:  # no later sweep shall meet it
            over = {"ask_at": None, "state": PostState.CANCELLED}
            tx.run(update(posts.posts).where(posts.posts.c.id == post_id).values(over))
        return judged
