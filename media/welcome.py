"""A short film drawn on the spot, so that a first post needs no file of anybody's."""

import json
import sys
from pathlib import Path

from media.cage import STILL, Limits
from media.command import WELCOME_SIZE, welcome_words
from media.errors import NotVouchedError
from media.facts import Facts
from media.probe import probe
from media.rules import check
from media.run import Cancel, run
from media.specs import TIKTOK_VIDEO
from media.tools import Tools
from media.workshop import bare_workshop

_CHILD = str(Path(__file__).parent / "children" / "words.py")
_LIMITS = Limits(seconds=120.0, cpu_seconds=120, output_bytes=64 * 2**20)
_MOST_LINES = 6


def draw_welcome(
    out: Path, tools: Tools, lines: tuple[str, ...], *, cancel: Cancel | None = None
) -> Facts:
    """Five seconds of moving colour with sound and these lines, at `out`; fit for TikTok.

    Only ffmpeg and Pillow's own font are used. Letters beyond western European ones are drawn as
    empty squares, since no other font can be relied on.
    """
    asked = {
        "lines": [line[:80] for line in lines[:_MOST_LINES]],
        "width": WELCOME_SIZE.width,
        "height": WELCOME_SIZE.height // 3,
        "out": "words.png",
    }
    with bare_workshop(out.parent) as shop:
        question = json.dumps(asked).encode() + b"\n"
        run([sys.executable, "-I", _CHILD], STILL, folder=str(shop), feed=question, cancel=cancel)
        words = welcome_words()
        run([tools.ffmpeg, *words], _LIMITS, folder=str(shop), cancel=cancel)
        made = shop / "out.mp4"
        facts = probe(made, tools)
        left = check(facts, TIKTOK_VIDEO)
        if left:
            raise NotVouchedError(f"the welcome film does not fit: {left[0].says}")
        made.replace(out)
    return facts
