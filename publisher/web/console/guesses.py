"""How often the password was guessed lately: a fixed window, in this process's memory."""

from threading import Lock

WINDOW = 60.0  # seconds
MOST_GUESSES = 10  # in a window, from one address
MOST_OF_ALL = 100  # in a window, from everybody together


class Guesses:
    """Counts wrong guesses only, so that whoever knows the password is never kept out by use."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._window = 0
        self._counts: dict[str, int] = {}

    def too_many(self, now: float, who: str) -> bool:
        """Whether this address, or everybody together, has guessed too often in this window."""
        with self._lock:
            self._turn(now)
            return (
                self._counts.get(who, 0) >= MOST_GUESSES
                or sum(self._counts.values()) >= MOST_OF_ALL
            )

    def note_wrong(self, now: float, who: str) -> None:
        """Count a guess that was wrong."""
        with self._lock:
            self._turn(now)
            self._counts[who] = self._counts.get(who, 0) + 1

    def _turn(self, now: float) -> None:
        window = int(now // WINDOW)
        if window != self._window:
            self._window, self._counts = window, {}
