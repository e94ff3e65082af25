"""This machine: its Python, its disk, its ffmpeg."""

import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

from publisher.launch import preconditions
from publisher.launch.checkup.check import Check, doubtful, failed, good
from publisher.launch.trouble import Trouble
from publisher.settings import Settings

_MB = 1_000_000


def python(_settings: Settings) -> Iterator[Check]:
    """The interpreter that runs us."""
    try:
        preconditions.check_python(sys.version_info[:2])
    except Trouble as trouble:
        yield failed("python", trouble.says, trouble.fix)
    else:
        yield good("python", f"Python {sys.version.split()[0]}.")


def disk(settings: Settings) -> Iterator[Check]:
    """Room for films, above the floor under which none is taken."""
    place = _nearest(settings.var)
    free = shutil.disk_usage(place).free // _MB
    floor = settings.free_floor_mb
    says = f"{free} MB are free where {settings.var} lies; below {floor} MB no film is taken."
    if free <= floor:
        yield failed("disk", says, "Make room, or lower PUBLISHER_FREE_FLOOR_MB.")
    elif free < 2 * floor:
        yield doubtful("disk", says, "Make room soon.")
    else:
        yield good("disk", says)


def media_tools(settings: Settings) -> Iterator[Check]:
    """Ffmpeg and what measures files, with what they lack."""
    from media.errors import MediaError
    from media.tools import find_tools

    name, install = "ffmpeg", "Install ffmpeg 5.1 or newer, or set FFMPEG and FFPROBE."
    try:
        tools = find_tools(settings.ffmpeg, settings.ffprobe)
    except MediaError as error:
        yield failed(name, f"Films cannot be mended: {error}.", install)
        return
    says = f"ffmpeg {tools.version} ({tools.licence}) from {tools.origin}; {tools.prober} measures."
    lacking = set(tools.missing)
    if lacking & set(preconditions.NEEDED_ENCODERS):
        yield failed(name, f"{says} It lacks {_listed(lacking)}.", install)
    elif lacking:
        yield doubtful(name, f"{says} It lacks {_listed(lacking)}.", "Some films stay as they are.")
    else:
        yield good(name, says)


def _listed(names: set[str]) -> str:
    return ", ".join(sorted(names))


def _nearest(place: Path) -> Path:
    return place if place.exists() else _nearest(place.parent)
