"""Connections: an App's permission to publish for one Creator."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import (
    BigInteger,
    Column,
    ForeignKey,
    Index,
    Table,
    Text,
    UniqueConstraint,
    bindparam,
    select,
    update,
)

from publisher.domain import tokens as tokens_
from publisher.domain.secret import Secret
from publisher.domain.states import ConnectionState
from publisher.domain.tickets import Grant
from publisher.store.creators import creators
from publisher.store.engine import Tx
from publisher.store.rows import columns, every, fill, first
from publisher.store.types import Instant, Json, Named, SealedText, metadata

connections = Table(
    "connections",
    metadata,
    Column("id", Text, primary_key=True),
    Column("app_id", Text, ForeignKey("apps.id"), nullable=False),
    Column("creator_id", Text, ForeignKey("creators.id"), nullable=False),
    Column("platform", Text, nullable=False),
    Column("state", Named(ConnectionState), nullable=False),
    Column("reason", Json),
    Column("scopes", Json, nullable=False),
    Column("external_id", Text),
    Column("policy", Json, nullable=False),
    Column("access", SealedText),
    Column("refresh", SealedText),
    Column("issued_at", Instant),
    Column("access_until", Instant),
    Column("refresh_until", Instant),
    Column("turn", BigInteger, nullable=False),  # grows with every new pair of tokens
    Column("renewing_until", Instant),  # somebody is renewing, or revoking: one at a time
    Column("keep_alive_at", Instant),  # renewed then even if nobody uses it; once ended, revoked
    Column("warn_at", Instant),  # its Creator is told then that it ends
    Column("created_at", Instant, nullable=False),
    Column("ended_at", Instant),
    UniqueConstraint("app_id", "id"),  # what children point at, so that no link crosses Apps
    UniqueConstraint("app_id", "creator_id"),
)
Index("ix_connections_creator_id", connections.c.creator_id)
_is_active = connections.c.state == "active"
for _column in (connections.c.keep_alive_at, connections.c.warn_at):
    Index(
        f"ix_connections_{_column.name}",
        _column,
        postgresql_where=_is_active,
        sqlite_where=_is_active,
    )
_is_left = (connections.c.state == "ended") & connections.c.access.is_not(None)
Index(
    "ix_connections_revoke_at",
    connections.c.keep_alive_at,
    postgresql_where=_is_left,
    sqlite_where=_is_left,
)


@dataclass(frozen=True, slots=True)
class Connection:
    """An App's permission to publish for one Creator; tokens are read by `tokens()` only."""

    id: str
    app_id: str
    creator_id: str
    platform: str
    state: ConnectionState
    reason: dict[str, Any] | None
    scopes: list[str]
    external_id: str | None
    policy: dict[str, Any]
    issued_at: datetime | None
    access_until: datetime | None
    refresh_until: datetime | None
    turn: int
    renewing_until: datetime | None
    keep_alive_at: datetime | None
    warn_at: datetime | None
    created_at: datetime
    ended_at: datetime | None


# Written once: putting a statement together costs more than running it.
_BY_ID = select(*columns(Connection, connections)).where(
    connections.c.id == bindparam("connection")
)
_OF_APP = _BY_ID.where(connections.c.app_id == bindparam("app"))
_WITH_ACCESS = _BY_ID.add_columns(connections.c.access)
_WITH_FACTS = _BY_ID.add_columns(creators.c.facts).join(
    creators, creators.c.id == connections.c.creator_id
)
_TOKENS = select(connections.c.access, connections.c.refresh).where(
    connections.c.id == bindparam("connection")
)
_BEGIN_RENEWAL = (
    update(connections)
    .where(
        connections.c.id == bindparam("connection"),
        connections.c.turn == bindparam("as_read"),
        connections.c.state == ConnectionState.ACTIVE,
        (connections.c.renewing_until.is_(None))
        | (connections.c.renewing_until < bindparam("now")),
    )
    .returning(connections.c.refresh)
)


_KEEP = (
    update(connections)
    .where(connections.c.id == bindparam("connection"))
    .values(turn=connections.c.turn + 1)
)
_KEEP_RENEWED = _KEEP.where(
    connections.c.turn == bindparam("as_read"), connections.c.state != ConnectionState.ENDED
)


def add(tx: Tx, values: dict[str, Any]) -> bool:
    """Keep a new Connection; False where this App already has one for this Creator."""
    return tx.add_unless_there(connections, {"turn": 0, "policy": {}, **values})


def get(tx: Tx, app_id: str, connection_id: str) -> Connection | None:
    """One of this App's Connections."""
    values = {"app": app_id, "connection": connection_id}
    return first(Connection, tx.run(_OF_APP, values))


def of_post(tx: Tx, connection_id: str) -> Connection | None:
    """The Connection a Post names; for the engine, which has no App to ask for."""
    return first(Connection, tx.run(_BY_ID, {"connection": connection_id}))


def with_access(tx: Tx, connection_id: str) -> tuple[Connection, Secret | None] | None:
    """A Connection and its access token, opened; raises SealBroken."""
    row = tx.run(_WITH_ACCESS, {"connection": connection_id}).first()
    if row is None:
        return None
    seen, access = fill(Connection, row[:-1]), row[-1]
    return seen, None if access is None else tx.seal.open(access, f"{connection_id}/access")


def with_facts(tx: Tx, connection_id: str) -> tuple[Connection, dict[str, Any] | None] | None:
    """A Connection, and what the platform said of its Creator last."""
    row = tx.run(_WITH_FACTS, {"connection": connection_id}).first()
    return None if row is None else (fill(Connection, row[:-1]), row[-1])


