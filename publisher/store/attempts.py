"""Attempts: one try to publish a Post, and how far it came."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cache
from types import MappingProxyType
from typing import Any

from sqlalchemy import (
    BigInteger,
    Column,
    ForeignKeyConstraint,
    Index,
    Insert,
    Integer,
    Table,
    Text,
    UniqueConstraint,
    bindparam,
    func,
    select,
    update,
)
from sqlalchemy.dialects import postgresql, sqlite

from publisher.domain.secret import Secret
from publisher.domain.states import Phase, Transfer, Verdict
from publisher.store.engine import Tx
from publisher.store.rows import columns, every, first, must_be_one, spelled
from publisher.store.types import Instant, Json, Named, SealedText, metadata

attempts = Table(
    "attempts",
    metadata,
    Column("id", Text, primary_key=True),
    Column("post_id", Text, nullable=False),
    Column("app_id", Text, nullable=False),
    Column("connection_id", Text, nullable=False),
    Column("number", Integer, nullable=False),
    Column("transfer", Named(Transfer), nullable=False),
    Column("phase", Named(Phase), nullable=False),
    Column("lease_token", BigInteger, nullable=False),
    Column("publish_id", Text, unique=True),
    Column("upload_url", SealedText),  # whoever holds it can fill the post
    Column("upload_until", Instant),
    Column("bytes_sent", BigInteger, nullable=False, server_default="0"),
    Column("pull_nonce", Text, unique=True),
    Column("fetched_at", Instant),  # the platform's first fetch of a pull address
    Column("revoked_at", Instant),  # the pull address answers no more
    Column("sent", Json),  # what was said to the platform, as it was said
    Column("circumstances", Json),  # token and creator's options when it began
    Column("opened_at", Instant, nullable=False),
    Column("committed_at", Instant),
    Column("handed_over_at", Instant),
    Column("ended_at", Instant),
    Column("outcome", Named(Verdict)),
    Column("reason", Json),
    UniqueConstraint("app_id", "id"),
    UniqueConstraint("post_id", "number"),
    ForeignKeyConstraint(["app_id", "post_id"], ["posts.app_id", "posts.id"]),
    ForeignKeyConstraint(["app_id", "connection_id"], ["connections.app_id", "connections.id"]),
)


def _partial(name: str, column: Column[Any], rule: Any) -> None:
    Index(name, column, unique=True, postgresql_where=rule, sqlite_where=rule)


# The last line of defence: even a bug in our Python cannot open two live Attempts of one Post,
# let two of them pass the point of no return, or hand over two Posts of one Connection at once.
_phase = attempts.c.phase
_busy = _phase.in_(["opened", "inited", "committing"])
_partial("uq_attempts_open", attempts.c.post_id, _phase.in_(["opened", "inited"]))
_partial(
    "uq_attempts_live",
    attempts.c.post_id,
    _phase.in_(["committing", "handed_over"])
    | attempts.c.outcome.in_(["published", "in_inbox", "doubtful"]),
)
_partial("uq_attempts_hand_over", attempts.c.connection_id, _busy)


@dataclass(frozen=True, slots=True)
class Attempt:
    """One try to publish a Post; the address to fill is read by `address()` only."""

    id: str
    post_id: str
    app_id: str
    connection_id: str
    number: int
    transfer: Transfer
    phase: Phase
    lease_token: int
    publish_id: str | None
    upload_until: datetime | None
    bytes_sent: int
    pull_nonce: str | None
    fetched_at: datetime | None
    revoked_at: datetime | None
    sent: dict[str, Any] | None
    circumstances: dict[str, Any] | None
    opened_at: datetime
    committed_at: datetime | None
    handed_over_at: datetime | None
    ended_at: datetime | None
    outcome: Verdict | None
    reason: dict[str, Any] | None


# Written once: putting a statement together costs more than running it.
_ALL = select(*columns(Attempt, attempts))
_BY_ID = _ALL.where(attempts.c.id == bindparam("attempt"))
_CURRENT = _ALL.where(attempts.c.post_id == bindparam("post"), attempts.c.phase != Phase.ENDED)
_OF_POST = _ALL.where(attempts.c.post_id == bindparam("post")).order_by(attempts.c.number)
_BUSY = (
    select(attempts.c.id)
    .where(
        attempts.c.connection_id == bindparam("connection"),
        attempts.c.phase.in_(spelled([Phase.OPENED, Phase.INITED, Phase.COMMITTING])),
    )
    .limit(1)
)
# The values to be written come with the call: its parameters that are named like columns.
_NOTE = update(attempts).where(
    attempts.c.id == bindparam("its_id"), attempts.c.phase == bindparam("its_phase")
)
_BYTES = update(attempts).where(attempts.c.id == bindparam("its_id"))
_ADDRESS = select(attempts.c.upload_url).where(attempts.c.id == bindparam("attempt"))


@cache
def _opened(is_postgres: bool) -> Insert:
    new = postgresql.insert(attempts) if is_postgres else sqlite.insert(attempts)
    return new.on_conflict_do_nothing().returning(*columns(Attempt, attempts))


def open_(tx: Tx, values: dict[str, Any]) -> Attempt | None:
    """Open an Attempt; None where the database refuses a second live one."""
    return first(Attempt, tx.run(_opened(tx.is_postgres), values))


def find(tx: Tx, attempt_id: str) -> Attempt | None:
    """An Attempt by id."""
    return first(Attempt, tx.run(_BY_ID, {"attempt": attempt_id}))


def current(tx: Tx, post_id: str) -> Attempt | None:
    """The Post's Attempt that has not ended, if any."""
    return first(Attempt, tx.run(_CURRENT, {"post": post_id}))


