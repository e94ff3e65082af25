"""Facts of a plain phone film and of a plain photo, with overrides by name."""

from dataclasses import replace
from fractions import Fraction
from typing import Any

from media.facts import Cadence, Facts, Kind, Light, Size, Sound, Still, Video, Wholeness

BEAT = Cadence(
    rate=Fraction(30),
    slowest=Fraction(30),
    fastest=Fraction(30),
    usual=Fraction(30),
    constant=True,
    exact=True,
    pictures=300,
)
VIDEO = Video(
    index=0,
    codec="h264",
    profile="High",
    tag="avc1",
    pixel_format="yuv420p",
    size=Size(1080, 1920),
    pixel_shape=Fraction(1),
    rotation=0,
    cadence=BEAT,
    seconds=10.0,
    hidden_seconds=0.0,
    light=Light.SDR,
    primaries="bt709",
    transfer="bt709",
    matrix="bt709",
    full_range=False,
    interlaced=False,
)
SOUND = Sound(
    index=1,
    codec="aac",
    profile="LC",
    channels=2,
    layout="stereo",
    sample_rate=48_000,
    seconds=10.0,
    decodable=True,
    default=True,
)
FILM = Facts(
    kind=Kind.FILM,
    container="mp4",
    size=15_000_000,
    video=VIDEO,
    sound=SOUND,
    index_first=True,
    wholeness=Wholeness.PACKETS,
    prober="none",
)
PHOTO = Facts(
    kind=Kind.PICTURE,
    container="jpeg",
    size=400_000,
    still=Still(Size(1080, 1350), 1, "RGB", 8, "", alpha=False, frames=1),
    wholeness=Wholeness.EVERYTHING,
    prober="none",
)


def film(**changes: Any) -> Facts:
    return replace(FILM, **changes)


def video(**changes: Any) -> Facts:
    seconds = changes.get("seconds", VIDEO.seconds)
    heard = replace(SOUND, seconds=seconds)
    return replace(FILM, video=replace(VIDEO, **changes), sound=heard)


def beat(rate: Fraction | int, **changes: Any) -> Facts:
    rate = Fraction(rate)
    same = {"rate": rate, "slowest": rate, "fastest": rate, "usual": rate}
    return video(cadence=replace(BEAT, **(same | changes)))


def sound(**changes: Any) -> Facts:
    return replace(FILM, sound=replace(SOUND, **changes))


def photo(**changes: Any) -> Facts:
    return replace(PHOTO, **changes)


def still(**changes: Any) -> Facts:
    assert PHOTO.still
    return replace(PHOTO, still=replace(PHOTO.still, **changes))
