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
    says = _in_words(error)
    if says is None:
        raise error
    if as_json:
        print(json.dumps({"error": says}, indent=1))
    else:
        print(says, file=sys.stderr)
    return 1


def _in_words(error: Exception) -> str | None:
    """The sentence for the operator; None where nobody foresaw this error."""
    from publisher.domain.errors import PublisherError
    from publisher.launch.trouble import Trouble
    from publisher.settings import SettingsProblem

    if isinstance(error, PublisherError | SettingsProblem | Trouble):
        return str(error)
    # Only a command that has loaded the store can have had trouble with it.
    migrate = sys.modules.get("publisher.store.migrate")
    if migrate is not None and isinstance(error, migrate.SchemaNewer):
        return str(error)
    alchemy = sys.modules.get("sqlalchemy.exc")
    if alchemy is not None and isinstance(error, alchemy.OperationalError):
        first_line = str(error.orig).partition("\n")[0]
        return f"The database does not answer: {first_line}\n→ Start it, or correct DATABASE_URL."
    return None
