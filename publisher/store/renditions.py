"""Renditions: the file made to fit a Spec, once per bytes and Spec within an App."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import (
    BigInteger,
    Column,
    Float,
    ForeignKeyConstraint,
    Index,
    Select,
    Table,
    Text,
    UniqueConstraint,
    bindparam,
    func,
    select,
    update,
)

from publisher.domain.refusals import MEDIA_ENGINE
from publisher.domain.states import RenditionState
from publisher.store.engine import Tx
from publisher.store.posts import post_assets
from publisher.store.rows import columns, every, fill, first, several, spelled, those
from publisher.store.types import Instant, Json, Named, metadata

renditions = Table(
    "renditions",
    metadata,
    Column("id", Text, primary_key=True),
    Column("app_id", Text, nullable=False),
    Column("asset_id", Text, nullable=False),  # the first Asset with these bytes
    Column("sha256", Text, nullable=False),  # of the Asset's bytes
    Column("spec", Text, nullable=False),  # the Spec's name and what narrows it
    Column("state", Named(RenditionState), nullable=False),
    Column("plan", Json),
    Column("findings", Json),
    Column("facts", Json),
    Column("output_sha256", Text),
    Column("output_size", BigInteger),
    Column("output_type", Text),
    Column("progress", Float, nullable=False, server_default="0"),
    Column("reason", Json),
    Column("tries", BigInteger, nullable=False, server_default="0"),
    Column("lease_token", BigInteger, nullable=False, server_default="0"),
    Column("due_at", Instant),
    Column("created_at", Instant, nullable=False),
    Column("ready_at", Instant),
    UniqueConstraint("app_id", "id"),
    UniqueConstraint("app_id", "sha256", "spec"),
    ForeignKeyConstraint(["app_id", "asset_id"], ["assets.app_id", "assets.id"]),
)
Index(
    "ix_renditions_due_at",
    renditions.c.due_at,
    postgresql_where=renditions.c.due_at.is_not(None),
    sqlite_where=renditions.c.due_at.is_not(None),
)


_MADE_AGAIN = (RenditionState.ERASED, RenditionState.FAILED)


@dataclass(frozen=True, slots=True)
class Rendition:
    """The file made to fit a Spec."""

    id: str
    app_id: str
    asset_id: str
    sha256: str
    spec: str
    state: RenditionState
    plan: dict[str, Any] | None
    findings: list[dict[str, Any]] | None
    facts: dict[str, Any] | None
    output_sha256: str | None
    output_size: int | None
    output_type: str | None
    progress: float
    reason: dict[str, Any] | None
    tries: int
    lease_token: int
    due_at: datetime | None
    created_at: datetime
    ready_at: datetime | None


_BY_ID = select(*columns(Rendition, renditions)).where(renditions.c.id == bindparam("rendition"))
_KNOWN = select(*columns(Rendition, renditions)).where(
    renditions.c.app_id == bindparam("app"),
    renditions.c.sha256 == bindparam("of"),
    renditions.c.spec == bindparam("under"),
)


@cache
def _under_way(count: int) -> Select[Any]:
    return select(*columns(Rendition, renditions)).where(
        renditions.c.app_id == bindparam("app"),
        renditions.c.sha256.in_(several("sums", count)),
        renditions.c.spec == bindparam("under"),
        renditions.c.state.not_in(spelled(_MADE_AGAIN)),
    )


_OF_POST = (
    select(*columns(Rendition, renditions))
    .select_from(post_assets.outerjoin(renditions, renditions.c.id == post_assets.c.rendition_id))
    .where(post_assets.c.post_id == bindparam("post"))
    .order_by(post_assets.c.position)
)


def want(tx: Tx, new_id: str, app_id: str, asset_id: str, sha256: str, spec: str) -> Rendition:
    """The Rendition of these bytes under this Spec, asked for when it is wanted first."""
    of = {"app": app_id, "of": sha256, "under": spec}
    found = first(Rendition, tx.run(_KNOWN, of))
    if found is None:  # most are wanted again and again; two who want it first meet at the insert
        now = tx.now()
        new = {"id": new_id, "app_id": app_id, "asset_id": asset_id, "sha256": sha256, "spec": spec}
        begun = {"state": RenditionState.WANTED, "created_at": now, "due_at": now}
        tx.add_unless_there(renditions, {**new, **begun})
        found = first(Rendition, tx.run(_KNOWN, of))
    if found is None:
        raise RuntimeError("a Rendition that was just kept cannot be read back")
    return (revive(tx, found) or found) if found.state in _MADE_AGAIN else found


def under_way(tx: Tx, app_id: str, sums: Sequence[str], spec: str) -> dict[str, Rendition]:
    """The Renditions of these bytes under this Spec that are made or being made."""
    of = {"app": app_id, "under": spec, **those("sums", sums)}
    found = tx.run(_under_way(len(sums)), of)
    return {one.sha256: one for one in every(Rendition, found)}


def revive(tx: Tx, rendition: Rendition) -> Rendition | None:
    """Have it made once more, unless the file itself was at fault; None where it stays."""
    is_ours = (rendition.reason or {}).get("code") == MEDIA_ENGINE.code
    if rendition.state is not RenditionState.ERASED and not is_ours:
        return None
    fresh = {"reason": None, "tries": 0, "progress": 0, "ready_at": None, "due_at": tx.now()}
    result = tx.run(
        update(renditions)
        .where(renditions.c.id == rendition.id, renditions.c.state == rendition.state)
        .values(state=RenditionState.WANTED, **fresh)
    )
    return find(tx, rendition.id) if result.rowcount == 1 else None


def find(tx: Tx, rendition_id: str) -> Rendition | None:
    """A Rendition by id alone; for the engine."""
    return first(Rendition, tx.run(_BY_ID, {"rendition": rendition_id}))


def of_post(tx: Tx, post_id: str) -> list[Rendition | None]:
    """What a Post's Assets are sent as, in their order; None for one that has none yet."""
    return [
        None if row.id is None else fill(Rendition, row)
        for row in tx.run(_OF_POST, {"post": post_id})
    ]


