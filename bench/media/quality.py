"""How good an encode looks: VMAF against its source, once and after a platform's own encode."""

import re
import subprocess
from pathlib import Path

from bench.media.stopwatch import bare
from media import Tools
from media.command import CRF, PRESET

# What a platform makes of it: 2.5 Mbit/s at 1080 by 1920, as delivered to phones.
_SAME_TAGS = "setparams=range=tv:colorspace=bt709:color_primaries=bt709:color_trc=bt709"
_MEASURE = "libvmaf=n_subsample=5:n_threads=2"
_RATE = ["-b:v", "2500k", "-maxrate", "3750k", "-bufsize", "5000k"]
_PLATFORM = ["-c:v", "libx264", "-preset", "medium", *_RATE, "-an"]
_CHOICES = (
    ("ultrafast", 20),
    ("superfast", 18),
    ("superfast", 20),
    ("superfast", 22),
    ("veryfast", 18),
    ("veryfast", 20),
    ("medium", 20),
)


def vmaf(ffmpeg: str, made: Path, source: Path) -> float:
    """The score of every fifth picture, averaged; 100 is indistinguishable."""
    argv = [ffmpeg, "-hide_banner", "-nostdin", "-i", str(made), "-i", str(source)]
    # one tagged and one untagged film would be "converted" to each other before the comparison
    graph = f"[0:v]{_SAME_TAGS}[made];[1:v]{_SAME_TAGS}[source];[made][source]{_MEASURE}"
    argv += ["-lavfi", graph, "-f", "null", "-"]
    told = subprocess.run(argv, capture_output=True, text=True, check=True).stderr
    score = re.search(r"VMAF score: ([\d.]+)", told)
    if score is None:
        raise RuntimeError("this ffmpeg cannot measure VMAF")
    return float(score[1])


def encoded_again(tools: Tools, path: Path, folder: Path) -> Path:
    """As the platform would deliver it."""
    out = folder / f"again_{path.name}.mp4"
    bare([tools.ffmpeg, "-nostdin", "-y", "-i", str(path), *_PLATFORM, str(out)])
    return out


def presets(tools: Tools, source: Path, folder: Path) -> int:
    """A table to choose by: processor time, size, VMAF at once and after the platform."""
    untouched = vmaf(tools.ffmpeg, encoded_again(tools, source, folder), source)
    print(f"untouched: {source.stat().st_size:,} bytes, {untouched:.1f} after the platform")
    for preset, crf in _CHOICES:
        out = folder / "choice.mp4"
        how = f"-c:v libx264 -preset {preset} -crf {crf} -maxrate 16M -bufsize 32M -g 60 -an"
        took = bare([tools.ffmpeg, "-nostdin", "-y", "-i", str(source), *how.split(), str(out)])
        seen = vmaf(tools.ffmpeg, out, source)
        after = vmaf(tools.ffmpeg, encoded_again(tools, out, folder), source)
        chosen = " <- ours" if (preset, crf) == (PRESET, CRF) else ""
        print(
            f"{preset} {crf}: {took.cpu:.1f} CPU s, {took.memory / 2**20:.0f} MiB, "
            f"{out.stat().st_size:,} bytes, VMAF {seen:.1f}, after {after:.1f}{chosen}"
        )
    return 0
