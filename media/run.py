"""The one place that starts a process: limits on, last lines kept, the whole group killed."""

import contextlib
import os
import resource
import selectors
import signal
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Protocol

from media.cage import RESOURCES, Limits, ceilings_of, environment, guard
from media.errors import (
    CancelledError,
    OutOfRoomError,
    OutOfTimeError,
    ToolFailedError,
    ToolKilledError,
    ToolMissingError,
    TooMuchOutputError,
)

KEPT_STDERR = 16 * 1024
MAX_ANSWER = 8 * 2**20
_LOOK_SECONDS = 0.05  # how often we look whether we shall stop
_LAST_WORDS_SECONDS = 5.0  # for a feeder whose output has ended
_NO_ROOM = ("No space left on device", "Disk quota exceeded")
_PAST_LIMIT = "File too large"
_NOT_STARTED = (126, 127)  # what a guard in front answers when the program is not there


class Cancel(Protocol):
    """Anything with `is_set`, such as a threading.Event."""

    def is_set(self) -> bool:
        """Whether the work shall stop."""


@dataclass(frozen=True)
class Ended:
    """A process that ended well."""

    out: bytes
    said: str  # the end of its stderr; status 0 proves nothing, so it is always kept
    seconds: float


@dataclass(frozen=True)
class Feeder:
    """A program whose output another one reads, and what it is asked for."""

    argv: tuple[str, ...]
    limits: Limits
    question: bytes


def spawn(
    argv: Sequence[str],
    limits: Limits,
    folder: str,
    stderr: int = subprocess.PIPE,
    stdin: int | IO[bytes] = subprocess.PIPE,
) -> subprocess.Popen[bytes]:
    """A child in a session of its own, with its limits on; ToolMissingError if it cannot start."""
    try:
        child = subprocess.Popen(
            [*guard(limits), *argv],
            stdin=stdin,
            stdout=subprocess.PIPE,
            stderr=stderr,
            cwd=folder,
            env=environment(folder),
            start_new_session=True,
        )
    except (FileNotFoundError, PermissionError, NotADirectoryError) as error:
        raise ToolMissingError(f"{argv[0]} cannot be started: {error.strerror}") from error
    _limit(child.pid, limits)
    return child


def kill(child: subprocess.Popen[bytes]) -> None:
    """The child and all that it started, gone; harmless when it has ended already."""
    if child.poll() is None:
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(child.pid, signal.SIGKILL)
        child.wait()
    for pipe in (child.stdin, child.stdout, child.stderr):
        if pipe is not None:
            with contextlib.suppress(OSError):
                pipe.close()


def run(
    argv: Sequence[str],
    limits: Limits,
    *,
    folder: str | None = None,
    feed: bytes = b"",
    feeder: Feeder | None = None,
    on_line: Callable[[str], bool] | None = None,
    cancel: Cancel | None = None,
) -> Ended:
    """Run to the end; every other end is an error of its own.

    `on_line` sees each line of stdout and answers whether it was progress; without it the whole
    of stdout is kept and returned. To stdin goes `feed`, which must be small, or what `feeder`
    writes.
    """
    where = folder or tempfile.gettempdir()
    with _fed_by(feeder, where) as source:
        child = spawn(argv, limits, where, stdin=source)
        if not isinstance(source, int):
            source.close()  # whoever writes must notice when its only reader is gone
        watch = _Watch(limits, on_line)
        try:
            _feed(child, feed)
            watch.follow(child, cancel)
            status = child.wait(timeout=max(1.0, watch.left()))
        except subprocess.TimeoutExpired as error:
            raise OutOfTimeError("a program closed its output and did not end") from error
        finally:
            kill(child)
        said = watch.said()
        _judge(argv[0], status, said)
    return Ended(bytes(watch.out), said, watch.elapsed())


@contextlib.contextmanager
def _fed_by(feeder: Feeder | None, folder: str) -> Iterator[int | IO[bytes]]:
    """What a program has as stdin; at the end the feeder must have ended well too."""
    if feeder is None:
        yield subprocess.PIPE
        return
    child = spawn(feeder.argv, feeder.limits, folder, subprocess.DEVNULL)
    try:
        _feed(child, feeder.question)
        yield child.stdout or subprocess.DEVNULL
        status = child.wait(timeout=_LAST_WORDS_SECONDS)
    except subprocess.TimeoutExpired as error:
        raise OutOfTimeError("a program was read to its end and did not end") from error
    finally:
        kill(child)
    _judge(feeder.argv[0], status, "")


