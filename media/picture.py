"""Still pictures measured and made, by Pillow in a caged child."""

import json
import os
import sys
from mmap import ACCESS_READ, mmap
from pathlib import Path
from typing import Any

from media import jpeg
from media.cage import MAX_STILL_PIXELS, STILL
from media.errors import CorruptError, CutShortError, TooManyPixelsError
from media.facts import Facts, Kind, Size, Still, Wholeness
from media.plans import EncodeStill
from media.run import Cancel, run

_CHILD = str(Path(__file__).parent / "children" / "picture.py")
# Pillow may use only the reader that the first bytes call for
_READERS = {
    "jpeg": ["JPEG", "MPO"],
    "png": ["PNG"],
    "webp": ["WEBP"],
    "heic": ["HEIF"],
    "avif": ["AVIF"],
    "tiff": ["TIFF"],
    "gif": ["GIF"],
}


def measure(path: Path, container: str, size: int) -> Facts:
    """Facts about a picture, which is decoded for it; BadSourceError when it cannot be."""
    trailing = 0
    if container == "jpeg":
        with path.open("rb") as file, mmap(file.fileno(), 0, access=ACCESS_READ) as view:
            trailing = jpeg.trailing_bytes(view)
    told = _ask(path, container)
    return Facts(
        kind=Kind.PICTURE,
        container=container,
        size=size,
        still=Still(
            size=Size(told["width"], told["height"]),
            orientation=told["orientation"],
            mode=told["mode"],
            bits=told["bits"],
            profile=told["profile"],
            alpha=told["alpha"],
            # an MPO is a JPEG with its depth or its second eye behind it, not an animation
            frames=1 if container == "jpeg" else told["frames"],
        ),
        trailing_bytes=trailing,
        tag_bytes=max(0, told["tag_bytes"]),
        private=tuple(told["private"]),
        wholeness=Wholeness.EVERYTHING,
        prober="Pillow",
    )


def make(
    source: Path,
    container: str,
    picture: EncodeStill,
    out: Path,
    cancel: Cancel | None = None,
    number: int = 0,
) -> int:
    """Draw the JPEG that the Plan asks for at `out`; the quality that was used.

    `number` is that of the picture, where the source has several.
    """
    told = _ask(source, container, picture, out, cancel, number)
    return int(told["quality"])


def strip(source: Path, out: Path) -> None:
    """The same JPEG without its private segments."""
    with (
        source.open("rb") as file,
        mmap(file.fileno(), 0, access=ACCESS_READ) as view,
        out.open("wb") as written,
    ):
        jpeg.strip(view, written)


def _ask(
    path: Path,
    container: str,
    picture: EncodeStill | None = None,
    out: Path | None = None,
    cancel: Cancel | None = None,
    number: int = 0,
) -> dict[str, Any]:
    question = {
        "file": str(path),
        "container": container,
        "formats": _READERS[container],
        "max_pixels": MAX_STILL_PIXELS,
        "out": str(out) if out else None,
    }
    if picture is not None:
        question |= {
            "width": picture.size.width,
            "height": picture.size.height,
            "max_bytes": picture.max_bytes,
            "number": number,
        }
    argv = [sys.executable, "-I", _CHILD]
    ended = run(argv, STILL, feed=json.dumps(question).encode() + b"\n", cancel=cancel)
    return _told(json.loads(ended.out or b"{}"))


def _told(told: dict[str, Any]) -> dict[str, Any]:
    if "errno" in told:
        raise OSError(told["errno"], os.strerror(told["errno"]))
    if "bomb" in told:
        raise TooManyPixelsError("more pixels than are ever shown")
    if "truncated" in str(told.get("error", "")):
        raise CutShortError("the picture ends in the middle")
    if "error" in told or not told:
        raise CorruptError(f"it cannot be opened: {str(told.get('error', 'no answer'))[:200]}")
    return told
