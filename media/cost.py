"""What a Plan will take, from rates measured by bench/media; rough, and pure."""

from media.facts import Facts, Size
from media.plans import Cost, EncodePicture
from media.webp import CONTAINER as ANIMATION

# Processor seconds for a million pixels, on one core of a server of 2021.
_DECODE = 0.0025
_DRAW = 0.03  # an animated WebP, by Pillow
_ENCODE = 0.0078
_TONE_MAP = 0.020
_STILL = 0.017
_COPIED_BYTES_A_SECOND = 400e6
_SOUND_SECONDS_A_SECOND = 50.0
_START = 0.1
_BITS_A_PIXEL = 0.15
_SOUND_BYTES = 16_000
_STILL_BYTES_A_PIXEL = 0.35
_MILLION = 1e6


def kept(facts: Facts) -> Cost:
    """Nothing to do, and the asset itself comes out."""
    return Cost(0.0, facts.size)


def copied(facts: Facts) -> Cost:
    """Read it all, write it all, twice for the index in front."""
    return Cost(_START + facts.size / _COPIED_BYTES_A_SECOND, facts.size)


def sound(facts: Facts) -> Cost:
    """A copy of the picture, and the sound once through its encoder."""
    seconds = copied(facts).cpu_seconds + facts.seconds / _SOUND_SECONDS_A_SECOND
    return Cost(seconds, facts.size)


def still(facts: Facts, size: Size) -> Cost:
    """A picture decoded, scaled and encoded."""
    pixels = facts.shown.width * facts.shown.height if facts.shown else 0
    return Cost(
        _START + pixels / _MILLION * _STILL, int(size.width * size.height * _STILL_BYTES_A_PIXEL)
    )


def encoded(facts: Facts, picture: EncodePicture, seconds: float) -> Cost:
    """Every picture of the source decoded, every picture of the rendition encoded."""
    if facts.video is None:
        return kept(facts)
    size = facts.video.size
    read = size.width * size.height * float(facts.video.cadence.rate) * seconds / _MILLION
    pixels = picture.size.width * picture.size.height * float(picture.rate)
    written = pixels * seconds / _MILLION
    reading = _DRAW if facts.container == ANIMATION else _DECODE
    cpu = read * reading + written * (_ENCODE + (_TONE_MAP if picture.tone_map else 0.0))
    bits = min(pixels * _BITS_A_PIXEL, picture.max_bit_rate)
    return Cost(_START + cpu, int((bits / 8 + _SOUND_BYTES) * seconds))