class _Watch:
    """Drains both pipes until they close, and knows when to stop waiting."""

    def __init__(self, limits: Limits, on_line: Callable[[str], bool] | None) -> None:
        self.limits = limits
        self.on_line = on_line
        self.out = bytearray()
        self._stderr = bytearray()
        self._begun = self._moved = time.monotonic()

    def elapsed(self) -> float:
        return time.monotonic() - self._begun

    def left(self) -> float:
        return self.limits.seconds - self.elapsed()

    def said(self) -> str:
        return self._stderr.decode("utf-8", "replace").strip()

    def follow(self, child: subprocess.Popen[bytes], cancel: Cancel | None) -> None:
        with selectors.DefaultSelector() as selector:
            for pipe, sink in ((child.stdout, self._take_out), (child.stderr, self._take_err)):
                if pipe is not None:
                    selector.register(pipe, selectors.EVENT_READ, sink)
            while selector.get_map():
                for key, _ in selector.select(_LOOK_SECONDS):
                    part = os.read(key.fd, 65536)
                    key.data(part)
                    if not part:
                        selector.unregister(key.fileobj)
                self._stop_if_needed(cancel)

    def _stop_if_needed(self, cancel: Cancel | None) -> None:
        if cancel is not None and cancel.is_set():
            raise CancelledError("stopped on request")
        if self.left() < 0:
            raise OutOfTimeError(f"not done within {self.limits.seconds:.0f} s")
        standing = time.monotonic() - self._moved
        if self.on_line and standing > self.limits.stall_seconds:
            raise OutOfTimeError(f"no progress for {standing:.0f} s")

    def _take_err(self, part: bytes) -> None:
        self._stderr += part
        del self._stderr[:-KEPT_STDERR]

    def _take_out(self, part: bytes) -> None:
        self.out += part
        if self.on_line is not None:
            *lines, rest = bytes(self.out).split(b"\n")
            self.out = bytearray(rest)
            for line in lines:
                if self.on_line(line.decode("ascii", "replace")):
                    self._moved = time.monotonic()
        if len(self.out) > MAX_ANSWER:
            raise ToolFailedError("a program answered without end")


def _feed(child: subprocess.Popen[bytes], feed: bytes) -> None:
    if child.stdin is None:
        return
    # a child that died already tells more by its status than by its closed pipe
    with contextlib.suppress(BrokenPipeError):
        child.stdin.write(feed)
    with contextlib.suppress(BrokenPipeError):
        child.stdin.close()


def _limit(pid: int, limits: Limits) -> None:
    """Once more from outside, for machines without the program `prlimit`.

    Never between fork and exec, where code is unsafe in a program with threads.
    """
    if not hasattr(resource, "prlimit"):  # macOS; there the time limits have to do
        return
    for name, values in ceilings_of(limits).items():
        # it may have ended by itself
        with contextlib.suppress(ProcessLookupError, PermissionError, ValueError):
            resource.prlimit(pid, RESOURCES[name], values)


def _judge(program: str, status: int, said: str) -> None:
    name = Path(program).name
    if status and any(word in said for word in _NO_ROOM):
        raise OutOfRoomError("the disk is full")
    if status == -signal.SIGXFSZ or (status and _PAST_LIMIT in said):
        raise TooMuchOutputError(f"{name} wrote more than it may")
    # ffmpeg catches this signal, says so and leaves
    if status == -signal.SIGXCPU or (status and f"received signal {int(signal.SIGXCPU)}" in said):
        raise OutOfTimeError(f"{name} used up its processor time")
    if status < 0:
        raise ToolKilledError(f"{name} was ended by signal {-status}", said)
    if status in _NOT_STARTED:
        raise ToolMissingError(f"{name} cannot be started")
    if status and ("Cannot allocate memory" in said or "MemoryError" in said):
        raise ToolKilledError(f"{name} found no more memory", said)
    if status:
        raise ToolFailedError(f"{name} ended with status {status}", said)
