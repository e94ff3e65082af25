"""What can be done with a file, from nothing at all to nothing to be done."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from typing import Any

from media.facts import Light, Size
from media.findings import Finding
from media.records import Record, read_one_of


class Act(StrEnum):
    """One thing that is done to a file."""

    REPACK = "repack"  # the same pictures and sounds in a new box
    RETIME = "retime"  # the same pictures, a trifle slower
    CUT = "cut"  # end earlier
    ENCODE_SOUND = "encode_sound"
    DROP_SOUND = "drop_sound"  # nothing can read it
    ENCODE_PICTURE = "encode_picture"
    STRIP = "strip"  # a picture without its private segments, not decoded
    ENCODE_STILL = "encode_still"
    REFRAME = "reframe"  # another shape, because somebody asked for it


@dataclass(frozen=True)
class Operation(Record):
    """One act, and the Findings that it answers."""

    act: Act
    why: tuple[str, ...]


@dataclass(frozen=True)
class Cost(Record):
    """What a Plan will take, roughly: processor seconds, and the bytes of what comes out."""

    cpu_seconds: float
    output_bytes: int


@dataclass(frozen=True)
class CopyPicture(Record):
    """The picture as it is; `slower` stretches its times by that much."""

    stream: int
    codec: str
    slower: Fraction | None = None
    rate: Fraction | None = None  # what it will have, where it is stretched


@dataclass(frozen=True)
class EncodePicture(Record):
    """The picture decoded and encoded again as H.264; sizes are as seen."""

    stream: int
    crop: Size | None  # kept from the middle, before scaling
    size: Size
    pad: Size | None  # canvas around it, after scaling
    deinterlace: bool
    tone_map: Light | None  # from this kind of light to ordinary video
    matrix: str  # of the source, as far as it can be told
    primaries: str
    transfer: str
    rate: Fraction
    max_bit_rate: int
    thins_out: bool = False  # the source has more pictures a second than are wanted


@dataclass(frozen=True)
class StripStill(Record):
    """A JPEG without its private segments; not a pixel changes."""


@dataclass(frozen=True)
class EncodeStill(Record):
    """A picture turned upright, in sRGB, on white, as JPEG."""

    size: Size
    max_bytes: int


@dataclass(frozen=True)
class CopySound(Record):
    """The sound as it is."""

    stream: int


@dataclass(frozen=True)
class EncodeSound(Record):
    """The sound as AAC, or Opus in WebM."""

    stream: int
    channels: int
    sample_rate: int


@dataclass(frozen=True)
class Keep(Record):
    """The file fits: the rendition is byte for byte the asset."""

    cost: Cost


@dataclass(frozen=True)
class Remux(Record):
    """No picture and no sound changes, only what is around them."""

    picture: CopyPicture | StripStill
    sound: CopySound | None
    container: str
    until: float | None
    seconds: float  # how long the rendition will be
    operations: tuple[Operation, ...]
    cost: Cost


@dataclass(frozen=True)
class EncodeAudio(Record):
    """The picture is copied, the sound is made anew."""

    picture: CopyPicture
    sound: EncodeSound
    container: str
    until: float | None
    seconds: float
    operations: tuple[Operation, ...]
    cost: Cost


@dataclass(frozen=True)
class Encode(Record):
    """The picture is made anew."""

    picture: EncodePicture | EncodeStill
    sound: CopySound | EncodeSound | None
    container: str
    until: float | None
    seconds: float
    operations: tuple[Operation, ...]
    cost: Cost


@dataclass(frozen=True)
class Reject(Record):
    """Nothing that we may do makes it fit; the Findings say what a person can do."""

    findings: tuple[Finding, ...]


Plan = Keep | Remux | EncodeAudio | Encode | Reject
KINDS = (Keep, Remux, EncodeAudio, Encode, Reject)


def plan_from_json(plain: Mapping[str, Any]) -> Plan:
    """The Plan that was stored."""
    stored: Plan = read_one_of(KINDS, plain)
    return stored
