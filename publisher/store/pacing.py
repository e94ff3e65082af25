"""What bounds one Connection's Posts, read in one statement that also locks the Creator."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, select

from publisher.store.apps import apps
from publisher.store.connections import connections
from publisher.store.creators import creators
from publisher.store.engine import Tx
from publisher.store.rows import fill


@dataclass(frozen=True, slots=True)
class PacingRow:
    """The raw ingredients: both policies, what refusals taught, since when we are connected."""

    creator_id: str
    learnt: dict[str, Any]
    of_connection: dict[str, Any]
    of_app: dict[str, Any]
    connected_at: datetime


_READ = (
    select(
        creators.c.id.label("creator_id"),
        creators.c.learnt,
        connections.c.policy.label("of_connection"),
        apps.c.policy.label("of_app"),
        connections.c.created_at.label("connected_at"),
    )
    .join(connections, connections.c.creator_id == creators.c.id)
    .join(apps, apps.c.id == connections.c.app_id)
    .where(connections.c.id == bindparam("connection"))
)
# The Creator's row alone: whoever holds a Connection's row for a renewal is not in the way.
_LOCK = _READ.with_for_update(of=creators)


def read(tx: Tx, connection_id: str, *, lock: bool) -> PacingRow | None:
    """The ingredients; with `lock` the Creator is held to the end of the transaction.

    Commitments must be counted in a later statement: one that also locks would count what was
    there before it waited.
    """
    row = tx.run(_LOCK if lock else _READ, {"connection": connection_id}).first()
    return None if row is None else fill(PacingRow, row)
