"""Events for Apps, written in the transaction of the change they tell of; and the audit."""

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import (
    BigInteger,
    Column,
    ForeignKey,
    Index,
    Integer,
    Table,
    Text,
    bindparam,
    func,
    insert,
    select,
)

from publisher.store.engine import Tx
from publisher.store.rows import columns, every
from publisher.store.types import Instant, Json, metadata

events = Table(
    "events",
    metadata,
    Column("id", Text, primary_key=True),
    Column("app_id", Text, ForeignKey("apps.id"), nullable=False),
    Column("kind", Text, nullable=False),
    Column("ref", Text, nullable=False),  # the Post or Connection it tells of
    Column("sequence", Integer, nullable=False),  # counts per ref, so that order can be restored
    Column("payload", Json, nullable=False),
    Column("available_at", Instant, nullable=False),
    Column("sent_at", Instant),
)
Index("ix_events_app_id_id", events.c.app_id, events.c.id)
Index("uq_events_ref_sequence", events.c.ref, events.c.sequence, unique=True)

audit = Table(
    "audit",
    metadata,
    Column("number", BigInteger().with_variant(Integer, "sqlite"), primary_key=True),
    Column("at", Instant, nullable=False),
    Column("who", Text, nullable=False),
    Column("what", Text, nullable=False),
    Column("ref", Text, nullable=False),
    Column("detail", Json, nullable=False),
    Column("hash", Text, nullable=False),
)


@dataclass(frozen=True, slots=True)
class Event:
    """Something we tell an App."""

    id: str
    app_id: str
    kind: str
    ref: str
    sequence: int
    payload: dict[str, Any]
    available_at: datetime


# Written once: putting a statement together costs more than running it.
_COUNT = (
    select(func.coalesce(func.max(events.c.sequence), 0) + 1)
    .where(events.c.ref == bindparam("about"))
    .scalar_subquery()
)
_TELL = insert(events).values(sequence=_COUNT)


def tell(tx: Tx, event_id: str, app_id: str, kind: str, ref: str, payload: dict[str, Any]) -> None:
    """Write an Event; the row it tells of is held by this transaction, so the count is right."""
    row = {"id": event_id, "app_id": app_id, "kind": kind, "ref": ref, "payload": payload}
    tx.run(_TELL, {**row, "about": ref, "available_at": tx.now()})


def of_ref(tx: Tx, ref: str) -> list[Event]:
    """All Events about one thing, in their order."""
    query = select(*columns(Event, events)).where(events.c.ref == ref)
    return every(Event, tx.run(query.order_by(events.c.sequence)))


def note(tx: Tx, who: str, what: str, ref: str, detail: dict[str, Any]) -> None:
    """Append to the audit; each row carries the hash of the one before."""
    tx.alone("audit")
    last = tx.run(select(audit.c.hash).order_by(audit.c.number.desc()).limit(1)).scalar()
    tx.run(
        insert(audit).values(
            at=tx.now(),
            who=who,
            what=what,
            ref=ref,
            detail=detail,
            hash=chain(last or "", tx.now(), who, what, ref, detail),
        )
    )


def chain(before: str, at: datetime, who: str, what: str, ref: str, detail: dict[str, Any]) -> str:
    """The hash of an audit row, which binds it to all rows before."""
    letter = json.dumps([before, at.isoformat(), who, what, ref, detail], sort_keys=True)
    return hashlib.sha256(letter.encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Noted:
    """A row of the audit."""

    number: int
    at: datetime
    who: str
    what: str
    ref: str
    detail: dict[str, Any]
    hash: str

    def follows(self, before: str) -> bool:
        """Whether this row stands as it was written, behind the row with that hash."""
        told = (self.at, self.who, self.what, self.ref, self.detail)
        return chain(before, *told) == self.hash


def noted(tx: Tx, piece: int = 1000) -> Iterator[Noted]:
    """The audit, oldest row first, without holding all of it at once."""
    last = 0
    while page := _noted_after(tx, last, piece):
        yield from page
        last = page[-1].number


def _noted_after(tx: Tx, after: int, limit: int) -> list[Noted]:
    query = select(*columns(Noted, audit)).where(audit.c.number > after)
    return every(Noted, tx.run(query.order_by(audit.c.number).limit(limit)))
