"""What a prober answers, in one shape for both of them."""

from dataclasses import dataclass

from media.records import Record

# Ten minutes at 60 pictures a second, with their sound; beyond it the beginning speaks for all.
MOST_PACKETS = 80_000


@dataclass(frozen=True)
class RawStream(Record):
    """One stream; zero and "" mean that the prober did not know."""

    index: int
    id: int
    type: str
    codec: str
    profile: str = ""
    tag: str = ""
    attached: bool = False
    default: bool = False
    seconds: float = 0.0
    time_base: str = "0/1"
    width: int = 0
    height: int = 0
    pixel_format: str = ""
    pixel_shape: str = ""
    declared_rate: str = ""
    field_order: str = "unknown"
    primaries: str = "unknown"
    transfer: str = "unknown"
    matrix: str = "unknown"
    full_range: bool = False
    rotation: int = 0
    dolby_profile: int | None = None
    channels: int = 0
    layout: str = ""
    sample_rate: int = 0


@dataclass(frozen=True)
class RawFilm(Record):
    """One film; `packets` are (stream, time, duration) in ticks, only if they were asked for."""

    seconds: float
    streams: tuple[RawStream, ...]
    tag_names: tuple[str, ...]
    tag_bytes: int
    packets: tuple[tuple[int, int, int], ...] = ()
