"""Turn the seal key: everything sealed goes under the newest one, while the service runs."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from publisher.services.means import Means
from publisher.store import events, sealed
from publisher.store.engine import Tx
from publisher.store.seal import SealBroken

PIECE = 200  # rows in one transaction: nobody waits longer for a row than these take


class Standing(StrEnum):
    """How one sealed text stands towards the keys we have."""

    NEWEST = "newest"  # as it should be
    OLDER = "older"  # an older key is still needed for it
    BROKEN = "broken"  # no key that we have opens it


@dataclass(frozen=True, slots=True)
class Seals:
    """How many sealed texts there are, by how they stand, and by place."""

    newest: int
    older: int
    broken: int
    places: dict[str, dict[str, int]]

    @property
    def older_keys_can_go(self) -> bool:
        """Whether the newest key alone opens everything that can be opened at all."""
        return self.older == 0


Rows = list[tuple[sealed.Key, str]]


class SealKeys:
    """The keys that close secrets at rest, and what they have closed."""

    def __init__(self, means: Means) -> None:
        self._means = means

    def look(self, *, whole: bool = True) -> Seals:
        """Count; nothing is changed. Not `whole` is a glance at the oldest of each place."""
        places: dict[str, Counter[str]] = {str(place): Counter() for place in sealed.places()}

        def count(tx: Tx, place: Any, rows: Rows) -> None:
            places[str(place)].update(_standing(tx, text).value for _, text in rows)

        self._walk(count, to_change=False, whole=whole)
        total = sum(places.values(), Counter[str]())
        counts = {one.value: total[one.value] for one in Standing}
        return Seals(**counts, places={name: dict(found) for name, found in places.items()})

    def turn(self) -> int:
        """Seal everything older anew; gives how many. Ended early, it goes on when called again."""
        turned: Counter[str] = Counter()

        def seal_anew(tx: Tx, place: Any, rows: Rows) -> None:
            for key, text in rows:
                if _standing(tx, text) is Standing.OLDER:
                    sealed.put(tx, place, key, tx.seal.turn(text))
                    turned[str(place)] += 1

        self._walk(seal_anew, to_change=True)
        if turned:
            with self._means.store.write() as tx:
                events.note(tx, "operator", "seal_key.turned", "database", dict(turned))
        return turned.total()

    def _walk(
        self, deed: Callable[[Tx, Any, Rows], None], *, to_change: bool, whole: bool = True
    ) -> None:
        """Everything sealed, piece by piece, each in a transaction of its own."""
        store = self._means.store
        for place in sealed.places():
            after: sealed.Key | None = None
            while True:
                with store.write() if to_change else store.read() as tx:
                    rows = sealed.piece(tx, place, after, PIECE, to_change=to_change)
                    deed(tx, place, rows)
                if not whole or len(rows) < PIECE:
                    break
                after = rows[-1][0]


def _standing(tx: Tx, text: str) -> Standing:
    if tx.seal.is_newest(text):
        return Standing.NEWEST
    try:
        tx.seal.turn(text)
    except SealBroken:
        return Standing.BROKEN
    return Standing.OLDER
