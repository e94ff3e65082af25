"""What bounds one Connection's Posts, read in one statement that also locks the Creator."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, select

from publisher.domain.states import ConnectionState
from publisher.store.apps import apps
from publisher.store.connections import connections
from publisher.store.creators import creators
from publisher.store.engine import Tx
from publisher.store.rows import first


@dataclass(frozen=True, slots=True)
class PacingRow:
    """The raw ingredients: who may post and how we know, both policies, what refusals taught."""

    connection_id: str
    creator_id: str
    username: str
    nickname: str
    platform: str
    state: ConnectionState
    facts: dict[str, Any] | None
    learnt: dict[str, Any]
    of_connection: dict[str, Any]
    of_app: dict[str, Any]
    connected_at: datetime


_READ = (
    select(
        connections.c.id,
        creators.c.id,
        creators.c.username,
        creators.c.nickname,
        connections.c.platform,
        connections.c.state,
        creators.c.facts,
        creators.c.learnt,
        connections.c.policy,
        apps.c.policy,
        connections.c.created_at,
    )
    .join(connections, connections.c.creator_id == creators.c.id)
    .join(apps, apps.c.id == connections.c.app_id)
    .where(connections.c.id == bindparam("connection"))
)
# The Creator's row alone: whoever holds a Connection's row for a renewal is not in the way.
_LOCK = _READ.with_for_update(of=creators)
_OF_APP = _READ.where(connections.c.app_id == bindparam("app"))
_LOCK_OF_APP = _LOCK.where(connections.c.app_id == bindparam("app"))


def read(tx: Tx, connection_id: str, *, lock: bool, app_id: str | None = None) -> PacingRow | None:
    """The ingredients, of one App only where it is named; the engine has none to name.

    With `lock` the Creator is held to the end of the transaction.

    Commitments must be counted in a later statement: one that also locks would count what was
    there before it waited.
    """
    if app_id is None:
        values = {"connection": connection_id}
        return first(PacingRow, tx.run(_LOCK if lock else _READ, values))
    values = {"connection": connection_id, "app": app_id}
    return first(PacingRow, tx.run(_LOCK_OF_APP if lock else _OF_APP, values))
