"""An animated WebP as a film: measured from its chunks, drawn by Pillow in a caged child.

ffmpeg reads these only since version 9, and PyAV does not; drawn like this they are the same
everywhere. GIF, which every ffmpeg reads, is an ordinary film.
"""

import json
import sys
from bisect import bisect_right
from collections.abc import Sequence
from fractions import Fraction
from itertools import accumulate, pairwise
from pathlib import Path
from typing import BinaryIO

from media import cadence
from media.cage import MAX_PIXELS, Limits
from media.errors import CorruptError, ToolFailedError, ToolKilledError, TooMuchToDrawError
from media.facts import Facts, Kind, Light, Video
from media.run import Feeder, run
from media.webp import CONTAINER, Animation, read_animation

MOST_BYTES = 500_000_000  # Pillow holds the whole file in memory
MOST_PIXELS = 10_000_000_000  # of all pictures together: 1080 by 1920 for 160 s at 30 a second
_CHILD = str(Path(__file__).parent / "children" / "animation.py")
_SLOWEST = 20e6  # pixels a second; grain is drawn at 32 million on a busy core
_MEMORY = 3 * 2**30
_MS = Fraction(1, 1000)


def measure(file: BinaryIO, size: int) -> Facts:
    """Facts about it as a film; BadSourceError when it cannot be used or is too much to draw."""
    animation = read_animation(file, size)
    _refuse_too_much(animation, size)
    starts = list(accumulate(animation.lasting, initial=0))[:-1]
    return Facts(
        kind=Kind.FILM,
        container=CONTAINER,
        size=size,
        video=Video(
            index=0,
            codec=CONTAINER,
            profile="",
            tag="",
            pixel_format="rgba" if animation.alpha else "rgb24",
            size=animation.size,
            pixel_shape=Fraction(1),
            rotation=0,
            cadence=cadence.from_times(starts, _MS),
            seconds=sum(animation.lasting) / 1000,
            hidden_seconds=0.0,
            light=Light.SDR,
            primaries="bt709",
            transfer="bt709",
            matrix="gbr",
            full_range=True,
            interlaced=False,
            alpha=animation.alpha,
        ),
        trailing_bytes=animation.trailing_bytes,
        tag_bytes=animation.tag_bytes,
        private=animation.private,
        prober="chunks, and Pillow",
    )


def _refuse_too_much(animation: Animation, size: int) -> None:
    canvas, pictures = animation.size, len(animation.lasting)
    area = canvas.width * canvas.height
    if size > MOST_BYTES or area > MAX_PIXELS or area * pictures > MOST_PIXELS:
        raise TooMuchToDrawError(f"{pictures:,} pictures of {canvas} in {size:,} bytes")


def follow(path: Path) -> None:
    """Draw every picture and throw it away; CorruptError where one cannot be drawn."""
    animation = _read(path)
    question = _question(path, [0] * len(animation.lasting))
    try:
        run(_words(), _limits(animation), feed=question)
    except ToolKilledError:
        raise
    except ToolFailedError as error:
        raise CorruptError(f"a picture cannot be drawn: {error.said[-200:] or error}") from error


def feeder(path: Path, rate: Fraction) -> Feeder:
    """The program whose output is this animation's pictures at a constant rate, in RGB."""
    animation = _read(path)
    return Feeder(_words(), _limits(animation), _question(path, repeats(animation.lasting, rate)))


def shown_at(path: Path, seconds: float) -> int:
    """The number of the picture that is seen at this time."""
    ends = list(accumulate(_read(path).lasting))
    return min(bisect_right(ends, seconds * 1000), len(ends) - 1)


def repeats(lasting: Sequence[int], rate: Fraction) -> list[int]:
    """How often each picture is shown at this rate; a rounding is never carried on to the next."""
    ends = accumulate(lasting, initial=0)
    return [after - before for before, after in pairwise(round(end * _MS * rate) for end in ends)]


def _words() -> tuple[str, ...]:
    return (sys.executable, "-I", _CHILD)


def _read(path: Path) -> Animation:
    with path.open("rb") as file:
        return read_animation(file, path.stat().st_size)


def _question(path: Path, times: list[int]) -> bytes:
    return (
        json.dumps({"file": str(path), "times": times, "max_pixels": MAX_PIXELS}).encode() + b"\n"
    )


def _limits(animation: Animation) -> Limits:
    pixels = animation.size.width * animation.size.height * len(animation.lasting)
    seconds = 30.0 + pixels / _SLOWEST
    return Limits(seconds, cpu_seconds=int(seconds), memory_bytes=_MEMORY, output_bytes=1)
