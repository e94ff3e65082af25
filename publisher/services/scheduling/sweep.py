"""Look for all that is due: posts to drive, links to ask for, media to make, tokens to renew."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from publisher.domain.ports import Bell
from publisher.services.means import Means
from publisher.services.scheduling.restores import Restores
from publisher.store import assets, beats, posts_due, renditions

BATCH = 1000
MOST_BATCHES = 120  # then the rest of the house has its turn
MEDIA_BATCH = 100
QUIET = timedelta(seconds=30)  # a Post that was rung is left alone so long, then rung again
# Behind so many others a ring is heard late: rung again meanwhile, they would only fill the queue.
LONG_QUIET = timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class Swept:
    """How much was rung."""

    posts: int
    media: int


class Sweep:
    """The regular look for all that is due; any number of clocks may run it."""

    def __init__(self, means: Means, bell: Bell, restores: Restores) -> None:
        self._means = means
        self._restores = restores
        self._bell = bell
        self._rung: dict[str, float] = {}

    def once(self, monotonic: Callable[[], float]) -> Swept:
        """Ring everything that is due now; raises BellAway when nobody can be rung.

        In safe mode nothing is rung: what is due may be out already.
        """
        if self._restores.look().is_on:
            with self._means.store.write() as tx:
                beats.note(tx, "sweep")
            return Swept(0, 0)
        rung = 0
        for number in range(MOST_BATCHES):
            found = self._posts(QUIET if number == 0 else LONG_QUIET)
            rung += found
            if found < BATCH:
                break
        return Swept(rung, self._media(monotonic()))

    def _posts(self, quiet: timedelta) -> int:
        with self._means.store.write() as tx:
            due = posts_due.pick_due(tx, BATCH, quiet)
            questions = posts_due.pick_questions(tx, BATCH, quiet)
            beats.note(tx, "sweep")
        found = [*due, *questions]
        if found:
            self._bell.ring("publish", *found)
        return len(found)

    def _media(self, now: float) -> int:
        with self._means.store.read() as tx:
            waiting = [*assets.due(tx, MEDIA_BATCH), *renditions.due(tx, MEDIA_BATCH)]
        quiet = QUIET.total_seconds()
        self._rung = {ref: at for ref, at in self._rung.items() if now - at < quiet}
        fresh = [ref for ref in waiting if ref not in self._rung]
        if fresh:
            self._bell.ring("media", *fresh)
        self._rung |= dict.fromkeys(fresh, now)
        return len(fresh)
