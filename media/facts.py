"""What a file is: container, streams, sizes, times, colour; measured, never guessed."""

from dataclasses import dataclass, replace
from enum import StrEnum
from fractions import Fraction
from typing import Self

from media.records import Record


class Kind(StrEnum):
    """What a file is to be taken for."""

    FILM = "film"  # something that moves
    PICTURE = "picture"  # a still picture, or the first one of an animation


class Light(StrEnum):
    """How brightness is coded."""

    SDR = "sdr"  # ordinary video
    HLG = "hlg"  # hybrid log-gamma: what phones record as HDR
    PQ = "pq"  # perceptual quantiser: HDR10 and its family
    DOLBY = "dolby"  # a Dolby Vision record lies beside an HLG or PQ picture
    DOLBY_ONLY = "dolby_only"  # Dolby Vision profile 5: no picture without its record


LIGHTS = {"arib-std-b67": Light.HLG, "smpte2084": Light.PQ}
_HD_LINES = 720


class Wholeness(StrEnum):
    """How far the file was followed towards its end."""

    STRUCTURE = "structure"  # its own tables were compared with its size, nothing was decoded
    PACKETS = "packets"  # every packet was read
    KEYFRAMES = "keyframes"  # every key picture was decoded
    EVERYTHING = "everything"  # every picture and every sound was decoded


@dataclass(frozen=True)
class Size(Record):
    """Width and height in pixels."""

    width: int
    height: int

    @property
    def short(self) -> int:
        """The shorter side."""
        return min(self.width, self.height)

    @property
    def long(self) -> int:
        """The longer side."""
        return max(self.width, self.height)

    def __str__(self) -> str:
        return f"{self.width}x{self.height}"


@dataclass(frozen=True)
class Cadence(Record):
    """When pictures follow each other, counted from their own times."""

    rate: Fraction  # pictures a second, over the whole
    slowest: Fraction
    fastest: Fraction
    usual: Fraction  # the rate of its livelier stretches, which an encode must keep up with
    constant: bool
    exact: bool  # from a table of ticks rather than from rounded times
    pictures: int


@dataclass(frozen=True)
class Video(Record):
    """The moving picture that will be shown."""

    index: int
    codec: str
    profile: str
    tag: str
    pixel_format: str
    size: Size  # as stored
    pixel_shape: Fraction  # width of one pixel against its height
    rotation: int  # clockwise degrees a player must turn it: 0, 90, 180, 270
    cadence: Cadence
    seconds: float  # as shown, with the edit list obeyed
    hidden_seconds: float  # pictures in the file that the edit list hides
    light: Light
    primaries: str
    transfer: str
    matrix: str
    full_range: bool
    interlaced: bool
    alpha: bool = False  # something behind it may shine through

    @property
    def plain_light(self) -> Light:
        """How the picture itself is coded, whatever record lies beside it."""
        return LIGHTS.get(self.transfer, Light.SDR)

    @property
    def likely_matrix(self) -> str:
        """What the file says of its colours, or what every player assumes for its size."""
        if self.matrix not in ("unknown", "gbr", ""):
            return self.matrix
        return "bt709" if self.size.short >= _HD_LINES else "smpte170m"

    @property
    def shown(self) -> Size:
        """The size a person sees: square pixels, upright."""
        width = self.size.width
        if self.pixel_shape != 1:
            width = round(width * self.pixel_shape)
        size = Size(width, self.size.height)
        return Size(size.height, size.width) if self.rotation in (90, 270) else size


@dataclass(frozen=True)
class Sound(Record):
    """One sound track."""

    index: int
    codec: str
    profile: str
    channels: int
    layout: str
    sample_rate: int
    seconds: float
    decodable: bool
    default: bool


@dataclass(frozen=True)
class Still(Record):
    """A picture that does not move, or the first one of an animation."""

    size: Size  # as stored
    orientation: int  # EXIF's number, 1 to 8
    mode: str  # how colours are laid out: RGB, CMYK, RGBA, L, I;16
    bits: int
    profile: str  # name of the colour profile, "" for none (which means sRGB)
    alpha: bool
    frames: int

    @property
    def shown(self) -> Size:
        """The size a person sees, turned upright."""
        turned = self.orientation >= 5  # noqa: PLR2004 - EXIF: 5 to 8 lie on their side
        return Size(self.size.height, self.size.width) if turned else self.size


@dataclass(frozen=True)
class Facts(Record):
    """All that was measured in one file."""

    kind: Kind
    container: str  # by content: mp4, mov, 3gp, webm, matroska, mpegts, jpeg, heic, …
    size: int  # bytes
    video: Video | None = None
    sound: Sound | None = None  # the one that will be kept
    other_sounds: tuple[Sound, ...] = ()
    extras: tuple[str, ...] = ()  # covers, timecode, subtitles, data: "kind:codec"
    still: Still | None = None
    index_first: bool | None = None  # MP4: may playback begin before the end has arrived
    fragmented: bool = False
    trailing_bytes: int = 0
    tag_bytes: int = 0
    private: tuple[str, ...] = ()  # kinds of private metadata found: location, device, …
    wholeness: Wholeness = Wholeness.STRUCTURE
    damage: str = ""  # what a reader complained about on the way to the end
    prober: str = ""

    @property
    def seconds(self) -> float:
        """How long the film runs; 0.0 for a picture."""
        return self.video.seconds if self.video else 0.0

    @property
    def shown(self) -> Size | None:
        """The size a person sees."""
        seen = self.video or self.still
        return seen.shown if seen else None

    @property
    def bit_rate(self) -> float:
        """Bits a second over the whole film; 0.0 for a picture."""
        return self.size * 8 / self.seconds if self.seconds else 0.0

    def followed(self, wholeness: Wholeness, damage: str) -> Self:
        """The same facts, after the file was read further."""
        return replace(self, wholeness=wholeness, damage=damage)
