"""`publisher seal`: the keys that close secrets at rest, and turning to a newer one."""

import argparse
from collections.abc import Iterator
from dataclasses import asdict
from typing import Any

from publisher.cli.answers import answer, offer_json
from publisher.settings import load


def arguments(parser: argparse.ArgumentParser) -> None:
    """One deed each."""
    deeds = parser.add_subparsers(dest="deed", required=True, metavar="DEED")
    for name, says in (
        ("key", "a fresh key for PUBLISHER_SEAL_KEYS"),
        ("look", "how much is sealed under the newest key, and how much under older ones"),
        ("turn", "seal everything anew under the newest key; safe while the service runs"),
    ):
        offer_json(deeds.add_parser(name, help=says, description=says))


def run(chosen: argparse.Namespace) -> int:
    """Do one of them; 1 where something stays under an older key or cannot be opened."""
    if chosen.deed == "key":
        from cryptography.fernet import Fernet

        key = Fernet.generate_key().decode()
        answer(chosen, {"key": key}, [key])
        return 0
    from publisher.wiring import build

    keys = build(load()).seal_keys
    turned = keys.turn() if chosen.deed == "turn" else None
    found = keys.look()
    told = asdict(found) | ({} if turned is None else {"turned": turned})
    answer(chosen, told, _lines(found, turned))
    return int(bool(found.broken) or (turned is not None and not found.older_keys_can_go))


def _lines(found: Any, turned: int | None) -> Iterator[str]:
    if turned is not None:
        yield f"{turned} sealed anew under the newest key."
    yield f"{found.newest} under the newest key, {found.older} under older ones."
    if found.broken:
        yield f"{found.broken} cannot be opened with any key in PUBLISHER_SEAL_KEYS."
        yield "→ Put the key that closed them back, behind the newest; no creator connects again."
    if found.older and turned is None:
        yield "→ publisher seal turn"
    elif found.older:  # held by somebody just then, or closed meanwhile by a process of before
        yield "→ Restart what still runs with the keys of before, then: publisher seal turn"
    elif not found.broken:
        yield "Older keys can go from PUBLISHER_SEAL_KEYS."
