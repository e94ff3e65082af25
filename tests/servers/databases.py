"""Fresh, migrated databases on both engines, copied from one that was migrated once."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from publisher.store.engine import Store
from publisher.store.migrate import upgrade
from publisher.store.seal import Seal
from tests.servers.postgres import PostgresServer

TEMPLATE = "publisher_template"


class SqliteFiles:
    """Databases in files."""

    def __init__(self, folder: Path, seal: Seal) -> None:
        self._template = folder / "template.sqlite3"
        _migrate(f"sqlite:///{self._template}", seal)

    @contextmanager
    def fresh(self, folder: Path) -> Iterator[str]:
        """The address of a copy that nobody has used."""
        copy = folder / "publisher.sqlite3"
        shutil.copyfile(self._template, copy)
        yield f"sqlite:///{copy}"


class PostgresDatabases:
    """Databases in one server."""

    def __init__(self, server: PostgresServer, seal: Seal) -> None:
        self._server = server
        server.say(f"CREATE DATABASE {TEMPLATE}")
        _migrate(server.address(TEMPLATE), seal)

    @contextmanager
    def fresh(self, _folder: Path) -> Iterator[str]:
        """The address of a copy that nobody has used; dropped afterwards."""
        name = self._server.database(TEMPLATE)
        yield self._server.address(name)
        self._server.drop(name)


def _migrate(url: str, seal: Seal) -> None:
    store = Store(url, seal)
    upgrade(store)
    store.close()
