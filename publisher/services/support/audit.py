"""Whether the audit is whole: each row binds all rows before it, so that a changed one shows."""

from dataclasses import dataclass

from publisher.services.means import Means
from publisher.store import events
from publisher.store.events import Noted


@dataclass(frozen=True, slots=True)
class Verified:
    """How many rows follow from one another, and the first that does not."""

    good: int
    broken: Noted | None
    last: str  # the newest good hash: kept elsewhere, it shows rows that were cut off the end


class Audit:
    """Who did what, and that nobody has rewritten it."""

    def __init__(self, means: Means) -> None:
        self._means = means

    def verify(self) -> Verified:
        """Follow the chain from its first row."""
        with self._means.store.read() as tx:
            good, last = 0, ""
            for row in events.noted(tx):
                if not row.follows(last):
                    return Verified(good, row, last)
                good, last = good + 1, row.hash
            return Verified(good, None, last)
