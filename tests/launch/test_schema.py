"""The quick look at the schema says the same as Alembic, or says nothing."""

import sqlite3
from pathlib import Path

import pytest
from alembic.script import ScriptDirectory

from publisher.launch import schema
from publisher.store.migrate import MIGRATIONS


def test_the_newest_revision_is_the_one_that_alembic_names():
    assert schema.newest(schema.VERSIONS) == ScriptDirectory(str(MIGRATIONS)).get_current_head()


@pytest.mark.parametrize("engine_name", ["sqlite"])
def test_a_migrated_file_is_current(database_url, engine_name):
    assert schema.is_current(database_url)


@pytest.mark.parametrize("engine_name", ["sqlite"])
def test_a_file_with_another_schema_is_left_to_the_migration(database_url, engine_name):
    with sqlite3.connect(database_url.removeprefix("sqlite:///")) as line:
        line.execute("UPDATE alembic_version SET version_num = 'of tomorrow'")
    line.close()

    assert not schema.is_current(database_url)


@pytest.mark.parametrize("content", [None, b"", b"no database"])
def test_what_is_no_migrated_database_is_left_to_the_migration(tmp_path, content):
    file = tmp_path / "publisher.sqlite3"
    if content is not None:
        file.write_bytes(content)

    assert not schema.is_current(f"sqlite:///{file}")


def test_another_engine_is_left_to_the_migration():
    assert not schema.is_current("postgresql://publisher@/publisher")


def test_two_newest_revisions_are_none(tmp_path):
    for name in ("a", "b"):
        Path(tmp_path / f"{name}.py").write_text(f"revision = {name!r}\ndown_revision = None\n")

    assert schema.newest(tmp_path) is None
