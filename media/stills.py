"""One picture out of a film, and small previews of anything, for pages that show them."""

from fractions import Fraction
from pathlib import Path

from media import animation, picture
from media.cage import Limits
from media.command import cover_words
from media.errors import NoVideoError, ToolFailedError
from media.facts import Facts, Light, Size
from media.plans import EncodeStill
from media.run import Cancel, run
from media.tools import Tools
from media.webp import CONTAINER as ANIMATION
from media.workshop import workshop

_COVER_SHORT_SIDE = 1080
_PREVIEW_LONG_SIDE = 480
_COVER_BYTES = 20_000_000
_PREVIEW_BYTES = 200_000
_LIMITS = Limits(seconds=60.0, cpu_seconds=60, output_bytes=64 * 2**20)
# the last picture begins before the end, and a seek behind it finds nothing
_BEFORE_THE_END = 0.1


def cover(
    path: Path, facts: Facts, at_ms: int, out: Path, tools: Tools, *, cancel: Cancel | None = None
) -> Path:
    """The picture shown at that time, as JPEG at `out`; NoVideoError when there is none."""
    return _frame(path, facts, at_ms / 1000, out, tools, _COVER_SHORT_SIDE, cancel)


def preview(
    path: Path, facts: Facts, out: Path, tools: Tools, *, cancel: Cancel | None = None
) -> Path:
    """A small JPEG of a film's beginning or of a picture, at `out`."""
    if facts.video is not None:
        # not the very first picture, which is so often black
        at = min(1.0, facts.seconds / 4)
        return _frame(path, facts, at, out, tools, _PREVIEW_LONG_SIDE, cancel)
    if facts.shown is None:
        raise NoVideoError("there is no picture to be seen in it")
    size = _inside(facts.shown, Fraction(_PREVIEW_LONG_SIDE, facts.shown.long))
    with workshop(path, out.parent) as shop:
        made = shop / "out.jpeg"
        wanted = EncodeStill(size, _PREVIEW_BYTES)
        picture.make(shop / "source", facts.container, wanted, made, cancel)
        return made.replace(out)


def _inside(shown: Size, factor: Fraction) -> Size:
    factor = min(Fraction(1), factor)
    return Size(max(2, int(shown.width * factor)), max(2, int(shown.height * factor)))


def _frame(
    path: Path,
    facts: Facts,
    at: float,
    out: Path,
    tools: Tools,
    short_side: int,
    cancel: Cancel | None,
) -> Path:
    if facts.video is None or facts.shown is None:
        raise NoVideoError("there is no film to take a picture from")
    shown = _inside(facts.shown, Fraction(short_side, facts.shown.short))
    size = Size(shown.width - shown.width % 2, shown.height - shown.height % 2)
    tone_map = facts.video.plain_light is not Light.SDR and tools.maps_tones
    latest = max(0.0, facts.seconds - _BEFORE_THE_END)
    with workshop(path, out.parent) as shop:
        made = shop / "out.jpeg"
        if facts.container == ANIMATION:
            number, wanted = animation.shown_at(path, at), EncodeStill(size, _COVER_BYTES)
            picture.make(shop / "source", ANIMATION, wanted, made, cancel, number)
            return made.replace(out)
        for second in dict.fromkeys((min(max(0.0, at), latest), 0.0)):
            words = cover_words(facts, second, size, tone_map=tone_map)
            run([tools.ffmpeg, *words], _LIMITS, folder=str(shop), cancel=cancel)
            if made.exists() and made.stat().st_size:
                return made.replace(out)
    raise ToolFailedError("no picture came out of the film")
