"""Forty-nine awkward pictures, each with its recipe and what must become of it."""

import io
import struct
import zlib
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pillow_heif
from PIL import Image

from bench.media.colour import DISPLAY_P3, P3_SAMPLE, P3_SAMPLE_IN_SRGB

KEEP, STRIP, ENCODE, REJECT = "Keep", "Remux", "Encode", "Reject"
# levels of 255 that two JPEG generations may differ by
NEAR = 4
CORNERS = {"top left": (200, 40, 40), "bottom right": (40, 60, 200)}
# where the marked corner of an upright picture lies before a viewer turns it
_BEFORE = {
    1: None,
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_90,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_270,
}
_ORIENTATION, _MAKE, _GPS = 0x0112, 0x010F, 0x8825


@dataclass(frozen=True)
class Photo:
    """One input: how it is made, the Plan it must get and why, and what must come out."""

    name: str
    plan: str
    codes: tuple[str, ...]
    draw: Callable[[Path], None]
    shows: dict[str, Any] = field(default_factory=dict)


def marked(width: int, height: int) -> Image.Image:
    """Grey with a red corner above left and a blue one below right."""
    image = Image.new("RGB", (width, height), (128, 128, 128))
    w, h = width // 4, height // 4
    image.paste(CORNERS["top left"], (0, 0, w, h))
    image.paste(CORNERS["bottom right"], (width - w, height - h, width, height))
    return image


def _saved(image: Image.Image, **how: Any) -> Callable[[Path], None]:
    return lambda path: image.save(path, **how)


def _bytes(content: bytes) -> Callable[[Path], None]:
    return lambda path: _write(path, content)


def _write(path: Path, content: bytes) -> None:
    path.write_bytes(content)


def _exif(orientation: int, *, place: bool = False) -> Image.Exif:
    exif = Image.Exif()
    exif[_ORIENTATION] = orientation
    if place:
        exif[_MAKE] = "Acme"
        gps = exif.get_ifd(_GPS)
        gps[1], gps[2] = "N", (48.0, 51.0, 27.0)
    return exif


def _broken_place() -> bytes:
    """A latitude of 0/0 degrees, over which readers have stumbled."""
    whole = _exif(1, place=True).tobytes()
    for order in "<>":
        whole = whole.replace(struct.pack(f"{order}II", 48, 1), bytes(8))
    return whole


def _jpeg(image: Image.Image, **how: Any) -> bytes:
    held = io.BytesIO()
    image.save(held, "JPEG", **how)
    return held.getvalue()


def _turned(orientation: int) -> Callable[[Path], None]:
    image = marked(600, 800)
    before = _BEFORE[orientation]
    lying = image.transpose(before) if before is not None else image
    return _saved(lying, quality=95, exif=_exif(orientation))


def _heic(path: Path) -> None:
    pillow_heif.from_pillow(marked(1200, 1600)).save(path, quality=80)


def _heic_with_place(path: Path) -> None:
    image = pillow_heif.from_pillow(marked(900, 1200))
    image.save(path, quality=80, exif=_exif(1, place=True).tobytes())


def _animation(kind: str) -> Callable[[Path], None]:
    frames = [marked(400, 600), Image.new("RGB", (400, 600), "green")]
    return lambda path: frames[0].save(
        path, kind, save_all=True, append_images=frames[1:], duration=200
    )


def _sixteen_bits(path: Path) -> None:
    image = Image.new("I;16", (640, 800), 32_896)
    image.save(path)


