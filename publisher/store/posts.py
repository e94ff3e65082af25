"""Posts; change of state by compare-and-set, never by assignment."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    ForeignKeyConstraint,
    Index,
    Integer,
    Table,
    Text,
    UniqueConstraint,
    bindparam,
    insert,
    select,
    update,
)

from publisher.domain.states import Mode, PostState
from publisher.store.engine import Tx
from publisher.store.rows import columns, every, first, must_be_one, spelled
from publisher.store.types import Instant, Json, Named, metadata

# States in which something is due: the only rows the sweep's index holds.
DRIVEN = (PostState.SCHEDULED, PostState.SENDING, PostState.PROCESSING)
WAITING = (*DRIVEN, PostState.HELD)  # they still need their Connection

posts = Table(
    "posts",
    metadata,
    Column("id", Text, primary_key=True),
    Column("app_id", Text, nullable=False),
    Column("connection_id", Text, nullable=False),
    Column("state", Named(PostState), nullable=False),
    Column("mode", Named(Mode), nullable=False),
    Column("photos", Boolean, nullable=False),
    Column("caption", Text, nullable=False, server_default=""),
    Column("title", Text, nullable=False, server_default=""),
    Column("description", Text, nullable=False, server_default=""),
    Column("options", Json, nullable=False),
    Column("consent", Json),
    Column("slot_at", Instant, nullable=False),
    Column("wall_time", Text),
    Column("zone", Text),
    Column("deadline", Instant),
    Column("on_cap", Text, nullable=False),
    Column("on_drift", Text, nullable=False),
    Column("due_at", Instant, nullable=False),  # when somebody should look next
    Column("poke_after", Instant, nullable=False),  # rung lately: leave it alone until then
    Column("give_up_at", Instant, nullable=False),
    Column("ask_at", Instant),  # nobody drives it, but it is to be asked about then
    Column("moved_for", Text),  # the refusal it was moved for by itself: never twice for one
    Column("tries", Integer, nullable=False, server_default="0"),
    Column("version", Integer, nullable=False, server_default="1"),
    Column("lease_token", BigInteger, nullable=False, server_default="0"),
    Column("lease_until", Instant),
    Column("client_reference", Text),
    Column("reason", Json),
    Column("public_ids", Json, nullable=False),
    Column("warnings", Json, nullable=False),  # what was found and did not stop it
    Column("created_at", Instant, nullable=False),
    Column("ended_at", Instant),
    UniqueConstraint("app_id", "id"),
    UniqueConstraint("app_id", "client_reference"),
    ForeignKeyConstraint(["app_id", "connection_id"], ["connections.app_id", "connections.id"]),
    # Room in every page for the rings, leases and moves of its rows: one that has to leave its
    # page is written into all indexes anew, which made a sweep three times as dear.
    postgresql_with={"fillfactor": "85"},
)
_is_driven = posts.c.state.in_(["scheduled", "sending", "processing"])
is_driven = posts.c.state.in_(spelled(DRIVEN))  # the same for statements
Index("ix_posts_due_at", posts.c.due_at, postgresql_where=_is_driven, sqlite_where=_is_driven)
Index(
    "ix_posts_ask_at",
    posts.c.ask_at,
    postgresql_where=posts.c.ask_at.is_not(None),
    sqlite_where=posts.c.ask_at.is_not(None),
)
Index("ix_posts_app_id_created", posts.c.app_id, posts.c.created_at, posts.c.id)
Index("ix_posts_connection_id_slot_at", posts.c.connection_id, posts.c.slot_at)
Index("ix_posts_connection_id_state", posts.c.connection_id, posts.c.state)

post_assets = Table(
    "post_assets",
    metadata,
    Column("post_id", Text, primary_key=True),
    Column("position", Integer, primary_key=True),
    Column("app_id", Text, nullable=False),
    Column("asset_id", Text, nullable=False),
    Column("rendition_id", Text),
    ForeignKeyConstraint(["app_id", "post_id"], ["posts.app_id", "posts.id"]),
    ForeignKeyConstraint(["app_id", "asset_id"], ["assets.app_id", "assets.id"]),
    ForeignKeyConstraint(["app_id", "rendition_id"], ["renditions.app_id", "renditions.id"]),
)
Index("ix_post_assets_rendition_id", post_assets.c.rendition_id)
Index("ix_post_assets_asset_id", post_assets.c.asset_id)


@dataclass(frozen=True, slots=True)
class Post:
    """The commitment to publish through one Connection."""

    id: str
    app_id: str
    connection_id: str
    state: PostState
    mode: Mode
    photos: bool
    caption: str
    title: str
    description: str
    options: dict[str, Any]
    consent: dict[str, Any] | None
    slot_at: datetime
    wall_time: str | None
    zone: str | None
    deadline: datetime | None
    on_cap: str
    on_drift: str
    due_at: datetime
    poke_after: datetime
    give_up_at: datetime
    ask_at: datetime | None
    moved_for: str | None
    tries: int
    version: int
    lease_token: int
    lease_until: datetime | None
    client_reference: str | None
    reason: dict[str, Any] | None
    public_ids: list[str]
    warnings: list[dict[str, Any]]
    created_at: datetime
    ended_at: datetime | None


@dataclass(frozen=True, slots=True)
class Item:
    """One Asset of a Post, in its place."""

    position: int
    asset_id: str
    rendition_id: str | None


# Written once: putting a statement of thirty columns together costs more than running it.
_BY_ID = select(*columns(Post, posts)).where(posts.c.id == bindparam("post"))
_OF_APP = _BY_ID.where(posts.c.app_id == bindparam("app"))
_BY_REFERENCE = select(*columns(Post, posts)).where(
    posts.c.app_id == bindparam("app"), posts.c.client_reference == bindparam("reference")
)
_LOCK = _BY_ID.with_for_update()
_FENCE = _BY_ID.where(posts.c.lease_token == bindparam("token")).with_for_update()
# The values to be written come with the call: its parameters that are named like columns.
_CHANGE = (
    update(posts)
    .where(
        posts.c.id == bindparam("its_id"),
        posts.c.state == bindparam("its_state"),
        posts.c.version == bindparam("its_version"),
    )
    .values(version=posts.c.version + 1)
)
_ADD_ITEMS = insert(post_assets)
_ITEMS = (
    select(*columns(Item, post_assets))
    .where(post_assets.c.post_id == bindparam("post"))
    .order_by(post_assets.c.position)
)


def add(tx: Tx, post: Post, items: Sequence[Item]) -> bool:
    """Keep a new Post and its Assets; False where another has its reference."""
    if not tx.add_unless_there(posts, {name: getattr(post, name) for name in post.__slots__}):
        return False
    tx.run(
        _ADD_ITEMS,
        [
            {
                "post_id": post.id,
                "app_id": post.app_id,
                "position": item.position,
                "asset_id": item.asset_id,
                "rendition_id": item.rendition_id,
            }
            for item in items
        ],
    )
    return True


def get(tx: Tx, app_id: str, post_id: str) -> Post | None:
    """One of this App's Posts."""
    return first(Post, tx.run(_OF_APP, {"app": app_id, "post": post_id}))


