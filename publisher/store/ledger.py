"""What we have seen and spent before: commitments, idempotency keys, Notice fingerprints, rates."""

from dataclasses import dataclass, replace
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import (
    Column,
    ForeignKeyConstraint,
    Index,
    Insert,
    Integer,
    PrimaryKeyConstraint,
    Table,
    Text,
    bindparam,
    delete,
    select,
    update,
)
from sqlalchemy.dialects import postgresql, sqlite

from publisher.domain.secret import Secret
from publisher.store.engine import Tx
from publisher.store.rows import columns, first
from publisher.store.types import Instant, Json, SealedText, metadata

commitments = Table(
    "commitments",
    metadata,
    Column("post_id", Text, primary_key=True),
    Column("creator_id", Text, nullable=False),
    Column("kind", Text, nullable=False),  # a Mode: direct | inbox
    Column("at", Instant, nullable=False),
    ForeignKeyConstraint(["post_id"], ["posts.id"]),
    ForeignKeyConstraint(["creator_id"], ["creators.id"]),
)
Index(
    "ix_commitments_creator_id_at", commitments.c.creator_id, commitments.c.kind, commitments.c.at
)

idempotency = Table(
    "idempotency",
    metadata,
    Column("app_id", Text, nullable=False),
    Column("route", Text, nullable=False),
    Column("key", Text, nullable=False),
    Column("fingerprint", Text, nullable=False),
    Column("status", Integer),
    Column("body", SealedText),
    Column("at", Instant, nullable=False),
    PrimaryKeyConstraint("app_id", "route", "key"),
)
Index("ix_idempotency_at", idempotency.c.at)

notices = Table(
    "notices",
    metadata,
    Column("fingerprint", Text, primary_key=True),
    Column("platform", Text, nullable=False),
    Column("event", Text, nullable=False),
    Column("at", Instant, nullable=False),
    Column("body", Json, nullable=False),
)
Index("ix_notices_at", notices.c.at)


@dataclass(frozen=True, slots=True)
class Answer:
    """What a call with this key was answered before."""

    fingerprint: str
    status: int | None
    body: str | None
    at: datetime


# Written once: they are asked for every Post, and putting one together costs more than running it.
_TAKEN = (
    select(commitments.c.at)
    .where(
        commitments.c.creator_id == bindparam("creator"),
        commitments.c.kind == bindparam("kind"),
        commitments.c.at > bindparam("since"),
        commitments.c.at < bindparam("until"),
        commitments.c.post_id != bindparam("but"),
    )
    .order_by(commitments.c.at)
)

_IS_CALL = (
    idempotency.c.app_id == bindparam("app"),
    idempotency.c.route == bindparam("of_route"),
    idempotency.c.key == bindparam("of_key"),
)
_ANSWER = select(*columns(Answer, idempotency)).where(*_IS_CALL)
_KEEP = update(idempotency).where(*_IS_CALL)


def taken(
    tx: Tx, creator_id: str, kind: str, since: datetime, until: datetime, but: str | None = None
) -> list[datetime]:
    """Instants committed for a Creator between two others; call it after locking the Creator."""
    values = {"creator": creator_id, "kind": kind, "since": since, "until": until}
    return list(tx.run(_TAKEN, {**values, "but": but or ""}).scalars().all())


def taken_by_others(
    tx: Tx, creator_id: str, kind: str, since: datetime, until: datetime, but: list[str]
) -> list[datetime]:
    """Like `taken`, without the places of several Posts."""
    query = select(commitments.c.at).where(
        commitments.c.creator_id == creator_id,
        commitments.c.kind == kind,
        commitments.c.at > since,
        commitments.c.at < until,
        commitments.c.post_id.not_in(but),
    )
    return [row.at for row in tx.run(query.order_by(commitments.c.at))]


_TAKEN_IN_ANY_MODE = (
    select(commitments.c.kind, commitments.c.at)
    .where(
        commitments.c.creator_id == bindparam("creator"),
        commitments.c.at > bindparam("since"),
        commitments.c.at < bindparam("until"),
        commitments.c.post_id != bindparam("but"),
    )
    .order_by(commitments.c.at)
)


def taken_in_any_mode(
    tx: Tx, creator_id: str, since: datetime, until: datetime, but: str
) -> list[tuple[str, datetime]]:
    """Kind and instant of all that is committed for a Creator between two others."""
    values = {"creator": creator_id, "since": since, "until": until, "but": but}
    return [(row.kind, row.at) for row in tx.run(_TAKEN_IN_ANY_MODE, values)]


@cache
def _commit(is_postgres: bool) -> Insert:
    new = postgresql.insert(commitments) if is_postgres else sqlite.insert(commitments)
    moved = {name: new.excluded[name] for name in ("creator_id", "kind", "at")}
    return new.on_conflict_do_update(index_elements=[commitments.c.post_id], set_=moved)


def commit(tx: Tx, post_id: str, creator_id: str, kind: str, at: datetime) -> None:
    """Take a place in the ledger for a Post, or move the place it has."""
    values = {"post_id": post_id, "creator_id": creator_id, "kind": kind, "at": at}
    tx.run(_commit(tx.is_postgres), values)


def put_off(tx: Tx, post_id: str, at: datetime) -> None:
    """The platform counts this Post from a later instant than we had committed to."""
    late = commitments.c.at < at
    tx.run(update(commitments).where(commitments.c.post_id == post_id, late).values(at=at))


def give_back(tx: Tx, post_id: str) -> None:
    """Free a Post's place: nothing that the platform could count has been sent."""
    tx.run(delete(commitments).where(commitments.c.post_id == post_id))


def claim_key(tx: Tx, app_id: str, route: str, key: str, fingerprint: str) -> Answer | None:
    """Be the first with this key (None), or learn what the first was answered.

    A twin that is still under way is waited for by the unique rule itself: key and effect are
    one transaction, so that there is no half-done state to find.
    """
    values = {
        "app_id": app_id,
        "route": route,
        "key": key,
        "fingerprint": fingerprint,
        "at": tx.now(),
    }
    if tx.add_unless_there(idempotency, values):
        return None
    return look_key(tx, app_id, route, key)


def look_key(tx: Tx, app_id: str, route: str, key: str) -> Answer | None:
    """What a call with this key was answered before, if any."""
    kept = first(Answer, tx.run(_ANSWER, {"app": app_id, "of_route": route, "of_key": key}))
    if kept is None or kept.body is None:
        return kept
    return replace(kept, body=tx.seal.open(kept.body, f"{app_id}/{route}/{key}").reveal())


def keep_answer(tx: Tx, app_id: str, route: str, key: str, status: int, body: str) -> None:
    """Keep what this call was answered, for the next with the same key."""
    # An answer may hold an address that opens something, such as a connect link.
    sealed = tx.seal.close(Secret(body), f"{app_id}/{route}/{key}")
    call = {"app": app_id, "of_route": route, "of_key": key}
    tx.run(_KEEP, {**call, "status": status, "body": sealed})


def forget_keys(tx: Tx, before: datetime) -> int:
    """Drop keys older than the promise."""
    return tx.run(delete(idempotency).where(idempotency.c.at < before)).rowcount


def hear(tx: Tx, fingerprint: str, platform: str, event: str, body: dict[str, Any]) -> bool:
    """Keep a Notice; False when it was heard before."""
    values = {
        "fingerprint": fingerprint,
        "platform": platform,
        "event": event,
        "at": tx.now(),
        "body": body,
    }
    return tx.add_unless_there(notices, values)
