"""`publisher migrate`: the database's schema, brought up to this version."""

import argparse

from publisher.cli.answers import answer, offer_json
from publisher.settings import load


def arguments(parser: argparse.ArgumentParser) -> None:
    """Nothing to choose but the form."""
    offer_json(parser)


def run(chosen: argparse.Namespace) -> int:
    """Migrate; safe beside others that do the same."""
    from publisher.store.engine import Store
    from publisher.store.migrate import upgrade
    from publisher.store.seal import Seal

    settings = load()
    settings.var.mkdir(parents=True, exist_ok=True)
    store = Store(settings.database_url.reveal(), Seal(settings.seal_keys))
    try:
        before, after = upgrade(store)
    finally:
        store.close()
    done = f"The database is at schema {after}, as this version wants."
    if before != after:
        done = f"The database went from schema {before or 'none'} to {after}."
    answer(chosen, {"before": before, "after": after}, [done])
    return 0
