"""The simulator's own clock: turned by hand, or following real time with a shift and a rate."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable


class Clock:
    """Seconds since 1970, as this small world counts them.

    With `rate=0` it stands still until somebody turns it; with `rate=1` it follows real time;
    with `rate=60` an hour passes in a minute. `real` is the clock it follows.
    """

    def __init__(
        self,
        start: float | None = None,
        rate: float = 1.0,
        real: Callable[[], float] = time.time,
    ) -> None:
        self._real = real
        self._guard = threading.Lock()
        self._anchor = real()
        self._shown = self._anchor if start is None else start
        self._rate = rate

    @property
    def rate(self) -> float:
        """How many seconds pass here while one passes outside."""
        return self._rate

    def now(self) -> float:
        """The time here."""
        with self._guard:
            return self._reading()

    def advance(self, seconds: float) -> float:
        """Turn the clock; a negative number turns it back. Gives the new time."""
        with self._guard:
            self._shown += seconds
            return self._reading()

    def run_at(self, rate: float) -> None:
        """Go on from the present reading at another rate."""
        with self._guard:
            self._shown, self._anchor = self._reading(), self._real()
            self._rate = rate

    def setting(self) -> tuple[float, float, float]:
        """What must be written down so that `resume` shows the same time after a restart."""
        with self._guard:
            return self._anchor, self._shown, self._rate

    def resume(self, anchor: float, shown: float, rate: float) -> None:
        """Go on as `setting` described it, the time spent switched off included."""
        with self._guard:
            self._anchor, self._shown, self._rate = anchor, shown, rate

    def _reading(self) -> float:
        return self._shown + (self._real() - self._anchor) * self._rate
