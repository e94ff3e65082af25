"""Look for all that is due: posts to drive, links to ask for, media to make, tokens to renew."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from publisher.domain.ports import Bell
from publisher.services.means import Means
from publisher.services.scheduling.restores import Restores
from publisher.store import assets, beats, posts_due, renditions

BATCH = 100
QUIET = timedelta(seconds=30)  # a Post that was rung is left alone so long, then rung again


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
        with self._means.store.write() as tx:
            due = posts_due.pick_due(tx, BATCH, QUIET)
            questions = posts_due.pick_questions(tx, BATCH, QUIET)
            beats.note(tx, "sweep")
        for post_id in [*due, *questions]:
            self._bell.ring("publish", post_id)
        return Swept(len(due) + len(questions), self._media(monotonic()))

    def _media(self, now: float) -> int:
        with self._means.store.read() as tx:
            waiting = [*assets.due(tx, BATCH), *renditions.due(tx, BATCH)]
        quiet = QUIET.total_seconds()
        self._rung = {ref: at for ref, at in self._rung.items() if now - at < quiet}
        fresh = [ref for ref in waiting if ref not in self._rung]
        for ref in fresh:
            self._bell.ring("media", ref)
            self._rung[ref] = now
        return len(fresh)
