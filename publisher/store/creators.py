"""Creators as the platform names them: shared by the Apps that publish for them, shown to none."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Column, Table, Text, UniqueConstraint, bindparam, select, update

from publisher.domain.tickets import CreatorFacts
from publisher.store.engine import Tx
from publisher.store.rows import columns, first
from publisher.store.types import Instant, Json, metadata

creators = Table(
    "creators",
    metadata,
    Column("id", Text, primary_key=True),
    Column("platform", Text, nullable=False),
    Column("client", Text, nullable=False),  # the platform's registration we speak as
    Column("open_id", Text, nullable=False),
    Column("username", Text, nullable=False, server_default=""),
    Column("nickname", Text, nullable=False, server_default=""),
    Column("facts", Json),  # the last CreatorFacts
    Column("facts_at", Instant),
    Column("learnt", Json, nullable=False),  # per mode: the cap a refusal has taught us, and when
    UniqueConstraint("platform", "client", "open_id"),
)


@dataclass(frozen=True, slots=True)
class Creator:
    """A person on the platform."""

    id: str
    platform: str
    client: str
    open_id: str
    username: str
    nickname: str
    facts: dict[str, Any] | None
    facts_at: datetime | None
    learnt: dict[str, Any]


_BY_ID = select(*columns(Creator, creators)).where(creators.c.id == bindparam("creator"))
# The values to be written come with the call: its parameters that are named like columns.
_NOTE = update(creators).where(creators.c.id == bindparam("creator"))


def ensure(tx: Tx, new_id: str, platform: str, client: str, open_id: str) -> Creator:
    """The Creator with this open id, made when met for the first time."""
    values = {"id": new_id, "platform": platform, "client": client, "open_id": open_id}
    tx.add_unless_there(creators, {**values, "learnt": {}})
    found = known(tx, platform, client, open_id)
    if found is None:
        raise RuntimeError("a Creator that was just kept cannot be read back")
    return found


def known(tx: Tx, platform: str, client: str, open_id: str) -> Creator | None:
    """The Creator with this open id, if we have met."""
    query = select(*columns(Creator, creators)).where(
        creators.c.platform == platform,
        creators.c.client == client,
        creators.c.open_id == open_id,
    )
    return first(Creator, tx.run(query))


def get(tx: Tx, creator_id: str) -> Creator | None:
    """The Creator with our id."""
    return first(Creator, tx.run(_BY_ID, {"creator": creator_id}))


def lock(tx: Tx, creator_id: str) -> None:
    """Hold this Creator's row to the end of the transaction: caps are counted under it."""
    tx.run(select(creators.c.id).where(creators.c.id == creator_id).with_for_update())


def note_facts(tx: Tx, creator_id: str, facts: CreatorFacts) -> None:
    """Keep what the platform said of this Creator just now."""
    kept = {name: getattr(facts, name) for name in CreatorFacts.__slots__}
    kept["seen_at"] = facts.seen_at.isoformat()
    kept["privacy_options"] = list(facts.privacy_options)
    values: dict[str, Any] = {"facts": kept, "facts_at": tx.now()}
    # A Creator who may not post just now, or only drafts, is described with less than both names.
    told = {"username": facts.username, "nickname": facts.nickname}
    values.update({name: text for name, text in told.items() if text})
    tx.run(_NOTE, {"creator": creator_id, **values})


def facts_of(creator: Creator) -> CreatorFacts | None:
    """What the platform said of this Creator when we asked last."""
    return read_facts(creator.facts)


def read_facts(raw: Mapping[str, Any] | None) -> CreatorFacts | None:
    """Facts as they are kept, back as a value."""
    if raw is None:
        return None
    kept = dict(raw)
    kept["seen_at"] = datetime.fromisoformat(kept["seen_at"])
    kept["privacy_options"] = tuple(kept["privacy_options"])
    return CreatorFacts(**kept)


def learn(tx: Tx, creator_id: str, known: Mapping[str, Any], kind: str, used: int) -> None:
    """Remember how many had been sent when the platform's own cap refused one more.

    `known` was read under the Creator's lock, or what another has learnt would be lost.
    """
    learnt = {**known, kind: {"used": used, "at": tx.now().isoformat()}}
    tx.run(update(creators).where(creators.c.id == creator_id).values(learnt=learnt))
