"""A real file system of a few megabytes, to be filled up."""

import os
import shutil
import subprocess
from pathlib import Path

from tests.needs import missing

_BY = ([], ["sudo", "-n"])  # as root, or as somebody who may become it unasked


class SmallDisk:
    """Lies at `path`; whatever a test writes there meets its end like on any full disk."""

    def __init__(self, path: Path, megabytes: int) -> None:
        self.path = path
        path.mkdir(parents=True, exist_ok=True)
        options = f"size={megabytes}m,nr_inodes=1000,mode=1777"
        how = ["mount", "-t", "tmpfs", "-o", options, "none", str(path)]
        self._by = next((by for by in _BY if _works([*by, *how])), None)
        if self._by is None:
            missing("leave to mount a small disk")
        self._filler = path / "filler"

    def fill(self, leaving: int = 0) -> None:
        """Take all room but so many bytes."""
        self._filler.write_bytes(bytes(max(0, shutil.disk_usage(self.path).free - leaving)))

    def take_names(self) -> None:
        """Take every file name there is, so that not even an empty folder can be made."""
        folder = self.path / "names"
        folder.mkdir()
        left = os.statvfs(self.path).f_ffree
        for number in range(left):
            (folder / str(number)).touch()

    def free(self) -> None:
        """Give all that room back."""
        self._filler.unlink(missing_ok=True)
        shutil.rmtree(self.path / "names", ignore_errors=True)

    def close(self) -> None:
        """Take it away."""
        subprocess.run([*(self._by or []), "umount", "-l", str(self.path)], check=True)


def _works(command: list[str]) -> bool:
    try:
        return subprocess.run(command, capture_output=True, check=False).returncode == 0
    except FileNotFoundError:
        return False
