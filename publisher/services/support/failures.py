"""What goes wrong, grouped and counted, for an App's support desk and for the Operator."""

from dataclasses import dataclass

from publisher.domain.explained import Explained
from publisher.services.means import Means
from publisher.services.support.reference import Reference
from publisher.store import alarms, failures
from publisher.store.alarms import Alarm
from publisher.store.failures import Group

__all__ = ["Alarm", "Failure", "Failures", "Group"]
MOST_ALARMS = 100


@dataclass(frozen=True, slots=True)
class Failure:
    """A group with its entry in the reference, and how many Posts wait for somebody now."""

    group: Group
    entry: Explained | None
    waiting: int


class Failures:
    """Failures by key."""

    def __init__(self, means: Means, reference: Reference) -> None:
        self._means = means
        self._reference = reference

    def groups(self, app_id: str | None = None) -> list[Failure]:
        """The keys of the last seven days, most frequent first; of one App, or of all."""
        with self._means.store.read() as tx:
            found = failures.groups(tx, app_id)
            waiting = failures.waiting(tx, app_id)
        return [
            Failure(one, self._reference.get(one.key), waiting.get(one.key, 0)) for one in found
        ]

    def alarms(self) -> list[Alarm]:
        """What the Operator has to hear of, latest first."""
        with self._means.store.read() as tx:
            return alarms.latest(tx, MOST_ALARMS)
