"""`publisher doctor`: one sentence and one fix for everything the service stands on."""

import argparse
from dataclasses import asdict

from publisher.cli.answers import answer, offer_json
from publisher.settings import load

_MARKS = {"ok": "✓", "warn": "!", "fail": "✗"}


def arguments(parser: argparse.ArgumentParser) -> None:
    """Nothing to choose but the form."""
    offer_json(parser)


def run(chosen: argparse.Namespace) -> int:
    """Look at everything; 1 where something is in the way of publishing."""
    from publisher.launch.checkup import look_at_everything

    checks = look_at_everything(load())
    width = max(len(check.name) for check in checks)
    lines = []
    for check in checks:
        lines.append(f"{_MARKS[check.verdict]} {check.name:<{width}}  {check.says}")
        if check.fix:
            lines.append(f"  {'':<{width}}  → {check.fix}")
    answer(chosen, [asdict(check) for check in checks], lines)
    return int(any(check.verdict == "fail" for check in checks))
