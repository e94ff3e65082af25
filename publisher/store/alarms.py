"""Alarms: each code that the Operator has to hear of, when it was met and how often."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, Column, Table, Text, func, select, update

from publisher.store.engine import Tx
from publisher.store.rows import columns, every
from publisher.store.types import Instant, Json, metadata

MOST = 1_000  # rows; a platform that makes codes up must not fill the database
OTHERS = "(others)"

alarms = Table(
    "alarms",
    metadata,
    Column("code", Text, primary_key=True),  # as the platform spelled it
    Column("step", Text, primary_key=True),
    Column("key", Text, nullable=False),  # of the entry in the error reference
    Column("first_at", Instant, nullable=False),
    Column("last_at", Instant, nullable=False),
    Column("times", BigInteger, nullable=False),
    Column("sample", Json, nullable=False),  # the first answer, secrets masked
)


@dataclass(frozen=True, slots=True)
class Alarm:
    """A code that the Operator has to hear of."""

    code: str
    step: str
    key: str
    first_at: datetime
    last_at: datetime
    times: int
    sample: dict[str, Any]


def count(tx: Tx, key: str, code: str, step: str, sample: dict[str, Any]) -> bool:
    """Count one more answer of this code; True where it is the first."""
    if _again(tx, code, step):
        return False
    if (tx.run(select(func.count()).select_from(alarms)).scalar() or 0) >= MOST:
        code, step = OTHERS, ""
        if _again(tx, code, step):
            return False
    now = tx.now()
    values = {"code": code, "step": step, "key": key, "sample": sample}
    times = {"first_at": now, "last_at": now, "times": 1}
    if tx.add_unless_there(alarms, {**values, **times}):
        return True
    _again(tx, code, step)  # somebody else was first by a moment
    return False


def _again(tx: Tx, code: str, step: str) -> bool:
    known = alarms.c.code == code, alarms.c.step == step
    change = update(alarms).where(*known).values(times=alarms.c.times + 1, last_at=tx.now())
    return tx.run(change).rowcount == 1


def latest(tx: Tx, limit: int) -> list[Alarm]:
    """The alarms met last."""
    query = select(*columns(Alarm, alarms)).order_by(alarms.c.last_at.desc(), alarms.c.code)
    return every(Alarm, tx.run(query.limit(limit)))
