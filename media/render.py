"""Carry a Plan out into a new file, and vouch for it only after measuring it again."""

import hashlib
import os
import shutil
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

from media import animation, picture, progress
from media.cage import Limits
from media.command import SOURCE, film_words, output_name
from media.errors import RefusedError, SourceChangedError, ToolMissingError
from media.facts import Facts
from media.plans import (
    Encode,
    EncodeAudio,
    EncodePicture,
    EncodeSound,
    EncodeStill,
    Keep,
    Plan,
    Reject,
    Remux,
    StripStill,
)
from media.progress import Progress
from media.records import Record
from media.room import enough, inside, room_and_source
from media.run import Cancel, Feeder, run
from media.spec import Spec
from media.tools import Tools
from media.vouch import vouch, vouch_kept
from media.webp import CONTAINER as ANIMATION
from media.workshop import LEFTOVER, workshop

OnProgress = Callable[[Progress], None]


@dataclass(frozen=True)
class Rendered(Record):
    """A file that fits, and how it came about."""

    path: str
    facts: Facts
    sha256: str
    program: str  # with its version; "" where nothing was run
    words: tuple[str, ...]
    seconds: float = 0.0
    said: str = ""  # what the program complained about and we could live with


def render(
    plan: Plan,
    facts: Facts,
    source: str | os.PathLike[str],
    folder: str | os.PathLike[str],
    tools: Tools,
    spec: Spec,
    *,
    on_progress: OnProgress | None = None,
    cancel: Cancel | None = None,
    limits: Limits | None = None,
    threads: int | None = None,
    room: int | None = None,
) -> Rendered:
    """Make the rendition inside `folder` and vouch for it; a MediaError says why there is none.

    `room` is how many bytes may be written; None leaves it to the disk. `threads` are for each of
    decoder, filters and encoder; None leaves them to ffmpeg.
    Whatever goes wrong, nothing of the attempt stays behind, and no half-written file ever bears
    the rendition's name.
    """
    begun = time.monotonic()
    path, where = Path(source).absolute(), Path(folder).absolute()
    if isinstance(plan, Reject):
        raise RefusedError("; ".join(one.says for one in plan.findings) or "it was rejected")
    how = _How(tools, on_progress, cancel, limits, threads, room)
    with room_and_source():
        where.mkdir(parents=True, exist_ok=True)
        _same_size(path, facts)
        if isinstance(plan, Keep):
            made = _kept(path, where, vouch_kept(path, facts, spec, tools))
        else:
            made = _rendered(plan, facts, path, where, spec, how)
    _tell(on_progress, progress.DONE)
    return replace(made, seconds=time.monotonic() - begun)


def _rendered(
    plan: Remux | EncodeAudio | Encode,
    facts: Facts,
    source: Path,
    folder: Path,
    spec: Spec,
    how: "_How",
) -> Rendered:
    """A new file, measured again before it gets its name."""
    with workshop(source, folder) as shop:
        made, words, said = _make(plan, facts, shop, how)
        measured = vouch(made, plan, spec, how.tools)
        _same_size(source, facts)
        digest = _digest(made)
        final = made.replace(folder / f"rendition.{plan.container}")
    program = f"ffmpeg {how.tools.version}" if words else "Pillow"
    return Rendered(str(final), measured, digest, program, words, said=said)


@dataclass(frozen=True)
class _How:
    """With what, and with whose say, the work is done."""

    tools: Tools
    on_progress: OnProgress | None
    cancel: Cancel | None
    limits: Limits | None
    threads: int | None
    room: int | None


def _kept(source: Path, folder: Path, facts: Facts) -> Rendered:
    """The asset itself under the rendition's name: no byte is written where links can be made."""
    final = folder / f"rendition.{facts.container}"
    shop = folder / f"{LEFTOVER}{os.getpid()}-{time.monotonic_ns()}"
    try:
        try:
            os.link(source, shop)
        except OSError:
            shutil.copyfile(source, shop)
        _same_size(shop, facts)
        digest = _digest(shop)
        shop.replace(final)
    finally:
        shop.unlink(missing_ok=True)
    return Rendered(str(final), facts, digest, "", ())


def _make(
    plan: Remux | EncodeAudio | Encode, facts: Facts, shop: Path, how: _How
) -> tuple[Path, tuple[str, ...], str]:
    """The file that was made, the words that made it and what was said meanwhile."""
    enough(how.room, plan.cost.output_bytes)
    out, source = shop / output_name(plan.container), shop / SOURCE
    if isinstance(plan.picture, StripStill):
        picture.strip(source, out)
        return out, (), ""
    if isinstance(plan.picture, EncodeStill):
        picture.make(source, facts.container, plan.picture, out, how.cancel)
        return out, (), ""
    _need(plan, how.tools)
    words = film_words(plan, facts, how.threads)
    with inside(how.room, how.limits or _limits(plan, facts)) as limits:
        ended = run(
            [how.tools.ffmpeg, *words],
            limits,
            folder=str(shop),
            feeder=_feeder(plan, facts, source),
            on_line=_Told(plan.seconds, how.on_progress),
            cancel=how.cancel,
        )
    return out, words, ended.said


def _feeder(plan: Remux | EncodeAudio | Encode, facts: Facts, source: Path) -> Feeder | None:
    """Who draws the pictures, where ffmpeg does not read the file itself."""
    if facts.container == ANIMATION and isinstance(plan.picture, EncodePicture):
        return animation.feeder(source, plan.picture.rate)
    return None


class _Told:
    """Turns ffmpeg's lines into progress, and answers whether there was any."""

    def __init__(self, total: float, on_progress: OnProgress | None) -> None:
        self.total = total
        self.on_progress = on_progress
        self.begun = time.monotonic()
        self.written = -1.0
        self.now = progress.BEGUN

    def __call__(self, line: str) -> bool:
        written = progress.written_seconds(line)
        if written is None or written <= self.written:
            return False
        self.written = written
        elapsed = time.monotonic() - self.begun
        self.now = progress.step(self.now, written, self.total, elapsed)
        _tell(self.on_progress, self.now)
        return True


def _tell(on_progress: OnProgress | None, now: Progress) -> None:
    if on_progress is not None:
        on_progress(now)


def _need(plan: Remux | EncodeAudio | Encode, tools: Tools) -> None:
    """Say what is missing before half an hour of work, not after."""
    wanted: set[str] = set()
    if isinstance(plan.picture, EncodePicture):
        wanted |= {"libx264", "scale", "fps", "format", "setsar"}
        wanted |= {"zscale", "tonemap"} if plan.picture.tone_map else set()
        wanted |= {"bwdif"} if plan.picture.deinterlace else set()
    if isinstance(plan.sound, EncodeSound):
        wanted.add("libopus" if plan.container == "webm" else "aac")
    lacking = sorted(wanted.intersection(tools.missing))
    if lacking:
        raise ToolMissingError(f"this ffmpeg lacks {', '.join(lacking)}")


def _limits(plan: Remux | EncodeAudio | Encode, facts: Facts) -> Limits:
    """From length and size, generous enough for a slow machine with two cores."""
    if isinstance(plan, Encode):
        seconds = 60 + 12 * plan.seconds + 4 * plan.cost.cpu_seconds
    else:
        seconds = 30 + facts.size / 20e6 + facts.seconds / 4
    return Limits(seconds=seconds, cpu_seconds=int(seconds * 4))


def _same_size(path: Path, facts: Facts) -> None:
    if path.stat().st_size != facts.size:
        raise SourceChangedError("the file is not the one that was measured")


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
