"""What the first run leaves for the banner and for scripts: `var/first-run.json`."""

import json
import os
from dataclasses import asdict, dataclass
from pathlib import Path

FILE = "first-run.json"


@dataclass(frozen=True, slots=True)
class FirstRun:
    """Where the console is and how to get in, a working key, and the post that was published."""

    console: str
    password: str
    api_key: str
    app: str
    connection: str
    asset: str
    post: str
    state: str


def read(var: Path) -> FirstRun | None:
    """What an earlier run left; None where there is nothing to rely on."""
    try:
        return FirstRun(**json.loads((var / FILE).read_text()))
    except (OSError, ValueError, TypeError):
        return None


def write(var: Path, first: FirstRun) -> None:
    """Keep it for this person's eyes only, whole or not at all."""
    draft = var / f".{FILE}"
    handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "w") as out:
        json.dump(asdict(first), out, indent=1)
    draft.replace(var / FILE)
