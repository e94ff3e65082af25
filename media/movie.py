"""The index of an MP4 or MOV as plain values: tracks, times, edits, tags."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from typing import BinaryIO

from media.boxes import Box, Budget, Layout, children, find, table, top
from media.errors import CorruptError, CutShortError, OutsideReferenceError

MAX_EDITS = 1000
MAX_DELTAS = 200_000
_XMP_UUID = bytes.fromhex("be7acfcb97a942e89c71999491e3afac")
_VISUAL_ENTRY = 78  # bytes of a visual sample entry before its own boxes
_SELF_CONTAINED = 1
_QUARTER_TURNS = {(1, 0, 0, 1): 0, (0, 1, -1, 0): 90, (-1, 0, 0, -1): 180, (0, -1, 1, 0): 270}
_DOLBY_WITHOUT_PICTURE = 5


@dataclass(frozen=True)
class Track:
    """One track as its own boxes tell it."""

    id: int
    handler: str
    tag: str
    timescale: int
    ticks: int  # length of the media, everything included
    shown_seconds: float  # with the edit list obeyed
    hidden_seconds: float
    rotation: int
    deltas: tuple[tuple[int, int], ...]  # (ticks between two samples, how often)
    pixel_shape: Fraction | None
    dolby_profile: int | None


@dataclass(frozen=True)
class Movie:
    """All that the box reader measured."""

    tracks: tuple[Track, ...]
    index_first: bool
    fragmented: bool
    trailing_bytes: int
    tag_bytes: int
    tag_names: tuple[str, ...]

    def track(self, identity: int) -> Track | None:
        """The track of that number."""
        return next((one for one in self.tracks if one.id == identity), None)


def read_movie(file: BinaryIO) -> Movie:
    """The index of an open file; BadSourceError when it is cut, absurd or points elsewhere."""
    layout = top(file)
    moov = layout.moov
    if moov is None:  # top() has refused that already
        raise CorruptError("no index")
    file.seek(moov.start)
    view = memoryview(file.read(moov.end - moov.start))
    return _movie(view, Box(b"moov", 0, len(view)), layout)


def _movie(view: memoryview, moov: Box, layout: Layout) -> Movie:
    budget = Budget()
    scale = 0
    tracks: list[Track] = []
    names: list[str] = ["xmp" for one in layout.uuids if one == _XMP_UUID]
    tag_bytes = 0
    fragmented = layout.fragments > 0
    for box in children(view, moov, budget):
        if box.name == b"mvhd":
            scale = _timescale(view, box)[0]
        elif box.name == b"trak":
            tracks.append(_track(view, box, scale, layout, budget))
            names += _trak_tags(view, box, budget)
        elif box.name in (b"udta", b"meta"):
            tag_bytes += box.end - box.start
            names += _tags(view, box, budget)
        fragmented = fragmented or box.name == b"mvex"
    if not tracks:
        raise CorruptError("an index without a single track")
    return Movie(
        tracks=tuple(tracks),
        index_first=layout.moov_before_mdat,
        fragmented=fragmented,
        trailing_bytes=layout.trailing_bytes,
        tag_bytes=tag_bytes,
        tag_names=tuple(dict.fromkeys(names)),
    )


def _track(view: memoryview, trak: Box, scale: int, layout: Layout, budget: Budget) -> Track:
    tkhd = _need(find(view, trak, (b"tkhd",), budget), "tkhd")
    mdia = _need(find(view, trak, (b"mdia",), budget), "mdia")
    mdhd = _need(find(view, mdia, (b"mdhd",), budget), "mdhd")
    minf = _need(find(view, mdia, (b"minf",), budget), "minf")
    stbl = _need(find(view, minf, (b"stbl",), budget), "stbl")
    hdlr = find(view, mdia, (b"hdlr",), budget)
    handler = bytes(view[hdlr.start + 8 : hdlr.start + 12]) if hdlr else b""
    _refuse_outside(view, minf, budget)
    parts = {box.name: box for box in children(view, stbl, budget)}
    _refuse_missing_pictures(view, parts, layout)
    timescale, ticks = _timescale(view, mdhd)
    shown, hidden = _edits(view, trak, (scale, timescale, ticks), budget)
    entry, pasp, dolby = _entry(view, parts.get(b"stsd"), handler, budget)
    deltas = _deltas(view, parts)
    return Track(
        id=_u32(view, tkhd.start + (20 if _u8(view, tkhd.start) else 12)),
        handler=handler.decode("latin-1"),
        tag=entry,
        timescale=timescale,
        ticks=ticks,
        shown_seconds=shown,
        hidden_seconds=hidden,
        rotation=_rotation(view, tkhd),
        deltas=deltas,
        pixel_shape=pasp,
        dolby_profile=dolby,
    )


def _deltas(view: memoryview, parts: dict[bytes, Box]) -> tuple[tuple[int, int], ...]:
    found = Counter[int]()
    if b"stts" in parts:
        for count, delta in table(view, parts[b"stts"], ">II"):
            found[delta] += count
            if len(found) > MAX_DELTAS:
                raise CorruptError("pictures at absurdly many different distances")
    return tuple(sorted(found.items()))


def _need(box: Box | None, name: str) -> Box:
    if box is None:
        raise CorruptError(f"a track without its {name}")
    return box


def _u8(view: memoryview, at: int) -> int:
    if at >= len(view):
        raise CorruptError("a box ends in the middle of a number")
    return view[at]


def _u32(view: memoryview, at: int) -> int:
    if at + 4 > len(view):
        raise CorruptError("a box ends in the middle of a number")
    return int.from_bytes(view[at : at + 4], "big")


def _s32(view: memoryview, at: int) -> int:
    value = _u32(view, at)
    return value - 2**32 if value >= 2**31 else value


def _timescale(view: memoryview, box: Box) -> tuple[int, int]:
    """Ticks a second and the length in ticks, from `mvhd` or `mdhd`."""
    if _u8(view, box.start):
        scale = _u32(view, box.start + 20)
        ticks = _u32(view, box.start + 24) * 2**32 + _u32(view, box.start + 28)
    else:
        scale, ticks = _u32(view, box.start + 12), _u32(view, box.start + 16)
    if scale == 0:
        raise CorruptError("a clock of zero ticks a second")
    return scale, ticks


def _rotation(view: memoryview, tkhd: Box) -> int:
    at = tkhd.start + (52 if _u8(view, tkhd.start) else 40)
    matrix = tuple(round(_s32(view, at + 4 * n) / 65536) for n in (0, 1, 3, 4))
    a, b, c, d = matrix
    return _QUARTER_TURNS.get((a, b, c, d), 0)


def _edits(
    view: memoryview, trak: Box, clock: tuple[int, int, int], budget: Budget
) -> tuple[float, float]:
    """Seconds shown, and seconds of media that no edit shows."""
    scale, timescale, ticks = clock
    whole = ticks / timescale
    elst = find(view, trak, (b"edts", b"elst"), budget)
    if elst is None or scale == 0:
        return whole, 0.0
    row = ">QqI" if _u8(view, elst.start) else ">IiI"
    shown = Fraction(0)
    for number, (length, start, _speed) in enumerate(table(view, elst, row)):
        if number >= MAX_EDITS:
            raise CorruptError("an edit list of absurd length")
        # a length of zero is how fragmented files say "all there is"
        shown += Fraction(length, scale) if start >= 0 and length else 0
    if shown == 0:
        return whole, 0.0
    return float(shown), max(0.0, whole - float(shown))


def _refuse_outside(view: memoryview, minf: Box, budget: Budget) -> None:
    dref = find(view, minf, (b"dinf", b"dref"), budget)
    if dref is None:
        return
    for entry in children(view, Box(b"dref", dref.start + 8, dref.end), budget):
        flags = _u32(view, entry.start) & 0xFFFFFF
        if not flags & _SELF_CONTAINED:
            raise OutsideReferenceError("a film whose pictures lie outside the file")


def _refuse_missing_pictures(view: memoryview, parts: dict[bytes, Box], layout: Layout) -> None:
    """The last chunk must end inside the file, even where the boxes around it claim to."""
    last = _last_chunk(view, parts)
    if last is not None and last + _last_chunk_bytes(view, parts) > layout.size:
        raise CutShortError("the index lists pictures beyond the end of the file")


def _last_chunk(view: memoryview, parts: dict[bytes, Box]) -> int | None:
    for name, row in ((b"stco", ">I"), (b"co64", ">Q")):
        if name in parts:
            return max((offset for (offset,) in table(view, parts[name], row)), default=None)
    return None


def _last_chunk_bytes(view: memoryview, parts: dict[bytes, Box]) -> int:
    stsz, stsc = parts.get(b"stsz"), parts.get(b"stsc")
    if stsz is None or stsc is None:
        return 0
    samples = 0
    for _first, samples, _description in table(view, stsc, ">III"):  # noqa: B007 - the last one
        pass
    fixed, count = _u32(view, stsz.start + 4), _u32(view, stsz.start + 8)
    if fixed:
        # PCM lists single samples as "chunks" of one byte; the size is then no measure
        return 0
    if count * 4 > stsz.end - stsz.start - 12:
        raise CorruptError(f"a table says it has {count} rows and has not")
    first = max(0, count - samples)
    return sum(_u32(view, stsz.start + 12 + 4 * n) for n in range(first, count))


def _entry(
    view: memoryview, stsd: Box | None, handler: bytes, budget: Budget
) -> tuple[str, Fraction | None, int | None]:
    """The four letters of the codec, the shape of a pixel and the Dolby Vision profile."""
    if stsd is None:
        return "", None, None
    entry = next(children(view, Box(b"stsd", stsd.start + 8, stsd.end), budget), None)
    if entry is None:
        return "", None, None
    name = entry.name.decode("latin-1")
    if handler != b"vide" or entry.start + _VISUAL_ENTRY > entry.end:
        return name, None, None
    shape = dolby = None
    inside = Box(entry.name, entry.start + _VISUAL_ENTRY, entry.end)
    for box in children(view, inside, budget):
        if box.name == b"pasp":
            wide, high = _u32(view, box.start), _u32(view, box.start + 4)
            shape = Fraction(wide, high) if wide and high else None
        elif box.name in (b"dvcC", b"dvvC") and box.end - box.start > 2:  # noqa: PLR2004 - version, version, profile
            dolby = _u8(view, box.start + 2) >> 1
    return name, shape, dolby


def _trak_tags(view: memoryview, trak: Box, budget: Budget) -> Iterable[str]:
    for name in (b"udta", b"meta"):
        box = find(view, trak, (name,), budget)
        if box is not None:
            yield from _tags(view, box, budget)


def _tags(view: memoryview, box: Box, budget: Budget) -> list[str]:
    """Names of the tags in a `udta` or `meta`, never their values."""
    start = box.start
    if box.name == b"meta" and bytes(view[start + 4 : start + 8]) != b"hdlr":
        start += 4  # MP4 puts a version in front, QuickTime does not
    names: list[str] = []
    for child in children(view, Box(box.name, start, box.end), budget):
        if child.name in (b"meta", b"ilst"):
            names += _tags(view, Box(child.name, child.start, child.end), budget)
        elif child.name == b"keys":
            names += _keys(view, child, budget)
        else:
            names.append(child.name.decode("latin-1"))
    return names


def _keys(view: memoryview, keys: Box, budget: Budget) -> list[str]:
    inside = Box(b"keys", keys.start + 8, keys.end)
    return [
        bytes(view[one.start : min(one.end, one.start + 256)]).decode("utf-8", "replace")
        for one in children(view, inside, budget)
    ]
