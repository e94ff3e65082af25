"""How awkward films are drawn: by ffmpeg from a recipe, or by changing bytes of another film."""

import contextlib
import random
import shlex
import struct
import subprocess
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

PICTURE = "-f lavfi -i testsrc2=s=720x1280:r=30"
TONE = "-f lavfi -i sine=f=440:r=48000"
X264 = "-c:v libx264 -preset ultrafast -crf 30 -pix_fmt yuv420p -g 60"
AAC = "-c:a aac -b:a 96k -ac 2"
BOTH = f"{PICTURE} {TONE}"
VP9 = "-c:v libvpx-vp9 -deadline realtime -cpu-used 8 -b:v 1M -c:a libopus"
VP8 = "-c:v libvpx -deadline realtime -cpu-used 8 -b:v 1M -c:a libvorbis"
FAST_HEVC = "-c:v libx265 -preset ultrafast"
# the place that must not be found in anything we hand out
COORDINATES = b"48.8577"


@dataclass(frozen=True)
class Film:
    """One input: how it is made, the Plan it must get and why, and what must come out."""

    name: str
    plan: str
    codes: tuple[str, ...]
    recipe: str | Callable[["Drawing"], None]
    shows: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Drawing:
    """Where recipes work: a folder, an ffmpeg, a forbidden file and a forbidden address."""

    folder: Path
    ffmpeg: str
    canary: Path
    trap: str
    others: "dict[str, Callable[[Drawing], None]]"

    def ffmpeg_makes(self, words: str, name: str) -> None:
        """Run one recipe; the name goes in as it is, however odd."""
        for word in shlex.split(words):
            if word in self.others:
                self.need(word)
        argv = [self.ffmpeg, "-hide_banner", "-loglevel", "error", "-nostdin", "-y"]
        argv += [*shlex.split(words), f"file:{name}"]
        subprocess.run(argv, cwd=self.folder, check=True, stdin=subprocess.DEVNULL)

    def read(self, name: str) -> bytearray:
        """A film that another recipe makes."""
        self.need(name)
        return bytearray((self.folder / name).read_bytes())

    def need(self, name: str) -> None:
        """Have the film of that name drawn, unless it is there already."""
        if not (self.folder / name).exists():
            self.others[name](self)

    def write(self, name: str, content: bytes | bytearray | str) -> None:
        """A file of these bytes."""
        plain = content.encode() if isinstance(content, str) else bytes(content)
        (self.folder / name).write_bytes(plain)


def recipe(words: str, name: str) -> Callable[[Drawing], None]:
    """A film that ffmpeg makes from these words."""
    return lambda d: d.ffmpeg_makes(words, name)


def own(picture: str, words: str) -> str:
    """A recipe with its own picture and the usual tone."""
    return f"-f lavfi -i {picture} {TONE} {words}"


def hdr(transfer: str, params: str = "") -> str:
    """Two seconds of ten-bit HEVC that say they are brighter than ordinary video."""
    tags = f"color_primaries=bt2020:color_trc={transfer}:colorspace=bt2020nc:range=tv"
    words = (
        f"-t 2 -vf format=yuv420p10le,setparams={tags} {FAST_HEVC} "
        f"-x265-params log-level=error{params} -tag:v hvc1 -color_primaries bt2020 "
        f"-color_trc {transfer} -colorspace bt2020nc {AAC}"
    )
    return own("testsrc2=s=1080x1920:r=30", words)


def copy(source: str, target: str) -> Callable[[Drawing], None]:
    return lambda d: d.write(target, d.read(source))


