"""The chunks of an animated WebP, read in plain Python: sizes and times, and not one pixel."""

import struct
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO

from media.errors import CorruptError, CutShortError, TooMuchToDrawError
from media.facts import Size

CONTAINER = "webp"
MOST_PICTURES = 18_000  # ten minutes at 30 a second
_MOST_CHUNKS = MOST_PICTURES + 100
_RIFF = 12  # its own name, the length of the rest, and "WEBP"
_CHUNK = 8
_ANIMATED, _ALPHA = 0x02, 0x10  # flags of VP8X
_PICTURE_HEAD = 16
# Browsers show what claims to last no longer than this for a tenth of a second; so does everybody
# who has ever looked at the animation.
_HASTY_MS, _SHOWN_MS = 10, 100
_PRIVATE = {b"EXIF": "exif", b"XMP ": "xmp"}


@dataclass(frozen=True)
class Animation:
    """One pass through an animation; how often it loops is a player's affair."""

    size: Size
    alpha: bool
    lasting: tuple[int, ...]  # milliseconds of each picture, as browsers show them
    private: tuple[str, ...]
    tag_bytes: int
    trailing_bytes: int


def is_animated(head: bytes) -> bool:
    """Whether these first bytes belong to a WebP that moves."""
    flags = head[20:21]
    return head[8:16] == b"WEBPVP8X" and any(one & _ANIMATED for one in flags)


def read_animation(file: BinaryIO, size: int) -> Animation:
    """Follow the chunks to the end; BadSourceError when they contradict each other or the file."""
    file.seek(0)
    end = _CHUNK + struct.unpack("<4sI", file.read(_CHUNK))[1]
    if end > size:
        raise CutShortError(f"it ends after {size:,} of {end:,} bytes")
    canvas, alpha = Size(0, 0), False
    lasting: list[int] = []
    tags: dict[bytes, int] = {}
    for name, at, length in _chunks(file, end):
        file.seek(at)
        if name == b"VP8X":
            canvas, alpha = _canvas(file.read(10))
        elif name == b"ANMF":
            lasting.append(_lasts(file.read(_PICTURE_HEAD), canvas))
        elif name in _PRIVATE:
            tags[name] = length
    if not lasting:
        raise CorruptError("an animation without a picture")
    if len(lasting) > MOST_PICTURES:
        raise TooMuchToDrawError(f"{len(lasting):,} pictures")
    private = tuple(_PRIVATE[name] for name in tags)
    return Animation(canvas, alpha, tuple(lasting), private, sum(tags.values()), size - end)


def _chunks(file: BinaryIO, end: int) -> Iterator[tuple[bytes, int, int]]:
    """Name, place and length of each chunk."""
    at = _RIFF
    for _ in range(_MOST_CHUNKS):
        if at + _CHUNK > end:
            return
        file.seek(at)
        name, length = struct.unpack("<4sI", file.read(_CHUNK))
        if at + _CHUNK + length > end:
            raise CorruptError(f"a chunk of {length:,} bytes where {end - at - _CHUNK:,} are left")
        yield name, at + _CHUNK, length
        at += _CHUNK + length + length % 2
    raise TooMuchToDrawError(f"more than {MOST_PICTURES:,} pictures")


def _canvas(head: bytes) -> tuple[Size, bool]:
    if len(head) < 10:  # noqa: PLR2004 - flags, three spare bytes, two sides of three bytes
        raise CorruptError("its first chunk is too short")
    width, height = (int.from_bytes(head[at : at + 3], "little") + 1 for at in (4, 7))
    return Size(width, height), bool(head[0] & _ALPHA)


def _lasts(head: bytes, canvas: Size) -> int:
    if len(head) < _PICTURE_HEAD:
        raise CorruptError("a picture without its place and time")
    left, top, width, height, lasts = (
        int.from_bytes(head[at : at + 3], "little") for at in (0, 3, 6, 9, 12)
    )
    if 2 * left + width + 1 > canvas.width or 2 * top + height + 1 > canvas.height:
        raise CorruptError("a picture outside its canvas")
    return lasts if lasts > _HASTY_MS else _SHOWN_MS
