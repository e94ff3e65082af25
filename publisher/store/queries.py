"""Read-only questions of the API: lists by keyset, newest first, and counts for health."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Table, and_, func, or_, select

from publisher.store.assets import Asset, assets
from publisher.store.connections import Connection, connections
from publisher.store.engine import Tx
from publisher.store.events import Event, events
from publisher.store.posts import DRIVEN, Post, post_assets, posts
from publisher.store.rows import columns, every

MOST = 100


@dataclass(frozen=True, slots=True)
class Page:
    """Where a list goes on: after this row, in this order."""

    at: datetime
    id: str


def posts_of(
    tx: Tx,
    app_id: str,
    limit: int,
    after: Page | None = None,
    states: tuple[str, ...] = (),
    connection_id: str | None = None,
) -> list[Post]:
    """An App's Posts, newest first."""
    also: list[ColumnElement[bool]] = []
    if states:
        also.append(posts.c.state.in_(states))
    if connection_id is not None:
        also.append(posts.c.connection_id == connection_id)
    return every(Post, tx.run(_page(Post, posts, app_id, limit, after, also)))


def assets_by_post(tx: Tx, post_ids: Sequence[str]) -> dict[str, list[str]]:
    """The Assets of some Posts, each in its order."""
    query = (
        select(post_assets.c.post_id, post_assets.c.asset_id)
        .where(post_assets.c.post_id.in_(post_ids))
        .order_by(post_assets.c.post_id, post_assets.c.position)
    )
    found: dict[str, list[str]] = {post_id: [] for post_id in post_ids}
    for row in tx.run(query):
        found[row.post_id].append(row.asset_id)
    return found


def connections_of(tx: Tx, app_id: str, limit: int, after: Page | None = None) -> list[Connection]:
    """An App's Connections, newest first."""
    return every(Connection, tx.run(_page(Connection, connections, app_id, limit, after, [])))


def assets_of(tx: Tx, app_id: str, limit: int, after: Page | None = None) -> list[Asset]:
    """An App's Assets, newest first."""
    return every(Asset, tx.run(_page(Asset, assets, app_id, limit, after, [])))


def events_of(tx: Tx, app_id: str, limit: int, after: str | None = None) -> list[Event]:
    """An App's Events, oldest first: ids sort by time, so the last one seen is the cursor."""
    query = select(*columns(Event, events)).where(events.c.app_id == app_id)
    if after is not None:
        query = query.where(events.c.id > after)
    return every(Event, tx.run(query.order_by(events.c.id).limit(limit)))


def oldest_due(tx: Tx) -> datetime | None:
    """The instant of the Post that has waited longest for somebody to look."""
    query = select(func.min(posts.c.due_at)).where(
        posts.c.state.in_(DRIVEN),
        posts.c.due_at <= tx.now(),
        or_(posts.c.lease_until.is_(None), posts.c.lease_until < tx.now()),
    )
    moment: datetime | None = tx.run(query).scalar()
    return moment


def counts(tx: Tx) -> dict[str, int]:
    """How many Posts are in each state, over all Apps."""
    query = select(posts.c.state, func.count().label("many")).group_by(posts.c.state)
    return {row.state.value: row.many for row in tx.run(query)}


def _page(
    view: type[Any],
    table: Table,
    app_id: str,
    limit: int,
    after: Page | None,
    also: list[ColumnElement[bool]],
) -> Any:
    query = select(*columns(view, table)).where(table.c.app_id == app_id, *also)
    if after is not None:
        query = query.where(
            or_(
                table.c.created_at < after.at,
                and_(table.c.created_at == after.at, table.c.id < after.id),
            )
        )
    newest = (table.c.created_at.desc(), table.c.id.desc())
    return query.order_by(*newest).limit(min(limit, MOST))
