"""Lists: an App's own things for the API, everybody's for the console, newest first."""

from collections.abc import Sequence
from dataclasses import dataclass

from publisher.domain.errors import Refusal
from publisher.domain.refusals import NOT_FOUND
from publisher.services.means import Means
from publisher.store import connections, creators, queries
from publisher.store.apps import App
from publisher.store.assets import Asset
from publisher.store.attempts import Attempt
from publisher.store.authorisations import Link
from publisher.store.connections import Connection
from publisher.store.creators import Creator
from publisher.store.events import Event
from publisher.store.posts import WAITING, Post
from publisher.store.queries import Page
from publisher.store.renditions import Rendition

# What services hand out, by name, for floors that may not look into the store.
__all__ = [
    "WAITING",
    "App",
    "Asset",
    "Attempt",
    "Connection",
    "Creator",
    "Event",
    "Link",
    "Listed",
    "Lists",
    "Page",
    "Post",
    "Rendition",
]


@dataclass(frozen=True, slots=True)
class Listed:
    """A Post as the Operator sees it in a list: whose it is, and for whom."""

    post: Post
    app: str
    creator: Creator | None


class Lists:
    """What an App has, and what all have."""

    def __init__(self, means: Means) -> None:
        self._means = means

    def posts(
        self,
        app_id: str,
        limit: int,
        after: Page | None,
        states: tuple[str, ...] = (),
        connection_id: str | None = None,
    ) -> list[Post]:
        """An App's Posts, by state and Connection if wanted."""
        with self._means.store.read() as tx:
            return queries.posts_of(tx, app_id, limit, after, states, connection_id)

    def assets_by_post(self, post_ids: Sequence[str]) -> dict[str, list[str]]:
        """The Assets of some Posts, each in its order."""
        with self._means.store.read() as tx:
            return queries.assets_by_post(tx, post_ids)

    def connections(
        self, app_id: str, limit: int, after: Page | None
    ) -> list[tuple[Connection, Creator]]:
        """An App's Connections with their Creators."""
        with self._means.store.read() as tx:
            found = queries.connections_of(tx, app_id, limit, after)
            people = [creators.get(tx, one.creator_id) for one in found]
        return [(one, who) for one, who in zip(found, people, strict=True) if who is not None]

    def assets(self, app_id: str, limit: int, after: Page | None) -> list[Asset]:
        """An App's Assets."""
        with self._means.store.read() as tx:
            return queries.assets_of(tx, app_id, limit, after)

    def events(self, app_id: str, limit: int, after: str | None) -> list[Event]:
        """An App's Events since one that it has seen."""
        with self._means.store.read() as tx:
            return queries.events_of(tx, app_id, limit, after)

    def posts_anywhere(
        self,
        limit: int,
        after: Page | None = None,
        states: tuple[str, ...] = (),
        app_id: str | None = None,
        text: str | None = None,
    ) -> list[Listed]:
        """Posts of all Apps, for the Operator; found by state, App, or anything support knows."""
        with self._means.store.read() as tx:
            found = queries.posts_anywhere(tx, limit, after, states, app_id, text)
            people = queries.people(tx, [one.connection_id for one in found])
            names = queries.app_names(tx)
        return [Listed(one, names[one.app_id], people.get(one.connection_id)) for one in found]

    def connections_anywhere(
        self, limit: int, after: Page | None = None
    ) -> list[tuple[Connection, Creator]]:
        """Connections of all Apps with their Creators, for the Operator."""
        with self._means.store.read() as tx:
            found = queries.connections_anywhere(tx, limit, after)
            people = queries.people(tx, [one.id for one in found])
        return [(one, people[one.id]) for one in found if one.id in people]

    def connection_anywhere(self, connection_id: str) -> tuple[Connection, Creator]:
        """A Connection of any App and its Creator, for the Operator; raises NOT_FOUND."""
        with self._means.store.read() as tx:
            found = connections.of_post(tx, connection_id)
            person = None if found is None else creators.get(tx, found.creator_id)
        if found is None or person is None:
            raise Refusal(NOT_FOUND, f"there is no connection {connection_id[:80]}")
        return found, person

    def app_names(self) -> dict[str, str]:
        """What every App is called, for the Operator."""
        with self._means.store.read() as tx:
            return queries.app_names(tx)

    def counts(self) -> dict[str, int]:
        """How many Posts are in each state, over all Apps."""
        with self._means.store.read() as tx:
            return queries.counts(tx)
