"""Asks PyAV about films, one JSON line in and one out; hostile bytes are read here, not by us."""

import contextlib
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
LENGTHS_IN_FRONT = "mov"  # the format in which each unit of H.264 has its length before it
SLICES = (1, 5)
SLICE_TYPE = 31
ENOUGH = 4000  # bytes of a picture: its head, and a little of its body


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
    options = dict(request["options"])
    if request["format"] == LENGTHS_IN_FRONT:
        # opening would decode a whole picture only to learn its pixel format: 60 ms instead of 9
        options["skip_frame"] = "all"
    with av.open(request["file"], options=options, format=request["format"]) as film:
        shown = next((s for s in film.streams.video if not _is_cover(s)), None)
        rotation = 0
        if shown is not None and shown.codec_context is not None:
            rotation = _look(film, shown)
        streams = [_stream(one) for one in film.streams]
        if shown is not None:
            streams[shown.index]["rotation"] = rotation
        tags = dict(film.metadata)
        for one in film.streams:
            tags |= {f"{one.index}:{name}": text for name, text in one.metadata.items()}
        return {
            "seconds": film.duration / 1_000_000 if film.duration else 0.0,
            "streams": streams,
            "tag_names": [name[:256] for name in tags][:MAX_TAG_NAMES],
            "tag_bytes": sum(len(text) for text in tags.values()),
            "packets": _packets(request) if request["packets"] else [],
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
        "attached": _is_cover(stream),
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


def _is_cover(stream: Any) -> bool:
    return bool(stream.disposition & stream.disposition.attached_pic)


def _look(film: Any, stream: Any) -> int:
    """Have the decoder learn what only a picture tells; how far players must turn it."""
    context = stream.codec_context
    context.skip_frame = "DEFAULT"
    boxed = film.format.name.startswith(LENGTHS_IN_FRONT)
    if boxed and context.name == "h264" and not context.pix_fmt:
        for packet in film.demux(stream):
            with contextlib.suppress(FFmpegError):  # the rest of the picture is missing
                context.decode(av.Packet(_head_of_a_picture(bytes(packet))))
            break
        film.seek(0)
    if boxed and context.width and context.pix_fmt:
        return 0  # our own reader of the boxes knows about turning
    rotation = 0
    for frame in film.decode(stream):
        rotation = round(-frame.rotation) % 360
        break
    return rotation


def _head_of_a_picture(packet: bytes) -> bytes:
    """The units before the first slice whole, and the beginning of that slice."""
    at = 0
    while at + 4 < len(packet):
        end = at + 4 + int.from_bytes(packet[at : at + 4], "big")
        if packet[at + 4] & SLICE_TYPE in SLICES:
            slice_ = packet[at + 4 : min(end, at + 4 + ENOUGH)]
            return packet[:at] + len(slice_).to_bytes(4, "big") + slice_
        at = end
    return packet


def _packets(request: dict[str, Any]) -> list[list[int]]:
    """[stream, time, duration] of each packet, in ticks, as far as wanted.

    The file is opened again, since not every format can be wound back to its beginning.
    """
    found: list[list[int]] = []
    options = request["options"] | {"skip_frame": "all"}
    with av.open(request["file"], options=options, format=request["format"]) as film:
        for packet in film.demux():
            at = packet.pts if packet.pts is not None else packet.dts
            if at is not None and packet.size:
                found.append([packet.stream.index, at, packet.duration or 0])
            if len(found) >= request["packets"]:
                break
    return found


if __name__ == "__main__":
    main()
