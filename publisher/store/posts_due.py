"""What is due: leases on Posts, which to ring, and what wakes them."""

from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any

from sqlalchemy import (
    Column,
    ColumnElement,
    bindparam,
    case,
    exists,
    literal_column,
    select,
    update,
)
from sqlalchemy.sql.dml import ReturningUpdate

from publisher.domain.states import Phase, PostState, RenditionState
from publisher.store.attempts import attempts
from publisher.store.engine import Tx
from publisher.store.events import events
from publisher.store.generations import generations
from publisher.store.posts import Post, is_driven, post_assets, posts
from publisher.store.renditions import renditions
from publisher.store.rows import columns, every, first
from publisher.store.types import Instant

# Written once: putting a statement of thirty columns together costs more than running it.
_VIEW = columns(Post, posts)
_CLAIM = (
    update(posts)
    .where(
        posts.c.id == bindparam("post"),
        is_driven,
        posts.c.due_at <= bindparam("now"),
        (posts.c.lease_until.is_(None)) | (posts.c.lease_until < bindparam("now")),
        # The sweep rings nothing in safe mode; but what was rung before the restore may wait yet.
        ~exists(select(generations.c.what).where(generations.c.safe_since.is_not(None))),
    )
    .values(lease_token=posts.c.lease_token + 1)
    .returning(*_VIEW)
)
_OURS = update(posts).where(
    posts.c.id == bindparam("post"), posts.c.lease_token == bindparam("token")
)
_HOLD = _OURS.returning(*_VIEW)
_NEXT = case(
    (posts.c.due_at == bindparam("read"), bindparam("wish", type_=Instant)),
    (posts.c.due_at > bindparam("again"), bindparam("again", type_=Instant)),
    else_=posts.c.due_at,
)
# Who is driven no more is asked about when `ask_at` says, which poke_after must not put off.
_LET_GO = _OURS.values(
    due_at=_NEXT, poke_after=case((is_driven, _NEXT), else_=bindparam("now", type_=Instant))
)
_NEVER = datetime.max.replace(tzinfo=UTC)
_BEHIND = (
    select(posts.c.id)
    .where(
        posts.c.connection_id == bindparam("connection"),
        posts.c.state == PostState.SCHEDULED,
        posts.c.mode == bindparam("mode"),
        (posts.c.slot_at < bindparam("slot"))
        | ((posts.c.slot_at == bindparam("slot")) & (posts.c.id < bindparam("post"))),
        posts.c.due_at <= bindparam("now"),
        posts.c.give_up_at > bindparam("now"),
    )
    .limit(1)
)


def claim(tx: Tx, post_id: str, lease: timedelta) -> Post | None:
    """Take a due Post's lease under a new token; None where there is nothing to do."""
    now = tx.now()
    return first(Post, tx.run(_CLAIM, {"post": post_id, "now": now, "lease_until": now + lease}))


def hold(tx: Tx, post: Post, lease: timedelta) -> Post | None:
    """Lengthen our own lease, and hold the Post as it is now; None when it is no longer ours."""
    ours = {"post": post.id, "token": post.lease_token}
    return first(Post, tx.run(_HOLD, {**ours, "lease_until": tx.now() + lease}))


def let_go(tx: Tx, post: Post, again: datetime | None, otherwise: datetime) -> None:
    """Give our lease back and say when somebody should look next.

    That is `again`, or `otherwise` where there is no such wish. Whoever has said something else
    since `post` was read, by settling or by waking it, is heard, and may be overtaken by `again`
    only: all in one statement, so that no wake comes in between.
    """
    ours = {"post": post.id, "token": post.lease_token}
    wishes = {"read": post.due_at, "wish": again or otherwise, "again": again or _NEVER}
    tx.run(_LET_GO, {**ours, **wishes, "now": tx.now(), "lease_until": None})


def pick_due(tx: Tx, limit: int, quiet: timedelta) -> list[str]:
    """Take note of due Posts so that others ring different ones; gives their ids, first due first.

    Left out are those under a lease: their ring would be void, and keep the next one from the Post
    of a dead holder.
    """
    return _picked(tx, _pick_due(limit), quiet)


