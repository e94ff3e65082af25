"""What the terminal shows of the children: their own lines, not honcho's talk about them."""

import re
from pathlib import Path
from typing import IO, Any

from honcho.printer import Printer

_STOPPED = re.compile(r"(\S+) stopped \(rc=(-?\d+)\)")
_SYSTEM = "system"
_LARGEST_LOG = 10_000_000


class QuietPrinter(Printer):  # type: ignore[misc]  # honcho has no types
    """Prints the children's lines, coloured by name, and keeps them in a file as well."""

    def __init__(self, output: IO[str], log: Path) -> None:
        super().__init__(output=output)
        self.log = log
        self._kept = _opened(log)
        self.ended_first: str | None = None

    def write(self, message: Any) -> None:
        """One line of a child, or of honcho; of those only the first unasked end is of interest."""
        if message.name == _SYSTEM:
            self._note(str(message.data))
            return
        super().write(message)
        self._kept.write(message.data if isinstance(message.data, bytes) else message.data.encode())
        self._kept.flush()

    def _note(self, line: str) -> None:
        stopped = _STOPPED.match(line)
        if stopped and self.ended_first is None:
            self.ended_first = f"{stopped[1]} ended with exit status {stopped[2]}"


def _opened(log: Path) -> IO[bytes]:
    """The log of this run and those before, the previous part set aside once it is large."""
    log.parent.mkdir(parents=True, exist_ok=True)
    if log.exists() and log.stat().st_size > _LARGEST_LOG:
        log.replace(log.with_suffix(".old"))
    return log.open("ab")
