"""What may be asked of the platform: a budget per Creator and endpoint, and the brakes on all."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any

from sqlalchemy import (
    BigInteger,
    Column,
    Insert,
    PrimaryKeyConstraint,
    Table,
    Text,
    bindparam,
    delete,
    func,
    select,
    update,
)
from sqlalchemy.dialects import postgresql, sqlite

from publisher.domain import ids
from publisher.domain.rates import Rate
from publisher.domain.states import Phase
from publisher.store.attempts import attempts
from publisher.store.connections import connections
from publisher.store.engine import Tx
from publisher.store.rows import spelled
from publisher.store.types import Json, metadata

budgets = Table(
    "budgets",
    metadata,
    Column("creator_id", Text, nullable=False),  # TikTok counts per creator, whoever's App it is
    Column("endpoint", Text, nullable=False),
    Column("due", BigInteger, nullable=False),  # microseconds: when the budget is untouched again
    Column("breaker", Json),  # null while nothing is wrong
    PrimaryKeyConstraint("creator_id", "endpoint"),
)
brakes = Table(
    "brakes",
    metadata,
    Column("platform", Text, nullable=False),
    Column("code", Text, nullable=False),
    Column("brake", Json, nullable=False),
    PrimaryKeyConstraint("platform", "code"),
)
LANES = "(lanes)"  # kept among the codes, and read with them; no platform spells one so
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICRO = timedelta(microseconds=1)
_CREATOR = (
    select(connections.c.creator_id)
    .where(connections.c.id == bindparam("connection"))
    .scalar_subquery()
)


_BRAKES = select(brakes.c.code, brakes.c.brake).where(brakes.c.platform == bindparam("platform"))
_UNDER_WAY = (
    select(func.count())
    .select_from(attempts)
    .join(connections, connections.c.id == attempts.c.connection_id)
    .where(
        attempts.c.phase.in_(spelled([Phase.OPENED, Phase.INITED, Phase.COMMITTING])),
        connections.c.platform == bindparam("platform"),
    )
)


@dataclass(frozen=True, slots=True)
class Spent:
    """One call taken from a budget, and the breaker beside it."""

    creator_id: str
    breaker: dict[str, Any] | None


@cache
def _spend(is_postgres: bool) -> Insert:
    later = func.greatest if is_postgres else func.max
    new = postgresql.insert(budgets) if is_postgres else sqlite.insert(budgets)
    now, interval, tolerance = (
        bindparam(name, type_=BigInteger) for name in ("now", "interval", "tolerance")
    )
    start = later(budgets.c.due, now)
    return (
        new.values(creator_id=_CREATOR, endpoint=bindparam("of"), due=now + interval)
        .on_conflict_do_update(
            index_elements=[budgets.c.creator_id, budgets.c.endpoint],
            set_={"due": start + interval},
            where=start - now <= tolerance,
        )
        .returning(budgets.c.creator_id, budgets.c.breaker)
    )


def spend(tx: Tx, connection_id: str, endpoint: str, rate: Rate) -> Spent | datetime:
    """Take one call from a Creator's budget, or learn when there will be one.

    One statement, so that two who ask at once are counted one after the other on both engines.
    """
    whose = {"connection": connection_id, "of": endpoint}
    spans = {"interval": rate.interval // _MICRO, "tolerance": rate.tolerance // _MICRO}
    now = (tx.now() - _EPOCH) // _MICRO
    row = tx.run(_spend(tx.is_postgres), {**whose, **spans, "now": now}).first()
    if row is not None:
        return Spent(row.creator_id, row.breaker)
    due = tx.run(
        select(budgets.c.due).where(
            budgets.c.creator_id == _CREATOR, budgets.c.endpoint == endpoint
        ),
        {"connection": connection_id},
    ).scalar_one()
    return _EPOCH + _MICRO * int(due) - rate.tolerance


def push_back(tx: Tx, creator_id: str, endpoint: str, until: datetime, rate: Rate) -> None:
    """The platform said: not before then; no burst follows."""
    due = (until + rate.tolerance - _EPOCH) // _MICRO
    tx.run(update(budgets).where(*_one(creator_id, endpoint), budgets.c.due < due).values(due=due))


def breaker(tx: Tx, creator_id: str, endpoint: str) -> dict[str, Any] | None:
    """The breaker of a Creator and endpoint, held to the end of the transaction."""
    query = select(budgets.c.breaker).where(*_one(creator_id, endpoint)).with_for_update()
    kept: dict[str, Any] | None = tx.run(query).scalar_one_or_none()
    return kept


def keep_breaker(tx: Tx, creator_id: str, endpoint: str, kept: dict[str, Any] | None) -> None:
    """Remember how the last calls went."""
    tx.run(update(budgets).where(*_one(creator_id, endpoint)).values(breaker=kept))


def brakes_of(tx: Tx, platform: str) -> dict[str, dict[str, Any]]:
    """All codes that are being counted or braked for, and LANES where there are any."""
    return {row.code: row.brake for row in tx.run(_BRAKES, {"platform": platform})}


def announced(tx: Tx, platform: str, since: datetime) -> int:
    """How many Attempts begun since then have a handle: their announcements went well."""
    oldest = ids.make(ids.ATTEMPT, since, bytes(ids.CHANCE_BYTES))  # ids sort by time
    count = (
        select(func.count())
        .select_from(attempts)
        .join(connections, connections.c.id == attempts.c.connection_id)
        .where(
            attempts.c.id >= oldest,
            attempts.c.publish_id.is_not(None),
            connections.c.platform == platform,
        )
    )
    return int(tx.run(count).scalar_one())


def under_way(tx: Tx, platform: str) -> int:
    """How many Posts are being handed over just now."""
    return int(tx.run(_UNDER_WAY, {"platform": platform}).scalar_one())


def keep_brake(tx: Tx, platform: str, code: str, kept: dict[str, Any]) -> None:
    """Remember a code's brake."""
    where = {"platform": platform, "code": code}
    if not tx.add_unless_there(brakes, {**where, "brake": kept}):
        mine = (brakes.c.platform == platform, brakes.c.code == code)
        tx.run(update(brakes).where(*mine).values(brake=kept))


def drop_brake(tx: Tx, platform: str, code: str) -> None:
    """Forget a code: it has not been met for a while."""
    tx.run(delete(brakes).where(brakes.c.platform == platform, brakes.c.code == code))


def _one(creator_id: str, endpoint: str) -> tuple[Any, Any]:
    return budgets.c.creator_id == creator_id, budgets.c.endpoint == endpoint
