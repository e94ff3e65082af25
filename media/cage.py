"""What may be opened, by whom and with how much of the machine; nothing outside these lists."""

import os
import resource
import shutil
from dataclasses import dataclass
from functools import cache

_GIB = 2**30
_MAX_FILES = 64
_LAST_CPU_SECONDS = 5
RESOURCES = {
    "as": resource.RLIMIT_AS,
    "cpu": resource.RLIMIT_CPU,
    "fsize": resource.RLIMIT_FSIZE,
    "nofile": resource.RLIMIT_NOFILE,
    "core": resource.RLIMIT_CORE,
}

# First bytes choose one row. A protocol list alone is not enough: a playlist under a film's name
# has copied a neighbour's film with only `file` allowed, on ffmpeg 5.1 and 9.0.
DEMUXERS = {
    "mp4": "mov,mp4,m4a,3gp,3g2,mj2",
    "mov": "mov,mp4,m4a,3gp,3g2,mj2",
    "3gp": "mov,mp4,m4a,3gp,3g2,mj2",
    "m4a": "mov,mp4,m4a,3gp,3g2,mj2",
    "matroska": "matroska,webm",
    "webm": "matroska,webm",
    "mpegts": "mpegts",
    "mpeg": "mpeg",
    "avi": "avi",
    "flv": "flv",
    "gif": "gif",
}
# What people hand in. Codecs nobody films with have had the worst holes (MagicYUV, 2026).
_VIDEO = (
    "h264 hevc vp8 vp9 libvpx libvpx-vp9 av1 libdav1d libaom-av1 mpeg4 mpeg2video mpeg1video "
    "h263 flv mjpeg prores dnxhd gif png"
)
_SOUND = (
    "aac aac_latm mp3 mp3float mp2 mp2float ac3 eac3 opus libopus vorbis libvorbis flac alac "
    "amrnb amrwb amr_nb amr_wb pcm_s16le pcm_s16be pcm_s24le pcm_s24be pcm_s32le pcm_s32be "
    "pcm_f32le pcm_mulaw pcm_alaw pcm_u8"
)
DECODERS = ",".join((_VIDEO + " " + _SOUND).split())
SOUND_CODECS = frozenset(_SOUND.split())
PROTOCOLS = "file"
MAX_PIXELS = 36_000_000  # a frame of 8192 by 4320 passes; a bomb does not
MAX_STILL_PIXELS = 64_000_000


@dataclass(frozen=True)
class Limits:
    """The share of the machine that one process gets."""

    seconds: float = 3600.0  # of wall time
    stall_seconds: float = 120.0  # without a sign of progress; only where progress is shown
    cpu_seconds: int = 4 * 3600
    memory_bytes: int = 4 * _GIB  # address space; 4K HDR to 1080p needs 1.6 GiB
    output_bytes: int = 5 * _GIB


# Worst file of the corpus: 37 MB and 0.3 s. Python with its libraries maps far more than it uses.
PROBE = Limits(seconds=60.0, cpu_seconds=10, memory_bytes=2 * _GIB, output_bytes=_GIB // 4)
# A picture of 64 million pixels, decoded, converted and scaled, in floats at the worst.
STILL = Limits(seconds=60.0, cpu_seconds=50, memory_bytes=3 * _GIB, output_bytes=_GIB // 4)


def environment(folder: str) -> dict[str, str]:
    """All that a child may know of us; an inherited FFREPORT would make it write files."""
    return {"PATH": os.defpath, "LC_ALL": "C", "TMPDIR": folder}


@cache
def _program(name: str) -> str | None:
    return shutil.which(name)


def guard(limits: Limits) -> tuple[str, ...]:
    """Words in front of a command: it dies with us, gains no rights, and its limits are on.

    Limits that are put on from outside come too late for a program that is quick, or a machine
    that is busy; where there is no `prlimit` that has to do.
    """
    words: tuple[str, ...] = ()
    if setpriv := _program("setpriv"):
        words += (setpriv, "--pdeathsig", "KILL", "--no-new-privs", "--")
    if prlimit := _program("prlimit"):
        ceilings = ((name, *values) for name, values in ceilings_of(limits).items())
        words += (prlimit, *(f"--{name}={soft}:{hard}" for name, soft, hard in ceilings), "--")
    return words


def ceilings_of(limits: Limits) -> dict[str, tuple[int, int]]:
    """Soft and hard limit of each resource, never above what we may have ourselves."""
    cpu = limits.cpu_seconds
    wanted = {
        "as": (limits.memory_bytes, limits.memory_bytes),
        # two steps, so that it can be told from a kill for want of memory
        "cpu": (cpu, cpu + _LAST_CPU_SECONDS),
        "fsize": (limits.output_bytes, limits.output_bytes),
        "nofile": (_MAX_FILES, _MAX_FILES),
        "core": (0, 0),
    }
    return {name: _allowed(name, values) for name, values in wanted.items()}


def _allowed(name: str, wanted: tuple[int, int]) -> tuple[int, int]:
    hard = resource.getrlimit(RESOURCES[name])[1]
    if hard == resource.RLIM_INFINITY:
        return wanted
    return min(wanted[0], hard), min(wanted[1], hard)
