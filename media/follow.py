"""Read a film towards its end: the index may be perfect and the pictures broken."""

import re
from pathlib import Path

from media import animation
from media.cage import Limits
from media.command import follow_words
from media.errors import ToolFailedError, ToolKilledError
from media.facts import Facts, Wholeness
from media.run import run
from media.tools import Tools
from media.webp import CONTAINER as ANIMATION
from media.workshop import workshop

_WHERE = re.compile(r"^\[[^\]]*\] |0x[0-9a-f]+")
# said about tracks that are left out anyway
_HARMLESS = ("not on whitelist", "Could not find codec parameters", "Unsupported codec")
_DECODE_TIMES_FASTER = 4


def follow(path: Path, facts: Facts, tools: Tools, wholeness: Wholeness) -> Facts:
    """The same Facts, knowing what a reader complained about on the way."""
    if facts.container == ANIMATION:
        animation.follow(path)
        return facts.followed(Wholeness.EVERYTHING, "")
    said = _complaint(path, facts, tools, wholeness)
    if said and wholeness is Wholeness.PACKETS:
        wholeness = Wholeness.KEYFRAMES
        said = _complaint(path, facts, tools, wholeness) or said
    return facts.followed(wholeness, said)


def _complaint(path: Path, facts: Facts, tools: Tools, wholeness: Wholeness) -> str:
    # a film of 10 minutes decodes in a minute or two; packets go by as fast as the disk allows
    seconds = 60.0 + facts.size / 20e6 + facts.seconds / _DECODE_TIMES_FASTER
    if wholeness is Wholeness.EVERYTHING:
        seconds += facts.seconds * _DECODE_TIMES_FASTER
    limits = Limits(seconds=seconds, cpu_seconds=int(seconds * 4), output_bytes=1)
    with workshop(path) as folder:
        words = follow_words(facts, wholeness)
        try:
            said = run([tools.ffmpeg, *words], limits, folder=str(folder)).said
        except ToolKilledError:
            raise
        except ToolFailedError as error:
            said = error.said or str(error)
    lines = (_WHERE.sub("", line).strip() for line in said.splitlines())
    return next((one for one in lines if one and not any(h in one for h in _HARMLESS)), "")
