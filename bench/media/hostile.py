"""Files that mean harm or are beyond help; whatever is said of them, nothing may get out."""

import random
import struct
import zlib
from collections.abc import Iterator
from pathlib import Path

from bench.media.films_animated import animation, blown_up, with_time

_FORMATS = ("mp4", "mov", "mkv", "webm", "ts", "avi", "gif", "jpg", "webp")
_NAMES = (
    "-version.mp4",
    "--help.mp4",
    "-i.mp4",
    "a'b.mp4",
    'a"b.mp4',
    "a\nb.mp4",
    "a b $(touch pwn) `touch pwn`.mp4",
    "file:x.mp4",
    "http:__127.0.0.1.mp4",
    "concat:a|b.mp4",
    "%d.mp4",
    "\x1b[31mred.mp4",
    "a:b;c,d[e].mp4",
    "…привет.mp4",
)


def draw(folder: Path, films: Path, photos: Path, canary: Path, trap: str) -> tuple[Path, ...]:
    """Write them all; the same bytes every time."""
    folder.mkdir(parents=True, exist_ok=True)
    made = []
    for name, content in _everything(films, photos, canary, trap):
        path = folder / name
        path.write_bytes(content)
        made.append(path)
    return tuple(made)


def _everything(films: Path, photos: Path, canary: Path, trap: str) -> Iterator[tuple[str, bytes]]:
    clean = (films / "01_clean.mp4").read_bytes()
    yield from _cuts(clean, films, photos)
    yield from _lies(clean)
    yield from _scripts(canary, trap)
    yield from _containers_of_scripts(canary, trap)
    yield from _bombs()
    yield from _forged_animations()
    yield from ((name, clean) for name in _NAMES)