def for_creator(tx: Tx, app_id: str, creator_id: str) -> Connection | None:
    """This App's Connection for this Creator, in whatever state."""
    return _first(tx, connections.c.app_id == app_id, connections.c.creator_id == creator_id)


def of_creator(tx: Tx, creator_id: str) -> list[Connection]:
    """All Apps' live Connections for a Creator: a Notice speaks to each."""
    query = select(*columns(Connection, connections)).where(
        connections.c.creator_id == creator_id, connections.c.state != ConnectionState.ENDED
    )
    return every(Connection, tx.run(query))


def lock(tx: Tx, connection_id: str) -> Connection | None:
    """The Connection with its row held to the end of the transaction."""
    query = select(*columns(Connection, connections)).where(connections.c.id == connection_id)
    return first(Connection, tx.run(query.with_for_update()))


def keep_grant(tx: Tx, connection_id: str, grant: Grant, turn: int | None = None) -> bool:
    """Keep a new pair of tokens; this is committed before the pair is used for anything.

    `turn` is that of the pair which was renewed: False, and nothing is kept, where the Creator has
    granted anew since, or the Connection was ended.
    """
    now, until = tx.now(), {"access_until": grant.access_until}
    until |= {"refresh_until": grant.refresh_until}
    values: dict[str, Any] = {
        "access": tx.seal.close(grant.access, f"{connection_id}/access"),
        "refresh": tx.seal.close(grant.refresh, f"{connection_id}/refresh"),
        "issued_at": now,
        "keep_alive_at": tokens_.keep_alive_due(now, **until),
        "warn_at": _first_warning(now, grant.refresh_until),
        "state": ConnectionState.ACTIVE,
        "reason": None,
        "renewing_until": None,
        "ended_at": None,
    }
    if grant.scopes:  # a renewal may leave them out: then they are as they were
        values["scopes"] = list(grant.scopes)
    whose = {"connection": connection_id} | ({} if turn is None else {"as_read": turn})
    statement = _KEEP if turn is None else _KEEP_RENEWED
    return tx.run(statement, {**whose, **until, **values}).rowcount == 1


def tokens(tx: Tx, connection_id: str) -> tuple[Secret, Secret] | None:
    """The access and the refresh token, opened; None where they were erased."""
    row = tx.run(_TOKENS, {"connection": connection_id}).first()
    if row is None or row.access is None or row.refresh is None:
        return None
    return (
        tx.seal.open(row.access, f"{connection_id}/access"),
        tx.seal.open(row.refresh, f"{connection_id}/refresh"),
    )


def begin_renewal(tx: Tx, connection_id: str, turn: int, until: datetime) -> Secret | None:
    """Become the one who renews these tokens, and get the refresh token for it.

    None while somebody else does, or has done. Raises SealBroken.
    """
    as_read = {"connection": connection_id, "as_read": turn, "now": tx.now()}
    sealed = tx.run(_BEGIN_RENEWAL, {**as_read, "renewing_until": until}).scalar_one_or_none()
    return None if sealed is None else tx.seal.open(sealed, f"{connection_id}/refresh")


def end_renewal(tx: Tx, connection_id: str) -> None:
    """Let others renew again."""
    tx.run(update(connections).where(connections.c.id == connection_id).values(renewing_until=None))


def pick_idle(tx: Tx, limit: int, again: timedelta) -> list[str]:
    """Connections to be kept alive now; each is due again later if nothing comes of it."""
    now = tx.now()
    query = (
        select(connections.c.id)
        .where(connections.c.state == ConnectionState.ACTIVE, connections.c.keep_alive_at <= now)
        .order_by(connections.c.keep_alive_at)
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    ids = [row.id for row in tx.run(query)]
    if ids:
        mine = update(connections).where(connections.c.id.in_(ids))
        tx.run(mine.values(keep_alive_at=now + again))
    return ids


def pick_ending(tx: Tx, limit: int) -> list[Connection]:
    """Connections whose Creator is to be told now that they end."""
    query = (
        select(*columns(Connection, connections))
        .where(connections.c.state == ConnectionState.ACTIVE, connections.c.warn_at <= tx.now())
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    return every(Connection, tx.run(query))


def set_warning(tx: Tx, connection_id: str, at: datetime | None) -> None:
    """When the next warning is due, if there is one."""
    tx.run(update(connections).where(connections.c.id == connection_id).values(warn_at=at))


def break_(tx: Tx, connection_id: str, reason: dict[str, Any]) -> bool:
    """The Creator has to connect again; True where it was still active."""
    result = tx.run(
        update(connections)
        .where(connections.c.id == connection_id, connections.c.state == ConnectionState.ACTIVE)
        .values(state=ConnectionState.BROKEN, reason=reason)
    )
    return result.rowcount == 1


def set_policy(tx: Tx, app_id: str, connection_id: str, policy: dict[str, Any]) -> None:
    """Keep this Connection's own pacing."""
    tx.run(
        update(connections)
        .where(connections.c.app_id == app_id, connections.c.id == connection_id)
        .values(policy=policy)
    )


def _first(tx: Tx, *conditions: Any) -> Connection | None:
    query = select(*columns(Connection, connections)).where(*conditions)
    return first(Connection, tx.run(query))


def _first_warning(now: datetime, refresh_until: datetime) -> datetime | None:
    """The earliest warning that this pair lives long enough to deserve."""
    life = refresh_until - now
    deserved = [before for before in tokens_.WARNINGS if before < life]
    return refresh_until - max(deserved) if deserved else None
