"""Notice that the database is an old copy, and let nothing go out twice because of it.

A number grows in the database and, after each commit, in a file beside it. After a restore the
file knows a higher number than the database: whatever was due since then may be out already.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from publisher.domain.events import EventKind
from publisher.domain.refusals import RESTORED
from publisher.domain.states import PostState
from publisher.services.means import Means, spell
from publisher.store import events, generations, posts, subjects
from publisher.store.engine import Tx
from publisher.store.posts import Post

EVERY = timedelta(minutes=1)


class Marker(Protocol):
    """Remembers a number outside the database."""

    def read(self) -> int:
        """The highest number it was given, 0 for none."""

    def write(self, number: int) -> None:
        """Keep a number."""


@dataclass(frozen=True, slots=True)
class SafeMode:
    """Whether the service holds back, since when."""

    since: datetime | None

    @property
    def is_on(self) -> bool:
        """Whether a person has to look first."""
        return self.since is not None


class Restores:
    """The look that every sweep and every worker begins with."""

    def __init__(self, means: Means, marker: Marker) -> None:
        self._means = means
        self._marker = marker

    def look(self) -> SafeMode:
        """Compare both numbers, let them grow; on an old copy hold what may be out already."""
        seen = self._marker.read()
        since: datetime | None
        with self._means.store.write() as tx:
            kept = generations.get(tx)
            if kept.number < seen:
                since = kept.safe_since or tx.now()
                self._hold_back(tx, seen, kept.number)
                generations.put(tx, seen + 1, since)
                number = seen + 1
            elif tx.now() - kept.at < EVERY and kept.number > 0:
                return SafeMode(kept.safe_since)
            else:
                since, number = kept.safe_since, kept.number + 1
                generations.put(tx, number, since)
        # After the commit: a number that the database never reached would raise a false alarm.
        self._marker.write(number)
        return SafeMode(since)

    def standing(self) -> SafeMode:
        """Whether safe mode is on; changes nothing."""
        with self._means.store.read() as tx:
            return SafeMode(generations.held_back_since(tx))

    def confirm(self, who: str) -> None:
        """A person has looked: the service goes on; what is held stays so until released."""
        with self._means.store.write() as tx:
            kept = generations.get(tx)
            generations.put(tx, kept.number, None)
            events.note(tx, who, "restore.confirmed", "database", {"number": kept.number})

    def _hold_back(self, tx: Tx, seen: int, number: int) -> None:
        stopped = generations.uncertain(tx)
        for post in stopped:
            self._hold(tx, post)
        detail = {"seen": seen, "found": number, "held": len(stopped)}
        events.note(tx, "service", "restore.noticed", "database", detail)

    def _hold(self, tx: Tx, post: Post) -> None:
        posts.fence_off(tx, post.id)
        reason = subjects.of_post(tx, post.id).named(spell(RESTORED))
        posts.change(tx, post, {"state": PostState.HELD, "reason": reason})
        self._means.tell(
            tx,
            post.app_id,
            EventKind.POST_HELD,
            post.id,
            state=PostState.HELD.value,
            reason=reason,
            client_reference=post.client_reference,
        )
