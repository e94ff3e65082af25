"""Read-only questions of API and console: lists by keyset, newest first, and counts for health."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Table, and_, func, or_, select

from publisher.domain import ids
from publisher.domain.states import Mode, Verdict
from publisher.store.apps import apps
from publisher.store.assets import Asset, assets
from publisher.store.attempts import attempts
from publisher.store.connections import Connection, connections
from publisher.store.creators import Creator, creators
from publisher.store.engine import Tx
from publisher.store.events import Event, events
from publisher.store.posts import DRIVEN, Post, post_assets, posts
from publisher.store.rows import columns, every
from publisher.store.steps import steps

MOST = 100
COMMITS_WITHIN = timedelta(seconds=5)  # the longest that a transaction may lie idle


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


def posts_anywhere(
    tx: Tx,
    limit: int,
    after: Page | None = None,
    states: tuple[str, ...] = (),
    app_id: str | None = None,
    text: str | None = None,
) -> list[Post]:
    """Posts of all Apps, newest first; `text` is an id, a handle, a log id or a name."""
    also: list[ColumnElement[bool]] = []
    if states:
        also.append(posts.c.state.in_(states))
    if text:
        also.append(_is_about(text))
    return every(Post, tx.run(_page(Post, posts, app_id, limit, after, also)))


def connections_anywhere(tx: Tx, limit: int, after: Page | None = None) -> list[Connection]:
    """Connections of all Apps, newest first."""
    return every(Connection, tx.run(_page(Connection, connections, None, limit, after, [])))


def people(tx: Tx, connection_ids: Sequence[str]) -> dict[str, Creator]:
    """The Creators behind some Connections."""
    query = (
        select(connections.c.id.label("connection_id"), *columns(Creator, creators))
        .join(creators, creators.c.id == connections.c.creator_id)
        .where(connections.c.id.in_(connection_ids))
    )
    found = {}
    for row in tx.run(query):
        values = dict(row._mapping)  # noqa: SLF001 SQLAlchemy's documented way to a mapping
        connection_id = values.pop("connection_id")
        found[connection_id] = Creator(**values)
    return found


def app_names(tx: Tx) -> dict[str, str]:
    """What every App is called."""
    return {row.id: row.name for row in tx.run(select(apps.c.id, apps.c.name))}


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
    if tx.is_postgres:  # one with an older id may still be about to commit: do not run past it
        query = query.where(events.c.available_at < tx.now() - COMMITS_WITHIN)
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


def creators_since(tx: Tx, platform: str, client: str, since: datetime) -> list[datetime]:
    """When each Creator was posted for last, straight out and through one registration of ours.

    What was refused at its announcement is not counted; what may have arrived is.
    """
    last = func.max(attempts.c.opened_at)
    query = (
        select(last)
        .join(connections, connections.c.id == attempts.c.connection_id)
        .join(creators, creators.c.id == connections.c.creator_id)
        .join(posts, posts.c.id == attempts.c.post_id)
        .where(
            # Ids sort by time, and they are what the table is ordered by.
            attempts.c.id >= ids.make(ids.ATTEMPT, since, bytes(ids.CHANCE_BYTES)),
            creators.c.platform == platform,
            creators.c.client == client,
            posts.c.mode == Mode.DIRECT,
            attempts.c.publish_id.is_not(None) | (attempts.c.outcome == Verdict.DOUBTFUL),
        )
        .group_by(creators.c.id)
        .order_by(last)
    )
    return list(tx.run(query).scalars())


def counts(tx: Tx) -> dict[str, int]:
    """How many Posts are in each state, over all Apps."""
    query = select(posts.c.state, func.count().label("many")).group_by(posts.c.state)
    return {row.state.value: row.many for row in tx.run(query)}


def _is_about(text: str) -> ColumnElement[bool]:
    """Whatever support may have been told of a Post, compared letter for letter."""
    by_handle = select(attempts.c.post_id).where(attempts.c.publish_id == text)
    by_log_id = select(steps.c.post_id).where(steps.c.log_id == text)
    by_step = select(steps.c.post_id).where(steps.c.id == text)
    by_attempt = select(attempts.c.post_id).where(attempts.c.id == text)
    by_person = (
        select(connections.c.id)
        .join(creators, creators.c.id == connections.c.creator_id)
        .where(or_(creators.c.username == text, creators.c.nickname == text))
    )
    return or_(
        posts.c.id == text,
        posts.c.client_reference == text,
        posts.c.connection_id == text,
        posts.c.id.in_(by_handle),
        posts.c.id.in_(by_log_id),
        posts.c.id.in_(by_step),
        posts.c.id.in_(by_attempt),
        posts.c.reason["code"].as_string() == text,
        posts.c.reason["platform"]["code"].as_string() == text,
        posts.c.connection_id.in_(by_person),
    )


def _page(
    view: type[Any],
    table: Table,
    app_id: str | None,
    limit: int,
    after: Page | None,
    also: list[ColumnElement[bool]],
) -> Any:
    query = select(*columns(view, table)).where(*also)
    if app_id is not None:
        query = query.where(table.c.app_id == app_id)
    if after is not None:
        query = query.where(
            or_(
                table.c.created_at < after.at,
                and_(table.c.created_at == after.at, table.c.id < after.id),
            )
        )
    newest = (table.c.created_at.desc(), table.c.id.desc())
    return query.order_by(*newest).limit(min(limit, MOST))
