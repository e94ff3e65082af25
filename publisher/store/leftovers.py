"""What may go: bytes that no Post needs any more, old keys, old Notices, old round trips."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import delete, exists, or_, select, update

from publisher.domain.states import AssetState, PostState, RenditionState
from publisher.store.assets import Asset, assets, stored_bytes
from publisher.store.authorisations import authorisations
from publisher.store.engine import Tx
from publisher.store.ledger import notices
from publisher.store.posts import DRIVEN, post_assets, posts
from publisher.store.renditions import renditions
from publisher.store.rows import columns, every

# A held Post waits for a person, who may want it sent after all.
NEEDY = (*DRIVEN, PostState.HELD)


def unneeded(tx: Tx, before: datetime, limit: int) -> list[Asset]:
    """Assets older than this that no Post needs, or has ended with since."""
    wanting = (
        select(post_assets.c.asset_id)
        .join(posts, posts.c.id == post_assets.c.post_id)
        .where(
            post_assets.c.asset_id == assets.c.id,
            or_(posts.c.state.in_(NEEDY), posts.c.ended_at >= before),
        )
    )
    query = (
        select(*columns(Asset, assets))
        .where(
            assets.c.created_at < before,
            assets.c.state != AssetState.ERASED,
            ~exists(wanting),
        )
        .order_by(assets.c.created_at)
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    return every(Asset, tx.run(query))


def erase_renditions(tx: Tx, app_id: str, sha256: str) -> list[str]:
    """Mark the Renditions of these bytes as gone; gives the digests of what they were."""
    mine = (renditions.c.app_id == app_id, renditions.c.sha256 == sha256)
    made: Sequence[Any] = tx.run(select(renditions.c.output_sha256).where(*mine)).all()
    tx.run(update(renditions).where(*mine).values(state=RenditionState.ERASED, due_at=None))
    return [row.output_sha256 for row in made if row.output_sha256 is not None]


def is_needed(tx: Tx, app_id: str, digest: str) -> bool:
    """Whether a row that is not erased points at these bytes, as an Asset's or a Rendition's."""
    made = select(renditions.c.id).where(
        renditions.c.app_id == app_id,
        renditions.c.output_sha256 == digest,
        renditions.c.state == RenditionState.READY,
    )
    return stored_bytes(tx, app_id, digest) or tx.run(made.limit(1)).first() is not None


def forget_notices(tx: Tx, before: datetime) -> int:
    """Drop Notices heard long ago: each had its effect in the transaction that kept it."""
    return tx.run(delete(notices).where(notices.c.at < before)).rowcount


def forget_round_trips(tx: Tx, before: datetime) -> int:
    """Drop round trips that ended long ago, with their sealed verifiers."""
    return tx.run(delete(authorisations).where(authorisations.c.expires_at < before)).rowcount
