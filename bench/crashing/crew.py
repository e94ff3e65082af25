"""The worker processes of a lane: forked from one that has everything imported already."""

import faulthandler
import json
import os
import signal
import sys
import time
import traceback
from collections.abc import Callable
from pathlib import Path

from bench.crashing.clock import SharedClock
from bench.crashing.points import LINES, Point, Way
from bench.crashing.spoiling import Spoiler
from bench.crashing.tracing import Tracer
from bench.crashing.worker import let_tiktok_act, rounds
from publisher.wiring import Publisher

RAISED, UNFINISHED = 3, 4  # exit statuses of a worker
HUNG = 120.0  # seconds in real time after which a worker prints where it is
SLOWEST = 180.0  # and after which it is ended


class Crew:
    """Forks workers, and waits for them."""

    def __init__(
        self,
        publisher: Publisher,
        clock: SharedClock,
        spoiler: Spoiler,
        port: int,
        folder: Path,
    ) -> None:
        self._publisher = publisher
        self._clock = clock
        self._spoiler = spoiler
        self._port = port
        self._folder = folder

    def fork(self, work: Callable[[], object]) -> int:
        """A worker of its own for this; gives the process."""
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
            os._exit(RAISED)
        os._exit(0 if done is None or done else UNFINISHED)

    def join(self, pid: int) -> int:
        """How it ended; one that hangs is ended."""
        end, pause = time.monotonic() + SLOWEST, 0.001
        while True:
            ended, status = os.waitpid(pid, os.WNOHANG)
            if ended:
                return status
            if time.monotonic() > end:
                os.kill(pid, signal.SIGKILL)
                return os.waitpid(pid, 0)[1]
            time.sleep(pause)
            pause = min(pause * 1.5, 0.02)

    # --- what a worker does

    def finish(self, post_id: str) -> bool:
        """Work until the Post is over."""
        self._spoiler.spoil(Way.NONE, 0)
        return self._rounds(post_id)

    def record(self, post_id: str, report: Path) -> None:
        """The same, with every line and all counts written down."""
        lines: list[tuple[int, str, int]] = []
        spoiler = self._spoiler
        tracer = Tracer(lambda n, at: lines.append((n, at, spoiler.era)))
        spoiler.spoil(Way.NONE, 0)
        tracer.start()
        self._rounds(post_id)
        tracer.stop()
        counts = {name: getattr(spoiler, name) for name in ("statements", "commits", "requests")}
        report.write_text(json.dumps({"lines": lines, **counts}))

    def fall(self, post_id: str, point: Point, mark: Path) -> object:
        """The same, until this point; the mark says where it was."""
        if point.way in LINES:
            self._spoiler.spoil(Way.NONE, 0)
            Tracer(_struck_at(point, mark)).start()
            # Thawed, it ends the piece of work it was at, and takes up no other.
            return self._rounds(post_id, mark.exists)
        self._spoiler.spoil(point.way, point.n)
        try:
            return self._rounds(post_id)
        finally:
            if self._spoiler.log:
                mark.write_text(" ".join(self._spoiler.log[0].split())[:120])

    def _rounds(self, post_id: str, told_to_stop: Callable[[], bool] = lambda: False) -> bool:
        def tiktok_acts() -> None:
            let_tiktok_act(self._port)

        return rounds(self._publisher, self._clock, post_id, tiktok_acts, told_to_stop)


def _struck_at(point: Point, mark: Path) -> Callable[[int, str], None]:
    signum = signal.SIGKILL if point.way is Way.KILL else signal.SIGSTOP

    def at_line(n: int, at: str) -> None:
        if n == point.n:
            sys.settrace(None)
            mark.write_text(at)
            os.kill(os.getpid(), signum)

    return at_line
