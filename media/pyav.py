"""PyAV as the prober, always in a caged child: a crash there is only an answer here."""

import json
import os
import selectors
import subprocess
import sys
import time
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from media.cage import DECODERS, DEMUXERS, PROBE, PROTOCOLS
from media.errors import CorruptError, OutOfTimeError, ToolFailedError, ToolKilledError
from media.raw import RawFilm
from media.run import kill, run, spawn

_CHILD = str(Path(__file__).parent / "children" / "film.py")
_COMMAND = (sys.executable, "-I", _CHILD)
# one child reads the files of many: it is replaced before its processor limit, or a leak, matters
_MOST_QUESTIONS = 50
_MAX_ANSWER = 8 * 2**20


def ask_once(path: Path, container: str, packets: int) -> RawFilm:
    """Start a child for this one film."""
    ended = run(_COMMAND, PROBE, feed=_question(path, container, packets))
    return _read(ended.out)


class WarmPyav:
    """A child that stays between questions; close it, or use it in a `with`."""

    def __init__(self) -> None:
        self._child: subprocess.Popen[bytes] | None = None
        self._asked = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """End the child; the next question would start another."""
        if self._child is not None:
            kill(self._child)
        self._child = None
        self._asked = 0

    def ask(self, path: Path, container: str, packets: int) -> RawFilm:
        """The same answer as `ask_once`, without the start."""
        if self._asked >= _MOST_QUESTIONS:
            self.close()
        answered_before = self._asked > 0
        try:
            return self._answer(path, container, packets)
        except ToolKilledError:
            # it may have used up its share on the files of others: this one gets a fresh child
            if not answered_before:
                raise
        return self._answer(path, container, packets)

    def _answer(self, path: Path, container: str, packets: int) -> RawFilm:
        if self._child is None:
            # nobody reads its complaints, and a full pipe would stop it
            self._child = spawn(_COMMAND, PROBE, "/", subprocess.DEVNULL)
        self._asked += 1
        try:
            answer = _exchange(self._child, _question(path, container, packets))
        except BaseException:
            self.close()
            raise
        return _read(answer)


def _exchange(child: subprocess.Popen[bytes], question: bytes) -> bytes:
    if child.stdin is None or child.stdout is None:
        raise ToolFailedError("the prober has no pipes")
    try:
        child.stdin.write(question)
        child.stdin.flush()
    except BrokenPipeError as error:
        raise ToolKilledError("the prober has died") from error
    answer = bytearray()
    until = time.monotonic() + PROBE.seconds
    with selectors.DefaultSelector() as selector:
        selector.register(child.stdout, selectors.EVENT_READ)
        while not answer.endswith(b"\n"):
            if not selector.select(max(0.0, until - time.monotonic())):
                raise OutOfTimeError("the prober gave no answer in time")
            part = os.read(child.stdout.fileno(), 65536)
            answer += part
            if not part:
                raise ToolKilledError("the prober died over this file")
            if len(answer) > _MAX_ANSWER:
                raise ToolFailedError("the prober answered without end")
    return bytes(answer)


def _question(path: Path, container: str, packets: int) -> bytes:
    demuxers = DEMUXERS[container]
    question = {
        "file": f"file:{path}",
        "format": demuxers.split(",")[0],
        "packets": packets,
        "options": {
            "format_whitelist": demuxers,
            "codec_whitelist": DECODERS,
            "protocol_whitelist": PROTOCOLS,
            "threads": "1",  # for one picture, starting threads takes longer than they save
        },
    }
    return json.dumps(question).encode() + b"\n"


def _read(answer: bytes) -> RawFilm:
    told: dict[str, Any] = json.loads(answer or b'{"error": "no answer"}')
    if "error" in told:
        raise CorruptError(f"it cannot be opened: {str(told['error'])[:200]}")
    return RawFilm.from_json(told)
