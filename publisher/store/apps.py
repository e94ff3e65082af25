"""Apps and their keys."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Column, ForeignKey, Index, Table, Text, bindparam, insert, select, update

from publisher.store.engine import Tx
from publisher.store.rows import columns, every, fill, first
from publisher.store.types import Instant, Json, metadata

apps = Table(
    "apps",
    metadata,
    Column("id", Text, primary_key=True),
    Column("name", Text, nullable=False),
    Column("policy", Json, nullable=False),  # scheduling defaults for this App's Connections
    Column("created_at", Instant, nullable=False),
    Column("closed_at", Instant),
)

keys = Table(
    "api_keys",
    metadata,
    Column("id", Text, primary_key=True),
    Column("app_id", Text, ForeignKey("apps.id"), nullable=False),
    Column("digest", Text, nullable=False, unique=True),
    Column("kind", Text, nullable=False),  # live | test
    Column("last4", Text, nullable=False),
    Column("created_at", Instant, nullable=False),
    Column("expires_at", Instant),
    Column("withdrawn_at", Instant),
)
Index("ix_api_keys_app_id", keys.c.app_id)


@dataclass(frozen=True, slots=True)
class App:
    """A program that calls our API."""

    id: str
    name: str
    policy: dict[str, object]
    created_at: datetime
    closed_at: datetime | None


@dataclass(frozen=True, slots=True)
class Key:
    """One of an App's keys; the key itself is nowhere."""

    id: str
    app_id: str
    kind: str
    last4: str
    created_at: datetime
    expires_at: datetime | None
    withdrawn_at: datetime | None


def add(tx: Tx, app: App) -> None:
    """Keep a new App."""
    tx.run(
        insert(apps).values(id=app.id, name=app.name, policy=app.policy, created_at=app.created_at)
    )


def get(tx: Tx, app_id: str) -> App | None:
    """The App with this id."""
    return first(App, tx.run(select(*columns(App, apps)).where(apps.c.id == app_id)))


def every_app(tx: Tx) -> list[App]:
    """All Apps, oldest first."""
    return every(App, tx.run(select(*columns(App, apps)).order_by(apps.c.id)))


def set_policy(tx: Tx, app_id: str, policy: dict[str, object]) -> None:
    """Keep this App's defaults for scheduling."""
    tx.run(update(apps).where(apps.c.id == app_id).values(policy=policy))


def add_key(tx: Tx, key: Key, digest: str) -> None:
    """Keep a new key by its digest."""
    tx.run(
        insert(keys).values(
            id=key.id,
            app_id=key.app_id,
            digest=digest,
            kind=key.kind,
            last4=key.last4,
            created_at=key.created_at,
            expires_at=key.expires_at,
        )
    )


# Written once: it is asked for every call.
_BY_DIGEST = (
    select(*columns(Key, keys), *columns(App, apps))
    .join(apps, apps.c.id == keys.c.app_id)
    .where(keys.c.digest == bindparam("digest"))
)
_WIDTH = len(columns(Key, keys))


def by_digest(tx: Tx, digest: str) -> tuple[Key, App] | None:
    """The key with this digest and its App, whatever their standing."""
    row = tx.run(_BY_DIGEST, {"digest": digest}).first()
    return None if row is None else (fill(Key, row[:_WIDTH]), fill(App, row[_WIDTH:]))


def keys_of(tx: Tx, app_id: str) -> list[Key]:
    """An App's keys, oldest first."""
    query = select(*columns(Key, keys)).where(keys.c.app_id == app_id).order_by(keys.c.id)
    return every(Key, tx.run(query))


def withdraw_key(tx: Tx, app_id: str, key_id: str) -> bool:
    """End a key now; False where there is no such live key."""
    result = tx.run(
        update(keys)
        .where(keys.c.app_id == app_id, keys.c.id == key_id, keys.c.withdrawn_at.is_(None))
        .values(withdrawn_at=tx.now())
    )
    return result.rowcount == 1
