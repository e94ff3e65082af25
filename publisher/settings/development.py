"""Secrets for trying out: made once, kept in `var/secrets` for this person's eyes only."""

import base64
import json
import os
import secrets
from pathlib import Path

from publisher.settings.problems import Problem, SettingsProblem

FILE = "secrets"


def secrets_in(var: Path) -> dict[str, str]:
    """What the environment may leave out in development, by the setting's name.

    Raises SettingsProblem where the folder cannot be used.
    """
    file = var / FILE
    try:
        if not file.exists():
            _write_once(file)
        kept: dict[str, str] = json.loads(file.read_text())
    except OSError as error:
        says = f"{var} cannot hold our state: {error.strerror}; name a folder you may write to"
        raise SettingsProblem((Problem("PUBLISHER_VAR", says),)) from error
    except ValueError as error:
        says = f"{file} is damaged; remove it, and have the creators connect again"
        raise SettingsProblem((Problem("PUBLISHER_VAR", says),)) from error
    return kept


def _write_once(file: Path) -> None:
    made = {
        "PUBLISHER_SEAL_KEYS": base64.urlsafe_b64encode(secrets.token_bytes(32)).decode(),
        "PUBLISHER_SESSION_SECRET": secrets.token_urlsafe(32),
        "PUBLISHER_OPERATOR_PASSWORD": secrets.token_urlsafe(9),
    }
    file.parent.mkdir(parents=True, exist_ok=True)
    draft = file.with_name(f"{FILE}.{os.getpid()}")
    handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(handle, "w") as out:
            json.dump(made, out, indent=1)
        file.hardlink_to(draft)
    except FileExistsError:
        pass  # another process was quicker; its secrets are the ones that count
    finally:
        draft.unlink()
