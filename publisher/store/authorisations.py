"""Connect links, and Authorisations: the OAuth round trip between begin and finish."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Column, ForeignKeyConstraint, Index, Table, Text, insert, select, update

from publisher.domain.secret import Secret
from publisher.store.engine import Tx
from publisher.store.rows import columns, first
from publisher.store.types import Instant, Json, SealedText, metadata

links = Table(
    "links",
    metadata,
    Column("id", Text, primary_key=True),
    Column("app_id", Text, nullable=False),
    Column("digest", Text, nullable=False, unique=True),
    Column("platform", Text, nullable=False),
    Column("return_url", Text),
    Column("external_id", Text),
    Column("scopes", Json, nullable=False),
    Column("connection_id", Text),  # to reconnect this one and no other
    Column("created_at", Instant, nullable=False),
    Column("expires_at", Instant, nullable=False),
    Column("used_at", Instant),
    ForeignKeyConstraint(["app_id"], ["apps.id"]),
    ForeignKeyConstraint(["app_id", "connection_id"], ["connections.app_id", "connections.id"]),
)

authorisations = Table(
    "authorisations",
    metadata,
    Column("digest", Text, primary_key=True),  # of the state that travels
    Column("link_id", Text, nullable=False),
    Column("app_id", Text, nullable=False),
    Column("browser", Text, nullable=False),  # digest of the browser's own secret
    Column("verifier", SealedText, nullable=False),
    Column("created_at", Instant, nullable=False),
    Column("expires_at", Instant, nullable=False),
    Column("used_at", Instant),
    Column("ended_as", Text),
    ForeignKeyConstraint(["link_id"], ["links.id"]),
)
Index("ix_authorisations_expires_at", authorisations.c.expires_at)
_EXCHANGED, _DENIED = "exchanged", "denied"  # how a round trip ends


@dataclass(frozen=True, slots=True)
class Link:
    """A single-use invitation for a Creator to connect."""

    id: str
    app_id: str
    platform: str
    return_url: str | None
    external_id: str | None
    scopes: list[str]
    connection_id: str | None
    created_at: datetime
    expires_at: datetime
    used_at: datetime | None


@dataclass(frozen=True, slots=True)
class Authorisation:
    """A Connection half made."""

    digest: str
    link_id: str
    app_id: str
    browser: str
    verifier: str
    created_at: datetime
    expires_at: datetime
    used_at: datetime | None


def add_link(tx: Tx, link: Link, digest: str) -> None:
    """Keep a new link by its digest."""
    values: dict[str, Any] = {name: getattr(link, name) for name in link.__slots__}
    tx.run(insert(links).values(**values, digest=digest))


def link_by_digest(tx: Tx, digest: str) -> Link | None:
    """The link with this digest, whatever its standing."""
    return first(Link, tx.run(select(*columns(Link, links)).where(links.c.digest == digest)))


def link(tx: Tx, link_id: str) -> Link | None:
    """The link with this id."""
    return first(Link, tx.run(select(*columns(Link, links)).where(links.c.id == link_id)))


def use_link(tx: Tx, link_id: str) -> bool:
    """Use a link up; False where it was used before."""
    result = tx.run(
        update(links)
        .where(links.c.id == link_id, links.c.used_at.is_(None))
        .values(used_at=tx.now())
    )
    return result.rowcount == 1


def begin(tx: Tx, authorisation: Authorisation, verifier: Secret) -> None:
    """Keep a round trip that starts now."""
    values: dict[str, Any] = {
        name: getattr(authorisation, name) for name in authorisation.__slots__
    }
    values["verifier"] = tx.seal.close(verifier, f"{authorisation.digest}/verifier")
    tx.run(insert(authorisations).values(**values))


def by_state(tx: Tx, digest: str) -> Authorisation | None:
    """The round trip that this state belongs to."""
    query = select(*columns(Authorisation, authorisations))
    return first(Authorisation, tx.run(query.where(authorisations.c.digest == digest)))


def use(tx: Tx, digest: str, *, is_denied: bool) -> bool:
    """Use a state up; False where it was used before."""
    result = tx.run(
        update(authorisations)
        .where(authorisations.c.digest == digest, authorisations.c.used_at.is_(None))
        .values(used_at=tx.now(), ended_as=_DENIED if is_denied else _EXCHANGED)
    )
    return result.rowcount == 1


def verifier(tx: Tx, authorisation: Authorisation) -> Secret:
    """The PKCE verifier of this round trip, opened."""
    return tx.seal.open(authorisation.verifier, f"{authorisation.digest}/verifier")


def are_under_way(tx: Tx, platform: str, since: datetime) -> bool:
    """Whether a Creator of this platform came back since then, and is not connected yet."""
    query = (
        select(authorisations.c.digest)
        .join(links, links.c.id == authorisations.c.link_id)
        .where(
            authorisations.c.expires_at > since,  # it has an index, and none ends before its use
            authorisations.c.used_at > since,
            authorisations.c.ended_as == _EXCHANGED,
            links.c.used_at.is_(None),
            links.c.platform == platform,
        )
        .limit(1)
    )
    return tx.run(query).first() is not None
