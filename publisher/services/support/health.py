"""Is the service well? Database, Redis, clock, workers, and the Post that has waited longest."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from publisher.domain.errors import StoreAway
from publisher.services.means import Means
from publisher.store import beats, generations, queries

SWEEP_TOO_OLD = timedelta(minutes=3)
OVERDUE_TOO_LONG = timedelta(seconds=120)


@dataclass(frozen=True, slots=True)
class Standing:
    """How the service stands; `faults` is empty when all is well."""

    faults: dict[str, str]
    last_sweep: datetime | None
    oldest_due: datetime | None

    @property
    def is_ready(self) -> bool:
        """Whether calls can be taken and posts go out."""
        return not self.faults


class Health:
    """The truth about this service."""

    def __init__(self, means: Means, ping: Callable[..., Any]) -> None:
        self._means = means
        self._ping = ping

    def look(self) -> Standing:
        """Ask everything we stand on."""
        faults: dict[str, str] = {}
        last_sweep = oldest = None
        try:
            with self._means.store.read() as tx:
                last_sweep = beats.every(tx).get("sweep")
                oldest = queries.oldest_due(tx)
                restored = generations.held_back_since(tx)
                now = tx.now()
        except StoreAway as away:
            return Standing({"database": str(away)}, None, None)
        if not self._redis_answers():
            faults["redis"] = "Redis does not answer; posts are kept and go out when it is back"
        if last_sweep is None or now - last_sweep > SWEEP_TOO_OLD:
            faults["clock"] = "no clock has swept for three minutes: start `publisher clock`"
        if oldest is not None and now - oldest > OVERDUE_TOO_LONG:
            faults["workers"] = (
                f"a post has been due since {oldest.isoformat()}: is a worker alive?"
            )
        if restored is not None:
            faults["restore"] = (
                f"the database is an older copy, noticed {restored.isoformat()}; nothing is sent"
                " until `publisher restore confirm`"
            )
        return Standing(faults, last_sweep, oldest)

    def _redis_answers(self) -> bool:
        try:
            self._ping()
        except Exception:  # noqa: BLE001 whatever it is, it did not answer
            return False
        return True
