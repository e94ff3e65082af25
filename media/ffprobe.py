"""ffprobe as the prober, brought into the same shape as PyAV's answer."""

import json
from fractions import Fraction
from pathlib import Path
from typing import Any

from media.cage import DECODERS, DEMUXERS, PROBE, PROTOCOLS
from media.errors import CorruptError, ToolFailedError, ToolKilledError
from media.raw import RawFilm, RawStream
from media.run import run

_ENTRIES = (
    "format=duration:format_tags:stream=index,id,codec_type,codec_name,profile,codec_tag_string,"
    "duration,time_base,width,height,pix_fmt,sample_aspect_ratio,avg_frame_rate,field_order,"
    "color_primaries,color_transfer,color_space,color_range,channels,channel_layout,sample_rate:"
    "stream_disposition=default,attached_pic:stream_tags:stream_side_data"
)
_MAX_TAG_NAMES = 500


def ask(program: str, path: Path, container: str, packets: int) -> RawFilm:
    """Everything about one film; CorruptError when it cannot be opened."""
    told = json.loads(_run(program, path, container, "-of", "json", "-show_entries", _ENTRIES))
    streams = told.get("streams", [])
    names, tag_bytes = _tags(told)
    return RawFilm(
        seconds=_number(told.get("format", {}).get("duration")),
        streams=tuple(_stream(one) for one in streams),
        tag_names=names,
        tag_bytes=tag_bytes,
        packets=_packets(program, path, container, packets) if packets else (),
    )


def _run(program: str, path: Path, container: str, *words: str) -> bytes:
    demuxers = DEMUXERS[container]
    cage = ["-protocol_whitelist", PROTOCOLS, "-format_whitelist", demuxers]
    cage += ["-codec_whitelist", DECODERS, "-f", demuxers.split(",")[0]]
    argv = [program, "-hide_banner", "-loglevel", "error", *cage, *words, "-i", f"file:{path}"]
    try:
        return run(argv, PROBE).out
    except ToolKilledError:
        raise
    except ToolFailedError as error:
        last = error.said.splitlines()[-1:] or ["no reason given"]
        raise CorruptError(f"it cannot be opened: {last[0].rpartition(': ')[2][:200]}") from error


def _packets(
    program: str, path: Path, container: str, most: int
) -> tuple[tuple[int, int, int], ...]:
    wanted = ["-of", "csv=p=0", "-show_entries", "packet=stream_index,pts,dts,duration"]
    # all packets of a film of hours are a longer answer than anybody may give
    wanted += ["-read_intervals", f"%+#{most}"]
    found = []
    for line in _run(program, path, container, *wanted).decode("ascii", "replace").splitlines():
        index, pts, dts, duration, *_ = [*line.split(","), "", "", ""]
        at = pts if pts.lstrip("-").isdigit() else dts
        if at.lstrip("-").isdigit():
            found.append((int(index), int(at), int(duration) if duration.isdigit() else 0))
    return tuple(found)


def _tags(told: dict[str, Any]) -> tuple[tuple[str, ...], int]:
    tags: dict[str, str] = dict(told.get("format", {}).get("tags", {}))
    for one in told.get("streams", []):
        tags |= {f"{one['index']}:{name}": text for name, text in one.get("tags", {}).items()}
    names = tuple(name[:256] for name in tags)[:_MAX_TAG_NAMES]
    return names, sum(len(text) for text in tags.values())


def _number(text: Any) -> float:
    try:
        return float(text)
    except (TypeError, ValueError):
        return 0.0


def _stream(told: dict[str, Any]) -> RawStream:
    sides = told.get("side_data_list", [])
    marks = told.get("disposition", {})
    tag = told.get("codec_tag_string", "")
    return RawStream(
        index=told["index"],
        id=int(told.get("id", "0"), 16),
        type=told.get("codec_type", "data"),
        codec=told.get("codec_name", ""),
        profile=told.get("profile", ""),
        tag="" if tag.startswith("[") else tag,
        attached=bool(marks.get("attached_pic")),
        default=bool(marks.get("default")),
        seconds=_number(told.get("duration")),
        time_base=told.get("time_base", "0/1"),
        width=told.get("width", 0),
        height=told.get("height", 0),
        pixel_format=told.get("pix_fmt", ""),
        pixel_shape=_shape(told.get("sample_aspect_ratio", "")),
        declared_rate=told.get("avg_frame_rate", ""),
        field_order=told.get("field_order", "unknown"),
        primaries=told.get("color_primaries", "unknown"),
        transfer=told.get("color_transfer", "unknown"),
        matrix=told.get("color_space", "unknown"),
        full_range=told.get("color_range") == "pc",
        rotation=next((round(-s["rotation"]) % 360 for s in sides if "rotation" in s), 0),
        dolby_profile=next((s["dv_profile"] for s in sides if "dv_profile" in s), None),
        channels=told.get("channels", 0),
        layout=told.get("channel_layout", ""),
        sample_rate=int(_number(told.get("sample_rate"))),
    )


def _shape(text: str) -> str:
    wide, _, high = text.partition(":")
    known = wide.isdigit() and high.isdigit() and int(wide) and int(high)
    return str(Fraction(int(wide), int(high))) if known else ""
