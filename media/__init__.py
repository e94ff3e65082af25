"""The front door of the media engine: probe, check, plan, render, and the values they exchange.

    tools = find_tools()
    facts = probe(path, tools)
    findings = check(facts, spec)
    todo = plan(facts, spec, findings)
    rendered = render(todo, facts, path, folder, tools, spec)

`judge` does the first three at once. Nothing heavy is loaded by importing this package.
"""

from media.aim import Fill, Frame
from media.cage import Limits
from media.errors import (
    BadSourceError,
    CancelledError,
    MediaError,
    NotVouchedError,
    OutOfRoomError,
    OutOfTimeError,
    RefusedError,
    SourceChangedError,
    ToolFailedError,
    ToolKilledError,
    ToolMissingError,
    TooMuchOutputError,
)
from media.facts import Facts, Kind, Light, Size, Sound, Still, Video, Wholeness
from media.findings import Finding, Weight, worst
from media.judge import Verdict, judge
from media.plan import Options, plan
from media.plans import Encode, EncodeAudio, Keep, Plan, Reject, Remux, plan_from_json
from media.probe import probe
from media.progress import Progress
from media.pyav import WarmPyav
from media.render import Rendered, render
from media.room import enough
from media.rules import check, check_count
from media.spec import Hdr, Spec
from media.specs import TIKTOK_PHOTO, TIKTOK_VIDEO
from media.stills import cover, preview
from media.tools import Tools, find_tools
from media.welcome import draw_welcome
from media.workshop import sweep

__all__ = [
    "TIKTOK_PHOTO",
    "TIKTOK_VIDEO",
    "BadSourceError",
    "CancelledError",
    "Encode",
    "EncodeAudio",
    "Facts",
    "Fill",
    "Finding",
    "Frame",
    "Hdr",
    "Keep",
    "Kind",
    "Light",
    "Limits",
    "MediaError",
    "NotVouchedError",
    "Options",
    "OutOfRoomError",
    "OutOfTimeError",
    "Plan",
    "Progress",
    "RefusedError",
    "Reject",
    "Remux",
    "Rendered",
    "Size",
    "Sound",
    "SourceChangedError",
    "Spec",
    "Still",
    "TooMuchOutputError",
    "ToolFailedError",
    "ToolKilledError",
    "ToolMissingError",
    "Tools",
    "Verdict",
    "Video",
    "WarmPyav",
    "Weight",
    "Wholeness",
    "check",
    "check_count",
    "cover",
    "draw_welcome",
    "enough",
    "find_tools",
    "judge",
    "plan",
    "plan_from_json",
    "preview",
    "probe",
    "render",
    "sweep",
    "worst",
]
