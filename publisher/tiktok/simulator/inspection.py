"""What TikTok finds when it looks at the received files, and which fail_reason follows."""

from __future__ import annotations

import hashlib
import json
import subprocess
import sys
import threading
from dataclasses import dataclass
from pathlib import Path

_LOOKING = Path(__file__).with_name("looking.py")
_TIMEOUT = 45.0

# "Media Transfer Guide", Video restrictions [D]
CONTAINERS = ("mp4", "webm")  # as found in the demuxer's name; MOV and MP4 share one
CODECS = {"h264", "hevc", "vp8", "vp9", "libvpx", "libvpx-vp9"}
RATES = (23.0, 60.0)
SIDES = (360, 4096)
LONGEST = 600.0  # seconds, through the API
LARGEST_VIDEO = 4 * 1024**3
# "Media Transfer Guide", Image restrictions [D]; "1080p" as the shorter side is measured [F]
PICTURES = {"JPEG", "WEBP"}
SHORTER_SIDE = 1080
LARGEST_PHOTO = 20_000_000


@dataclass(frozen=True)
class Measured:
    """What the looking process found in a file; `format` is empty when it is no media at all."""

    format: str = ""
    codec: str = ""
    width: int = 0
    height: int = 0
    rate: float = 0.0
    seconds: float = 0.0


_seen: dict[tuple[str, str], Measured] = {}
_lookers = threading.Semaphore(2)  # how many looking processes run at once


def measure(kind: str, path: Path, digest: str) -> Measured:
    """Look at a file in a child process with a time limit; equal bytes are looked at once."""
    known = _seen.get((kind, digest))
    if known is None:
        with _lookers:
            known = _seen.get((kind, digest)) or _look(kind, path)
            if known is None:  # out of time says something about this machine, not about the file
                return Measured()
            _seen[kind, digest] = known
    return known


def _look(kind: str, path: Path) -> Measured | None:
    # -I: nothing from the environment or the working folder is imported
    command = [sys.executable, "-I", str(_LOOKING), kind, str(path)]
    try:
        ran = subprocess.run(command, capture_output=True, timeout=_TIMEOUT, check=False)
    except subprocess.TimeoutExpired:
        return None
    return Measured(**json.loads(ran.stdout)) if ran.returncode == 0 else Measured()


def video_fault(found: Measured, longest: float) -> str:
    """The fail_reason a film earns, or ''."""
    container = any(name in CONTAINERS for name in found.format.split(","))
    if not container or found.codec not in CODECS:
        return "file_format_check_failed"
    if found.seconds <= 0 or found.seconds > min(longest, LONGEST):
        return "duration_check_failed"
    if not RATES[0] <= found.rate <= RATES[1]:
        return "frame_rate_check_failed"
    if not all(SIDES[0] <= side <= SIDES[1] for side in (found.width, found.height)):
        return "picture_size_check_failed"
    return ""


def photo_fault(found: Measured, size: int) -> str:
    """The fail_reason a picture earns, or ''; which picture it was is never said [F]."""
    if found.format not in PICTURES or size > LARGEST_PHOTO:
        return "file_format_check_failed"
    if min(found.width, found.height) > SHORTER_SIDE:
        return "picture_size_check_failed"
    return ""


def digest(path: Path) -> str:
    """SHA-256 of a file, read in pieces."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
