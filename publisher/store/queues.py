"""Weekly queues of a Connection, by name."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import (
    Column,
    ForeignKeyConstraint,
    PrimaryKeyConstraint,
    Table,
    Text,
    delete,
    select,
    update,
)

from publisher.store.engine import Tx
from publisher.store.rows import columns, every, first
from publisher.store.types import Instant, Json, metadata

queues = Table(
    "queues",
    metadata,
    Column("app_id", Text, nullable=False),
    Column("connection_id", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("week", Json, nullable=False),  # {zone, slots: [{day, time}]}, read and found good
    Column("changed_at", Instant, nullable=False),
    PrimaryKeyConstraint("connection_id", "name"),
    ForeignKeyConstraint(["app_id", "connection_id"], ["connections.app_id", "connections.id"]),
)


@dataclass(frozen=True, slots=True)
class Queue:
    """A named week of slots."""

    name: str
    week: dict[str, Any]
    changed_at: datetime


def put(tx: Tx, app_id: str, connection_id: str, name: str, week: dict[str, Any]) -> None:
    """Keep a queue, new or instead of the one with that name."""
    values = {"week": week, "changed_at": tx.now()}
    where = {"app_id": app_id, "connection_id": connection_id, "name": name}
    if not tx.add_unless_there(queues, {**where, **values}):
        tx.run(update(queues).where(*_named(connection_id, name)).values(values))


def get(tx: Tx, connection_id: str, name: str) -> Queue | None:
    """The Connection's queue of that name."""
    query = select(*columns(Queue, queues)).where(*_named(connection_id, name))
    return first(Queue, tx.run(query))


def of_connection(tx: Tx, connection_id: str) -> list[Queue]:
    """All queues of a Connection, by name."""
    query = select(*columns(Queue, queues)).where(queues.c.connection_id == connection_id)
    return every(Queue, tx.run(query.order_by(queues.c.name)))


def drop(tx: Tx, connection_id: str, name: str) -> bool:
    """Forget a queue; Posts that have a slot of it keep theirs. False where there was none."""
    return tx.run(delete(queues).where(*_named(connection_id, name))).rowcount == 1


def _named(connection_id: str, name: str) -> tuple[Any, Any]:
    return queues.c.connection_id == connection_id, queues.c.name == name
