"""Run as a process of its own: measure one received file and print what it is as JSON."""

import json
import resource
import sys

MEMORY = 2 * 1024**3
SECONDS = 30


def video(path: str) -> dict[str, object]:
    """Container, codec, size, rate and length of a film; one frame must really decode."""
    import av

    with av.open(path) as container:
        stream = container.streams.video[0]
        rate = stream.average_rate or stream.guessed_rate or 0
        length = container.duration / 1_000_000 if container.duration else 0.0
        if not length and stream.duration and stream.time_base:
            length = float(stream.duration * stream.time_base)
        frame = next(container.decode(stream))
        return {
            "format": container.format.name,
            "codec": stream.codec_context.name,
            "width": frame.width,
            "height": frame.height,
            "rate": round(float(rate), 2),
            "seconds": round(length, 3),
        }


def photo(path: str) -> dict[str, object]:
    """Format and size of a picture; every pixel must really decode."""
    from PIL import Image

    with Image.open(path) as picture:
        picture.load()
        return {"format": picture.format, "width": picture.width, "height": picture.height}


def main() -> None:
    """`looking.py video|photo PATH`: JSON on success, exit status 1 when it is no such thing."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    kind, path = sys.argv[1:]
    measured = video(path) if kind == "video" else photo(path)
    sys.stdout.write(json.dumps(measured))


if __name__ == "__main__":
    main()
