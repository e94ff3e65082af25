"""What a create with all its promises costs, beside one bare insert through the same server.

`python -m bench.create` on PostgreSQL, over 200 connections; ROUNDS=3 for a short one. Both calls
go through the same site in one thread, in turns, so that what the machine gives to others at the
time meets both. Exits 1 below a floor.
"""

import json
import os
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography.fernet import Fernet
from flask import Flask, request
from flask.testing import FlaskClient
from sqlalchemy import text

from bench.hush import hush
from bench.million import CONNECTIONS, PEOPLE
from publisher.domain.secret import Secret
from publisher.store import ledger
from publisher.store.engine import Store
from publisher.store.seal import Seal
from publisher.web import create_site
from publisher.web.auth import by_anybody
from tests.overheard import overheard
from tests.servers import postgres
from tests.servers.databases import PostgresDatabases
from tests.servers.postgres import PostgresServer
from tests.stage import PUBLIC, Stage

ROUNDS, EACH, CONNECTED = int(os.environ.get("ROUNDS", "15")), 100, 200
FLOORS = {"to_bare_insert": 0.40}
MOST = {"statements": 4}
KNOWN = "UPDATE creators SET facts = (SELECT facts FROM creators WHERE facts IS NOT NULL LIMIT 1)"


def main() -> int:
    """Set everything up, measure, print."""
    hush()
    programs = postgres.find()
    if programs is None:
        print("no PostgreSQL here", file=sys.stderr)
        return 2
    seal = Seal([Secret(Fernet.generate_key().decode())])
    server = PostgresServer(programs)
    server.start()
    try:
        with tempfile.TemporaryDirectory() as folder:
            databases = PostgresDatabases(server, seal)
            with databases.fresh(Path(folder)) as url:
                known = Stage(url, seal, Path(folder) / "var")
                known.publisher.connections.creator(known.connect())
                store = Store(url, seal)  # the database's own clock, as in earnest
                return measure(Stage(url, seal, Path(folder) / "var", outside={"store": store}))
    finally:
        server.stop()


def measure(stage: Stage) -> int:
    """Bare inserts and creates in turns, and what a create says to the database."""
    calls = Calls(stage)
    calls.create(0)
    seconds = {"bare": 0.0, "create": 0.0}
    for turn in range(1, ROUNDS + 1):
        numbers = range(turn * EACH, (turn + 1) * EACH)
        seconds["bare"] += took(calls.bare, numbers)
        seconds["create"] += took(calls.create, numbers)
    figures: dict[str, float] = {name: ROUNDS * EACH / spent for name, spent in seconds.items()}
    figures = {f"{name}_per_second": round(rate) for name, rate in figures.items()}
    figures["to_bare_insert"] = round(seconds["bare"] / seconds["create"], 2)
    figures["statements"] = calls.statements((ROUNDS + 1) * EACH)
    print(" ".join(f"{name}={value}" for name, value in figures.items()))
    fast = all(figures[name] >= floor for name, floor in FLOORS.items())
    return 0 if fast and all(figures[name] <= most for name, most in MOST.items()) else 1


class Calls:
    """Both calls, through one site."""

    def __init__(self, stage: Stage) -> None:
        self._store = stage.publisher.store
        people = {"n": CONNECTED, "app": stage.app, "now": stage.now()}
        with self._store.write() as tx:
            tx.run(text(PEOPLE), {"n": CONNECTED})
            tx.run(text(CONNECTIONS), people)
            tx.run(text(KNOWN))
        self._film = stage.asset()
        self._key = stage.publisher.apps.issue_key(stage.app).key.reveal()
        self._start = datetime.now(UTC) + timedelta(hours=1)
        site = create_site(stage.publisher)
        _add_bare(site, self._store)
        self._client: FlaskClient = site.test_client()

    def bare(self, number: int) -> None:
        """One row, and nothing else."""
        answer = self._client.post("/bare", json={"number": number})
        assert answer.status_code == 201, answer.text

    def create(self, number: int) -> None:
        """One Post."""
        apart = timedelta(days=3) * (number // CONNECTED)
        body = {
            "connection": f"con_{1 + number % CONNECTED}",
            "assets": [self._film],
            "mode": "direct",
            "caption": f"the caption of number {number}",
            "options": PUBLIC,
            "schedule": {"at": (self._start + apart).isoformat()},
        }
        head = {"Authorization": f"Bearer {self._key}", "Idempotency-Key": f"key-{number}"}
        answer = self._client.post("/v1/posts", json=body, headers=head)
        assert answer.status_code == 201, answer.text

    def statements(self, number: int) -> int:
        """How many statements one more create sends."""
        said: list[str] = []

        with overheard(self._store, lambda _cursor, statement, _values: said.append(statement)):
            self.create(number)
        if os.environ.get("SHOW"):
            print("\n".join(json.dumps(one[:120]) for one in said))
        return len(said)


def _add_bare(site: Flask, store: Store) -> None:
    def bare() -> tuple[dict[str, int], int]:
        number = int(request.get_json()["number"])
        with store.write() as tx:
            ledger.hear(tx, f"bare {number}", "bare", "bare", {})
        return {"number": number}, 201

    site.post("/bare")(by_anybody(bare))


def took(act: Callable[[int], None], numbers: range) -> float:
    """Seconds for all of them."""
    begun = time.perf_counter()
    for number in numbers:
        act(number)
    return time.perf_counter() - begun


if __name__ == "__main__":
    sys.exit(main())
