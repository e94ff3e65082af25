"""The Procfile's processes, started, watched and ended together; none outlives us."""

import os
import signal
import threading
from collections.abc import Callable, Mapping
from contextlib import suppress
from datetime import datetime
from functools import partial
from typing import Any

from honcho.colour import get_colours
from honcho.compat import ProcessManager
from honcho.manager import Manager
from honcho.process import Popen, Process

from publisher.launch.letterbox import Letterbox
from publisher.launch.printing import QuietPrinter
from publisher.worker.lifeline import adopt_orphans, children_of, die_with_parent, end_children

# After this a process that was asked to end is killed: all must be gone 5 s after Ctrl-C.
PATIENCE_SECONDS = 3.0


class Abandoned(Exception):
    """The launcher was killed outright; raised inside the process that watches one child."""


class Watched(Process):  # type: ignore[misc]  # honcho has no types
    """One child and whatever it starts. Runs in a process of its own, between us and the child."""

    def run(self, events: Any = None, ignore_signals: bool = False) -> None:
        """Start it, pass its lines on, and leave nothing of it behind."""
        adopt_orphans()
        self._child_ctor = partial(Popen, preexec_fn=die_with_parent)
        signal.signal(signal.SIGUSR1, _abandon)
        signal.signal(signal.SIGCHLD, self._bury)
        die_with_parent(signal.SIGUSR1)
        try:
            super().run(events, ignore_signals)
        except Abandoned:
            self._end_gently()
        finally:
            signal.signal(signal.SIGCHLD, signal.SIG_DFL)
            end_children()

    def _bury(self, *_: object) -> None:
        """Take leave of adopted orphans; once the child itself has ended, end them too."""
        child = self._child.pid if self._child else 0
        over = bool(child) and _has_ended(child)
        for pid in children_of(os.getpid()):
            if pid == child:
                continue
            with suppress(ProcessLookupError, ChildProcessError):
                if over:  # it may hold the pipe open that we read lines from
                    os.kill(pid, signal.SIGKILL)
                os.waitpid(pid, os.WNOHANG)

    def _end_gently(self) -> None:
        with suppress(ProcessLookupError):
            os.killpg(self._child.pid, signal.SIGTERM)
        with suppress(Exception):
            self._child.wait(PATIENCE_SECONDS)


def _has_ended(child: int) -> bool:
    """Whether a child is over, without burying it: its exit status is for the one who waits."""
    try:
        found = os.waitid(os.P_PID, child, os.WEXITED | os.WNOHANG | os.WNOWAIT)
    except ChildProcessError:  # buried a moment ago; raised on, it would pass for the status 0
        return True
    return found is not None


def _abandon(*_: object) -> None:
    raise Abandoned


class Children(Manager):  # type: ignore[misc]  # honcho has no types
    """All of them; `loop()` runs until one ends or a signal comes, and ends all."""

    def __init__(self, printer: QuietPrinter, then: Callable[[], None]) -> None:
        # In the place of honcho's own, which cannot do without a multiprocessing.Queue.
        self.events = Letterbox()
        self.returncode: int | None = None
        self._colours = get_colours()
        self._clock = datetime
        self._procmgr = ProcessManager()
        self._printer = self._lines = printer
        self._process_ctor = Watched
        self._processes: dict[str, dict[str, Any]] = {}
        self._terminating = False
        self._then = then

    def add(self, name: str, command: str, env: Mapping[str, str]) -> None:
        """One more; `exec` spares the shell, so that the signals reach the command itself."""
        self.add_process(name, f"exec {command}", env=dict(env))

    def _start(self) -> None:
        # honcho has no hook after its forks, and a thread before them would be a hazard.
        super()._start()
        threading.Thread(target=self._then, daemon=True).start()

    def terminate(self) -> None:
        """Ask all to end, and see to it that they do."""
        if not self._all_started():  # honcho cannot yet name what it has only just forked
            self._later(0.1, self.terminate)
            return
        super().terminate()
        self._later(PATIENCE_SECONDS, self.kill)

    @property
    def ended_first(self) -> str | None:
        """The child that ended by itself with a complaint, if one did."""
        return self._lines.ended_first

    def _later(self, seconds: float, what: Callable[[], None]) -> None:
        timer = threading.Timer(seconds, what)
        timer.daemon = True
        timer.start()
