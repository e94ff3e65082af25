"""`publisher web` starts only where it can open what it has closed."""

from sqlalchemy import insert

from publisher.domain.secret import Secret
from publisher.store.ledger import idempotency
from tests.cli.test_commands import run


def test_without_the_key_that_closed_the_secrets_it_says_so_and_ends(store, database_url, tmp_path):
    with store.write() as tx:
        closed_otherwise = tx.seal.close(Secret("an answer"), "place")
        row = {"app_id": "app_1", "route": "posts", "key": "k", "fingerprint": "f"}
        tx.run(insert(idempotency).values(**row, at=tx.now(), status=201, body=closed_otherwise))

    done = run("web", cwd=tmp_path, timeout=60, DATABASE_URL=database_url)

    assert done.returncode == 1
    assert "None of the 1 secrets at rest opens" in done.stderr
    assert "Traceback" not in done.stderr
