"""The operator's command line: one module per command, loaded only when it is called.

argparse rather than click: it costs no start-up time, and `make run` starts six of us at once.
"""

import argparse
import importlib
import sys
from collections.abc import Sequence

from publisher.cli.answers import explain
from publisher.cli.commands import COMMANDS

EPILOG = "`publisher COMMAND --help` tells more. Settings: docs/settings.md."


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command; gives 0: done, 1: not done and here is why, 2: not understood."""
    words = list(sys.argv[1:] if argv is None else argv)
    name = words[0] if words else "--help"
    if name not in COMMANDS:
        return _overview(name)
    command = importlib.import_module(f"publisher.cli.{name}")
    parser = argparse.ArgumentParser(
        prog=f"publisher {name}", description=COMMANDS[name], allow_abbrev=False
    )
    command.arguments(parser)
    chosen = parser.parse_args(words[1:])
    try:
        status: int = command.run(chosen)
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:  # the reader of our lines has gone
        sys.stderr.close()
        return 141
    except Exception as error:  # noqa: BLE001 raised again unless it is meant for the operator
        return explain(error, as_json=getattr(chosen, "json", False))
    return status


def _overview(name: str) -> int:
    lines = [f"  {command:<11} {says}" for command, says in COMMANDS.items()]
    text = "\n".join(["usage: publisher COMMAND …", "", *lines, "", EPILOG])
    if name in ("-h", "--help", "help"):
        print(text)
        return 0
    print(f"publisher: {name!r} is no command.\n\n{text}", file=sys.stderr)
    return 2
