"""A number in a file beside the database, which no restore of the database takes back."""

import os
from pathlib import Path


class FileMarker:
    """Remembers the highest number it was given."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def read(self) -> int:
        """The number, 0 where there is none that can be read."""
        try:
            return int(self._path.read_text(encoding="ascii"))
        except (OSError, ValueError):
            return 0

    def write(self, number: int) -> None:
        """Keep the number, whole or not at all; a disk that refuses costs only the reminder."""
        fresh = self._path.with_suffix(f".{os.getpid()}")
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            fresh.write_text(str(number), encoding="ascii")
            fresh.replace(self._path)
        except OSError:
            fresh.unlink(missing_ok=True)
