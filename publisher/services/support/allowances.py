"""What each platform lets us do so far, and how much of its cap on Creators is used."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from publisher.domain.allowance import Allowance
from publisher.domain.ports import Platform
from publisher.services.means import Means
from publisher.store import queries


@dataclass(frozen=True, slots=True)
class Used:
    """One platform's allowance, and the Creators that were posted for in its window."""

    platform: str
    allowance: Allowance
    creators: int
    frees_at: datetime | None  # when the first of them counts no more; None while there is room


class Allowances:
    """For the Operator alone: the count is of every App's Creators together."""

    def __init__(self, means: Means, platforms: Mapping[str, Platform]) -> None:
        self._means = means
        self._platforms = platforms

    def used(self) -> list[Used]:
        """How it stands now, platform by platform."""
        with self._means.store.read() as tx:
            now = tx.now()
            found = []
            for name, platform in self._platforms.items():
                allowed = platform.allowance
                since = now - allowed.window
                seen = queries.creators_since(tx, name, platform.client, since)
                is_full = allowed.most_creators is not None and len(seen) >= allowed.most_creators
                frees_at = seen[0] + allowed.window if is_full else None
                found.append(Used(name, allowed, len(seen), frees_at))
        return found