def of_post(tx: Tx, post_id: str) -> list[Attempt]:
    """All Attempts of a Post, first to last."""
    return every(Attempt, tx.run(_OF_POST, {"post": post_id}))


def by_publish_id(tx: Tx, publish_id: str) -> Attempt | None:
    """The Attempt that holds this handle."""
    return _first(tx, attempts.c.publish_id == publish_id)


def by_nonce(tx: Tx, nonce: str) -> Attempt | None:
    """The Attempt that offered this pull address."""
    return _first(tx, attempts.c.pull_nonce == nonce)


def unnamed(tx: Tx, creator_connections: list[str], since: datetime) -> list[Attempt]:
    """Attempts of these Connections that were announced but never heard their publish id.

    Those given up are among them, since their announcement may have arrived all the same; those
    refused with an answer are not.
    """
    possible = (Verdict.DOUBTFUL, Verdict.VOID)
    query = select(*columns(Attempt, attempts)).where(
        attempts.c.connection_id.in_(creator_connections),
        attempts.c.publish_id.is_(None),
        attempts.c.opened_at >= since,
        (attempts.c.outcome.is_(None)) | attempts.c.outcome.in_(possible),
    )
    return every(Attempt, tx.run(query))


def is_busy(tx: Tx, connection_id: str) -> bool:
    """Whether another Post of this Connection is being handed over just now."""
    return tx.run(_BUSY, {"connection": connection_id}).first() is not None


def note(
    tx: Tx,
    attempt: Attempt,
    values: dict[str, Any],
    unseen: Mapping[str, Any] = MappingProxyType({}),
) -> Attempt:
    """Write to an Attempt that is still in the phase in which we read it; gives it as it is now.

    Raises StoreBusy where somebody else has moved it on. `unseen` are columns that an Attempt does
    not show.
    """
    as_read = {"its_id": attempt.id, "its_phase": attempt.phase}
    must_be_one(tx.run(_NOTE, {**as_read, **values, **unseen}), attempt.id)
    return replace(attempt, **values)


def keep_remote(tx: Tx, attempt: Attempt, where: Secret | None, values: dict[str, Any]) -> Attempt:
    """Like `note`, with the address for the bytes: sealed, or forgotten with None."""
    sealed = None if where is None else tx.seal.close(where, f"{attempt.id}/address")
    return note(tx, attempt, values, {"upload_url": sealed})


def address(tx: Tx, attempt_id: str) -> Secret | None:
    """Where the bytes go, opened."""
    sealed = tx.run(_ADDRESS, {"attempt": attempt_id}).scalar_one_or_none()
    return None if sealed is None else tx.seal.open(sealed, f"{attempt_id}/address")


def note_bytes(tx: Tx, attempt_id: str, sent: int) -> None:
    """How far the sending has come; for people, recovery asks the platform."""
    tx.run(_BYTES, {"its_id": attempt_id, "bytes_sent": sent})


def note_fetch(tx: Tx, attempt_id: str) -> bool:
    """The platform fetches; False where the address was revoked meanwhile."""
    result = tx.run(
        update(attempts)
        .where(attempts.c.id == attempt_id, attempts.c.revoked_at.is_(None))
        .values(fetched_at=func.coalesce(attempts.c.fetched_at, tx.now()))
    )
    return result.rowcount == 1


def revoke(tx: Tx, attempt_id: str) -> None:
    """Close a pull address, fetched or not."""
    tx.run(update(attempts).where(attempts.c.id == attempt_id).values(revoked_at=tx.now()))


def name(tx: Tx, attempt_id: str, publish_id: str) -> bool:
    """An Attempt that never heard its handle has it now, by evidence; False where either is taken.

    Call it with the Post or the Notice held: two that give one handle away must not meet.
    """
    if by_publish_id(tx, publish_id) is not None:
        return False
    result = tx.run(
        update(attempts)
        .where(attempts.c.id == attempt_id, attempts.c.publish_id.is_(None))
        .values(publish_id=publish_id)
    )
    return result.rowcount == 1


def revoke_unfetched(tx: Tx, attempt_id: str) -> bool:
    """Close a pull address that nobody has fetched; True proves that nothing can appear."""
    result = tx.run(
        update(attempts)
        .where(
            attempts.c.id == attempt_id,
            attempts.c.fetched_at.is_(None),
            attempts.c.revoked_at.is_(None),
        )
        .values(revoked_at=tx.now())
    )
    return result.rowcount == 1


def end(tx: Tx, attempt: Attempt, outcome: Verdict, reason: dict[str, Any] | None) -> None:
    """Close an Attempt with its verdict; the address is forgotten. Raises StoreBusy."""
    values = {
        "phase": Phase.ENDED,
        "outcome": outcome,
        "reason": reason,
        "ended_at": tx.now(),
    }
    keep_remote(tx, attempt, None, values)


def rejudge(tx: Tx, attempt: Attempt, outcome: Verdict, reason: dict[str, Any] | None) -> None:
    """Change the verdict of a closed Attempt: doubt was resolved, or late good news came.

    Raises StoreBusy where its verdict is not the one that we read.
    """
    result = tx.run(
        update(attempts)
        .where(
            attempts.c.id == attempt.id,
            attempts.c.phase == Phase.ENDED,
            attempts.c.outcome == attempt.outcome,
        )
        .values(outcome=outcome, reason=reason, ended_at=tx.now())
    )
    must_be_one(result, attempt.id)


def _first(tx: Tx, *conditions: Any) -> Attempt | None:
    return first(Attempt, tx.run(select(*columns(Attempt, attempts)).where(*conditions)))
