"""The revision that a database says it has, read without loading what migrates it."""

from pathlib import Path

from sqlalchemy import exc, text

from publisher.store.engine import Store

_WRITTEN = text("SELECT version_num FROM alembic_version")


def written(store: Store) -> str | None:
    """The revision; None where there is no schema, or more than one. Raises StoreAway."""
    if not store.is_postgres and not _has_file(store):
        return None
    try:
        with store.read() as tx:
            found = list(tx.run(_WRITTEN))
    except exc.DBAPIError:  # it answers, and there is no such table
        return None
    return found[0].version_num if len(found) == 1 else None


def _has_file(store: Store) -> bool:
    """Whether a SQLite file is there; to open a missing one would make it."""
    file = store.url.database
    return file is not None and Path(file).exists()
