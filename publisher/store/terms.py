"""Terms of office: one holder at a time for work that nobody should do twice, by the database."""

from datetime import timedelta

from sqlalchemy import Column, Table, Text, update

from publisher.store.engine import Tx
from publisher.store.types import Instant, metadata

terms = Table(
    "terms",
    metadata,
    Column("name", Text, primary_key=True),
    Column("until", Instant, nullable=False),
)


def take(tx: Tx, name: str, lasts: timedelta) -> bool:
    """Hold this office until the term ends; False while somebody else does."""
    now = tx.now()
    if tx.add_unless_there(terms, {"name": name, "until": now + lasts}):
        return True
    result = tx.run(
        update(terms).where(terms.c.name == name, terms.c.until <= now).values(until=now + lasts)
    )
    return result.rowcount == 1
