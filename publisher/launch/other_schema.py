"""Stop before anything is read or written by a schema that this code was not written for."""

import logging
import time
from collections.abc import Callable

from publisher.domain.errors import Away
from publisher.launch import schema
from publisher.launch.trouble import Trouble
from publisher.store import revision
from publisher.store.engine import Store

PAUSE_SECONDS = 2.0
log = logging.getLogger(__name__)


def refuse_other_schema(store: Store, wait: Callable[[float], None] = time.sleep) -> None:
    """Raise where the database has another schema; while it is away, wait and say so."""
    found = _written(store, wait)
    if found == schema.newest(schema.VERSIONS):
        return
    if found is None:
        raise Trouble(
            "The database has no schema yet.",
            "Run `publisher migrate` first, or correct DATABASE_URL.",
        )
    # Loaded only now: Alembic would make every start slower.
    from publisher.store import migrate

    migrate.refuse_other_schema(store)


def _written(store: Store, wait: Callable[[float], None]) -> str | None:
    while True:
        try:
            return revision.written(store)
        except Away as away:
            log.warning("%s; the next look is in %s s", away, PAUSE_SECONDS)
        wait(PAUSE_SECONDS)
