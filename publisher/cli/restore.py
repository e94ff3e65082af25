"""`publisher restore`: the database is an older copy; a person looks, and the service goes on."""

import argparse
import getpass

from publisher.cli.answers import answer, offer_json
from publisher.settings import load


def arguments(parser: argparse.ArgumentParser) -> None:
    """Look, or confirm."""
    deeds = parser.add_subparsers(dest="deed", required=True, metavar="DEED")
    for name, says in (
        ("look", "whether the service holds back because of an older copy, since when"),
        ("confirm", "a person has looked: the service goes on, and what is held stays held"),
    ):
        deed = deeds.add_parser(name, help=says, description=says)
        if name == "confirm":
            deed.add_argument(
                "--who", default="", help="who has looked, for the audit; default: you"
            )
        offer_json(deed)


def run(chosen: argparse.Namespace) -> int:
    """Do one of them; 1 where the service holds back, or there is nothing to confirm."""
    from publisher.wiring import build

    restores = build(load()).restores
    since = restores.standing().since
    told = {"holds_back_since": None if since is None else since.isoformat()}
    if since is None:
        answer(chosen, told, ["The database is no older copy; nothing is held back."])
        return int(chosen.deed == "confirm")
    if chosen.deed == "look":
        lines = [
            f"Nothing is sent since {since:%Y-%m-%d %H:%M} UTC: the database is an older copy.",
            "What may be out already is held as `restored_from_copy`: see Held in the console.",
            "→ publisher restore confirm",
        ]
        answer(chosen, told, lines)
        return 1
    who = chosen.who or getpass.getuser()
    restores.confirm(f"operator {who}")
    lines = ["The service goes on. What is held stays so until a person releases it."]
    answer(chosen, told | {"confirmed_by": who}, lines)
    return 0
