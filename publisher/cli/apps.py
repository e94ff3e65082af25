"""`publisher apps`: the programs that call us, and their keys."""

import argparse
from dataclasses import asdict
from typing import Any

from publisher.cli.answers import answer, offer_json
from publisher.settings import load


def arguments(parser: argparse.ArgumentParser) -> None:
    """One deed each; none shows a key a second time."""
    deeds = parser.add_subparsers(dest="deed", required=True, metavar="DEED")
    for name, says, words in (
        ("list", "every App", ()),
        ("create", "a new App and its first key", ("name",)),
        ("keys", "an App's keys", ("app",)),
        ("issue", "another key for an App", ("app",)),
        ("withdraw", "end a key at once", ("app", "key")),
    ):
        deed = deeds.add_parser(name, help=says, description=says)
        for word in words:
            deed.add_argument(word)
        if name in ("create", "issue"):
            deed.add_argument("--test", action="store_true", help="a key that begins pub_test_")
        offer_json(deed)


def run(chosen: argparse.Namespace) -> int:
    """Do one of them."""
    from publisher.wiring import build

    value, lines = DEEDS[chosen.deed](build(load()).apps, chosen)
    answer(chosen, value, lines)
    return 0


def _list(apps: Any, _chosen: argparse.Namespace) -> tuple[Any, list[str]]:
    every = [{"id": app.id, "name": app.name} for app in apps.every()]
    return every, [f"{app['id']}  {app['name']}" for app in every] or ["No App yet."]


def _create(apps: Any, chosen: argparse.Namespace) -> tuple[Any, list[str]]:
    app = apps.create(chosen.name)
    return _issued(apps, app.id, chosen)


def _issue(apps: Any, chosen: argparse.Namespace) -> tuple[Any, list[str]]:
    return _issued(apps, chosen.app, chosen)


def _issued(apps: Any, app_id: str, chosen: argparse.Namespace) -> tuple[Any, list[str]]:
    issued = apps.issue_key(app_id, "test" if chosen.test else "live")
    key = issued.key.reveal()
    shown = [f"App  {app_id}", f"Key  {key}", "Keep the key now: it is not shown again."]
    return {"app": app_id, "id": issued.id, "key": key}, shown


def _keys(apps: Any, chosen: argparse.Namespace) -> tuple[Any, list[str]]:
    keys = [_shown(key) for key in apps.keys(chosen.app)]
    lines = [f"{key['id']}  {key['kind']}  …{key['last4']}" for key in keys]
    return keys, lines or ["No key."]


def _shown(key: Any) -> dict[str, str | None]:
    return {name: None if part is None else str(part) for name, part in asdict(key).items()}


def _withdraw(apps: Any, chosen: argparse.Namespace) -> tuple[Any, list[str]]:
    apps.withdraw_key(chosen.app, chosen.key)
    return {"withdrawn": chosen.key}, [f"{chosen.key} opens nothing any more."]


DEEDS = {
    "list": _list,
    "create": _create,
    "issue": _issue,
    "keys": _keys,
    "withdraw": _withdraw,
}
