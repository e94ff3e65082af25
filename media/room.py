"""The disk: how much may be written, and the system's words for a full one as errors of ours."""

import contextlib
import errno
from collections.abc import Iterator
from dataclasses import replace

from media.cage import Limits
from media.errors import OutOfRoomError, SourceChangedError, TooMuchOutputError

_NO_ROOM = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)


@contextlib.contextmanager
def room_and_source() -> Iterator[None]:
    """While something is read and written: a full disk and a vanished source are MediaErrors."""
    try:
        yield
    except FileNotFoundError as error:
        raise SourceChangedError(f"{error.filename} is gone") from error
    except OSError as error:
        if error.errno in _NO_ROOM:
            raise OutOfRoomError("the disk is full") from error
        raise


def enough(room: int | None, wanted: int) -> None:
    """Raise OutOfRoomError where there is less room than this; None leaves it to the disk."""
    if room is not None and wanted > room:
        raise OutOfRoomError(f"some {wanted:,} bytes are to be written, and {room:,} may be")


@contextlib.contextmanager
def inside(room: int | None, limits: Limits) -> Iterator[Limits]:
    """Limits under which the disk fills up to its floor and no further."""
    if room is None or room >= limits.output_bytes:
        yield limits
        return
    try:
        yield replace(limits, output_bytes=room)
    except TooMuchOutputError as error:
        raise OutOfRoomError("the disk is at the floor that stays free") from error
