"""Take in a Platform's Notice, once; it only ever makes us ask."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from publisher.domain import ids
from publisher.domain.errors import BellAway
from publisher.domain.ports import Bell, Heard, Platform
from publisher.domain.reasons import Raw
from publisher.services.connections import Connections
from publisher.services.means import Means
from publisher.store import attempts, connections, creators, ledger, posts_due, steps
from publisher.store.attempts import Attempt
from publisher.store.connections import Connection
from publisher.store.engine import Tx

ADOPTABLE = timedelta(hours=72)  # as long as TikTok repeats a Notice


class Notices:
    """Notices from Platforms."""

    def __init__(
        self,
        means: Means,
        platforms: Mapping[str, Platform],
        connections_: Connections,
        bell: Bell,
    ) -> None:
        self._means = means
        self._platforms = platforms
        self._connections = connections_
        self._bell = bell

    def hear(self, platform_name: str, headers: Mapping[str, str], body: bytes) -> bool:
        """Take in a Notice; False where it is not genuine. Twice is as good as once."""
        platform = self._platforms.get(platform_name)
        if platform is None:
            return False
        heard = platform.hear(headers, body, self._means.clock())
        if heard is None or heard.client != platform.client:
            return False
        with self._means.store.write() as tx:
            is_new = ledger.hear(tx, heard.fingerprint, platform_name, heard.event, heard.body)
            woken = self._effect(tx, platform, heard) if is_new else None
        if woken is not None:
            self._ring(woken)
        return True

    def _effect(self, tx: Tx, platform: Platform, heard: Heard) -> str | None:
        """What a Notice changes: evidence, and a Post to be looked at; gives its id."""
        person = creators.known(tx, platform.name, platform.client, heard.open_id)
        theirs = [] if person is None else connections.of_creator(tx, person.id)
        if heard.removed is not None:
            for connection in theirs:
                if not _is_older(heard, connection):
                    self._connections.lost(tx, connection, heard.removed, _words(heard))
            return None
        if heard.publish_id is None:
            return None
        attempt = attempts.by_publish_id(tx, heard.publish_id)
        attempt = attempt or self._adopt(tx, [one.id for one in theirs], heard.publish_id)
        if attempt is None:
            return None
        self._file(tx, attempt, heard)
        posts_due.look_now(tx, attempt.post_id)
        return attempt.post_id

    def _adopt(self, tx: Tx, theirs: list[str], publish_id: str) -> Attempt | None:
        """A handle nobody knows belongs to the one Attempt that never heard its own, if only one.

        Two candidates prove nothing: then a person decides.
        """
        unnamed = attempts.unnamed(tx, theirs, tx.now() - ADOPTABLE)
        possible = [one for one in unnamed if not steps.was_refused(tx, one)]
        if len(possible) != 1 or not attempts.name(tx, possible[0].id, publish_id):
            return None
        return possible[0]

    def _file(self, tx: Tx, attempt: Attempt, heard: Heard) -> None:
        steps.file_evidence(
            tx,
            {
                "id": self._means.new_id(ids.EVIDENCE),
                "app_id": attempt.app_id,
                "attempt_id": attempt.id,
                "source": "notice",
                "publish_id": heard.publish_id,
                "public_id": heard.public_id,
                "raw": {"event": heard.event},
            },
        )

    def _ring(self, post_id: str) -> None:
        try:
            self._bell.ring("publish", post_id)
        except BellAway:
            return  # the row is due: the sweep rings again


def _is_older(heard: Heard, connection: Connection) -> bool:
    """Whether the Creator has granted anew since: the platform repeats its Notices for days."""
    told_at = heard.body.get("create_time")
    if not told_at or connection.issued_at is None:
        return False
    return datetime.fromisoformat(told_at) < connection.issued_at


def _words(heard: Heard) -> Raw:
    """The platform's own words, as far as a Notice has any."""
    return Raw(code=heard.event, step="notice")
