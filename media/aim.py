"""What an encode aims at: size, shape, rate and bit rate; pure."""

from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from media.facts import Cadence, Size
from media.records import Record
from media.spec import Spec

RATES = tuple(Fraction(one) for one in (24, 25, 30, 48, 50, 60))
_TIDY_RATES = (*RATES, *(Fraction(one, 1001) for one in (24_000, 30_000, 60_000)))
_UNTIDY = Fraction(1, 2500)  # a phone's clock; less than what divides 30 from 29.97
_SLOW_BECOMES = Fraction(30)
MOST_BIT_RATE = 16_000_000
# below this, 1080p at 30 pictures a second begins to show blocks
_LEAST_BIT_RATE = 6_000_000
_ORDINARY_PIXEL_RATE = 1080 * 1920 * 30
_SOUND_BIT_RATE = 128_000
_ROOM = 0.96  # of the bytes allowed: rate control overshoots, and the box takes its share


class Fill(StrEnum):
    """How a film gets a shape that it does not have."""

    PAD = "pad"  # black bars
    CROP = "crop"  # the edges are lost


@dataclass(frozen=True)
class Frame(Record):
    """A shape that somebody asked for; nothing changes shape unasked."""

    width: int
    height: int
    fill: Fill

    def is_shape_of(self, size: Size) -> bool:
        """Whether a film has this shape already, to a line of pixels."""
        return abs(size.width * self.height - size.height * self.width) <= 2 * max(
            self.width, self.height
        )


@dataclass(frozen=True)
class Aim(Record):
    """Sizes in the order in which they are applied: crop, scale, pad."""

    crop: Size | None
    size: Size
    pad: Size | None


def aim(shown: Size, spec: Spec, frame: Frame | None) -> Aim:
    """The least change of size that fits; bars only where a limit or a person demands them."""
    seen = shown
    if frame and frame.fill is Fill.CROP:
        seen = _largest_inside(shown, frame)
    even = Size(seen.width - seen.width % 2, seen.height - seen.height % 2)
    size = _scaled(even, spec)
    canvas = size
    if frame and frame.fill is Fill.PAD:
        canvas = _smallest_around(size, frame)
        if canvas.long > spec.max_long_side or canvas.short > spec.prefer_short_side:
            size, canvas = _shrunk_into(size, frame, spec)
    canvas = Size(max(canvas.width, spec.min_side), max(canvas.height, spec.min_side))
    return Aim(even if even != shown else None, size, canvas if canvas != size else None)


def _scaled(size: Size, spec: Spec) -> Size:
    factor = min(
        Fraction(1),
        Fraction(spec.prefer_short_side, size.short),
        Fraction(spec.prefer_long_side, size.long),
    )
    if size.short * factor < spec.min_side:
        factor = Fraction(spec.min_side, size.short)
    factor = min(factor, Fraction(spec.max_long_side, size.long))
    return size if factor == 1 else _even(size.width * factor, size.height * factor)


def _even(width: Fraction, height: Fraction) -> Size:
    return Size(max(2, 2 * round(width / 2)), max(2, 2 * round(height / 2)))


def _largest_inside(size: Size, frame: Frame) -> Size:
    unit = min(Fraction(size.width, frame.width), Fraction(size.height, frame.height))
    return Size(int(unit * frame.width), int(unit * frame.height))


def _smallest_around(size: Size, frame: Frame) -> Size:
    unit = max(Fraction(size.width, frame.width), Fraction(size.height, frame.height))
    return _even(unit * frame.width, unit * frame.height)


def _shrunk_into(size: Size, frame: Frame, spec: Spec) -> tuple[Size, Size]:
    around = _smallest_around(size, frame)
    canvas = _scaled(around, spec)
    unit = min(Fraction(canvas.width, around.width), Fraction(canvas.height, around.height))
    return _even(size.width * unit, size.height * unit), canvas


def rate(beat: Cadence, spec: Spec) -> Fraction:
    """The constant rate to encode at: what it has, or the nearest that may be."""
    if beat.constant and spec.min_rate <= beat.rate <= spec.max_rate:
        near = min(_TIDY_RATES, key=lambda one: abs(one - beat.rate))
        return near if abs(near - beat.rate) <= beat.rate * _UNTIDY else beat.rate
    wished = min(beat.usual, spec.max_rate)
    if wished < spec.min_rate:
        return _SLOW_BECOMES
    return min(RATES, key=lambda one: abs(one - wished))


def bit_rate(size: Size, pictures: Fraction, seconds: float, spec: Spec) -> int:
    """The peak to allow: small enough for one request where that does not show."""
    fits = spec.max_bytes * 8 * _ROOM / max(seconds, 1.0) - _SOUND_BIT_RATE
    most = min(MOST_BIT_RATE, int(fits))
    if not spec.prefer_bytes:
        return most
    one_request = int(spec.prefer_bytes * 8 * _ROOM / max(seconds, 1.0)) - _SOUND_BIT_RATE
    pixel_rate = size.width * size.height * pictures
    least = _LEAST_BIT_RATE * max(Fraction(1), pixel_rate / _ORDINARY_PIXEL_RATE)
    return min(most, one_request) if one_request >= least else most


def picture(shown: Size, spec: Spec) -> Size:
    """A still picture inside the allowed sides, never enlarged; odd sides are fine in JPEG."""
    factor = min(
        Fraction(1),
        Fraction(spec.max_short_side, shown.short),
        Fraction(spec.max_long_side, shown.long),
    )
    return Size(max(1, int(shown.width * factor)), max(1, int(shown.height * factor)))
