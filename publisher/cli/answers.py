"""How a command answers: lines for people, JSON for programs, one sentence when it cannot."""

import argparse
import json
import sys
from collections.abc import Iterable
from typing import Any


def offer_json(parser: argparse.ArgumentParser) -> None:
    """Add --json to a command."""
    parser.add_argument("--json", action="store_true", help="answer in JSON")


def answer(chosen: argparse.Namespace, value: Any, lines: Iterable[str]) -> None:
    """Print a value as JSON, or its lines."""
    if chosen.json:
        print(json.dumps(value, indent=1))
    else:
        for line in lines:
            print(line)


def explain(error: Exception, *, as_json: bool) -> int:
    """Say why a command did not do its work; what nobody foresaw keeps its traceback."""
    if not _is_foreseen(error):
        raise error
    if as_json:
        print(json.dumps({"error": str(error)}, indent=1))
    else:
        print(error, file=sys.stderr)
    return 1


def _is_foreseen(error: Exception) -> bool:
    """Whether the error was raised to be read by the operator."""
    from publisher.domain.errors import PublisherError
    from publisher.launch.trouble import Trouble
    from publisher.settings import SettingsProblem

    if isinstance(error, PublisherError | SettingsProblem | Trouble):
        return True
    # Only a command that has loaded the store can have had trouble with it.
    migrate = sys.modules.get("publisher.store.migrate")
    return migrate is not None and isinstance(error, migrate.SchemaNewer)
