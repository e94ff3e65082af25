"""Assets: the bytes an App handed in, unchanged."""

from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import (
    BigInteger,
    Column,
    ForeignKey,
    Index,
    Select,
    Table,
    Text,
    UniqueConstraint,
    bindparam,
    insert,
    select,
    update,
)

from publisher.domain.states import AssetState
from publisher.store.engine import Tx
from publisher.store.rows import columns, every, first, several, those
from publisher.store.types import Instant, Json, Named, metadata

assets = Table(
    "assets",
    metadata,
    Column("id", Text, primary_key=True),
    Column("app_id", Text, ForeignKey("apps.id"), nullable=False),
    Column("state", Named(AssetState), nullable=False),
    Column("kind", Text),  # film | picture | animation, by its first bytes and then by measuring
    Column("name", Text, nullable=False),  # as the caller called it; shown, never opened
    Column("source_url", Text),
    Column("size", BigInteger, nullable=False),
    Column("sha256", Text, nullable=False),
    Column("facts", Json),
    Column("reason", Json),
    Column("tries", BigInteger, nullable=False, server_default="0"),
    Column("created_at", Instant, nullable=False),
    Column("due_at", Instant),  # when a media worker should look again; empty when nothing is due
    Column("measured_at", Instant),
    Column("erased_at", Instant),
    UniqueConstraint("app_id", "id"),
)
Index("ix_assets_app_id_sha256", assets.c.app_id, assets.c.sha256)
Index(
    "ix_assets_due_at",
    assets.c.due_at,
    postgresql_where=assets.c.due_at.is_not(None),
    sqlite_where=assets.c.due_at.is_not(None),
)


@dataclass(frozen=True, slots=True)
class Asset:
    """The bytes an App handed in."""

    id: str
    app_id: str
    state: AssetState
    kind: str | None
    name: str
    source_url: str | None
    size: int
    sha256: str
    facts: dict[str, Any] | None
    reason: dict[str, Any] | None
    tries: int
    created_at: datetime
    due_at: datetime | None
    measured_at: datetime | None
    erased_at: datetime | None


@cache
def _some(count: int) -> Select[Any]:
    """Written once for each number of them: it is asked for every Post."""
    return select(*columns(Asset, assets)).where(
        assets.c.app_id == bindparam("app"), assets.c.id.in_(several("some", count))
    )


def add(tx: Tx, asset: Asset) -> None:
    """Keep a new Asset."""
    tx.run(insert(assets).values({name: getattr(asset, name) for name in asset.__slots__}))


def get(tx: Tx, app_id: str, asset_id: str) -> Asset | None:
    """One of this App's Assets."""
    return first(
        Asset,
        tx.run(
            select(*columns(Asset, assets)).where(
                assets.c.app_id == app_id, assets.c.id == asset_id
            )
        ),
    )


def find(tx: Tx, asset_id: str) -> Asset | None:
    """An Asset by id alone; for the media worker."""
    return first(Asset, tx.run(select(*columns(Asset, assets)).where(assets.c.id == asset_id)))


def some(tx: Tx, app_id: str, asset_ids: list[str]) -> dict[str, Asset]:
    """Several of this App's Assets by id."""
    found = tx.run(_some(len(asset_ids)), {"app": app_id, **those("some", asset_ids)})
    return {asset.id: asset for asset in every(Asset, found)}


_DUE = (
    select(assets.c.id)
    .where(assets.c.due_at.is_not(None), assets.c.due_at <= bindparam("now"))
    .order_by(assets.c.due_at)
    .limit(bindparam("limit"))
)


def due(tx: Tx, limit: int) -> list[str]:
    """Assets that wait to be measured."""
    return [row.id for row in tx.run(_DUE, {"now": tx.now(), "limit": limit})]


def take(tx: Tx, asset_id: str, again_at: datetime) -> bool:
    """Become the one who measures it; if we die it is due again at `again_at`."""
    result = tx.run(
        update(assets)
        .where(
            assets.c.id == asset_id,
            assets.c.state == AssetState.RECEIVED,
            assets.c.due_at <= tx.now(),
        )
        .values(due_at=again_at, tries=assets.c.tries + 1)
    )
    return result.rowcount == 1


def put_off(tx: Tx, asset: Asset, until: datetime) -> None:
    """It cannot be measured now, through no fault of its own: the try does not count."""
    tx.run(
        update(assets)
        .where(assets.c.id == asset.id, assets.c.state == AssetState.RECEIVED)
        .values(due_at=until, tries=asset.tries - 1)
    )


def measured(tx: Tx, asset_id: str, kind: str, facts: dict[str, Any]) -> None:
    """Keep its Facts."""
    tx.run(
        update(assets)
        .where(assets.c.id == asset_id, assets.c.state == AssetState.RECEIVED)
        .values(
            state=AssetState.MEASURED, kind=kind, facts=facts, measured_at=tx.now(), due_at=None
        )
    )


def unusable(tx: Tx, asset_id: str, reason: dict[str, Any]) -> None:
    """It can never be posted, and this is why."""
    tx.run(
        update(assets)
        .where(assets.c.id == asset_id, assets.c.state == AssetState.RECEIVED)
        .values(state=AssetState.UNUSABLE, reason=reason, due_at=None)
    )


def erase(tx: Tx, app_id: str, asset_id: str) -> bool:
    """Mark the bytes as gone."""
    result = tx.run(
        update(assets)
        .where(
            assets.c.app_id == app_id,
            assets.c.id == asset_id,
            assets.c.state != AssetState.ERASED,
        )
        .values(state=AssetState.ERASED, erased_at=tx.now(), due_at=None)
    )
    return result.rowcount == 1


def alone_with(tx: Tx, app_id: str, sha256: str) -> None:
    """Be the only one who gives these bytes a place, or takes it from them."""
    tx.alone(f"bytes {app_id} {sha256}")


def stored_bytes(tx: Tx, app_id: str, sha256: str) -> bool:
    """Whether these bytes are on our disk for this App already."""
    query = select(assets.c.id).where(
        assets.c.app_id == app_id,
        assets.c.sha256 == sha256,
        assets.c.state != AssetState.ERASED,
    )
    return tx.run(query.limit(1)).first() is not None
