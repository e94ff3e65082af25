"""Signs of life: when each part of the service was last heard of."""

from datetime import datetime

from sqlalchemy import Column, Table, Text, bindparam, select, update

from publisher.store.engine import Tx
from publisher.store.types import Instant, metadata

beats = Table(
    "beats",
    metadata,
    Column("who", Text, primary_key=True),
    Column("at", Instant, nullable=False),
)


_NOTE = update(beats).where(beats.c.who == bindparam("its_name"))


def note(tx: Tx, who: str) -> None:
    """This part is alive now."""
    now = tx.now()
    if not tx.add_unless_there(beats, {"who": who, "at": now}):
        tx.run(_NOTE, {"its_name": who, "at": now})


def every(tx: Tx) -> dict[str, datetime]:
    """When each part was last heard of."""
    return {row.who: row.at for row in tx.run(select(beats))}
