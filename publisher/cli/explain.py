"""`publisher explain`: what a TikTok error means, who acts, and what to do."""

import argparse
import json
import sys
from collections.abc import Iterator
from typing import Any

from publisher.cli.answers import answer, offer_json

MOST_READ = 1 << 20  # characters of a pasted answer; far less is looked at


def arguments(parser: argparse.ArgumentParser) -> None:
    """What to explain: words of the command line, or what is piped in."""
    parser.add_argument("text", nargs="*", help="a code, an answer or a line of a log; or pipe it")
    parser.add_argument("--all", action="store_true", help="the whole reference")
    parser.add_argument("--surface", help="where it was said, such as posting, oauth or business")
    parser.add_argument("--step", help="at which exchange, such as video_init or status")
    parser.add_argument("--http", type=int, help="the HTTP status that came with it")
    offer_json(parser)


def run(chosen: argparse.Namespace) -> int:
    """Explain; 1 where nothing is known about it."""
    from publisher import platforms
    from publisher.services.support.reference import Reference

    reference = Reference(platforms.references())
    wrong = _wrong(chosen, reference)
    if wrong:
        print(wrong, file=sys.stderr)
        return 2
    if chosen.all:
        return _everything(chosen, reference)
    found = reference.translate(
        _given(chosen), chosen.surface or "", chosen.step or "", chosen.http
    )
    entry = reference.get(found.key)
    told = {**found.told, "entry": dict(entry.told) if entry else None}
    answer(chosen, told, _lines(told))
    return 0 if found.told["known"] else 1


def _wrong(chosen: argparse.Namespace, reference: Any) -> str:
    """What cannot be understood of the question, in a sentence; empty where all can."""
    for name, known in (("surface", reference.surfaces), ("step", reference.steps)):
        said = getattr(chosen, name)
        if said is not None and said not in known:
            return f"--{name}: {said!r} is none of {', '.join(known)}"
    if not (chosen.all or chosen.text or chosen.http) and sys.stdin.isatty():
        return "Nothing to explain.\n→ publisher explain spam_risk, or pipe an answer in."
    return ""


def _given(chosen: argparse.Namespace) -> str:
    if chosen.text or (chosen.http and sys.stdin.isatty()):
        return " ".join(chosen.text)
    # Bytes, because what was pasted need not be text at all.
    return sys.stdin.buffer.read(MOST_READ).decode("utf-8", "replace")


def _everything(chosen: argparse.Namespace, reference: Any) -> int:
    entries = [dict(one.told) for one in reference.entries]
    lines = (
        f"{one['key']:<55} {one['outcome']:<10} {one['actor']:<9} "
        f"{one['readers']['caller']['what']}"
        for one in entries
    )
    told = {"version": reference.version, "count": len(entries), "entries": entries}
    answer(chosen, told, lines)
    return 0


def _lines(told: dict[str, Any]) -> Iterator[str]:
    entry, said = told["entry"], told["tiktok"]
    readers = entry["readers"]
    yield f"{told['key']}  ({told['confidence']}: {told['matched']})"
    yield f"  {told['outcome']} · {told['actor']}: {told['remedy']} · class {told['class']}"
    yield f"  we: {told['handling']} · send again: {told['resend']}"
    for reader in ("creator", "caller", "support"):
        words = readers[reader]
        yield f"  {reader + ':':<9}{words['what']} {words['why']} → {words['do']}"
    heard = {name: value for name, value in said.items() if value}
    if heard:
        yield f"  TikTok:  {json.dumps(heard, ensure_ascii=True)}"
    for name in ("hint", "note"):
        if told[name]:
            yield f"  {told[name]}"
    if told["suggestions"]:
        near = "also means" if told["known"] else "looks like"
        yield f"  {near}: {', '.join(told['suggestions'])}"
    if told["others"]:
        yield f"  also in it: {', '.join(told['others'])}"