def of_asset(tx: Tx, app_id: str, sha256: str) -> list[Rendition]:
    """All Renditions of these bytes."""
    query = select(*columns(Rendition, renditions)).where(
        renditions.c.app_id == app_id, renditions.c.sha256 == sha256
    )
    return every(Rendition, tx.run(query.order_by(renditions.c.id)))


_DUE = (
    select(renditions.c.id)
    .where(renditions.c.due_at.is_not(None), renditions.c.due_at <= bindparam("now"))
    .order_by(renditions.c.due_at)
    .limit(bindparam("limit"))
)


def due(tx: Tx, limit: int) -> list[str]:
    """Renditions that wait for a media worker, or whose worker has fallen silent."""
    return [row.id for row in tx.run(_DUE, {"now": tx.now(), "limit": limit})]


def take(tx: Tx, rendition_id: str, again_at: datetime) -> Rendition | None:
    """Become its maker; whoever made it before is fenced off by the token."""
    result = tx.run(
        update(renditions)
        .where(
            renditions.c.id == rendition_id,
            renditions.c.state.in_([RenditionState.WANTED, RenditionState.MAKING]),
            renditions.c.due_at <= tx.now(),
        )
        .values(
            state=RenditionState.MAKING,
            due_at=again_at,
            tries=renditions.c.tries + 1,
            lease_token=renditions.c.lease_token + 1,
            progress=0,
        )
    )
    return find(tx, rendition_id) if result.rowcount == 1 else None


def others_in_the_making(tx: Tx, rendition_id: str) -> int:
    """How many Renditions besides this one a living maker has in hand."""
    alive = (renditions.c.state == RenditionState.MAKING, renditions.c.due_at > tx.now())
    query = select(func.count()).where(renditions.c.id != rendition_id, *alive)
    return int(tx.run(query).scalar_one())


def note(tx: Tx, rendition: Rendition, values: dict[str, Any]) -> bool:
    """Write down news of a Rendition we are making; False when it is no longer ours."""
    result = tx.run(
        update(renditions)
        .where(
            renditions.c.id == rendition.id,
            renditions.c.lease_token == rendition.lease_token,
            renditions.c.state == RenditionState.MAKING,
        )
        .values(values)
    )
    return result.rowcount == 1


def ready(tx: Tx, rendition: Rendition, values: dict[str, Any]) -> bool:
    """Vouched for."""
    done = {"state": RenditionState.READY, "ready_at": tx.now(), "due_at": None, "progress": 1.0}
    return note(tx, rendition, {**values, **done, "reason": None})


def put_off(tx: Tx, rendition: Rendition, reason: dict[str, Any], until: datetime) -> bool:
    """It cannot be made now, through no fault of its own: the try does not count."""
    later = {"state": RenditionState.WANTED, "due_at": until, "progress": 0, "reason": reason}
    return note(tx, rendition, {**later, "tries": rendition.tries - 1})


def failed(tx: Tx, rendition: Rendition, reason: dict[str, Any], values: dict[str, Any]) -> bool:
    """Could not be made."""
    done = {"state": RenditionState.FAILED, "reason": reason, "due_at": None}
    return note(tx, rendition, {**values, **done})
