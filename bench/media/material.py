"""Films for measuring: cloudy textures under a hand-held camera, with grain, at a phone's bit rate.

Drawn, not shot: no real film may be assumed on a machine. The textures have the falling spectrum of
natural pictures, and encoders rank on them as on the real films that were tried before.
"""

import subprocess
from dataclasses import dataclass
from pathlib import Path

_SHAKE_X = "110+90*sin(t*0.9)+6*sin(t*7)"
_SHAKE_Y = "190+120*sin(t*0.6+1)+5*sin(t*9)"
_SCENE = (
    "[0]trim=end_frame=1,format=yuv444p,eq=contrast=2.2,pseudocolor=preset=turbo,"
    f"eq=saturation=0.5,gblur=sigma=0.7,loop=-1:1,crop=1080:1920:{_SHAKE_X}:{_SHAKE_Y},"
    "setpts=N/30/TB[ground];"
    "[1]trim=end_frame=1,format=yuv444p,eq=contrast=2,pseudocolor=preset=viridis,loop=-1:1,"
    "setpts=N/30/TB[figure];"
    "[ground][figure]overlay=x=190+260*sin(t*1.3):y=600+300*cos(t*1.1):shortest=1,"
    "noise=alls=3:allf=t,format=yuv420p"
)
_CLOUDS = "perlin=s=1300x2300:r=30:octaves=10:persistence=0.7:xscale=4:yscale=4"
_FIGURE = "perlin=s=700x700:r=30:octaves=9:persistence=0.7:xscale=5:yscale=5"
_SEED = "random_mode=seed:random_seed"
# A phone encodes as it films and sees nothing of what is to come. With x264's look-ahead the key
# pictures took 30 % of the bytes; without it 20 %.
_BLIND = "-x264-params rc-lookahead=0:mbtree=0:scenecut=0"
_PHONE = f"-b:v 15M -maxrate 20M -bufsize 20M -g 30 -pix_fmt yuv420p {_BLIND}"
_TONE = "-f lavfi -i sine=f=440:r=48000"
_HLG = "color_primaries=bt2020:color_trc=arib-std-b67:colorspace=bt2020nc:range=tv"
_HLG_TAGS = "-color_primaries bt2020 -color_trc arib-std-b67 -colorspace bt2020nc -tag:v hvc1"
# What iPhones say of their own HEVC: 60 MB a minute at 1080p, 170 at 4K.
_HEVC = "-c:v libx265 -preset ultrafast -x265-params log-level=error -g 30 -b:v 8M"
_HEVC_4K = _HEVC.replace("8M", "24M")


@dataclass(frozen=True)
class Workbench:
    """A folder to draw in, and the ffmpeg to draw with."""

    folder: Path
    ffmpeg: str

    def ffmpeg_makes(self, words: str, name: str) -> Path:
        """Run one recipe, unless its film is there already."""
        path = self.folder / name
        if not path.exists():
            argv = [self.ffmpeg, "-hide_banner", "-loglevel", "error", "-nostdin", "-y"]
            argv += [*words.split(), str(path)]
            subprocess.run(argv, check=True, cwd=self.folder, stdin=subprocess.DEVNULL)
        return path

    def phone(self, seconds: int = 10) -> Path:
        """What a phone records: H.264 at 15 Mbit/s, 1080 by 1920, 30 pictures a second."""
        words = f"-f lavfi -i {_CLOUDS}:{_SEED}=4 -f lavfi -i {_FIGURE}:{_SEED}=9 {_TONE} "
        words += f"-filter_complex {_SCENE} -c:v libx264 -preset veryfast {_PHONE} "
        words += f"-c:a aac -b:a 96k -ac 2 -t {seconds} -movflags +faststart"
        return self.ffmpeg_makes(words, f"phone_{seconds}.mp4")

    def minute(self) -> Path:
        """A minute of it, some 106 MB: the ten seconds six times over."""
        words = f"-stream_loop 5 -i {self.phone()} -c copy -movflags +faststart"
        return self.ffmpeg_makes(words, "phone_60.mp4")

    def quick(self) -> Path:
        """A second at 120 pictures a second, which has to be encoded."""
        words = f"-i {self.phone(4)} -vf setpts=PTS/4,fps=120 -c:v libx264 -preset veryfast -an"
        return self.ffmpeg_makes(words, "quick.mp4")

    def pcm(self) -> Path:
        """A minute whose sound alone is wrong."""
        return self.ffmpeg_makes(f"-i {self.minute()} -c:v copy -c:a pcm_s16le", "pcm_60.mov")

    def hlg_4k(self, seconds: int) -> Path:
        """4K in HDR, as phones record it when asked to."""
        made = f"-vf scale=2160:3840,format=yuv420p10le,setparams={_HLG} {_HEVC_4K} {_HLG_TAGS}"
        words = f"-i {self.phone()} -t {seconds} {made} -c:a copy"
        return self.ffmpeg_makes(words, f"hlg_4k_{seconds}.mov")

    def variants(self) -> dict[str, tuple[Path, int]]:
        """The twenty uploads of the mix: each film, and how many of the twenty are like it.

        All last ten seconds, so that none counts for more than another; ProRes, as it is, five.
        """
        phone = self.phone()
        copy, short = f"-i {phone} -c copy", f"-i {phone}"
        hlg = f"-vf format=yuv420p10le,setparams={_HLG} {_HEVC} {_HLG_TAGS} -c:a copy"
        x264 = f"-c:v libx264 -preset veryfast -b:v 15M -g 30 {_BLIND} -c:a copy"
        place = "-metadata location=+48.8577+002.295/ -movflags use_metadata_tags"
        vfr = rf"-vf select=not(mod(n\,3))+lt(mod(n\,90)\,45) -fps_mode vfr {x264}"
        vp9 = "-c:v libvpx-vp9 -deadline realtime -cpu-used 8 -b:v 8M -c:a libopus"
        prores = f"-t 5 -i {phone} -c:v prores_ks -profile:v 2 -c:a pcm_s16le"
        make = self.ffmpeg_makes
        return {
            "phone": (phone, 9),
            "location": (make(f"{copy} {place}", "location.mp4"), 2),
            "hevc": (make(f"{short} {_HEVC} -tag:v hvc1 -c:a copy", "hevc.mp4"), 1),
            "mkv": (make(copy, "repacked.mkv"), 1),
            "pcm": (make(f"{short} -c:v copy -c:a pcm_s16le", "pcm.mov"), 1),
            "vp9": (make(f"{short} {vp9}", "vp9.webm"), 1),
            "hlg_4k": (self.hlg_4k(10), 1),
            "hlg": (make(f"{short} {hlg}", "hlg.mov"), 1),
            "vfr": (make(f"{short} {vfr}", "vfr.mp4"), 1),
            "fast": (make(f"{short} -vf fps=120 {x264}", "fast.mp4"), 1),
            "prores": (make(prores, "prores.mov"), 1),
        }
