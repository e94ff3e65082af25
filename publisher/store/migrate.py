"""Bring the schema up to the code: once, under a lock, and never from a newer one."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, func, select

from publisher.store.engine import Store

MIGRATIONS = Path(__file__).parents[2] / "migrations"
_LOCK = 7_202_611_21  # any number, as long as every process says the same
_WAIT_MS = 60_000


class SchemaNewer(Exception):
    """The database was written by a newer version of this program."""


def upgrade(store: Store) -> tuple[str | None, str]:
    """Migrate to the newest revision; gives the revision before and after.

    Everything happens in one transaction: processes that start together wait for the first,
    then find nothing left to do; a failed step leaves the schema as it was.
    """
    config = _config()
    scripts = ScriptDirectory.from_config(config)
    head = scripts.get_current_head() or ""
    with store.engine.connect() as connection:
        if not store.is_postgres:
            connection.exec_driver_sql(f"PRAGMA busy_timeout={_WAIT_MS}")
            connection.rollback()
        with connection.begin():
            if store.is_postgres:
                connection.exec_driver_sql(f"SET LOCAL lock_timeout = {_WAIT_MS}")
                connection.execute(select(func.pg_advisory_xact_lock(_LOCK)))
            before = _revision(connection)
            _refuse_newer(scripts, before)
            if before != head:
                config.attributes["connection"] = connection
                command.upgrade(config, "head")
    return before, head


def downgrade(store: Store, revision: str) -> None:
    """Go back to an earlier revision; for tests and for an operator who knows why."""
    config = _config()
    with store.engine.begin() as connection:
        config.attributes["connection"] = connection
        command.downgrade(config, revision)


def standing(store: Store) -> tuple[str | None, str]:
    """The revision the database has, and the one that the code wants."""
    scripts = ScriptDirectory.from_config(_config())
    with store.engine.connect() as connection:
        return _revision(connection), scripts.get_current_head() or ""


def refuse_other_schema(store: Store) -> None:
    """Raise unless the database has exactly the schema that this code was written for."""
    scripts = ScriptDirectory.from_config(_config())
    found, wanted = standing(store)
    _refuse_newer(scripts, found)
    if found != wanted:
        raise SchemaNewer(
            f"the database has schema {found or 'none'}, this version wants {wanted}:"
            " run `publisher migrate` first"
        )


def _refuse_newer(scripts: ScriptDirectory, found: str | None) -> None:
    known = {script.revision for script in scripts.walk_revisions()}
    if found is not None and found not in known:
        raise SchemaNewer(
            f"the database has schema {found}, which this version does not know:"
            " it was written by a newer version; start that one, or restore an older copy"
        )


def _revision(connection: Connection) -> str | None:
    return MigrationContext.configure(connection).get_current_revision()


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.set_main_option("path_separator", "os")
    return config