def _heavy(path: Path) -> None:
    """A JPEG of the right size and far too many bytes."""
    noise = Image.effect_noise((1080, 1920), 120).convert("RGB")
    content = _jpeg(noise, quality=100, subsampling=0)
    filler = b"\xff\xfe" + (65_535).to_bytes(2, "big") + bytes(65_533)
    path.write_bytes(content[:2] + filler * (20_100_000 // 65_537) + content[2:])


def _bomb(path: Path) -> None:
    """30,000 by 30,000 pixels of one colour in a few kilobytes."""

    def chunk(name: bytes, body: bytes) -> bytes:
        check = zlib.crc32(name + body)
        return struct.pack(">I", len(body)) + name + body + struct.pack(">I", check)

    head = struct.pack(">IIBBBBB", 30_000, 30_000, 8, 0, 0, 0, 0)
    packer = zlib.compressobj(9)
    rows = b"".join(packer.compress(bytes(30_001)) for _ in range(2000)) + packer.flush()
    parts = chunk(b"IHDR", head) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")
    path.write_bytes(b"\x89PNG\r\n\x1a\n" + parts)


def _xmp() -> bytes:
    body = b"http://ns.adobe.com/xap/1.0/\0<x:xmpmeta>48.8577 my house</x:xmpmeta>"
    return b"\xff\xe1" + (len(body) + 2).to_bytes(2, "big") + body


def _with_segment(segment: bytes) -> bytes:
    plain = _jpeg(marked(720, 1280), quality=90)
    return plain[:2] + segment + plain[2:]


def _comment(text: bytes) -> bytes:
    return b"\xff\xfe" + (len(text) + 2).to_bytes(2, "big") + text


_PLAIN = _jpeg(marked(1080, 1920), quality=90)
_MOTION = _PLAIN + b"\0\0\0\x18ftypmp42" + bytes(4000)
_PALE = Image.new("RGBA", (500, 700), (255, 0, 0, 0))
_P3 = Image.new("RGB", (600, 800), P3_SAMPLE)
UPRIGHT = {"size": "600x800", "corners": True}

PHOTOS: tuple[Photo, ...] = (
    Photo("clean.jpg", KEEP, (), _bytes(_PLAIN)),
    Photo("small.jpg", KEEP, (), _bytes(_jpeg(marked(400, 400)))),
    Photo("landscape.jpg", KEEP, (), _bytes(_jpeg(marked(1920, 1080)))),
    Photo("grey.jpg", KEEP, (), _bytes(_jpeg(marked(500, 500).convert("L")))),
    Photo("progressive.jpg", KEEP, (), _bytes(_jpeg(marked(720, 1280), progressive=True))),
    Photo("png_named.jpg", ENCODE, ("picture_format",), _saved(marked(500, 600), format="PNG")),
    Photo(
        "gps.jpg",
        STRIP,
        ("location", "device"),
        _bytes(_jpeg(marked(720, 1280), exif=_exif(1, place=True))),
        {"corners": True},
    ),
    Photo("xmp.jpg", STRIP, ("xmp",), _bytes(_with_segment(_xmp())), {"lacks": b"my house"}),
    Photo(
        "comment.jpg",
        STRIP,
        ("comment",),
        _bytes(_with_segment(_comment(b"at home"))),
        {"lacks": b"at home"},
    ),
    Photo("motion_photo.jpg", STRIP, ("trailing_bytes",), _bytes(_MOTION), {"lacks": b"ftypmp42"}),
    Photo(
        "jpeg_and_zip.jpg",
        STRIP,
        ("trailing_bytes",),
        _bytes(_PLAIN + b"PK\x05\x06" + bytes(18)),
        {"lacks": b"PK\x05\x06"},
    ),
    *(
        Photo(
            f"orientation_{n}.jpg",
            ENCODE if n > 1 else KEEP,
            ("orientation",) if n > 1 else (),
            _turned(n),
            UPRIGHT,
        )
        for n in range(1, 9)
    ),
    Photo("orientation_0.jpg", KEEP, (), _bytes(_jpeg(marked(600, 800), exif=_exif(0)))),
    Photo("orientation_77.jpg", KEEP, (), _bytes(_jpeg(marked(600, 800), exif=_exif(77)))),
    Photo(
        "too_large.jpg",
        ENCODE,
        ("too_large",),
        _bytes(_jpeg(marked(1086, 1448))),
        {"size": "1080x1440", "corners": True},
    ),
    Photo(
        "twelve_megapixels.jpg",
        ENCODE,
        ("too_large",),
        _bytes(_jpeg(marked(4032, 3024))),
        {"size": "1440x1080", "corners": True},
    ),
    Photo(
        "panorama.jpg",
        ENCODE,
        ("too_large",),
        _bytes(_jpeg(marked(6000, 1000))),
        {"size": "1920x320"},
    ),
    Photo(
        "alpha.png",
        ENCODE,
        ("picture_format", "transparency"),
        _saved(_PALE),
        {"colour": (255, 255, 255)},
    ),
    Photo(
        "palette.png",
        ENCODE,
        ("picture_format", "colour_mode"),
        _saved(marked(600, 800).quantize(8)),
        UPRIGHT,
    ),
    Photo(
        "palette_alpha.png",
        ENCODE,
        ("picture_format", "transparency"),
        _saved(Image.new("P", (300, 300), 0), transparency=0),
        {"colour": (255, 255, 255)},
    ),
    Photo(
        "sixteen_bits.png",
        ENCODE,
        ("picture_format", "colour_mode", "colour_depth"),
        _sixteen_bits,
        {"colour": (128, 128, 128)},
    ),
    Photo(
        "one_bit.png",
        ENCODE,
        ("picture_format", "colour_mode"),
        _saved(Image.new("1", (300, 300), 1)),
        {"colour": (255, 255, 255)},
    ),
    Photo(
        "cmyk.jpg",
        ENCODE,
        ("colour_mode",),
        _saved(Image.new("CMYK", (300, 300), (0, 255, 255, 0)), quality=95),
        {"colour": (255, 0, 0)},
    ),
    Photo(
        "display_p3.jpg",
        ENCODE,
        ("colour_profile",),
        _saved(_P3, quality=98, subsampling=0, icc_profile=DISPLAY_P3),
        {"colour": P3_SAMPLE_IN_SRGB},
    ),
    Photo("still.webp", ENCODE, ("picture_format",), _saved(marked(600, 800)), UPRIGHT),
    Photo(
        "animated.webp",
        ENCODE,
        ("picture_format", "animated"),
        _animation("WEBP"),
        {"size": "400x600", "corners": True},
    ),
    Photo(
        "animated.gif",
        ENCODE,
        ("picture_format", "animated", "colour_mode"),
        _animation("GIF"),
        {"size": "400x600", "corners": True},
    ),
    Photo(
        "phone.heic",
        ENCODE,
        ("picture_format", "too_large"),
        _heic,
        {"size": "1080x1440", "corners": True},
    ),
    Photo("phone_gps.heic", ENCODE, ("picture_format", "location", "device"), _heic_with_place),
    Photo("modern.avif", ENCODE, ("picture_format",), _saved(marked(600, 800)), UPRIGHT),
    Photo("scan.tiff", ENCODE, ("picture_format",), _saved(marked(600, 800)), UPRIGHT),
    Photo("heavy.jpg", ENCODE, ("comment", "too_heavy"), _heavy),
    Photo(
        "broken_gps.jpg",
        STRIP,
        ("location", "device"),
        _bytes(_jpeg(marked(600, 800), exif=_broken_place())),
        {"corners": True},
    ),
    Photo(
        "one_pixel.png", REJECT, ("picture_format", "too_small"), _saved(Image.new("RGB", (1, 1)))
    ),
    Photo("bomb.png", REJECT, ("too_many_pixels",), _bomb),
    Photo("half.jpg", REJECT, ("cut_short",), _bytes(_PLAIN[: len(_PLAIN) // 2])),
    Photo("half.png", REJECT, ("cut_short",), lambda path: _write(path, _half_png())),
    Photo("markup.jpg", REJECT, ("unknown_format",), _bytes(b"<svg xmlns='x'/>")),
    Photo("page.jpg", REJECT, ("unknown_format",), _bytes(b"<!DOCTYPE html><html></html>")),
    Photo("archive.jpg", REJECT, ("unknown_format",), _bytes(b"PK\x03\x04" + bytes(60))),
    Photo("nothing.jpg", REJECT, ("empty",), _bytes(b"")),
    Photo("film.jpg", REJECT, ("unknown_format",), _bytes(b"#EXTM3U\n#EXTINF:1,\nclean.jpg\n")),
)


def _half_png() -> bytes:
    held = io.BytesIO()
    Image.effect_noise((500, 500), 90).save(held, "PNG")
    return held.getvalue()[: held.tell() // 2]


def draw(folder: Path) -> tuple[Photo, ...]:
    """Make all that are not there yet."""
    folder.mkdir(parents=True, exist_ok=True)
    for photo in PHOTOS:
        if not (folder / photo.name).exists():
            photo.draw(folder / photo.name)
    return PHOTOS


def looks_right(photo: Photo, path: Path) -> None:
    """AssertionError when what came out does not show what it should."""
    content = path.read_bytes()
    if photo.shows.get("lacks", b"\0never\0") in content:
        raise AssertionError("what had to go is still there")
    with Image.open(path) as image:
        if (
            image.format != "JPEG"
            or set(image.getexif()) - {_ORIENTATION}
            or image.mode not in ("RGB", "L")
        ):
            raise AssertionError(f"{image.format} {image.mode}, or with private tags")
        if str(photo.shows.get("size", f"{image.width}x{image.height}")) != (
            f"{image.width}x{image.height}"
        ):
            raise AssertionError(f"{image.width}x{image.height}")
        plain = image.convert("RGB")
        places = {"colour": (image.width // 2, image.height // 2)}
        wanted = {name: photo.shows[name] for name in places if name in photo.shows}
        if photo.shows.get("corners"):
            wanted |= CORNERS
            places |= {"top left": (9, 9), "bottom right": (image.width - 9, image.height - 9)}
        for name, colour in wanted.items():
            seen = plain.getpixel(places[name])
            if any(abs(a - b) > NEAR for a, b in zip(seen, colour, strict=True)):
                raise AssertionError(f"{name} is {seen}, not {colour}")
