"""What a destination accepts, as data: ranges, lists, preferences."""

from dataclasses import dataclass, replace
from enum import StrEnum
from fractions import Fraction
from typing import Self

from media.facts import Kind, Light
from media.records import Record


class Hdr(StrEnum):
    """What becomes of a film with more light than the destination promises to show."""

    TONEMAP = "tonemap"  # mapped to ordinary video by us, so that we choose how it looks
    KEEP = "keep"  # handed over as it is


@dataclass(frozen=True)
class VideoCodec(Record):
    """A codec with the pixel formats that are taken in it."""

    name: str
    pixel_formats: tuple[str, ...]


@dataclass(frozen=True)
class Spec(Record):
    """All limits of one destination; `source` says where the numbers were read, and when."""

    name: str
    kind: Kind
    source: str
    containers: tuple[str, ...]
    max_bytes: int
    min_side: int
    max_short_side: int
    max_long_side: int
    # films
    video_codecs: tuple[VideoCodec, ...] = ()
    sound_codecs: tuple[tuple[str, str], ...] = ()  # (container, codec)
    min_rate: Fraction = Fraction(0)
    max_rate: Fraction = Fraction(0)
    min_seconds: float = 0.0
    short_seconds: float = 0.0  # below it, a notice
    max_seconds: float = 0.0
    max_channels: int = 2
    max_sample_rate: int = 48_000
    lights: tuple[Light, ...] = (Light.SDR,)
    hdr: Hdr = Hdr.TONEMAP
    keeps_private: tuple[str, ...] = ()  # kinds of metadata that may leave
    # what an encode aims at, since the destination shows no more
    prefer_short_side: int = 1080
    prefer_long_side: int = 1920
    prefer_bytes: int = 0  # small enough to go in one request; 0: no preference
    max_items: int = 1

    @property
    def allowed_lights(self) -> tuple[Light, ...]:
        """With `keep`, everything that has a picture of its own."""
        hdr = (Light.HLG, Light.PQ, Light.DOLBY) if self.hdr is Hdr.KEEP else ()
        return self.lights + hdr

    def narrowed(self, max_seconds: float) -> Self:
        """The same, for a creator who may post only so long; never longer than before."""
        return replace(self, max_seconds=min(self.max_seconds, max_seconds))

    def with_hdr(self, hdr: Hdr) -> Self:
        """The same, with another wish for HDR films."""
        return replace(self, hdr=hdr)
