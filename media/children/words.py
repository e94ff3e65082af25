"""Writes a few words on a clear ground with Pillow's own font, which needs nothing installed."""

import json
import sys

from PIL import Image, ImageDraw, ImageFont

SMALLEST = 24
Font = ImageFont.ImageFont | ImageFont.FreeTypeFont


def main() -> None:
    """Draw what was asked for."""
    asked = json.loads(sys.stdin.readline())
    width, height = asked["width"], asked["height"]
    image = Image.new("RGBA", (width, height), (0, 0, 0, 0))
    pen = ImageDraw.Draw(image)
    at = 4.0
    for number, line in enumerate(asked["lines"]):
        font = fitting(pen, line, width * 0.84, 132 if number == 0 else 64)
        left, top, right, bottom = pen.textbbox((0, 0), line, font=font)
        where = ((width - (right - left)) / 2 - left, at)
        pen.text((where[0] + 4, where[1] + 5), line, font=font, fill=(0, 0, 0, 90))
        pen.text(where, line, font=font, fill=(255, 255, 255, 255))
        at += (bottom - top) + (90 if number == 0 else 44)
    image.save(asked["out"])


def fitting(pen: ImageDraw.ImageDraw, line: str, room: float, size: int) -> Font:
    """The font in the largest size, up to `size`, in which the line has room."""
    while True:
        font = ImageFont.load_default(size)
        if size <= SMALLEST or pen.textlength(line, font=font) <= room:
            return font
        size -= 8


if __name__ == "__main__":
    main()
