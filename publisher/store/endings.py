"""Connections that were ended: tokens kept for their revocation alone, and then erased."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select, update

from publisher.domain.secret import Secret
from publisher.domain.states import ConnectionState
from publisher.domain.tickets import Grant
from publisher.store.connections import connections
from publisher.store.engine import Tx
from publisher.store.rows import columns, every, first

_IS_LEFT = (connections.c.state == ConnectionState.ENDED, connections.c.access.is_not(None))


@dataclass(frozen=True, slots=True)
class Ending:
    """An ended Connection whose tokens are still kept, as it was read."""

    id: str
    app_id: str
    creator_id: str
    platform: str
    turn: int  # of its tokens: a Creator who connects anew brings newer ones
    access_until: datetime | None
    ended_at: datetime


def end(tx: Tx, connection_id: str, reason: dict[str, Any] | None, ask_at: datetime | None) -> None:
    """Disconnect; without an instant at which the platform is asked, the tokens go at once."""
    values: dict[str, Any] = {"state": ConnectionState.ENDED, "reason": reason}
    values |= {"ended_at": tx.now(), "keep_alive_at": ask_at}
    if ask_at is None:
        values |= {"access": None, "refresh": None, "renewing_until": None}
    tx.run(update(connections).where(connections.c.id == connection_id).values(**values))


def left(tx: Tx, connection_id: str) -> Ending | None:
    """This ended Connection, if its tokens are still kept."""
    query = select(*columns(Ending, connections)).where(connections.c.id == connection_id)
    return first(Ending, tx.run(query.where(*_IS_LEFT)))


def take(tx: Tx, ending: Ending, until: datetime, ask_at: datetime) -> bool:
    """Become the one who asks the platform, until then; False while somebody else does."""
    result = tx.run(
        update(connections)
        .where(*_as_read(ending), _is_free(tx.now()))
        .values(renewing_until=until, keep_alive_at=ask_at)
    )
    return result.rowcount == 1


def let_go(tx: Tx, ending: Ending) -> None:
    """Nobody asks just now."""
    tx.run(update(connections).where(*_as_read(ending)).values(renewing_until=None))


def tokens(tx: Tx, ending: Ending) -> tuple[Secret, Secret] | None:
    """The access and the refresh token, opened; None where others are there. Raises SealBroken."""
    query = select(connections.c.access, connections.c.refresh).where(*_as_read(ending))
    row = tx.run(query).first()
    if row is None or row.refresh is None:
        return None
    return (
        tx.seal.open(row.access, f"{ending.id}/access"),
        tx.seal.open(row.refresh, f"{ending.id}/refresh"),
    )


def keep_renewed(tx: Tx, ending: Ending, grant: Grant) -> None:
    """Keep a newer pair, for the revocation alone: the Connection stays ended."""
    tx.run(
        update(connections)
        .where(*_as_read(ending))
        .values(
            access=tx.seal.close(grant.access, f"{ending.id}/access"),
            refresh=tx.seal.close(grant.refresh, f"{ending.id}/refresh"),
            access_until=grant.access_until,
        )
    )


def erase(tx: Tx, ending: Ending, reason: dict[str, Any] | None) -> bool:
    """Erase the tokens; False where the Creator has connected anew, or that was done before."""
    result = tx.run(
        update(connections)
        .where(*_as_read(ending))
        .values(access=None, refresh=None, renewing_until=None, keep_alive_at=None, reason=reason)
    )
    return result.rowcount == 1


def pick_due(tx: Tx, limit: int) -> list[Ending]:
    """Those whose platform is to be asked again now."""
    now = tx.now()
    query = (
        select(*columns(Ending, connections))
        .where(*_IS_LEFT, connections.c.keep_alive_at <= now, _is_free(now))
        .order_by(connections.c.keep_alive_at)
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    return every(Ending, tx.run(query))


def put_off(tx: Tx, ending: Ending, ask_at: datetime) -> None:
    """When to ask again unless something comes of it before."""
    tx.run(update(connections).where(*_as_read(ending)).values(keep_alive_at=ask_at))


def is_being_revoked(tx: Tx, platform: str) -> bool:
    """Whether a permission at this platform is being given back at this moment."""
    query = select(connections.c.id).where(*_IS_LEFT, connections.c.platform == platform)
    return tx.run(query.where(connections.c.renewing_until > tx.now()).limit(1)).first() is not None


def _as_read(ending: Ending) -> tuple[Any, ...]:
    return (connections.c.id == ending.id, connections.c.turn == ending.turn, *_IS_LEFT)


def _is_free(now: datetime) -> Any:
    return (connections.c.renewing_until.is_(None)) | (connections.c.renewing_until < now)
