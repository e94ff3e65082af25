"""What is still to happen, and when: the list that the simulator works through as time passes."""

from __future__ import annotations

import heapq
import itertools
import threading
from dataclasses import dataclass, field
from enum import StrEnum


class Deed(StrEnum):
    """The things that happen by themselves."""

    PULL = "pull"  # fetch the files of a share
    JUDGE = "judge"  # look at the received media and say yes or no
    EXPOSE = "expose"  # moderation is over: the post is public
    WITHDRAW = "withdraw"  # a public post stops being public
    EXPIRE = "expire"  # a pull has had its hour
    NOTICE = "notice"  # bring a webhook


@dataclass(frozen=True, order=True)
class Entry:
    """One deed; equal times keep the order in which they were written down."""

    due: float
    turn: int
    deed: Deed = field(compare=False)
    key: str = field(compare=False)


class Agenda:
    """A list ordered by time. Not remembered over a restart: the records say it again."""

    def __init__(self, stirred: threading.Event) -> None:
        self._stirred = stirred  # wakes the thread that works the list off
        self._entries: list[Entry] = []
        self._turns = itertools.count()
        self._guard = threading.Lock()

    def put(self, due: float, deed: Deed, key: str) -> None:
        """Write down that this is to happen then."""
        with self._guard:
            heapq.heappush(self._entries, Entry(due, next(self._turns), deed, key))
        self._stirred.set()

    def pop(self, now: float) -> Entry | None:
        """Take off the earliest entry that is due by now."""
        with self._guard:
            if self._entries and self._entries[0].due <= now:
                return heapq.heappop(self._entries)
        return None

    def clear(self) -> None:
        """Forget everything."""
        with self._guard:
            self._entries.clear()
