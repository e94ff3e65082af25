"""What went wrong lately, counted by the key of its Reason: read from Events, which tell it all."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, String, case, cast, func, select

from publisher.domain import ids
from publisher.domain.events import EventKind
from publisher.store.engine import Tx
from publisher.store.events import events
from publisher.store.posts import posts
from publisher.store.rows import every

TROUBLE = (
    EventKind.POST_HELD,
    EventKind.POST_FAILED,
    EventKind.POST_DELAYED,
    EventKind.POST_MOVED,
    EventKind.CONNECTION_BROKEN,
)
WEEK = timedelta(days=7)
MOST = 200  # keys; there are not many more in all


@dataclass(frozen=True, slots=True)
class Group:
    """One key, how often it was met, and whom it concerns."""

    key: str
    today: int
    yesterday: int
    week: int
    posts: int
    connections: int
    last_at: datetime


def groups(tx: Tx, app_id: str | None = None) -> list[Group]:
    """The keys of the last seven days, most frequent first; of one App, or of all."""
    today = tx.now().replace(hour=0, minute=0, second=0, microsecond=0)
    since = tx.now() - WEEK
    key = events.c.payload["reason"]["code"].as_string()
    # A Post has its Connection; an Event about a Connection names it itself.
    whose = func.coalesce(posts.c.connection_id, events.c.ref)
    at = events.c.available_at
    query = (
        select(
            key.label("key"),
            _count(at >= today).label("today"),
            _count((at < today) & (at >= today - timedelta(days=1))).label("yesterday"),
            func.count().label("week"),
            func.count(posts.c.id.distinct()).label("posts"),
            func.count(whose.distinct()).label("connections"),
            func.max(at).label("last_at"),
        )
        .outerjoin(posts, posts.c.id == events.c.ref)
        .where(
            # Ids sort by time, and they are what the table is ordered by.
            events.c.id >= ids.make(ids.EVENT, since, bytes(ids.CHANCE_BYTES)),
            events.c.kind.in_([kind.value for kind in TROUBLE]),
            key.is_not(None),
        )
        .group_by(key)
        .order_by(func.count().desc(), cast(key, String))
        .limit(MOST)
    )
    if app_id is not None:
        query = query.where(events.c.app_id == app_id)
    return every(Group, tx.run(query))


def waiting(tx: Tx, app_id: str | None = None) -> dict[str, int]:
    """How many Posts stand still right now, by the key of their Reason."""
    key = posts.c.reason["code"].as_string()
    query = select(key.label("key"), func.count().label("many")).where(
        posts.c.state.in_(["held", "failed"]), key.is_not(None)
    )
    if app_id is not None:
        query = query.where(posts.c.app_id == app_id)
    return {row.key: row.many for row in tx.run(query.group_by(key))}


def _count(rule: ColumnElement[bool]) -> ColumnElement[Any]:
    return func.coalesce(func.sum(case((rule, 1), else_=0)), 0)
