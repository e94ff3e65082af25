"""What a Post leaves behind when it has been over for long: its Steps, evidence and Events go.

Our ids sort by the time they were made, so the oldest rows are found by their key, and no row that
stays is met again and again but those of Posts that are not over.
"""

from datetime import datetime

from sqlalchemy import ColumnElement, Table, delete, exists, select

from publisher.domain import ids
from publisher.domain.states import PostState
from publisher.store.attempts import attempts
from publisher.store.engine import Tx
from publisher.store.events import events
from publisher.store.posts import posts
from publisher.store.steps import evidence, steps


def forget(tx: Tx, before: datetime, limit: int) -> int:
    """Drop the oldest rows of Posts that were over before this; gives how many."""
    is_over = _is_over(before)
    of_post = exists().where(posts.c.id == steps.c.post_id, is_over)
    of_attempt = exists().where(
        attempts.c.id == evidence.c.attempt_id, attempts.c.post_id == posts.c.id, is_over
    )
    dropped = _drop(tx, steps, ids.STEP, before, of_post, limit)
    dropped += _drop(tx, evidence, ids.EVIDENCE, before, of_attempt, limit)
    return dropped + _drop(tx, events, ids.EVENT, before, _goes(is_over), limit)


def _is_over(before: datetime) -> ColumnElement[bool]:
    """Whether a Post is over, nobody will ask about it any more, and that was long ago."""
    final = [one for one in PostState if one.is_final]
    return posts.c.state.in_(final) & posts.c.ask_at.is_(None) & (posts.c.ended_at < before)


def _goes(is_over: ColumnElement[bool]) -> ColumnElement[bool]:
    """Of what is no Post, a Connection say, the latest Event stays: its sequence goes on."""
    later = events.alias()
    is_post = exists().where(posts.c.id == events.c.ref)
    has_later = exists().where(later.c.ref == events.c.ref, later.c.sequence > events.c.sequence)
    return exists().where(posts.c.id == events.c.ref, is_over) | (~is_post & has_later)


def _drop(
    tx: Tx, table: Table, prefix: str, before: datetime, goes: ColumnElement[bool], limit: int
) -> int:
    oldest = ids.make(prefix, before, bytes(ids.CHANCE_BYTES))
    chosen = select(table.c.id).where(table.c.id < oldest, goes).order_by(table.c.id).limit(limit)
    return tx.run(delete(table).where(table.c.id.in_(chosen))).rowcount
