"""Asks Pillow about pictures and has it make JPEGs; hostile bytes are read here, not by us."""

import io
import json
import sys
import warnings
from typing import Any

from PIL import Image, ImageCms, UnidentifiedImageError

ORIENTATION, MAKE, MODEL, GPS = 0x0112, 0x010F, 0x0110, 0x8825
# Tags that say nothing about a person: sizes, resolution, colour layout, where blocks lie.
TECHNICAL = {0x0100, 0x0101, 0x0102, 0x0103, 0x0106, 0x0111, 0x0112, 0x0115, 0x0116, 0x0117}
TECHNICAL |= {0x011A, 0x011B, 0x011C, 0x0128, 0x013D, 0x0140, 0x0152, 0x0153, 0x0213, 0x8769}
TECHNICAL |= {0x0142, 0x0143, 0x0144, 0x0145, 0x00FE, 0x8773}
TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
LYING = (5, 6, 7, 8)
EIGHT_BITS = 255
QUALITIES = (93, 90, 85, 78, 70, 60, 45)
WIDE_MODES = ("I;16", "I;16B", "I;16L", "I", "F")


def main() -> None:
    """Answer one question."""
    question = json.loads(sys.stdin.readline())
    warnings.simplefilter("ignore")
    Image.MAX_IMAGE_PIXELS = question["max_pixels"]
    if question["container"] == "heic":
        import pillow_heif

        pillow_heif.register_heif_opener()
    try:
        answer = make(question) if question["out"] else look(question)
    except Image.DecompressionBombError as error:
        answer = {"bomb": str(error)}
    except UnidentifiedImageError:
        answer = {"error": "its bytes are not those of a picture"}
    except (OSError, ValueError, SyntaxError, EOFError, TypeError) as error:
        answer = {"error": f"{type(error).__name__}: {error}"}
    sys.stdout.write(json.dumps(answer) + "\n")


def opened(question: dict[str, Any]) -> Any:
    """The picture, refused when it is larger than anything we would decode."""
    image = Image.open(question["file"], formats=question["formats"])
    pixels = image.width * image.height
    if pixels > question["max_pixels"]:
        raise Image.DecompressionBombError(f"{image.width}x{image.height}")
    return image


def look(question: dict[str, Any]) -> dict[str, Any]:
    """All facts; the picture is decoded to its end, since half of one looks whole until then."""
    with opened(question) as image:
        told = {
            "width": image.width,
            "height": image.height,
            "mode": image.mode,
            "bits": 16 if image.mode in WIDE_MODES else 8,
            "frames": getattr(image, "n_frames", 1),
            "profile": profile_name(image),
            "alpha": has_alpha(image),
        }
        told["orientation"], told["private"], told["tag_bytes"] = private(image)
        image.load()
    return told


def private(image: Any) -> tuple[int, list[str], int]:
    """EXIF's orientation, which kinds of private metadata there are, and their bytes."""
    kinds = []
    orientation = 1
    try:
        exif = image.getexif()
        orientation = exif.get(ORIENTATION, 1)
        if exif.get_ifd(GPS) or GPS in exif:
            kinds.append("location")
        if MAKE in exif or MODEL in exif:
            kinds.append("device")
        if set(exif) - TECHNICAL - {MAKE, MODEL, GPS} or exif.get_ifd(0x8769):
            kinds.append("exif")
    except Exception:  # noqa: BLE001 - 0/0 in a GPS value has raised nearly everything in Pillow
        kinds.append("exif")
    known = {"xmp": "xmp", "XML:com.adobe.xmp": "xmp", "photoshop": "iptc", "comment": "comment"}
    kinds += [kind for key, kind in known.items() if image.info.get(key) and kind not in kinds]
    weight = sum(
        len(value) for value in image.info.values() if isinstance(value, str | bytes)
    ) - len(image.info.get("icc_profile") or b"")
    return orientation if orientation in TURNS else 1, kinds, weight


def has_alpha(image: Any) -> bool:
    """Whether anything can shine through."""
    return "A" in image.mode or "a" in image.mode or "transparency" in image.info


def profile_name(image: Any) -> str:
    """What the colour profile calls itself; "" without one."""
    profile = image.info.get("icc_profile")
    if not profile:
        return ""
    try:
        name = ImageCms.getProfileDescription(ImageCms.ImageCmsProfile(io.BytesIO(profile)))
    except (ImageCms.PyCMSError, OSError):
        return "unreadable"
    return str(name).strip()[:100] or "unnamed"


def make(question: dict[str, Any]) -> dict[str, Any]:
    """Upright, sRGB, on white, scaled, as JPEG of the best quality that fits."""
    width, height = question["width"], question["height"]
    with opened(question) as image:
        for number in range(1, question["number"] + 1):  # WebP cannot be sought, only gone through
            image.seek(number)
        profile = image.info.get("icc_profile")
        orientation = private(image)[0]
        lying = orientation in LYING
        if image.format == "JPEG":  # decode at half or a quarter, never below what is wanted
            image.draft(None, (height, width) if lying else (width, height))
        drawn = on_white(image)
        if orientation in TURNS:
            drawn = drawn.transpose(TURNS[orientation])
    if drawn.size != (width, height):
        drawn = drawn.resize((width, height), Image.Resampling.LANCZOS, reducing_gap=3.0)
    drawn = in_srgb(drawn, profile)
    drawn.info = {}
    for quality in QUALITIES:
        held = io.BytesIO()
        drawn.save(held, "JPEG", quality=quality, optimize=True)
        if held.tell() <= question["max_bytes"]:
            break
    try:
        with open(question["out"], "wb") as out:  # noqa: PTH123 - the name is one of ours
            out.write(held.getbuffer())
    except OSError as error:  # the disk, not the picture
        return {"errno": error.errno}
    return {"quality": quality}


def on_white(image: Any) -> Any:
    """Without transparency, and in a mode that can be scaled."""
    if image.mode in WIDE_MODES:
        return narrowed(image)
    if has_alpha(image):
        image = image.convert("RGBA")
        ground = Image.new("RGBA", image.size, "white")
        return Image.alpha_composite(ground, image).convert("RGB")
    if image.mode in ("RGB", "L", "CMYK", "LAB"):
        return image.copy()
    return image.convert("RGB")


def narrowed(image: Any) -> Any:
    """Sixteen bits as eight: by their meaning, not by cutting off what is above 255."""
    if image.mode.startswith("I;16"):
        image = image.convert("I")
    low, high = image.getextrema()
    top = 65535.0 if high > EIGHT_BITS else 255.0
    if image.mode == "F" and high <= 1.0 and low >= 0.0:
        top = 1.0
    return image.convert("F").point(lambda value: value * (255.0 / top)).convert("L")


def in_srgb(image: Any, profile: bytes | None) -> Any:
    """By the profile where there is a usable one, else by Pillow's plain arithmetic."""
    if profile:
        try:
            source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
            target = ImageCms.createProfile("sRGB")
            intent = ImageCms.Intent.RELATIVE_COLORIMETRIC
            flags = ImageCms.Flags.BLACKPOINTCOMPENSATION
            return ImageCms.profileToProfile(
                image, source, target, renderingIntent=intent, outputMode="RGB", flags=flags
            )
        except (ImageCms.PyCMSError, OSError, ValueError):
            pass  # a profile for another kind of picture: some editors leave one behind
    return image.convert("RGB")


if __name__ == "__main__":
    main()
