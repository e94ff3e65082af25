"""Try the engine on files from a shell: probe | check | plan | render."""

import argparse
import json
import math
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any, TextIO

from media import (
    BadSourceError,
    CancelledError,
    Facts,
    Keep,
    Kind,
    MediaError,
    Progress,
    Reject,
    Spec,
    Tools,
    Verdict,
    check_count,
    find_tools,
    judge,
    probe,
    render,
)
from media.findings import Weight
from media.plans import Encode, EncodeAudio, Plan, Remux
from media.spec import Hdr
from media.specs import BY_NAME

_SHORT: dict[type[Plan], str] = {
    Keep: "keep",
    Remux: "repack",
    EncodeAudio: "encode the sound",
    Encode: "encode",
    Reject: "reject",
}
FITS, ENGINE_FAILURE, MENDABLE, REJECTED = 0, 1, 3, 4
_BAR = 30


def main(argv: Sequence[str] | None = None) -> int:
    """The exit status: 0 all fit, 3 some can be mended, 4 some are rejected, 1 we failed."""
    asked = _parser().parse_args(argv)
    spec = BY_NAME[asked.spec].with_hdr(Hdr(asked.hdr))
    if asked.max_seconds is not None:
        spec = spec.narrowed(asked.max_seconds)
    try:
        tools = find_tools(asked.ffmpeg, asked.ffprobe)
    except MediaError as error:
        return _failed("ffmpeg", error, asked.json)
    if (fitted := tools.fitted(spec)) != spec:
        _warn("This ffmpeg cannot map tones (it lacks zscale or tonemap): HDR stays as it is.")
        spec = fitted
    for one in check_count(len(asked.files), spec) if spec.kind is Kind.PICTURE else ():
        _warn(one.says)
    try:
        return max((_one(Path(name), asked, spec, tools) for name in asked.files), key=_gravity)
    except KeyboardInterrupt:
        return _failed("stopped", CancelledError("on request; nothing half-made stays"), asked.json)


def _seconds(text: str) -> float:
    """A length that a film can have."""
    seconds = float(text)
    if not 0 < seconds < math.inf:
        raise argparse.ArgumentTypeError(f"{text} is no length; write seconds above 0, such as 600")
    return seconds


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m media", description=__doc__)
    parser.add_argument("what", choices=("probe", "check", "plan", "render"))
    parser.add_argument("files", nargs="+", metavar="FILE")
    parser.add_argument("--spec", choices=sorted(BY_NAME), default="tiktok-video")
    parser.add_argument("--max-seconds", type=_seconds, metavar="N", help="this creator's limit")
    parser.add_argument("--hdr", choices=[one.value for one in Hdr], default=Hdr.TONEMAP.value)
    parser.add_argument("--to", type=Path, default=Path(), metavar="FOLDER", help="for render")
    parser.add_argument("--ffmpeg", metavar="PROGRAM", help="in the place of the one found")
    parser.add_argument("--ffprobe", metavar="PROGRAM", help="in the place of the one found")
    parser.add_argument("--json", action="store_true", help="one JSON object a line")
    return parser


def _gravity(status: int) -> int:
    return (FITS, MENDABLE, REJECTED, ENGINE_FAILURE).index(status)


def _one(path: Path, asked: argparse.Namespace, spec: Spec, tools: Tools) -> int:
    try:
        if asked.what == "probe":
            return _show_facts(path, probe(path, tools, kind_hint=spec.kind), asked.json)
        verdict = judge(path, spec, tools)
        if asked.what == "render" and not isinstance(verdict.plan, Reject):
            return _render(path, verdict, asked, spec, tools)
    except BadSourceError as error:
        _failed(str(path), error, asked.json)
        return REJECTED
    except (MediaError, OSError) as error:
        return _failed(str(path), error, asked.json)
    _show(path, verdict, asked.json, with_plan=asked.what != "check")
    return _status(verdict.plan)


def _status(plan: Plan) -> int:
    if isinstance(plan, Reject):
        return REJECTED
    return FITS if isinstance(plan, Keep) else MENDABLE


def _failed(name: str, error: Exception, as_json: bool) -> int:
    code = getattr(error, "code", "system")
    way_out = getattr(error, "way_out", "Look at the machine: disk, memory, permissions.")
    if as_json:
        _line({"file": name, "code": code, "says": str(error), "way_out": way_out})
    else:
        _warn(f"{_safe(name)}: {code}: {_safe(str(error))}. {way_out}")
    return ENGINE_FAILURE


def _show_facts(path: Path, facts: Facts, as_json: bool) -> int:
    told = facts.to_json()
    if as_json:
        _line({"file": str(path), "facts": told})
    else:
        _say(_safe(str(path)))
        _table(told, "  ")
    return FITS


def _table(told: dict[str, Any], indent: str) -> None:
    for name, value in told.items():
        if isinstance(value, dict):
            _say(f"{indent}{name}:")
            _table(value, indent + "  ")
        elif name != "is" and value not in (None, [], ""):
            _say(f"{indent}{name}: {_safe(str(value))}")


def _show(path: Path, verdict: Verdict, as_json: bool, *, with_plan: bool) -> None:
    if as_json:
        told = verdict.to_json()
        _line({"file": str(path), **(told if with_plan else {"findings": told["findings"]})})
        return
    _say(f"{_safe(str(path))}: {_SHORT[type(verdict.plan)]}")
    for one in verdict.findings:
        mark = {Weight.NOTICE: "i", Weight.MENDABLE: "~", Weight.FATAL: "x"}[one.weight]
        _say(f"  {mark} {one.code}: {_safe(one.says)}")
    if with_plan and not isinstance(verdict.plan, Reject | Keep):
        for act in verdict.plan.operations:
            _say(f"  > {act.act} because of {', '.join(act.why)}")
        cost = verdict.plan.cost
        _say(f"  = about {cost.cpu_seconds:.1f} processor seconds, {cost.output_bytes:,} bytes")


def _render(
    path: Path, verdict: Verdict, asked: argparse.Namespace, spec: Spec, tools: Tools
) -> int:
    if verdict.facts is None:
        return REJECTED
    folder = asked.to / f"{path.name}.rendition"
    folder.mkdir(parents=True, exist_ok=True)
    bar = _Bar(sys.stderr) if sys.stderr.isatty() and not asked.json else None
    made = render(verdict.plan, verdict.facts, path, folder, tools, spec, on_progress=bar)
    if asked.json:
        _line({"file": str(path), "rendered": made.to_json()})
    else:
        _say(f"{_safe(made.path)}: {made.facts.size:,} bytes in {made.seconds:.1f} s")
    return _status(verdict.plan)


class _Bar:
    """A line that fills up while a person watches."""

    def __init__(self, out: TextIO) -> None:
        self.out = out

    def __call__(self, now: Progress) -> None:
        full = round(now.fraction * _BAR)
        left = "" if now.seconds_left is None else f" {now.seconds_left:4.0f} s left"
        bar = "#" * full + "." * (_BAR - full)
        self.out.write(f"\r[{bar}] {now.fraction:4.0%}{left}  ")
        if now.fraction >= 1:
            self.out.write("\n")
        self.out.flush()


def _safe(text: str) -> str:
    """Names and tags come from outside: no escape sequence reaches the terminal."""
    return "".join(one if one.isprintable() else "?" for one in text)


def _say(text: str) -> None:
    sys.stdout.write(text + "\n")


def _warn(text: str) -> None:
    sys.stderr.write(text + "\n")


def _line(told: dict[str, Any]) -> None:
    _say(json.dumps(told))


if __name__ == "__main__":
    sys.exit(main())
