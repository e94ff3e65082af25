"""Whom and what a Post, or a Connection, is about: the names to tell people."""

from sqlalchemy import bindparam, select

from publisher.domain.about import About
from publisher.store.assets import assets
from publisher.store.connections import connections
from publisher.store.creators import creators
from publisher.store.engine import Tx
from publisher.store.posts import post_assets, posts

_OF_POST = (
    select(creators.c.username, creators.c.nickname, assets.c.name)
    .select_from(posts)
    .join(connections, connections.c.id == posts.c.connection_id)
    .join(creators, creators.c.id == connections.c.creator_id)
    .outerjoin(post_assets, post_assets.c.post_id == posts.c.id)
    .outerjoin(assets, assets.c.id == post_assets.c.asset_id)
    .where(posts.c.id == bindparam("post"))
    .order_by(post_assets.c.position)
)
_OF_CONNECTION = (
    select(creators.c.username, creators.c.nickname)
    .join(connections, connections.c.creator_id == creators.c.id)
    .where(connections.c.id == bindparam("connection"))
)


def of_post(tx: Tx, post_id: str) -> About:
    """The Creator and the files of a Post, in their order."""
    rows = tx.run(_OF_POST, {"post": post_id}).all()
    if not rows:
        return About()
    files = tuple(row.name for row in rows if row.name is not None)
    return About(rows[0].username, rows[0].nickname, files)


def of_connection(tx: Tx, connection_id: str) -> About:
    """The Creator of a Connection."""
    row = tx.run(_OF_CONNECTION, {"connection": connection_id}).first()
    return About() if row is None else About(row.username, row.nickname)
