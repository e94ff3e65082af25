"""Count the engine's own lines as they are about to run, and do something at one of them."""

import sys
from collections.abc import Callable
from pathlib import Path
from types import FrameType
from typing import Any

import publisher
from publisher.store.engine import Tx

_HOME = Path(publisher.__file__).parent
_WATCHED = tuple(f"{_HOME / name}/" for name in ("services", "store", "tiktok"))
_SIMULATOR = f"{_HOME / 'tiktok' / 'simulator'}/"
# How one statement is spelled and read differs between the first time and the next, and a point is
# found again by its number. What a statement does is spoilt by itself, before and after.
_SPELLING = tuple(str(_HOME / "store" / name) for name in ("short.py", "types.py"))
_RUN = Tx.run.__code__


class Tracer:
    """Calls `at_line(count, place)` before each line of services, store and tiktok.

    Left out is how one statement goes to its database and back.
    """

    def __init__(self, at_line: Callable[[int, str], None]) -> None:
        self._at_line = at_line
        self._known: dict[str, str] = {}
        self.count = 0

    def start(self) -> None:
        """From now on, in this thread."""
        sys.settrace(self._enter)

    def stop(self) -> None:
        """No more."""
        sys.settrace(None)

    def _enter(self, frame: FrameType, _event: str, _arg: Any) -> Any:
        filename = frame.f_code.co_filename  # met for each call of any library: no call of our own
        if frame.f_code is _RUN:
            return None
        known = self._known.get(filename)
        return self._line if (self._short(filename) if known is None else known) else None

    def _line(self, frame: FrameType, event: str, _arg: Any) -> Any:
        if event == "line":
            self.count += 1
            place = f"{self._known[frame.f_code.co_filename]}:{frame.f_lineno}"
            self._at_line(self.count, place)
        return self._line

    def _short(self, filename: str) -> str:
        watched = filename.startswith(_WATCHED) and not filename.startswith(_SIMULATOR)
        watched = watched and filename not in _SPELLING
        found = str(Path(filename).relative_to(_HOME)) if watched else ""
        self._known[filename] = found
        return found
