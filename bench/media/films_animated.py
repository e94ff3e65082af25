"""Animated pictures handed in as films: drawn by Pillow, and cut, forged or blown up afterwards."""

import io
import struct
from collections.abc import Callable

from PIL import Image

from bench.media.drawing import ENCODE, REJECT, Drawing, Film, cut

COLOURS = ((200, 40, 40, 255), (40, 160, 60, 255), (40, 60, 200, 128), (0, 0, 0, 0))
OPAQUE = COLOURS[:2]
AS_FILM = ("container", "video_codec")
_ANMF_LASTS = 8 + 12  # from the chunk's name to the three bytes of its time


def animation(
    kind: str, lasting: tuple[int, ...], *, size: tuple[int, int] = (360, 640), **how: object
) -> bytes:
    """One picture of one colour after another, each as long as it is listed to last."""
    colours = COLOURS if how.pop("alpha", False) else OPAQUE
    pictures = [Image.new("RGBA", size, colours[at % len(colours)]) for at in range(len(lasting))]
    if colours is OPAQUE:
        pictures = [one.convert("RGB") for one in pictures]
    held = io.BytesIO()
    rest, kept = pictures[1:], {"save_all": True, "duration": list(lasting)} | how
    pictures[0].save(held, kind, append_images=rest, **kept)
    return held.getvalue()


def _drawn(name: str, lasting: tuple[int, ...], **how: object) -> Callable[[Drawing], None]:
    kind = "AVIF" if name.endswith("avif") else "WEBP"
    return lambda d: d.write(name, animation(kind, lasting, **how))


def blown_up(side: int, pictures: int) -> bytes:
    """A few bytes that ask for so many pictures of side by side."""
    held = io.BytesIO()
    Image.new("RGB", (1, 1)).save(held, "WEBP", lossless=True)
    one = held.getvalue()[12:]
    frame = bytes(6) + bytes(6) + (100).to_bytes(3, "little") + b"\0" + one
    frames = (b"ANMF" + struct.pack("<I", len(frame)) + frame) * pictures
    sides = (side - 1).to_bytes(3, "little") * 2
    rest = b"VP8X" + struct.pack("<I", 10) + b"\x02\0\0\0" + sides
    rest += b"ANIM" + struct.pack("<I", 6) + bytes(6) + frames
    return b"RIFF" + struct.pack("<I", 4 + len(rest)) + b"WEBP" + rest


def with_time(lasts: int, number: int) -> bytes:
    """An animation whose picture of that number claims to last so many milliseconds."""
    whole = bytearray(animation("WEBP", (400,) * 5))
    at = -1
    for _ in range(number + 1):
        at = whole.find(b"ANMF", at + 1)
    whole[at + _ANMF_LASTS : at + _ANMF_LASTS + 3] = lasts.to_bytes(3, "little")
    return bytes(whole)


def _outside(d: Drawing) -> None:
    whole = bytearray(animation("WEBP", (400,) * 5))
    at = whole.rfind(b"ANMF") + 8
    whole[at : at + 3] = b"\xff\xff\0"
    d.write("86_anim_outside.webp", whole)


def _damaged(d: Drawing) -> None:
    whole = bytearray(animation("WEBP", (400,) * 5))
    at = whole.rfind(b"ANMF") + 8 + 16 + 8
    whole[at : at + 12] = b"\xff" * 12
    d.write("87_anim_damaged.webp", whole)


FILMS: tuple[Film, ...] = (
    Film(
        "52_anim.webp",
        ENCODE,
        (*AS_FILM, "frame_rate", "transparency"),
        "-f lavfi -i testsrc2=s=360x640:r=10 -t 2 -c:v libwebp_anim -loop 0",
        {"size": "360x640", "rate": "30", "seconds": 2.0},
    ),
    Film(
        "80_anim_varying.webp",
        ENCODE,
        (*AS_FILM, "variable_rate"),
        _drawn("80_anim_varying.webp", (500, 2000, 100, 1000), lossless=True),
        {"rate": "30", "seconds": 3.6, "format": "yuv420p", "sound": None},
    ),
    Film(
        "81_anim_alpha.webp",
        ENCODE,
        (*AS_FILM, "frame_rate", "transparency"),
        _drawn("81_anim_alpha.webp", (250,) * 8, alpha=True),
        {"seconds": 2.0},
    ),
    Film(
        "82_anim_loops_thrice.webp",
        ENCODE,
        (*AS_FILM, "frame_rate"),
        _drawn("82_anim_loops_thrice.webp", (100,) * 12, loop=3),
        {"seconds": 1.2},
    ),
    Film(
        "83_anim_no_time.webp",
        ENCODE,
        (*AS_FILM, "variable_rate"),
        lambda d: d.write("83_anim_no_time.webp", with_time(0, 2)),
        {"seconds": 1.7},
    ),
    Film(
        "84_anim_huge.webp",
        ENCODE,
        (*AS_FILM, "frame_rate", "odd_sides"),
        _drawn("84_anim_huge.webp", (200,) * 6, size=(2201, 3001)),
        {"size": "1080x1472", "seconds": 1.2},
    ),
    Film("85_anim_cut.webp", REJECT, ("cut_short",), cut("52_anim.webp", 60, "85_anim_cut.webp")),
    Film("86_anim_outside.webp", REJECT, ("corrupt",), _outside),
    Film("87_anim_damaged.webp", REJECT, ("corrupt",), _damaged),
    Film(
        "88_anim_bomb.webp",
        REJECT,
        ("too_much_to_draw",),
        lambda d: d.write("88_anim_bomb.webp", blown_up(4000, 700)),
    ),
    Film(
        "89_anim_of_one.webp",
        REJECT,
        (*AS_FILM, "too_short", "frame_rate"),
        lambda d: d.write("89_anim_of_one.webp", blown_up(400, 1)),
    ),
    Film(
        "90_anim.avif",
        REJECT,
        ("is_picture",),
        _drawn("90_anim.avif", (200,) * 8),
    ),
)
