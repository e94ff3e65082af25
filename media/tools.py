"""Which ffmpeg and which prober this machine has, and what they lack."""

import re
import shutil
from dataclasses import dataclass, replace
from enum import StrEnum
from importlib.util import find_spec
from pathlib import Path

from media.cage import PROBE
from media.errors import MediaError, ToolMissingError
from media.records import Record
from media.run import run
from media.spec import Hdr, Spec

OLDEST = (5, 1)
ENCODERS = ("libx264", "aac", "libopus")
FILTERS = ("scale", "fps", "format", "pad", "crop", "setsar", "bwdif", "zscale", "tonemap")
_TONE_MAPPING = ("zscale", "tonemap")
_LICENCES = (
    ("--enable-nonfree", "nonfree: may not be passed on"),
    ("--enable-version3", "GPL version 3 or later"),
    ("--enable-gpl", "GPL version 2 or later"),
)


class Origin(StrEnum):
    """Where the programs were found."""

    SETTINGS = "settings"  # the operator named them
    PATH = "path"  # the machine's own
    WHEEL = "wheel"  # came with pip: imageio-ffmpeg, and PyAV as the prober


@dataclass(frozen=True)
class Tools(Record):
    """Programs that were tried once and found good; the paths are all that is used later."""

    ffmpeg: str
    ffprobe: str | None  # None: PyAV in a child process
    origin: Origin
    version: str
    prober: str
    licence: str
    missing: tuple[str, ...]  # encoders and filters, of those that we ever ask for

    @property
    def maps_tones(self) -> bool:
        """Whether HDR can be turned into ordinary video here."""
        return not any(name in self.missing for name in _TONE_MAPPING)

    def fitted(self, spec: Spec) -> Spec:
        """The Spec as far as these programs can serve it: without tone mapping, HDR is kept."""
        return spec if self.maps_tones else replace(spec, hdr=Hdr.KEEP)


def find_tools(ffmpeg: str | None = None, ffprobe: str | None = None) -> Tools:
    """Settings above the PATH above pip's wheel; ToolMissingError when none will do."""
    if ffmpeg or ffprobe:
        return _settings(ffmpeg, ffprobe)
    on_path, probe_on_path = shutil.which("ffmpeg"), shutil.which("ffprobe")
    if on_path and probe_on_path and _new_enough(on_path) and _new_enough(probe_on_path):
        return _examined(on_path, probe_on_path, Origin.PATH)
    wheel = _wheel()
    if wheel is not None:
        return _examined(wheel, None, Origin.WHEEL)
    raise ToolMissingError("no ffmpeg of version 5.1 or newer was found")


def _settings(ffmpeg: str | None, ffprobe: str | None) -> Tools:
    """What the operator named is used or refused, never silently replaced."""
    program = _named(ffmpeg) if ffmpeg else shutil.which("ffmpeg") or _wheel()
    if program is None:
        raise ToolMissingError("no ffmpeg was found to go with the ffprobe in the settings")
    prober = _named(ffprobe) if ffprobe else None
    for one in (program, prober):
        if one is not None and not _new_enough(one):
            raise ToolMissingError(f"{one} is older than ffmpeg 5.1 or does not run")
    return _examined(program, prober, Origin.SETTINGS)


def _named(program: str) -> str:
    """Where it lies; a path may begin in the folder where we were started."""
    found = shutil.which(program)
    if found is None:
        raise ToolMissingError(f"there is no program {program}; ffmpeg 5.1 or newer is wanted")
    return str(Path(found).absolute())


def _wheel() -> str | None:
    if find_spec("imageio_ffmpeg") is None:
        return None
    import imageio_ffmpeg

    try:
        return str(imageio_ffmpeg.get_ffmpeg_exe())
    except RuntimeError:  # a wheel without a program for this machine
        return None


def _new_enough(program: str) -> bool:
    try:
        told = _ask(program, "-version")
    except MediaError:
        return False
    found = re.search(r"version n?(\d+)\.(\d+)", told)
    if found is None:
        return "version N-" in told  # built from the newest source, so it has no number
    return (int(found[1]), int(found[2])) >= OLDEST


def _ask(program: str, *words: str) -> str:
    return run([program, "-hide_banner", *words], PROBE).out.decode("utf-8", "replace")


def _examined(ffmpeg: str, ffprobe: str | None, origin: Origin) -> Tools:
    told = _ask(ffmpeg, "-version")
    have = {
        line.split()[1]
        for flag in ("-encoders", "-filters")
        for line in _ask(ffmpeg, flag).splitlines()
        if len(line.split()) > 1
    }
    prober = "ffprobe " + _version(_ask(ffprobe, "-version")) if ffprobe else _pyav()
    return Tools(
        ffmpeg=str(Path(ffmpeg).absolute()),
        ffprobe=str(Path(ffprobe).absolute()) if ffprobe else None,
        origin=origin,
        version=_version(told),
        prober=prober,
        licence=next((name for flag, name in _LICENCES if flag in told), "LGPL 2.1 or later"),
        missing=tuple(name for name in (*ENCODERS, *FILTERS) if name not in have),
    )


def _version(told: str) -> str:
    words = told.split()
    return words[2] if len(words) > 2 else "unknown"  # noqa: PLR2004 - "ffmpeg version X …"


def _pyav() -> str:
    if find_spec("av") is None:
        raise ToolMissingError("neither ffprobe nor PyAV was found")
    from importlib.metadata import version

    return f"PyAV {version('av')}"