def find(tx: Tx, post_id: str) -> Post | None:
    """A Post by id alone; for the engine and the console."""
    return first(Post, tx.run(_BY_ID, {"post": post_id}))


def by_reference(tx: Tx, app_id: str, reference: str) -> Post | None:
    """This App's Post with the caller's own reference."""
    return first(Post, tx.run(_BY_REFERENCE, {"app": app_id, "reference": reference}))


def items(tx: Tx, post_id: str) -> list[Item]:
    """A Post's Assets in their order."""
    return every(Item, tx.run(_ITEMS, {"post": post_id}))


def lock_ours(tx: Tx, post: Post) -> Post | None:
    """The Post as it is now, held to the end of the transaction; None when a newer token exists.

    This is the fence: every write of an Attempt's holder comes after it in the same transaction.
    """
    values = {"post": post.id, "token": post.lease_token}
    return first(Post, tx.run(_FENCE, values))


def lock(tx: Tx, post_id: str) -> Post | None:
    """The Post as it is now, held to the end of the transaction."""
    return first(Post, tx.run(_LOCK, {"post": post_id}))


def change(tx: Tx, post: Post, values: dict[str, Any]) -> None:
    """Change a Post that is still as we read it: same state, same version. Raises StoreBusy.

    Read it under a lock: then nobody can have been there before us.
    """
    as_read = {"its_id": post.id, "its_state": post.state, "its_version": post.version}
    must_be_one(tx.run(_CHANGE, {**as_read, **values}), post.id)


def fence_off(tx: Tx, post_id: str) -> None:
    """Take the lease from whoever holds it: a person has decided otherwise."""
    tx.run(
        update(posts)
        .where(posts.c.id == post_id)
        .values(lease_token=posts.c.lease_token + 1, lease_until=None)
    )


def waiting_for(tx: Tx, connection_id: str) -> list[str]:
    """Posts that still need this Connection, soonest first."""
    query = (
        select(posts.c.id)
        .where(
            posts.c.connection_id == connection_id,
            posts.c.state.in_(WAITING),
        )
        .order_by(posts.c.slot_at)
    )
    return [row.id for row in tx.run(query)]


def of_connections(
    tx: Tx, connection_ids: Sequence[str], states: Sequence[PostState], since: datetime
) -> list[Post]:
    """Posts of these Connections in these states that have not ended before an instant."""
    query = select(*columns(Post, posts)).where(
        posts.c.connection_id.in_(connection_ids),
        posts.c.state.in_(states),
        (posts.c.ended_at.is_(None)) | (posts.c.ended_at >= since),
    )
    return every(Post, tx.run(query))
