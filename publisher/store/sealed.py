"""Every sealed column there is, read piece by piece; for the turning of the key."""

from typing import Any

from sqlalchemy import Column, Row, and_, select, tuple_, update

from publisher.store.engine import Tx
from publisher.store.schema import metadata
from publisher.store.types import SealedText

Key = tuple[Any, ...]  # a row's primary key


def places() -> list[Column[Any]]:
    """The columns that hold sealed text, found by their type so that none is forgotten."""
    tables = metadata.sorted_tables
    return [one for table in tables for one in table.columns if isinstance(one.type, SealedText)]


def piece(
    tx: Tx, place: Column[Any], after: Key | None, limit: int, *, to_change: bool = False
) -> list[tuple[Key, str]]:
    """The next rows that have something sealed here, in the order of their keys.

    To be changed they are locked; those that somebody holds just now are left out.
    """
    keys = list(place.table.primary_key.columns)
    query = select(*keys, place).where(place.is_not(None)).order_by(*keys).limit(limit)
    if after is not None:
        query = query.where(tuple_(*keys) > tuple_(*after))
    if to_change:
        query = query.with_for_update(skip_locked=True)
    return [_parted(row) for row in tx.run(query)]


def put(tx: Tx, place: Column[Any], key: Key, sealed: str) -> None:
    """Replace what is sealed in one row, which this transaction holds."""
    keys = place.table.primary_key.columns
    mine = and_(*(column == value for column, value in zip(keys, key, strict=True)))
    tx.run(update(place.table).where(mine).values({place.name: sealed}))


def _parted(row: Row[Any]) -> tuple[Key, str]:
    return tuple(row[:-1]), row[-1]
