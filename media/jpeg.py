"""The segments of a JPEG, walked within bounds: what is private goes, not a pixel changes."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from mmap import mmap
from typing import BinaryIO

from media.errors import CorruptError, CutShortError

Bytes = bytes | mmap
_START = b"\xff\xd8"
_END = 0xD9
_SCAN = 0xDA
_RESTARTS = range(0xD0, 0xD8)
_MOST_SEGMENTS = 10_000
# in the coded pixels, a marker is FF and anything but a stuffed zero, a restart or another FF
_MARKER = re.compile(rb"\xff([\x01-\xcf\xd8-\xfe])", re.DOTALL)
_FILL = re.compile(rb"\xff+(?=\xff)")
_APP0, _APP2, _APP14, _APP15, _COMMENT = 0xE0, 0xE2, 0xEE, 0xEF, 0xFE


@dataclass(frozen=True)
class Segment:
    """One marker with all that belongs to it, its coded pixels included."""

    marker: int
    start: int
    end: int


def segments(view: Bytes) -> Iterator[Segment]:
    """Every segment up to the end marker; an error when it is missing."""
    if view[:2] != _START:
        raise CorruptError("a JPEG without its beginning")
    at = 2
    for _ in range(_MOST_SEGMENTS):
        fill = _FILL.match(view, at)  # any number of them may stand in front of a marker
        at = fill.end() if fill else at
        if at + 2 > len(view):
            raise CutShortError("the picture ends in the middle")
        if view[at] != 0xFF:  # noqa: PLR2004 - every marker begins so
            raise CorruptError("the segments of the picture make no sense")
        marker = view[at + 1]
        end = _end(view, at, marker)
        yield Segment(marker, at, end)
        if marker == _END:
            return
        at = end
    raise CorruptError("absurdly many segments")


def _end(view: Bytes, at: int, marker: int) -> int:
    if marker == _END or marker in _RESTARTS or marker == 0x01:
        return at + 2
    end = at + 2 + int.from_bytes(view[at + 2 : at + 4], "big")
    if marker == _SCAN:
        found = _MARKER.search(view, end)
        end = found.start() if found else len(view) + 1
    if end > len(view):
        raise CutShortError("the picture ends in the middle")
    return end


def trailing_bytes(view: Bytes) -> int:
    """How much is glued on behind the picture, as in a motion photo."""
    last = max(segments(view), key=lambda one: one.end)
    return len(view) - last.end


def strip(view: Bytes, out: BinaryIO) -> None:
    """Write the picture without private segments; only what is needed to draw it stays."""
    out.write(_START)
    for one in segments(view):
        if _is_needed(one, view):
            out.write(view[one.start : one.end])


def _is_needed(segment: Segment, view: Bytes) -> bool:
    marker = segment.marker
    if marker == _COMMENT or not _APP0 <= marker <= _APP15:
        return marker != _COMMENT
    body = view[segment.start + 4 : segment.start + 18]
    if marker == _APP2:
        return body.startswith(b"ICC_PROFILE")
    # JFIF's density, and Adobe's word on how colours are coded
    return (marker == _APP0 and body.startswith(b"JFIF")) or marker == _APP14
