"""Bytes on disk: laid out by us, written whole or not at all, with room kept free."""

import errno
import hashlib
import os
import shutil
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO

from publisher.domain.errors import FieldFault, Refusal
from publisher.domain.ports import Received
from publisher.domain.refusals import DISK_FULL, TOO_LARGE

PIECE = 1 << 20
# Seconds. No rendering may last two hours (wiring.py), and who receives writes all the time.
LEFT_FOR_DEAD = 3 * 3600
_NO_ROOM = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)


class DiskFiles:
    """A folder that nobody else writes to."""

    def __init__(self, root: Path, floor: int) -> None:
        self._root = root
        self._floor = floor  # bytes that stay free for the database and everybody else
        for name in ("incoming", "kept", "work"):
            (root / name).mkdir(parents=True, exist_ok=True)

    def receive(self, source: BinaryIO, limit: int) -> Received:
        """Stream bytes to disk while hashing them; raises Refusal when too many or no room."""
        if self.room() <= 0:
            raise Refusal(DISK_FULL)
        path = self._root / "incoming" / uuid.uuid4().hex
        try:
            with _room_or_refusal(), path.open("xb") as target:
                size, digest = self._pour(source, target, limit)
                target.flush()
                os.fsync(target.fileno())
        except BaseException:
            path.unlink(missing_ok=True)
            raise
        return Received(path, size, digest)

    def _pour(self, source: BinaryIO, target: BinaryIO, limit: int) -> tuple[int, str]:
        digest, size = hashlib.sha256(), 0
        while piece := source.read(PIECE):
            size += len(piece)
            if size > limit:
                raise _too_large(limit)
            if self.room() <= 0:
                raise Refusal(DISK_FULL)
            digest.update(piece)
            target.write(piece)
        return size, digest.hexdigest()

    def path(self, app_id: str, sha256: str) -> Path:
        """Where these bytes lie."""
        return self._root / "kept" / app_id / sha256[:2] / sha256

    def keep(self, received: Received, app_id: str) -> None:
        """Give received bytes their place, in one stroke."""
        place = self.path(app_id, received.sha256)
        with _room_or_refusal():
            place.parent.mkdir(parents=True, exist_ok=True)
            received.path.replace(place)

    def drop(self, received: Received) -> None:
        """Forget received bytes."""
        received.path.unlink(missing_ok=True)

    def workshop(self, ref: str) -> Path:
        """An empty folder for one piece of media work; what a dead worker left is removed."""
        folder = self._root / "work" / ref
        shutil.rmtree(folder, ignore_errors=True)
        with _room_or_refusal():
            folder.mkdir(parents=True)
        return folder

    def close_workshop(self, ref: str) -> None:
        """Remove that folder and all in it."""
        shutil.rmtree(self._root / "work" / ref, ignore_errors=True)

    def erase(self, app_id: str, sha256: str) -> None:
        """Remove bytes for good."""
        self.path(app_id, sha256).unlink(missing_ok=True)

    def tidy(self) -> None:
        """Remove what a dead process has left half-received or half-made, hours later."""
        before = time.time() - LEFT_FOR_DEAD
        for left in (*self._root.glob("incoming/*"), *self._root.glob("work/*")):
            with suppress(FileNotFoundError):
                if left.stat().st_mtime < before:
                    shutil.rmtree(left) if left.is_dir() else left.unlink()

    def room(self) -> int:
        """Bytes that may still be written above the floor."""
        return shutil.disk_usage(self._root).free - self._floor


@contextmanager
def _room_or_refusal() -> Iterator[None]:
    """While something is written; a disk that is full is told in our words."""
    try:
        yield
    except OSError as error:
        if error.errno not in _NO_ROOM:
            raise
        raise Refusal(DISK_FULL, f"writing failed: {error.strerror}") from error


def _too_large(limit: int) -> Refusal:
    fault = FieldFault(
        pointer="/file",
        rule="size",
        found=f"more than {limit} bytes",
        allowed=f"at most {limit} bytes",
        way_out="Send a smaller file.",
    )
    return Refusal(TOO_LARGE, faults=(fault,))