def pick_questions(tx: Tx, limit: int, quiet: timedelta) -> list[str]:
    """Posts that nobody drives, but that are to be asked about now."""
    return _picked(tx, _pick_questions(limit), quiet)


def _picking(
    limit: int, since: Column[Any], *conditions: ColumnElement[bool]
) -> ReturningUpdate[Any]:
    picked = (
        select(posts.c.id)
        .where(*conditions, since <= bindparam("now"), posts.c.poke_after <= bindparam("now"))
        .order_by(since)
        # Spelled out, like the states: planned once for any number, it might read the whole table.
        .limit(literal_column(str(limit)))
        .with_for_update(skip_locked=True)
        .cte("picked")  # computed once: PostgreSQL may run a subquery in IN again for other rows
    )
    return (
        update(posts).where(posts.c.id == picked.c.id).returning(posts.c.id, since.label("since"))
    )


@cache
def _pick_due(limit: int) -> ReturningUpdate[Any]:
    is_free = (posts.c.lease_until.is_(None)) | (posts.c.lease_until < bindparam("now"))
    return _picking(limit, posts.c.due_at, is_driven, is_free)


@cache
def _pick_questions(limit: int) -> ReturningUpdate[Any]:
    return _picking(limit, posts.c.ask_at, posts.c.ask_at.is_not(None))


def _picked(tx: Tx, statement: ReturningUpdate[Any], quiet: timedelta) -> list[str]:
    now = tx.now()
    found = tx.run(statement, {"now": now, "poke_after": now + quiet}).all()
    return [row.id for row in sorted(found, key=lambda row: row.since)]


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
            posts.c.connection_id == post.connection_id,
            posts.c.state == PostState.SCHEDULED,
            posts.c.mode == post.mode,
            posts.c.id != post.id,
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
    its = {"connection": post.connection_id, "mode": post.mode}
    place = {"post": post.id, "slot": post.slot_at, "now": tx.now()}
    return tx.run(_BEHIND, {**its, **place}).first() is not None


def look_now(tx: Tx, post_id: str) -> None:
    """Something was heard of this Post: whoever may look, should look at once."""
    now = tx.now()
    mine = update(posts).where(posts.c.id == post_id)
    tx.run(mine.where(is_driven).values(due_at=now, poke_after=now))
    tx.run(mine.where(~is_driven).values(ask_at=now))


_CLAIM_QUESTION = (
    update(posts)
    .where(posts.c.id == bindparam("post"), ~is_driven, posts.c.ask_at <= bindparam("now"))
    .returning(*_VIEW)
)


def claim_question(tx: Tx, post_id: str, again_at: datetime) -> Post | None:
    """Become the one who asks about a Post that nobody drives; due again if we die."""
    values = {"post": post_id, "now": tx.now(), "ask_at": again_at}
    return first(Post, tx.run(_CLAIM_QUESTION, values))


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


def without_media(
    tx: Tx, before: datetime, asked_before: datetime, told_as: str, limit: int
) -> list[Post]:
    """Posts due before this instant whose media is still being made, and nobody was told so.

    Only where the media was asked for before the other instant: what came in a moment ago is not
    late because its Post is due at once.
    """
    unready = (
        select(post_assets.c.post_id)
        .join(renditions, renditions.c.id == post_assets.c.rendition_id)
        .where(
            post_assets.c.post_id == posts.c.id,
            renditions.c.state.in_([RenditionState.WANTED, RenditionState.MAKING]),
            renditions.c.created_at <= asked_before,
        )
    )
    told = select(events.c.id).where(events.c.ref == posts.c.id, events.c.kind == told_as)
    query = select(*columns(Post, posts)).where(
        is_driven,
        posts.c.state == PostState.SCHEDULED,
        posts.c.due_at <= before,
        exists(unready),
        ~exists(told),
    )
    return every(Post, tx.run(query.limit(limit)))
