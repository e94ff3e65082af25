"""One clock for every process of a run: it only moves when somebody turns it."""

import mmap
import struct
from datetime import UTC, datetime

_SECONDS = struct.Struct("d")


class SharedClock:
    """Seconds since 1970 in memory that forked processes share; waiting turns it."""

    def __init__(self, start: float) -> None:
        self._cell = mmap.mmap(-1, mmap.PAGESIZE)
        _SECONDS.pack_into(self._cell, 0, start)

    def seconds(self) -> float:
        """What it shows, as a number."""
        (shown,) = _SECONDS.unpack_from(self._cell, 0)
        return float(shown)

    def now(self) -> datetime:
        """What it shows."""
        return datetime.fromtimestamp(self.seconds(), UTC)

    def turn(self, seconds: float) -> None:
        """Let so much time pass, for everybody."""
        _SECONDS.pack_into(self._cell, 0, self.seconds() + seconds)
