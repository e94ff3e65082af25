"""No process outlives the one that started it, not even when that one is killed outright.

Linux tells a child of its parent's death (prctl), and hands orphans to the nearest ancestor that
asked for them. Elsewhere these calls do nothing: there a `kill -9` may leave something behind.
"""

import ctypes
import os
import signal
import sys
from contextlib import suppress
from pathlib import Path

# linux/prctl.h
_SET_PARENT_DEATH_SIGNAL = 1
_SET_CHILD_SUBREAPER = 36


def die_with_parent(how: signal.Signals = signal.SIGKILL) -> None:
    """Have this process sent a signal when its parent ends; fit to run between fork and exec."""
    parent = os.getppid()
    _prctl(_SET_PARENT_DEATH_SIGNAL, how)
    if os.getppid() != parent:  # it ended before we could ask
        os.kill(os.getpid(), how)


def adopt_orphans() -> None:
    """Become the parent of every descendant whose own parent ends."""
    _prctl(_SET_CHILD_SUBREAPER, 1)


def end_children() -> None:
    """Kill every child, then whatever is handed to us because of it, until none is left."""
    for pid in children_of(os.getpid()):
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
    with suppress(ChildProcessError):
        while True:  # orphans of the killed arrive one by one, and are killed in their turn
            os.wait()
            for pid in children_of(os.getpid()):
                with suppress(ProcessLookupError):
                    os.kill(pid, signal.SIGKILL)


def children_of(parent: int) -> list[int]:
    """The children of a process, as /proc shows them; none where there is no /proc."""
    found = []
    for entry in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError, ValueError, IndexError):
            # pid (any name, even with brackets) state ppid …
            if int(entry.read_text().rpartition(")")[2].split()[1]) == parent:
                found.append(int(entry.parent.name))
    return found


def _prctl(option: int, value: int) -> None:
    if sys.platform == "linux":
        ctypes.CDLL(None, use_errno=True).prctl(option, value, 0, 0, 0)
