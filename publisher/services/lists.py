"""Lists for the API: an App's own things, newest first; and the views that lists are made of."""

from collections.abc import Sequence

from publisher.services.means import Means
from publisher.store import creators, queries
from publisher.store.apps import App
from publisher.store.assets import Asset
from publisher.store.attempts import Attempt
from publisher.store.authorisations import Link
from publisher.store.connections import Connection
from publisher.store.creators import Creator
from publisher.store.events import Event
from publisher.store.posts import Post
from publisher.store.queries import Page
from publisher.store.renditions import Rendition

# What services hand out, by name, for floors that may not look into the store.
__all__ = [
    "App",
    "Asset",
    "Attempt",
    "Connection",
    "Creator",
    "Event",
    "Link",
    "Lists",
    "Page",
    "Post",
    "Rendition",
]


class Lists:
    """What an App has."""

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
