"""`publisher settings`: what is set, and what it means."""

import argparse
from enum import StrEnum
from pathlib import Path
from typing import Any

from publisher.cli.answers import answer, offer_json
from publisher.settings import Settings, load
from publisher.settings.declared import declared
from publisher.settings.page import markdown


def arguments(parser: argparse.ArgumentParser) -> None:
    """Nothing to choose but the form."""
    offer_json(parser)
    parser.add_argument("--markdown", action="store_true", help="write docs/settings.md instead")


def run(chosen: argparse.Namespace) -> int:
    """Show every setting; a secret shows only that it is set."""
    if chosen.markdown:
        print(markdown(), end="")
        return 0
    settings = load()
    shown = {one.name: _plain(getattr(settings, one.field)) for one in declared()}
    answer(chosen, shown, _lines(settings, shown))
    return 0


def _lines(_settings: Settings, shown: dict[str, Any]) -> list[str]:
    lines = []
    for one in declared():
        lines += [f"{one.name}={shown[one.name]}", f"    {one.meaning}"]
    return lines


def _plain(value: Any) -> Any:
    if isinstance(value, StrEnum | Path):
        return str(value)
    if isinstance(value, tuple):
        return ",".join(str(part) for part in value)
    return value if value is None or isinstance(value, int | str) else str(value)
