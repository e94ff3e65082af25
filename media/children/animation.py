"""Has Pillow draw an animated WebP: RGB pictures on stdout, each as often as it was asked for."""

import io
import json
import sys
import warnings
from typing import Any

from PIL import Image, ImageCms


def main() -> int:
    """The exit status; what went wrong goes to stderr, since stdout is for pictures."""
    question = json.loads(sys.stdin.readline())
    warnings.simplefilter("ignore")
    Image.MAX_IMAGE_PIXELS = question["max_pixels"]
    try:
        draw(question["file"], question["times"])
    except BrokenPipeError:  # whoever reads has had enough, or has died
        return 1
    except (Image.DecompressionBombError, OSError, ValueError, SyntaxError, EOFError) as error:
        sys.stderr.write(f"{type(error).__name__}: {error}\n")
        return 1
    return 0


def draw(file: str, times: list[int]) -> None:
    """Every picture drawn, also one that is shown no time at all: half a file looks whole."""
    with Image.open(file, formats=["WEBP"]) as image:
        if getattr(image, "n_frames", 1) != len(times):
            raise ValueError("it has other pictures than its chunks list")
        transform = to_srgb(image.info.get("icc_profile"))
        for number, often in enumerate(times):
            image.seek(number)
            image.load()
            if often:
                show(image, transform, often)
    sys.stdout.buffer.flush()


def show(image: Any, transform: Any, often: int) -> None:
    """One picture on white, written so many times."""
    drawn = image.convert("RGBA")
    ground = Image.new("RGB", drawn.size, "white")
    ground.paste(drawn, mask=drawn.getchannel("A"))
    if transform is not None:
        ImageCms.applyTransform(ground, transform, inPlace=True)
    pixels = ground.tobytes()
    for _ in range(often):
        sys.stdout.buffer.write(pixels)


def to_srgb(profile: bytes | None) -> Any:
    """From the colours of its profile, where it has a usable one."""
    if not profile:
        return None
    try:
        source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
        return ImageCms.buildTransform(source, ImageCms.createProfile("sRGB"), "RGB", "RGB")
    except (ImageCms.PyCMSError, OSError, ValueError):
        return None


if __name__ == "__main__":
    sys.exit(main())
