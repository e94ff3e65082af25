"""One lane of a run: a database, a stand-in TikTok, and workers forked to be brought to fall."""

import faulthandler
import gc
import json
import multiprocessing
import os
import signal
import sys
import time
import traceback
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import httpx
from sqlalchemy import update

from bench.crashing import stand_in
from bench.crashing.clock import SharedClock
from bench.crashing.judging import GOOD, Fate, Judged, judge, told
from bench.crashing.points import LINES, Point, Scenario, Setting, Way
from bench.crashing.spoiling import Spoiler
from bench.crashing.stage import FILM, LARGE_FILM, accept, assemble, connect, keep_asset
from bench.crashing.tracing import Tracer
from bench.crashing.worker import is_over, let_tiktok_act, look, rounds
from publisher.domain.states import ConnectionState, PostState
from publisher.store import connections, posts

BEGAN = 1_772_452_800.0  # 2026-03-02 12:00 UTC
PAST_THE_LEASE = 95.0
HUNG = 20.0  # after so long a worker prints where it is
SLOWEST = 60.0  # seconds in real time that a worker may take before it counts as hung

# What TikTok is told to do to a creator of a scenario: marks that hold for all they do.
MARKS = {
    (Scenario.INIT_LOST, "file"): "[sim:lost-init]",
    (Scenario.INIT_LOST, "pull"): "[sim:lost-init]",
    (Scenario.LAST_LOST, "file"): "[sim:lost-last-chunk]",
    (Scenario.LAST_LOST, "pull"): "[sim:lost-status]",
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
        self._large: str | None = None
        self._count = 0
        gc.collect()
        gc.freeze()  # a forked worker copies less

    def _start_tiktok(self, database: str) -> int:
        ours, theirs = multiprocessing.Pipe()
        if os.fork() == 0:
            ours.close()
            stand_in.serve(
                theirs,
                self._clock.seconds,
                lambda port: assemble(database, self._folder / "var", port, self._clock),
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
        pid = self._fork(lambda: self._recording(post_id, report))
        self._join(pid)
        raw = json.loads(report.read_text())
        lines = tuple((n, at, era) for n, at, era in raw.pop("lines"))
        judged = self._judge(post_id, creator)
        return Recorded(lines, **raw), Played(point, judged, time.monotonic() - begun)

    def warm_up(self, setting: Setting) -> None:
        """Meet this setting for the first time: budgets and breakers have rows from now on."""
        post_id, creator = self._prepare(Point(setting, Way.NONE, 0))
        self._finish(post_id)
        self._judge(post_id, creator)

    def play(self, point: Point) -> Played:
        """Bring a worker to fall at this point, let others finish, and judge."""
        begun = time.monotonic()
        post_id, creator = self._prepare(point)
        mark = self._folder / "reached"
        mark.unlink(missing_ok=True)
        pid = self._fork(lambda: self._victim(post_id, point, mark))
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

    def _tiktok_acts(self) -> None:
        let_tiktok_act(self._port)

    # --- forked workers

    def _fork(self, work: Callable[[], object]) -> int:
        pid = os.fork()
        if pid:
            return pid
        faulthandler.dump_traceback_later(HUNG, file=sys.__stderr__)
        try:
            self._publisher.store.forget_connections()
            self._spoiler.in_haste = True
            done = work()
        except BaseException:  # noqa: BLE001 whatever it is, the lane must hear of it
            (self._folder / "raised").write_text(traceback.format_exc())
            os._exit(3)
        os._exit(0 if done is None or done else 4)

    def _rounds(self, post_id: str, told_to_stop: Callable[[], bool] = lambda: False) -> bool:
        clock, acts = self._clock, self._tiktok_acts
        return rounds(self._publisher, clock, post_id, acts, told_to_stop)

    def _recording(self, post_id: str, report: Path) -> None:
        lines: list[tuple[int, str, int]] = []
        spoiler = self._spoiler
        tracer = Tracer(lambda n, at: lines.append((n, at, spoiler.era)))
        spoiler.spoil(Way.NONE, 0)
        tracer.start()
        self._rounds(post_id)
        tracer.stop()
        counts = {name: getattr(spoiler, name) for name in ("statements", "commits", "requests")}
        report.write_text(json.dumps({"lines": lines, **counts}))

    def _victim(self, post_id: str, point: Point, mark: Path) -> object:
        signum = signal.SIGKILL if point.way is Way.KILL else signal.SIGSTOP
        if point.way in LINES:

            def at_line(n: int, at: str) -> None:
                if n == point.n:
                    sys.settrace(None)
                    mark.write_text(at)
                    os.kill(os.getpid(), signum)

            self._spoiler.spoil(Way.NONE, 0)
            Tracer(at_line).start()
            # Thawed, it ends the piece of work it was at, and takes up no other.
            return self._rounds(post_id, mark.exists)
        self._spoiler.spoil(point.way, point.n)
        try:
            return self._rounds(post_id)
        finally:
            if self._spoiler.log:
                mark.write_text(" ".join(self._spoiler.log[0].split())[:120])

    def _after(self, pid: int, point: Point) -> Judged | None:
        ended = self._join(pid)
        if point.way is Way.KILL and os.WIFSIGNALED(ended):
            return None
        return self._unless_raised(ended)

    def _thaw_later(self, pid: int, post_id: str) -> Judged | None:
        _, status = os.waitpid(pid, os.WUNTRACED)
        if not os.WIFSTOPPED(status):
            return self._unless_raised(status)
        try:
            self._tiktok_acts()
            self._clock.turn(PAST_THE_LEASE)
            _, trouble = self._finish(post_id)
            done = trouble is None and look(self._publisher, post_id).state is PostState.PUBLISHED
            before = told(self._publisher, post_id) if done else None
            self._publisher.store.close()
        finally:
            os.kill(pid, signal.SIGCONT)
        trouble = self._unless_raised(self._join(pid)) or trouble
        after = told(self._publisher, post_id) if before else None
        if trouble is None and before != after:
            return Judged(Fate.MEDDLED, f"a thawed worker made {after} of {before}")
        return trouble

    def _finish(self, post_id: str) -> tuple[bool, Judged | None]:
        """Fresh workers, until it is over; the Creator connects again where that is needed."""
        reconnected = False
        for _ in range(3):
            ended = self._join(self._fork(self._until_over(post_id)))
            if os.WEXITSTATUS(ended) == 3:
                return reconnected, self._unless_raised(ended)
            if not self._reconnect(post_id):
                break
            reconnected = True
        return reconnected, None

    def _until_over(self, post_id: str) -> Callable[[], object]:
        def work() -> bool:
            self._spoiler.spoil(Way.NONE, 0)
            return self._rounds(post_id)

        return work

    def _reconnect(self, post_id: str) -> bool:
        post = look(self._publisher, post_id)
        with self._publisher.store.read() as tx:
            found = connections.of_post(tx, post.connection_id)
        assert found is not None
        if found.state is not ConnectionState.BROKEN or is_over(post):
            return False
        connect(self._publisher, self._browser, self._app, f"c{self._count}", again=found.id)
        self._publisher.store.close()
        return True

    def _join(self, pid: int) -> int:
        end = time.monotonic() + SLOWEST
        pause = 0.001
        while True:
            ended, status = os.waitpid(pid, os.WNOHANG)
            if ended:
                return status
            if time.monotonic() > end:
                os.kill(pid, signal.SIGKILL)
                return os.waitpid(pid, 0)[1]
            time.sleep(pause)
            pause = min(pause * 1.5, 0.02)

    def _unless_raised(self, ended: int) -> Judged | None:
        if os.WIFSIGNALED(ended):
            return Judged(Fate.STUCK, f"a worker had to be ended: {os.WTERMSIG(ended)}")
        if os.WEXITSTATUS(ended) == 3:
            return Judged(Fate.RAISED, (self._folder / "raised").read_text())
        return None

    def _judge(self, post_id: str, creator: str) -> Judged:
        ledger = self._browser.get("/_sim/ledger", params={"creator": creator}).json()
        judged = judge(self._publisher, post_id, ledger)
        with self._publisher.store.write() as tx:  # no later sweep shall meet it
            over = {"ask_at": None, "state": PostState.CANCELLED}
            tx.run(update(posts.posts).where(posts.posts.c.id == post_id).values(over))
        return judged