def _cuts(clean: bytes, films: Path, photos: Path) -> Iterator[tuple[str, bytes]]:
    for percent in range(1, 100):
        yield f"cut_{percent}.mp4", clean[: len(clean) * percent // 100]
    others = [films / "02_moov_at_end.mp4", films / "14_fragmented.mp4", films / "09_h264_aac.mkv"]
    others += [films / "10_h264_aac.ts", films / "51_anim.gif", films / "47_mpeg4_mp3.avi"]
    others += [photos / "clean.jpg", photos / "alpha.png", photos / "phone.heic"]
    for path in others:
        whole = path.read_bytes()
        for percent in (3, 25, 50, 75, 97):
            name = f"cut_{path.stem}_{percent}{path.suffix}"
            yield name, whole[: len(whole) * percent // 100]


def _lies(clean: bytes) -> Iterator[tuple[str, bytes]]:
    """The index with bytes changed at random, and its numbers at their extremes."""
    dice = random.Random(20_261_121)
    begin = clean.find(b"moov")
    end = begin + int.from_bytes(clean[begin - 4 : begin], "big")
    for number in range(40):
        film = bytearray(clean)
        for _ in range(1 + number % 8):
            film[dice.randrange(begin, end)] = dice.randrange(256)
        yield f"lie_{number}.mp4", bytes(film)
    for name in (b"mvhd", b"mdhd", b"stts", b"stsz", b"stco", b"stsc", b"elst", b"stsd", b"tkhd"):
        for label, value in (("max", 0xFFFFFFFF), ("zero", 0), ("sign", 0x80000000)):
            film = bytearray(clean)
            at = film.find(name)
            film[at + 8 : at + 12] = struct.pack(">I", value)
            yield f"extreme_{name.decode()}_{label}.mp4", bytes(film)
        film = bytearray(clean)
        at = film.find(name) - 4
        film[at : at + 4] = struct.pack(">I", 0x7FFFFFF0)
        yield f"oversize_{name.decode()}.mp4", bytes(film)


def _forged_animations() -> Iterator[tuple[str, bytes]]:
    """An animated WebP cut at each twentieth, and with bytes changed at random."""
    dice, whole = random.Random(20_261_128), animation("WEBP", (300,) * 6)
    for percent in range(5, 100, 5):
        yield f"cut_animation_{percent}.webp", whole[: len(whole) * percent // 100]
    for number in range(20):
        forged = bytearray(whole)
        for _ in range(1 + number % 6):
            forged[dice.randrange(12, len(forged))] = dice.randrange(256)
        yield f"forged_animation_{number}.webp", bytes(forged)


def _scripts(canary: Path, trap: str) -> Iterator[tuple[str, bytes]]:
    texts = {
        "hls": f"#EXTM3U\n#EXTINF:9,\nfile://{canary}\n#EXT-X-ENDLIST\n",
        "hls_http": f"#EXTM3U\n#EXTINF:9,\n{trap}.ts\n#EXT-X-ENDLIST\n",
        "hls_concat": f"#EXTM3U\n#EXTINF:9,\nconcat:{trap}|file://{canary}\n#EXT-X-ENDLIST\n",
        "ffconcat": f"ffconcat version 1.0\nfile '{canary}'\n",
        "sdp": f"v=0\nc=IN IP4 127.0.0.1\nm=video 9 RTP/AVP 96\na=control:{trap}\n",
        "mpd": f'<?xml version="1.0"?><MPD><Period><BaseURL>{trap}</BaseURL></Period></MPD>',
        "svg": f'<svg xmlns="http://www.w3.org/2000/svg"><image href="file://{canary}"/></svg>',
        "subtitles": f"1\n00:00:00,000 --> 00:00:09,000\nfile://{canary}\n",
        "avisynth": f'DirectShowSource("{canary}")\n',
    }
    for label, text in texts.items():
        for ending in _FORMATS:
            yield f"{label}.{ending}", text.encode()


def _containers_of_scripts(canary: Path, trap: str) -> Iterator[tuple[str, bytes]]:
    """Playlists with a real film's first bytes in front, and inside an AVI's subtitles."""
    playlist = (
        f"#EXTM3U\n#EXTINF:9,\nfile://{canary}\n#EXTINF:9,\n{trap}\n#EXT-X-ENDLIST\n".encode()
    )
    fronts = {
        "ftyp": b"\0\0\0\x10ftypisom\0\0\0\0",
        "ebml": b"\x1aE\xdf\xa3\x9fB\x82\x84webm",
        "gif": b"GIF89a\x01\0\x01\0",
        "flv": b"FLV\x01\x05\0\0\0\x09",
        "ts": b"G" + bytes(187) + b"G" + bytes(187) + b"G" + bytes(187),
        "jpeg": b"\xff\xd8\xff\xe0",
        "png": b"\x89PNG\r\n\x1a\n",
        "tiff": b"II*\0\x08\0\0\0",
        "webp": b"RIFF\xff\xff\0\0WEBPVP8 ",
        "mpeg": b"\0\0\x01\xba",
    }
    for label, front in fronts.items():
        yield f"front_{label}.mp4", front + playlist
        yield f"front_{label}.jpg", front + bytes(4096) + playlist
    gab2 = b"GAB2\0\x02\0" + struct.pack("<I", 8) + "sub\0".encode("utf-16-le") + b"\x04\0"
    gab2 += struct.pack("<I", len(playlist)) + playlist
    yield "gab2.avi", b"RIFF" + struct.pack("<I", 4 + len(gab2)) + b"AVI LIST" + gab2


def _bombs() -> Iterator[tuple[str, bytes]]:
    def chunk(name: bytes, body: bytes) -> bytes:
        check = struct.pack(">I", zlib.crc32(name + body))
        return struct.pack(">I", len(body)) + name + body + check

    for side in (20_000, 65_535, 2**31 - 1):
        head = struct.pack(">IIBBBBB", side, side, 8, 6, 0, 0, 0)
        parts = (
            chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(bytes(10**6))) + chunk(b"IEND", b"")
        )
        yield f"bomb_{side}.png", b"\x89PNG\r\n\x1a\n" + parts
    text = zlib.compress(b"A" * 200_000_000, 9)
    head = struct.pack(">IIBBBBB", 64, 64, 8, 0, 0, 0, 0)
    rows = zlib.compress(bytes(64 * 65))
    parts = chunk(b"IHDR", head) + chunk(b"zTXt", b"x\0\0" + text) + chunk(b"IDAT", rows)
    yield "bomb_text.png", b"\x89PNG\r\n\x1a\n" + parts + chunk(b"IEND", b"")
    yield (
        "bomb_gif.gif",
        b"GIF89a\xff\xff\xff\xff\x80\0\0"
        + bytes(6)
        + b",\0\0\0\0\xff\xff\xff\xff\0\x02\x02L\x01\0;",
    )
    yield "bomb_pictures.webp", blown_up(16, 40_000)
    yield "bomb_canvas.webp", blown_up(1 << 24, 2)
    yield "bomb_for_ever.webp", with_time(0xFFFFFF, 1)
    yield "bomb_webp.webp", b"RIFF\x1e\0\0\0WEBPVP8L\x11\0\0\0/\xff\xff\xff\x0f" + bytes(16)
    yield "bomb_boxes.mp4", b"\0\0\0\x10ftypisom\0\0\0\0" + b"\0\0\0\x08free" * 200_000
    yield "bomb_zero_boxes.mp4", b"\0\0\0\x10ftypisom\0\0\0\0" + bytes(1_000_000)
    inner = b"\0\0\0\x08trak" * 100_000
    moov = struct.pack(">I", 8 + len(inner)) + b"moov" + inner
    yield "bomb_tracks.mp4", b"\0\0\0\x10ftypisom\0\0\0\0" + moov + b"\0\0\0\x08mdat"
    yield "bomb_jpeg_segments.jpg", b"\xff\xd8" + b"\xff\xe1\0\x02" * 500_000
    yield "bomb_jpeg_fill.jpg", b"\xff\xd8\xff\xe0" + b"\xff" * 2_000_000
