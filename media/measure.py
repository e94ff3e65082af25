"""The box reader's and a prober's answers brought together as Facts; pure."""

import re
from fractions import Fraction

from media import cadence
from media.cage import SOUND_CODECS
from media.errors import NoVideoError
from media.facts import LIGHTS, Cadence, Facts, Kind, Light, Size, Sound, Video
from media.movie import Movie, Track
from media.raw import MOST_PACKETS, RawFilm, RawStream

_LOCATION = re.compile(r"location|gps|xyz|\bloci\b|iso6709|\bgeo", re.IGNORECASE)
_DEVICE = re.compile(
    r"\bmake\b|model|manufacturer|serial|(\xa9|©)(mak|mod)|camera|lens|com\.android\.version",
    re.IGNORECASE,
)
_XMP = re.compile(r"xmp", re.IGNORECASE)
_INTERLACED = frozenset({"tt", "bb", "tb", "bt"})
_DOLBY_ONLY_PROFILE = 5  # no base picture that anything else can show
_ONE = Fraction(1)


def film(container: str, size: int, movie: Movie | None, raw: RawFilm, prober: str) -> Facts:
    """All facts about a film; NoVideoError when nothing in it moves."""
    pictures = [one for one in raw.streams if one.type == "video" and not one.attached]
    if not pictures:
        raise NoVideoError("there is no moving picture in it")
    chosen = max(pictures, key=lambda one: (one.default, -one.index))
    sounds = [_sound(one, movie, raw) for one in raw.streams if one.type == "audio"]
    # never by bit rate: on iPhones that picks the spatial track which nothing else can decode
    heard = max(sounds, key=lambda one: (one.decodable, one.default, -one.index), default=None)
    rest = [one for one in raw.streams if one.index != chosen.index and one.type != "audio"]
    names = movie.tag_names if movie else raw.tag_names
    return Facts(
        kind=Kind.FILM,
        container=container,
        size=size,
        video=_video(chosen, movie, raw),
        sound=heard,
        other_sounds=tuple(one for one in sounds if one is not heard),
        extras=tuple(_extra(one, movie) for one in rest),
        index_first=movie.index_first if movie else None,
        fragmented=movie.fragmented if movie else False,
        trailing_bytes=movie.trailing_bytes if movie else 0,
        tag_bytes=max(raw.tag_bytes, movie.tag_bytes if movie else 0),
        private=private_kinds(names),
        prober=prober,
    )


def private_kinds(names: tuple[str, ...]) -> tuple[str, ...]:
    """Which kinds of private metadata these tag names stand for."""
    kinds = (("location", _LOCATION), ("device", _DEVICE), ("xmp", _XMP))
    return tuple(kind for kind, sign in kinds if any(sign.search(name) for name in names))


def _extra(stream: RawStream, movie: Movie | None) -> str:
    kind = "cover" if stream.attached else stream.type
    boxes = movie.track(stream.id) if movie and kind == "data" else None
    return f"{kind}:{(boxes.tag if boxes else stream.codec) or 'unknown'}"


def _track(stream: RawStream, movie: Movie | None) -> Track | None:
    return movie.track(stream.id) if movie and not movie.fragmented else None


def _video(stream: RawStream, movie: Movie | None, raw: RawFilm) -> Video:
    track = _track(stream, movie)
    # rotation, edits and Dolby Vision stand in the boxes even when the times do not
    boxes = movie.track(stream.id) if movie else None
    dolby = boxes.dolby_profile if boxes else stream.dolby_profile
    beat = _cadence(stream, track, raw)
    return Video(
        index=stream.index,
        codec=stream.codec,
        profile=stream.profile,
        tag=boxes.tag if boxes else stream.tag,
        pixel_format=stream.pixel_format,
        size=Size(stream.width, stream.height),
        pixel_shape=_pixel_shape(stream, boxes),
        rotation=boxes.rotation if boxes else stream.rotation,
        cadence=beat,
        seconds=track.shown_seconds if track else _seconds(stream, raw),
        hidden_seconds=track.hidden_seconds if track else 0.0,
        light=_light(stream, dolby),
        primaries=stream.primaries,
        transfer=stream.transfer,
        matrix=stream.matrix,
        full_range=stream.full_range or stream.pixel_format.startswith("yuvj"),
        interlaced=stream.field_order in _INTERLACED,
    )


def _cadence(stream: RawStream, track: Track | None, raw: RawFilm) -> Cadence:
    if track is not None:
        return cadence.from_table(track.deltas, track.timescale)
    times = [at for index, at, _ in raw.packets if index == stream.index]
    return cadence.from_times(times, Fraction(stream.time_base))


def _pixel_shape(stream: RawStream, boxes: Track | None) -> Fraction:
    if boxes is not None and boxes.pixel_shape is not None:
        return boxes.pixel_shape
    # H.263 knows five sizes and one shape for them all; the probers disagree whether to tell it
    if not stream.pixel_shape or stream.codec == "h263":
        return _ONE
    return Fraction(stream.pixel_shape)


def _light(stream: RawStream, dolby: int | None) -> Light:
    if dolby == _DOLBY_ONLY_PROFILE:
        return Light.DOLBY_ONLY
    plain = LIGHTS.get(stream.transfer, Light.SDR)
    # profile 8.2 has an ordinary picture underneath, which everything can show
    return Light.DOLBY if dolby is not None and plain is not Light.SDR else plain


def _seconds(stream: RawStream, raw: RawFilm) -> float:
    """First to last packet; what the container says only where not all of them were read."""
    own = [(at, at + lasts) for index, at, lasts in raw.packets if index == stream.index]
    said = stream.seconds or raw.seconds
    if not own:
        return said
    ticks = max(end for _, end in own) - min(start for start, _ in own)
    seconds = float(ticks * Fraction(stream.time_base))
    # ten minutes of a screen with six sounds have more packets than are read
    return seconds if len(raw.packets) < MOST_PACKETS else max(seconds, said)


def _sound(stream: RawStream, movie: Movie | None, raw: RawFilm) -> Sound:
    track = _track(stream, movie)
    return Sound(
        index=stream.index,
        codec=stream.codec,
        profile=stream.profile,
        channels=stream.channels,
        layout=stream.layout,
        sample_rate=stream.sample_rate,
        seconds=track.shown_seconds if track else _seconds(stream, raw),
        decodable=stream.codec in SOUND_CODECS and stream.channels > 0,
        default=stream.default,
    )
