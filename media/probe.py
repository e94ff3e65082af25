"""Measure a file: first bytes, boxes, a caged prober, and on towards its end."""

import os
from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO

from media import animation, ffprobe, measure, picture, pyav
from media.errors import NoFileError, SourceChangedError
from media.facts import Facts, Kind, Wholeness
from media.follow import follow
from media.movie import read_movie
from media.raw import MOST_PACKETS, RawFilm
from media.room import room_and_source
from media.sniff import HEAD_BYTES, ISO_FILMS, Sniffed, sniff
from media.tools import Tools
from media.webp import CONTAINER as ANIMATION

Prober = Callable[[Path, str, int], RawFilm]


def probe(
    path: str | os.PathLike[str],
    tools: Tools,
    *,
    kind_hint: Kind | None = None,
    wholeness: Wholeness = Wholeness.PACKETS,
    prober: Prober | None = None,
) -> Facts:
    """Facts about a film or a picture; BadSourceError when the file cannot be used.

    `wholeness` says how far to read: STRUCTURE answers at once, PACKETS notices almost all damage.
    `prober` may be a warm one (`WarmPyav().ask`) when many files are asked about. Without a hint an
    animation is a film, and one of a single picture is a picture.
    """
    path = Path(path).absolute()
    with room_and_source(), _open(path) as file:
        before = os.fstat(file.fileno())
        found = sniff(file.read(HEAD_BYTES), kind_hint)
        if found.kind is Kind.PICTURE:
            facts = picture.measure(path, found.container, before.st_size)
        else:
            facts = _film(path, file, found, tools, prober)
            if found.may_be_either and kind_hint is None and not _moves(facts):
                facts = picture.measure(path, found.container, before.st_size)
            elif wholeness is not Wholeness.STRUCTURE:
                facts = follow(path, facts, tools, wholeness)
    after = path.stat()
    if _same(before) != _same(after):
        raise SourceChangedError("the file changed while it was read")
    return facts


def _moves(facts: Facts) -> bool:
    return facts.video is not None and facts.video.cadence.pictures > 1


def _same(stat: os.stat_result) -> tuple[int, int, int]:
    return stat.st_size, stat.st_mtime_ns, stat.st_ino


def _open(path: Path) -> BinaryIO:
    if path.is_dir():
        raise NoFileError(f"{path.name!r} is a folder")
    if not path.is_file():
        raise NoFileError(f"there is no file {path.name!r}")
    return path.open("rb")


def _film(path: Path, file: BinaryIO, found: Sniffed, tools: Tools, prober: Prober | None) -> Facts:
    size = os.fstat(file.fileno()).st_size
    if found.container == ANIMATION:
        return animation.measure(file, size)
    movie = read_movie(file) if found.container in ISO_FILMS else None
    packets = 0 if movie and not movie.fragmented else MOST_PACKETS
    if prober is not None:
        raw = prober(path, found.container, packets)
    elif tools.ffprobe is not None:
        raw = ffprobe.ask(tools.ffprobe, path, found.container, packets)
    else:
        raw = pyav.ask_once(path, found.container, packets)
    return measure.film(found.container, size, movie, raw, tools.prober)
