"""The schema: once under a lock, equal to the models, back again, and never from a newer one."""

import subprocess
import sys

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import inspect, text

from publisher.store import migrate
from publisher.store.engine import Store
from publisher.store.schema import TABLES, metadata

PROGRAM = """
import sys
from cryptography.fernet import Fernet
from publisher.domain.secret import Secret
from publisher.store import migrate
from publisher.store.engine import Store
from publisher.store.seal import Seal
store = Store(sys.argv[1], Seal([Secret(Fernet.generate_key().decode())]))
before, after = migrate.upgrade(store)
print("did" if before != after else "found", after)
"""


@pytest.fixture
def bare_url(request, engine_name, tmp_path):
    """The address of a database without any tables."""
    if engine_name == "sqlite":
        yield f"sqlite:///{tmp_path / 'bare.sqlite3'}"
        return
    server = request.getfixturevalue("postgres_server")
    name = server.database("template1")
    yield server.address(name)
    server.drop(name)


@pytest.fixture
def bare(bare_url, seal):
    made = Store(bare_url, seal)
    yield made
    made.close()


def test_three_processes_that_start_together_migrate_once(bare_url):
    started = [
        subprocess.Popen(
            [sys.executable, "-c", PROGRAM, bare_url],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        for _ in range(3)
    ]

    ended = [one.communicate(timeout=120) for one in started]

    assert [one.returncode for one in started] == [0, 0, 0], ended
    assert sorted(out.split()[0] for out, _ in ended) == ["did", "found", "found"]


def test_the_migrations_and_the_models_say_the_same(bare):
    migrate.upgrade(bare)

    with bare.engine.connect() as connection:
        differences = compare_metadata(MigrationContext.configure(connection), metadata)

    assert differences == []


def test_every_table_of_the_models_is_gathered_for_the_migrations():
    assert {table.name for table in TABLES} == set(metadata.tables)


def test_down_leaves_nothing_and_up_again_works(bare):
    migrate.upgrade(bare)
    migrate.downgrade(bare, "base")

    assert inspect(bare.engine).get_table_names() == ["alembic_version"]
    assert migrate.upgrade(bare) == (None, migrate.standing(bare)[1])


def test_a_schema_that_is_newer_than_the_code_is_refused(bare):
    migrate.upgrade(bare)
    with bare.engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))

    with pytest.raises(migrate.SchemaNewer, match="newer version"):
        migrate.upgrade(bare)
    with pytest.raises(migrate.SchemaNewer, match="9999"):
        migrate.refuse_other_schema(bare)


def test_a_schema_that_is_older_than_the_code_is_named_with_the_way_out(bare):
    with pytest.raises(migrate.SchemaNewer, match="publisher migrate"):
        migrate.refuse_other_schema(bare)


def test_a_failed_migration_leaves_the_schema_as_it_was(bare):
    with bare.engine.begin() as connection:
        connection.execute(text("CREATE TABLE steps (id TEXT)"))  # in the way of ours

    with pytest.raises(Exception, match="steps"):
        migrate.upgrade(bare)

    assert "apps" not in inspect(bare.engine).get_table_names()
