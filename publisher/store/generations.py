"""How far this database has come: a number that grows, so that an old copy can be told."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import BigInteger, Column, Table, Text, select, update

from publisher.domain.states import Phase, PostState
from publisher.store.attempts import attempts
from publisher.store.engine import Tx
from publisher.store.posts import Post, is_driven, posts
from publisher.store.rows import columns, every, first
from publisher.store.types import Instant, metadata

generations = Table(
    "generations",
    metadata,
    Column("what", Text, primary_key=True),
    Column("number", BigInteger, nullable=False),
    Column("at", Instant, nullable=False),
    Column("safe_since", Instant),  # an old copy was met then, and nobody has looked at it yet
)
_DATABASE = "database"


@dataclass(frozen=True, slots=True)
class Generation:
    """How far this database has come, and whether it was found to be an old copy."""

    number: int
    at: datetime
    safe_since: datetime | None


# Read and written at every sweep, so put together once.
_OURS = generations.c.what == _DATABASE
_GET = select(*columns(Generation, generations)).where(_OURS)
_SAFE_SINCE = select(generations.c.safe_since)
_PUT = update(generations).where(_OURS)


def get(tx: Tx) -> Generation:
    """The row, made when there is none."""
    found = first(Generation, tx.run(_GET))
    if found is None:
        row = {"what": _DATABASE, "number": 0, "at": tx.now(), "safe_since": None}
        tx.add_unless_there(generations, row)
        return Generation(0, tx.now(), None)
    return found


def held_back_since(tx: Tx) -> datetime | None:
    """Since when nothing is sent because of an old copy; None where all is well."""
    since: datetime | None = tx.run(_SAFE_SINCE).scalar()
    return since


def put(tx: Tx, number: int, safe_since: datetime | None) -> None:
    """It has come so far."""
    tx.run(_PUT, {"number": number, "at": tx.now(), "safe_since": safe_since})


def uncertain(tx: Tx) -> list[Post]:
    """Posts that may have gone out since a copy was made: due by now, or with the platform."""
    there = select(attempts.c.id).where(
        attempts.c.post_id == posts.c.id,
        attempts.c.phase.in_([Phase.COMMITTING, Phase.HANDED_OVER]),
    )
    query = select(*columns(Post, posts)).where(
        is_driven,
        (posts.c.slot_at <= tx.now()) | (posts.c.state != PostState.SCHEDULED) | there.exists(),
    )
    return every(Post, tx.run(query.order_by(posts.c.slot_at).with_for_update(of=posts)))
