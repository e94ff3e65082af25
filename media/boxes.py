"""The boxes of an MP4 or MOV, walked within bounds in plain Python."""

import os
import struct
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import BinaryIO

from media.errors import CorruptError, CutShortError, NoIndexError

MAX_TOP_BOXES = 4096
MAX_FRAGMENTS = 200_000  # a fragmented film of ten hours has some 36,000
MAX_INNER_BOXES = 20_000
MAX_MOOV_BYTES = 64 * 2**20
MAX_ROWS = 4_000_000  # ten hours at 100 pictures a second
_HEADER = 8
_LONG_HEADER = 16
_KNOWN_BOXES = (b"mdat", b"moof", b"free", b"skip", b"wide", b"meta", b"uuid", b"mfra", b"udta")
_FRAGMENT_BOXES = (b"moof", b"mdat", b"sidx", b"prft", b"emsg", b"styp")


@dataclass(frozen=True)
class Box:
    """One box: its name and where its body lies."""

    name: bytes
    start: int  # of the body
    end: int


@dataclass
class Budget:
    """How many boxes may still be looked at; a file of nothing but boxes runs it dry."""

    left: int = MAX_INNER_BOXES

    def spend(self) -> None:
        """One box less; CorruptError when there were absurdly many."""
        self.left -= 1
        if self.left < 0:
            raise CorruptError("absurdly many boxes inside the index")


@dataclass
class Layout:
    """What lies at the top of the file."""

    size: int
    moov: Box | None = None
    moov_before_mdat: bool = True
    mdats: int = 0
    fragments: int = 0
    trailing_bytes: int = 0
    uuids: list[bytes] = field(default_factory=list)


def top(file: BinaryIO) -> Layout:
    """The top-level boxes; an error when one reaches past the end of the file."""
    layout = Layout(os.fstat(file.fileno()).st_size)
    at = 0
    seen = 0
    while at < layout.size:
        file.seek(at)
        head = file.read(_LONG_HEADER)
        box = _top_box(head, at, layout)
        if box is None:
            layout.trailing_bytes = layout.size - at
            break
        seen += box.name not in _FRAGMENT_BOXES
        if seen > MAX_TOP_BOXES or layout.fragments > MAX_FRAGMENTS:
            raise CorruptError("absurdly many boxes at the top of the file")
        _note(layout, box, file)
        at = box.end
    if layout.moov is None:
        raise NoIndexError("a film without its index (moov)")
    return layout


def _top_box(head: bytes, at: int, layout: Layout) -> Box | None:
    if len(head) < _HEADER:
        return None
    size, name = struct.unpack(">I4s", head[:_HEADER])
    header = _HEADER
    if size == 1 and len(head) == _LONG_HEADER:
        size = int.from_bytes(head[_HEADER:], "big")
        header = _LONG_HEADER
    elif size == 0:
        size = layout.size - at
    if size < header or not _is_name(name):
        # after the pictures and the index, this is something glued on; before, it is damage
        if layout.moov is not None and layout.mdats:
            return None
        raise CorruptError("the boxes at the top of the file make no sense")
    if at + size > layout.size:
        _refuse_past_the_end(name, at + size - layout.size, layout)
        return None
    return Box(name, at + header, at + size)


def _refuse_past_the_end(name: bytes, missing: int, layout: Layout) -> None:
    """A cut film is an error; a scrap glued on behind a whole one is not."""
    if layout.moov is None:
        raise NoIndexError("the file ends before its index (moov)")
    if name in _KNOWN_BOXES or not layout.mdats:
        raise CutShortError(f"the file ends {missing} bytes too early")


def _is_name(name: bytes) -> bool:
    return all(0x20 <= byte < 0x7F or byte == 0xA9 for byte in name)  # noqa: PLR2004 - © begins QuickTime names


def _note(layout: Layout, box: Box, file: BinaryIO) -> None:
    if box.name == b"moov" and layout.moov is None:
        if box.end - box.start > MAX_MOOV_BYTES:
            raise CorruptError("an index of absurd size")
        layout.moov = box
        layout.moov_before_mdat = layout.mdats == 0
    elif box.name == b"mdat":
        layout.mdats += 1
    elif box.name == b"moof":
        layout.fragments += 1
    elif box.name == b"uuid":
        file.seek(box.start)
        layout.uuids.append(file.read(16))


def children(view: memoryview, inside: Box, budget: Budget) -> Iterator[Box]:
    """The boxes inside a box; CorruptError when one is larger than what holds it."""
    at = inside.start
    while at + _HEADER <= inside.end:
        budget.spend()
        size = int.from_bytes(view[at : at + 4], "big")
        header = _HEADER
        if size == 1 and at + _LONG_HEADER <= inside.end:
            size = int.from_bytes(view[at + 8 : at + 16], "big")
            header = _LONG_HEADER
        elif size == 0:
            if inside.end - at < 2 * _HEADER:  # QuickTime ends a list with four zero bytes
                return
            size = inside.end - at
        if size < header or at + size > inside.end:
            raise CorruptError("a box inside the index is larger than its surroundings")
        yield Box(bytes(view[at + 4 : at + 8]), at + header, at + size)
        at += size


def find(view: memoryview, inside: Box, path: tuple[bytes, ...], budget: Budget) -> Box | None:
    """The first box along a path of names."""
    box: Box | None = inside
    for name in path:
        if box is None:
            return None
        box = next((one for one in children(view, box, budget) if one.name == name), None)
    return box


def table(view: memoryview, box: Box, row: str, skip: int = 4) -> Iterator[tuple[int, ...]]:
    """The rows of a counted table, after its count was held against its size."""
    at = box.start + skip
    if at + 4 > box.end:
        raise CorruptError("a table without its length")
    count = int.from_bytes(view[at : at + 4], "big")
    width = struct.calcsize(row)
    if count > MAX_ROWS:
        raise CorruptError("a table of absurd length")
    if count * width > box.end - at - 4:
        raise CorruptError(f"a table says it has {count} rows and has not")
    yield from struct.iter_unpack(row, view[at + 4 : at + 4 + count * width])
