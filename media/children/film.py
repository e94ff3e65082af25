"""Asks PyAV about films, one JSON line in and one out; hostile bytes are read here, not by us."""

import json
import sys
from typing import Any

import av
from av.error import FFmpegError

# The numbers of libavutil's pixfmt.h, under the names that ffprobe prints.
PRIMARIES = {1: "bt709", 4: "bt470m", 5: "bt470bg", 6: "smpte170m", 7: "smpte240m", 8: "film"}
PRIMARIES |= {9: "bt2020", 11: "smpte431", 12: "smpte432"}
TRANSFERS = {1: "bt709", 4: "gamma22", 5: "gamma28", 6: "smpte170m", 7: "smpte240m", 8: "linear"}
TRANSFERS |= {13: "iec61966-2-1", 14: "bt2020-10", 15: "bt2020-12", 16: "smpte2084"}
TRANSFERS |= {18: "arib-std-b67"}
MATRICES = {0: "gbr", 1: "bt709", 5: "bt470bg", 6: "smpte170m", 7: "smpte240m", 9: "bt2020nc"}
MATRICES |= {10: "bt2020c"}
FIELDS = {0: "unknown", 1: "progressive", 2: "tt", 3: "bb", 4: "tb", 5: "bt"}
FULL_RANGE = 2
MAX_TAG_NAMES = 500


def main() -> None:
    """Answer until the other side closes the pipe."""
    for line in sys.stdin.buffer:
        try:
            answer = ask(json.loads(line))
        except (FFmpegError, OSError, ValueError) as error:
            answer = {"error": f"{type(error).__name__}: {getattr(error, 'strerror', error)}"}
        sys.stdout.write(json.dumps(answer) + "\n")
        sys.stdout.flush()


def ask(request: dict[str, Any]) -> dict[str, Any]:
    """Everything about one file."""
    with av.open(request["file"], options=request["options"], format=request["format"]) as film:
        streams = [_stream(one) for one in film.streams]
        main_video = next((s for s in streams if s["type"] == "video" and not s["attached"]), None)
        if main_video and not (main_video["width"] and main_video["pixel_format"]):
            _look_at_one_picture(film, main_video)
        tags = dict(film.metadata)
        for one in film.streams:
            tags |= {f"{one.index}:{name}": text for name, text in one.metadata.items()}
        return {
            "seconds": film.duration / 1_000_000 if film.duration else 0.0,
            "streams": streams,
            "tag_names": [name[:256] for name in tags][:MAX_TAG_NAMES],
            "tag_bytes": sum(len(text) for text in tags.values()),
            "packets": _packets(film, request["packets"]) if request["packets"] else [],
        }


def _stream(stream: Any) -> dict[str, Any]:
    context = stream.codec_context
    told = {
        "index": stream.index,
        "id": stream.id,
        "type": stream.type,
        "codec": context.codec.canonical_name if context else "",
        "profile": (context.profile or "") if context else "",
        "tag": context.codec_tag if context else "",
        "attached": bool(stream.disposition & stream.disposition.attached_pic),
        "default": bool(stream.disposition & stream.disposition.default),
        "seconds": float(stream.duration * stream.time_base) if stream.duration else 0.0,
        "time_base": str(stream.time_base or "0/1"),
        "declared_rate": "",
    }
    if stream.type == "video":
        told |= _video(stream, context)
    if stream.type == "audio" and context:
        told |= {
            "channels": context.channels,
            "layout": context.layout.name,
            "sample_rate": context.sample_rate or 0,
        }
    return told


def _video(stream: Any, context: Any) -> dict[str, Any]:
    if context is None:
        return {"width": 0, "height": 0, "pixel_format": ""}
    return {
        "width": context.width,
        "height": context.height,
        "pixel_format": context.pix_fmt or "",
        "pixel_shape": str(stream.sample_aspect_ratio or ""),
        "declared_rate": str(stream.average_rate or ""),
        "field_order": FIELDS.get(int(context.field_order), "unknown"),
        "primaries": PRIMARIES.get(context.color_primaries, "unknown"),
        "transfer": TRANSFERS.get(context.color_trc, "unknown"),
        "matrix": MATRICES.get(context.colorspace, "unknown"),
        "full_range": context.color_range == FULL_RANGE,
    }


def _look_at_one_picture(film: Any, told: dict[str, Any]) -> None:
    """Some codecs say their size and pixel format only in the picture itself."""
    stream = film.streams[told["index"]]
    for frame in film.decode(stream):
        told |= {"width": frame.width, "height": frame.height, "pixel_format": frame.format.name}
        told["rotation"] = -frame.rotation % 360
        break
    film.seek(0)


def _packets(film: Any, most: int) -> list[list[int]]:
    """[stream, time, duration] of each packet, in ticks, as far as `most` reaches."""
    found: list[list[int]] = []
    for packet in film.demux():
        at = packet.pts if packet.pts is not None else packet.dts
        if at is not None and packet.size:
            found.append([packet.stream.index, at, packet.duration or 0])
        if len(found) >= most:
            break
    return found


if __name__ == "__main__":
    main()
