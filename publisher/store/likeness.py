"""What a Connection's Posts around an instant say and show."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, select

from publisher.domain.states import PostState
from publisher.store.assets import assets
from publisher.store.engine import Tx
from publisher.store.posts import post_assets, posts
from publisher.store.rows import spelled

MOST = 200
_OVER = (PostState.CANCELLED, PostState.FAILED)


@dataclass(frozen=True, slots=True)
class Beside:
    """A Post beside another: when, its words, and the fingerprints of its files."""

    post: str
    at: datetime
    words: str
    media: frozenset[str]


# Written once: it is asked for every Post.
_AROUND = (
    select(
        posts.c.id,
        posts.c.slot_at,
        posts.c.caption,
        posts.c.title,
        posts.c.description,
        assets.c.sha256,
    )
    .join(post_assets, post_assets.c.post_id == posts.c.id)
    .join(assets, assets.c.id == post_assets.c.asset_id)
    .where(
        posts.c.connection_id == bindparam("connection"),
        posts.c.slot_at > bindparam("since"),
        posts.c.slot_at < bindparam("until"),
        posts.c.state.not_in(spelled(_OVER)),
    )
    .order_by(posts.c.slot_at.desc())
    .limit(MOST)
)


def around(tx: Tx, connection_id: str, since: datetime, until: datetime) -> list[Beside]:
    """The Connection's Posts between two instants that are out or may still come, nearest last."""
    values = {"connection": connection_id, "since": since, "until": until}
    found: dict[str, tuple[datetime, str, set[str]]] = {}
    for row in tx.run(_AROUND, values):
        words = row.caption or f"{row.title} {row.description}".strip()
        found.setdefault(row.id, (row.slot_at, words, set()))[2].add(row.sha256)
    return [Beside(post, at, words, frozenset(sums)) for post, (at, words, sums) in found.items()]
