"""What is due: leases on Posts, which to ring, and what wakes them."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import case, exists, select, update

from publisher.domain.states import Phase, PostState, RenditionState
from publisher.store.attempts import attempts
from publisher.store.engine import Tx
from publisher.store.events import events
from publisher.store.posts import DRIVEN, Post, find, post_assets, posts
from publisher.store.renditions import renditions
from publisher.store.rows import columns, every


def claim(tx: Tx, post_id: str, lease: timedelta) -> Post | None:
    """Take a due Post's lease under a new token; None where there is nothing to do."""
    now = tx.now()
    result = tx.run(
        update(posts)
        .where(
            posts.c.id == post_id,
            posts.c.state.in_(DRIVEN),
            posts.c.due_at <= now,
            (posts.c.lease_until.is_(None)) | (posts.c.lease_until < now),
        )
        .values(lease_token=posts.c.lease_token + 1, lease_until=now + lease)
    )
    return find(tx, post_id) if result.rowcount == 1 else None


def beat(tx: Tx, post: Post, lease: timedelta) -> bool:
    """Lengthen our own lease; False when it is no longer ours."""
    result = tx.run(
        update(posts)
        .where(posts.c.id == post.id, posts.c.lease_token == post.lease_token)
        .values(lease_until=tx.now() + lease)
    )
    return result.rowcount == 1


def look_again(tx: Tx, post: Post, at: datetime) -> None:
    """Give the lease back and say when somebody should look next."""
    tx.run(
        update(posts)
        .where(posts.c.id == post.id, posts.c.lease_token == post.lease_token)
        .values(lease_until=None, due_at=at, poke_after=at)
    )


def pick_due(tx: Tx, limit: int, quiet: timedelta) -> list[str]:
    """Take note of due Posts so that others ring different ones; gives their ids."""
    now = tx.now()
    query = (
        select(posts.c.id)
        .where(
            posts.c.state.in_(DRIVEN),
            posts.c.due_at <= now,
            posts.c.poke_after <= now,
            # A ring during a lease would be void, and keep the next one from a dead holder's Post.
            (posts.c.lease_until.is_(None)) | (posts.c.lease_until < now),
        )
        .order_by(posts.c.due_at)
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    ids = [row.id for row in tx.run(query)]
    if ids:
        tx.run(update(posts).where(posts.c.id.in_(ids)).values(poke_after=now + quiet))
    return ids


def pick_questions(tx: Tx, limit: int, quiet: timedelta) -> list[str]:
    """Posts that nobody drives, but that are to be asked about now."""
    now = tx.now()
    query = (
        select(posts.c.id)
        .where(posts.c.ask_at.is_not(None), posts.c.ask_at <= now, posts.c.poke_after <= now)
        .order_by(posts.c.ask_at)
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    ids = [row.id for row in tx.run(query)]
    if ids:
        tx.run(update(posts).where(posts.c.id.in_(ids)).values(poke_after=now + quiet))
    return ids


def behind(tx: Tx, post: Post, limit: int) -> list[Post]:
    """Posts of the same Connection and mode with later Slots that may be moved, locked.

    Left out are those that somebody holds, or of which something has been announced already.
    """
    open_ = select(attempts.c.id).where(
        attempts.c.post_id == posts.c.id, attempts.c.phase != Phase.ENDED
    )
    query = (
        select(*columns(Post, posts))
        .where(
            *_beside(post),
            posts.c.slot_at > post.slot_at,
            posts.c.on_cap == "move",
            (posts.c.lease_until.is_(None)) | (posts.c.lease_until < tx.now()),
            ~open_.exists(),
        )
        .order_by(posts.c.slot_at)
        .limit(limit)
        .with_for_update(skip_locked=True, of=posts)
    )
    return every(Post, tx.run(query))


def is_behind(tx: Tx, post: Post) -> bool:
    """Whether a Post of the same Connection and mode with an earlier Slot could go out now."""
    now = tx.now()
    earlier = (posts.c.slot_at < post.slot_at) | (
        (posts.c.slot_at == post.slot_at) & (posts.c.id < post.id)
    )
    query = select(posts.c.id).where(
        *_beside(post), earlier, posts.c.due_at <= now, posts.c.give_up_at > now
    )
    return tx.run(query.limit(1)).first() is not None


def _beside(post: Post) -> tuple[Any, ...]:
    return (
        posts.c.connection_id == post.connection_id,
        posts.c.state == PostState.SCHEDULED,
        posts.c.mode == post.mode,
        posts.c.id != post.id,
    )


def look_now(tx: Tx, post_id: str) -> None:
    """Something was heard of this Post: whoever may look, should look at once."""
    now = tx.now()
    driven = posts.c.state.in_(DRIVEN)
    mine = update(posts).where(posts.c.id == post_id)
    tx.run(mine.where(driven).values(due_at=now, poke_after=now))
    tx.run(mine.where(~driven).values(ask_at=now))


def claim_question(tx: Tx, post_id: str, again_at: datetime) -> bool:
    """Become the one who asks about a Post that nobody drives; due again if we die."""
    result = tx.run(
        update(posts)
        .where(posts.c.id == post_id, posts.c.state.not_in(DRIVEN), posts.c.ask_at <= tx.now())
        .values(ask_at=again_at)
    )
    return result.rowcount == 1


def wake_for_rendition(tx: Tx, rendition_id: str) -> list[str]:
    """Posts that waited for this Rendition become due at once (never before their Slot)."""
    waiting = select(post_assets.c.post_id).where(post_assets.c.rendition_id == rendition_id)
    now = tx.now()
    query = select(posts.c.id).where(
        posts.c.id.in_(waiting), posts.c.state == PostState.SCHEDULED, posts.c.slot_at <= now
    )
    ids = [row.id for row in tx.run(query)]
    if ids:
        tx.run(update(posts).where(posts.c.id.in_(ids)).values(due_at=now, poke_after=now))
    return ids


def wake_for_asset(tx: Tx, asset_id: str) -> None:
    """Posts that wait for this Asset to be measured are looked at again at once."""
    waiting = select(post_assets.c.post_id).where(post_assets.c.asset_id == asset_id)
    now = tx.now()
    tx.run(
        update(posts)
        .where(posts.c.id.in_(waiting), posts.c.state == PostState.SCHEDULED)
        .values(due_at=now, poke_after=now)
    )


def wake_for_connection(tx: Tx, connection_id: str) -> None:
    """Posts that waited for this Connection become due at their Slot, or at once if it passed."""
    now = tx.now()
    soon = case((posts.c.slot_at > now, posts.c.slot_at), else_=now)
    tx.run(
        update(posts)
        .where(posts.c.connection_id == connection_id, posts.c.state == PostState.SCHEDULED)
        .values(due_at=soon, poke_after=now)
    )


def without_media(tx: Tx, before: datetime, told_as: str, limit: int) -> list[Post]:
    """Posts due before this instant whose media is still being made, and nobody was told so."""
    unready = (
        select(post_assets.c.post_id)
        .join(renditions, renditions.c.id == post_assets.c.rendition_id)
        .where(
            post_assets.c.post_id == posts.c.id,
            renditions.c.state.in_([RenditionState.WANTED, RenditionState.MAKING]),
        )
    )
    told = select(events.c.id).where(events.c.ref == posts.c.id, events.c.kind == told_as)
    query = select(*columns(Post, posts)).where(
        posts.c.state == PostState.SCHEDULED,
        posts.c.due_at <= before,
        exists(unready),
        ~exists(told),
    )
    return every(Post, tx.run(query.limit(limit)))
