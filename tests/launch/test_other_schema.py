"""What runs alone starts on the schema that it was written for, and on no other."""

from types import SimpleNamespace

import pytest
from sqlalchemy import text

from publisher.domain.errors import StoreAway
from publisher.launch.other_schema import refuse_other_schema
from publisher.launch.trouble import Trouble
from publisher.store.migrate import SchemaNewer
from tests.cli.test_commands import run

ALONE = ["web", "worker", "media", "clock"]


def _call_it(store, name):
    with store.engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = :name"), {"name": name})


def test_the_right_schema_is_let_pass(store):
    assert not refuse_other_schema(store)


def test_a_newer_schema_is_refused(store):
    _call_it(store, "9999")

    with pytest.raises(SchemaNewer, match="written by a newer version"):
        refuse_other_schema(store)


def test_no_schema_is_refused_with_the_way_out(store):
    with store.engine.begin() as connection:
        connection.execute(text("DROP TABLE alembic_version"))

    with pytest.raises(Trouble, match="publisher migrate"):
        refuse_other_schema(store)


def test_a_database_that_is_away_is_waited_for(store):
    waits = []

    def away_at_first():
        if len(waits) < 3:
            raise StoreAway("the database does not answer")
        return store.read()

    refuse_other_schema(SimpleNamespace(is_postgres=True, read=away_at_first), waits.append)

    assert len(waits) == 3


@pytest.mark.parametrize("command", ALONE)
def test_each_of_them_says_it_in_a_sentence(command, store, database_url, tmp_path):
    _call_it(store, "9999")

    done = run(command, cwd=tmp_path, timeout=60, DATABASE_URL=database_url)

    assert done.returncode == 1
    assert done.stderr.startswith("the database has schema 9999")
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("command", ALONE)
def test_a_folder_without_a_database_is_told_to_migrate_and_gets_none(command, tmp_path):
    done = run(command, cwd=tmp_path, timeout=60)

    assert (done.returncode, done.stderr.splitlines()[0]) == (1, "The database has no schema yet.")
    assert not list(tmp_path.rglob("*.sqlite3"))