def cut(source: str, percent: int, target: str) -> Callable[[Drawing], None]:
    def draw(d: Drawing) -> None:
        whole = d.read(source)
        d.write(target, whole[: len(whole) * percent // 100])

    return draw


def bit_flips(d: Drawing) -> None:
    whole = d.read("01_clean.mp4")
    dice = random.Random(7)
    begin = whole.find(b"mdat") + 4
    for _ in range(400):
        whole[dice.randrange(begin + 2000, len(whole))] = dice.randrange(256)
    d.write("60_bit_flips.mp4", whole)


def playlist(address: str, name: str) -> Callable[[Drawing], None]:
    def draw(d: Drawing) -> None:
        where = address.format(canary=d.canary, trap=d.trap)
        head = "#EXTM3U\n#EXT-X-TARGETDURATION:10\n#EXT-X-MEDIA-SEQUENCE:0\n"
        d.write(name, f"{head}#EXTINF:4.0,\n{where}\n#EXT-X-ENDLIST\n")

    return draw


def script(text: str, name: str) -> Callable[[Drawing], None]:
    return lambda d: d.write(name, text.replace("CANARY", str(d.canary)).replace("TRAP", d.trap))


def patch(source: str, name: str, change: Callable[[bytearray], None]) -> Callable[[Drawing], None]:
    def draw(d: Drawing) -> None:
        whole = d.read(source)
        change(whole)
        d.write(name, whole)

    return draw


def lie_about_size(film: bytearray) -> None:
    at = film.find(b"avc1")
    film[at + 28 : at + 32] = (65500).to_bytes(2, "big") * 2


def table_bomb(film: bytearray) -> None:
    at = film.find(b"stts")
    film[at + 8 : at + 12] = (0x7FFFFFFF).to_bytes(4, "big")


def outside(film: bytearray) -> None:
    at = film.find(b"url ")
    film[at + 4 : at + 8] = bytes(4)


def deep(d: Drawing) -> None:
    nested = b""
    for _ in range(20_000):
        nested = (len(nested) + 8).to_bytes(4, "big") + b"moov" + nested
    d.write("70_deep_nesting.mp4", d.read("01_clean.mp4")[:32] + nested)


def apac(film: bytearray) -> None:
    first = film.find(b"mp4a")
    at = film.find(b"mp4a", first + 4)
    film[at : at + 4] = b"apac"
    table = film.find(b"esds", at)
    film[table : table + 4] = b"dapa"


def huge_tags(d: Drawing) -> None:
    d.write("meta.txt", ";FFMETADATA1\ntitle=" + "A" * 3_000_000 + "\n")
    words = f"{PICTURE} -f ffmetadata -i meta.txt -map_metadata 1 -map 0:v -t 2 {X264}"
    d.ffmpeg_makes(words, "73_huge_metadata.mp4")
    (d.folder / "meta.txt").unlink()


def dolby(d: Drawing) -> None:
    """Put a Dolby Vision record (profile 8.4) into the picture's entry of an HLG film."""
    film = d.read("44_hevc_hlg.mov")
    at = film.find(b"hvc1", film.find(b"stsd")) - 4
    length = int.from_bytes(film[at : at + 4], "big")
    record = struct.pack(">BBBB", 1, 0, 8 << 1, (5 << 3) | 5) + bytes([4 << 4]) + bytes(19)
    box = struct.pack(">I4s", 8 + len(record), b"dvvC") + record
    film[at + length : at + length] = box
    holders = [at, *(_holder(film, name, at) for name in (b"stsd", b"stbl", b"minf", b"mdia"))]
    holders += [_holder(film, b"trak", at), film.rfind(b"moov") - 4]
    for one in holders:
        grown = int.from_bytes(film[one : one + 4], "big") + len(box)
        film[one : one + 4] = grown.to_bytes(4, "big")
    d.write("77_dolby_vision_84.mov", film)


def _holder(film: bytearray, name: bytes, inside: int) -> int:
    return film.rfind(name, 0, inside) - 4


def turned(d: Drawing) -> None:
    with contextlib.suppress(subprocess.CalledProcessError):  # the option is younger than 5.1
        d.ffmpeg_makes("-display_rotation 90 -i 01_clean.mp4 -c copy", "15_rotated90.mp4")
        return
    words = "-i 01_clean.mp4 -c copy -metadata:s:v:0 rotate=90"
    d.ffmpeg_makes(words, "15_rotated90.mp4")


def cover_picture(d: Drawing) -> None:
    d.ffmpeg_makes("-f lavfi -i color=red:s=300x300 -frames:v 1 -update 1", "cover.png")


def cover(d: Drawing) -> None:
    d.need("cover.png")
    words = "-i 01_clean.mp4 -i cover.png -map 0 -map 1 -c copy -disposition:v:1 attached_pic"
    d.ffmpeg_makes(words, "18_cover_art.mp4")


KEEP, REMUX, SOUND, ENCODE, REJECT = "Keep", "Remux", "EncodeAudio", "Encode", "Reject"
UPRIGHT = {"size": "720x1280", "rate": "30", "seconds": 4.0}
STEREO_AAC = {"sound": "aac", "most_channels": 2, "most_sample_rate": 48_000}
HD = {"size": "720x1280", "format": "yuv420p"}
GPS = 'location="+48.8577+002.295/"'
APPLE_GPS = 'com.apple.quicktime.location.ISO6709="+48.8577+002.2950+035/"'
SURROUND = "0.1*sin(440*2*PI*t)|0|0.1*sin(660*2*PI*t)|0|0|0:c=5.1:s=48000"
UNSEEN = {"size": "1080x1920", "format": "yuv420p", "transfer": "bt709"}
HDR10 = (
    ":hdr10=1:repeat-headers=1:master-display=G(13250,34500)B(7500,3000)R(34000,16000)"
    "WP(15635,16450)L(10000000,50):max-cll=1000,400"
)
HALF_FAST = "select='if(lt(t,2),1,not(mod(n,2)))'"
BURSTS = "select='lt(mod(n,120),60)+not(mod(n,30))'"
ODD = "format=yuv444p,scale=721:1281,setsar=1"
DASH = (
    '<?xml version="1.0"?><MPD xmlns="urn:mpeg:dash:schema:mpd:2011"><Period><AdaptationSet>'
    '<Representation id="1" bandwidth="1"><BaseURL>TRAP</BaseURL></Representation>'
    "</AdaptationSet></Period></MPD>"
)
SVG = (
    '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink">'
    '<image xlink:href="file://CANARY"/></svg>'
)
NASTY_NAME = '74_-dash name; $(touch pwn) "q".mp4'
