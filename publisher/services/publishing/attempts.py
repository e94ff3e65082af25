"""Drive one Post: claim it, do one bounded piece of work by the phase it is in, let go."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from publisher.domain.errors import StoreAway
from publisher.domain.events import EventKind
from publisher.domain.lifecycle import Take, advance
from publisher.domain.outcomes import (
    Blocked,
    Deferred,
    Doubtful,
    InInbox,
    Outcome,
    Published,
    Refused,
    Working,
)
from publisher.domain.reasons import Handling, Raw
from publisher.domain.refusals import (
    ASSET_ERASED,
    CONNECTION_BROKEN,
    CONNECTION_ENDED,
    MEDIA_ENGINE,
    MEDIA_UNFIT,
    MISSED,
    OUTCOME_UNKNOWN,
    STARTED_AGAIN,
)
from publisher.domain.states import ConnectionState, Phase, PostState, RenditionState, Transfer
from publisher.domain.tickets import Remote
from publisher.services.means import Means
from publisher.services.publishing.exchange import Exchange, Taken, keep_question
from publisher.services.publishing.handed import (
    dead_from,
    expired,
    is_dead,
    is_dying,
    mark_handed_over,
)
from publisher.services.publishing.handover import BUSY_PAUSE, HandOver
from publisher.services.publishing.lease import Lease, LeaseLost, LeaseTimes
from publisher.services.publishing.preflight import Preflight
from publisher.services.publishing.proofs import (
    is_unanswered,
    is_under_way,
    of_a_question,
    was_given_up,
)
from publisher.services.publishing.questions import Questions
from publisher.services.publishing.verdicts import Verdicts
from publisher.store import attempts, connections, posts, posts_due, renditions, steps
from publisher.store.attempts import Attempt
from publisher.store.connections import Connection
from publisher.store.engine import Tx
from publisher.store.posts import Post
from publisher.store.renditions import Rendition

WAIT_FOR_RENDITION = timedelta(seconds=15)  # it wakes us when ready; this is only for lost rings
WAIT_FOR_CONNECTION = timedelta(minutes=5)
STILL_AT_IT = timedelta(minutes=1)


class Attempts:
    """The engine: from due to verdict."""

    def __init__(
        self,
        means: Means,
        exchange: Exchange,
        preflight: Preflight,
        handover: HandOver,
        verdicts: Verdicts,
        questions: Questions,
        monotonic: Callable[[], float],
        times: LeaseTimes,
    ) -> None:
        self._means = means
        self._exchange = exchange
        self._preflight = preflight
        self._handover = handover
        self._verdicts = verdicts
        self._questions = questions
        self._monotonic = monotonic
        self._times = times

    def drive(self, post_id: str) -> bool:
        """Do the next piece of work for a Post; False where it is not due, or in other hands."""
        try:
            return self._drive(post_id)
        except LeaseLost:
            return True  # somebody else has it; whatever we knew is in the evidence
        except StoreAway:
            return True  # the lease lapses by itself, and the phase says what was reached

    def _drive(self, post_id: str) -> bool:
        began = self._monotonic()
        with self._means.store.write() as tx:
            claimed = _claim(tx, post_id, self._times.lasts)
        if claimed is None:
            return False
        lease = Lease(self._means, claimed.post, self._monotonic, self._times, began)
        lease.give_back(self._piece(lease, claimed))
        return True

    def work(self, post_id: str) -> None:
        """What a ring asks for: drive the Post, or ask about one that nobody drives."""
        if not self.drive(post_id):
            self._questions.answer(post_id)

    def _piece(self, lease: Lease, claimed: "_Claimed") -> datetime | None:
        """One bounded piece of work; gives when to look next where settling did not say it."""
        attempt, connection = claimed.attempt, claimed.connection
        if attempt is None or not is_under_way(attempt):
            later = self._is_out_after_all(lease, claimed)
            if later is not None:
                return later
        if attempt is None:
            return self._begin(lease, claimed)
        match attempt.phase, attempt.transfer:
            case Phase.OPENED, _:
                return self._start_again(lease, attempt)
            case Phase.COMMITTING, Transfer.PULL:
                return self._pull_unknown(lease, attempt)
            case Phase.INITED | Phase.COMMITTING, _:
                return self._resume(lease, attempt, connection.platform)
            case _:
                return self._ask(lease, attempt, connection.platform)

    def _is_out_after_all(self, lease: Lease, claimed: "_Claimed") -> datetime | None:
        """Ask about what was given up on before anything is sent again; gives when to go on.

        A late Notice may have named it meanwhile. Good news, or work that the platform is still at,
        stops the repeat; so does no answer, for as long as the Post has patience. With any other it
        goes on: that nothing came of it has been said by a person, or proved.
        """
        for one in filter(was_given_up, claimed.tried):
            taken = self._exchange.ask(lease.post, one, claimed.connection.platform)
            with self._means.store.write() as tx:
                post = lease.fence(tx)
                keep_question(tx, one, taken)
                if isinstance(taken.outcome, Published | InInbox):
                    self._verdicts.settle(tx, post, one, taken.outcome)
                    return tx.now()
                if isinstance(taken.outcome, Working):
                    return tx.now() + STILL_AT_IT
                if is_unanswered(taken.outcome):
                    settled = self._verdicts.settle(tx, post, claimed.attempt, taken.outcome)
                    return settled.due_at or tx.now()
        return None

    # --- no Attempt yet

    def _begin(self, lease: Lease, claimed: "_Claimed") -> datetime | None:
        post, connection, now = lease.post, claimed.connection, claimed.at
        if post.slot_at > now:
            return post.slot_at
        if now > post.give_up_at:
            return self._settle(lease, None, Blocked(MISSED))
        if connection.state is ConnectionState.ENDED:
            return self._settle(lease, None, Blocked(CONNECTION_ENDED))
        if connection.state is ConnectionState.BROKEN:
            later = now + WAIT_FOR_CONNECTION
            return self._settle(lease, None, Deferred(CONNECTION_BROKEN, until=later))
        made = claimed.made
        stopped = _unfit(made)
        if stopped is None and not all(one.state is RenditionState.READY for one in made):
            return now + WAIT_FOR_RENDITION
        if stopped is None and claimed.is_busy:
            return now + BUSY_PAUSE  # before the platform is asked anything
        stopped = stopped or self._preflight.stops(post, connection.platform, made)
        if stopped is not None:
            return self._settle(lease, None, stopped)
        return self._handover.start(lease, connection.platform, len(claimed.tried) + 1)

    # --- recovery: the phase, and nothing else, says what to do

    def _start_again(self, lease: Lease, attempt: Attempt) -> datetime | None:
        """Announced at most, and not a byte was sent: nothing can appear. Begin anew."""
        return self._settle(lease, attempt, Deferred(STARTED_AGAIN))

    def _pull_unknown(self, lease: Lease, attempt: Attempt) -> datetime | None:
        """The answer to a pull's announcement was lost: evidence, or honest doubt."""
        with self._means.store.write() as tx:
            post = lease.fence(tx)
            known = [one for one in steps.evidence_for(tx, attempt.id) if one.publish_id]
            if known:
                mark_handed_over(
                    tx, attempts.note(tx, attempt, {"publish_id": known[0].publish_id})
                )
                return tx.now()
            self._verdicts.settle(tx, post, attempt, Doubtful(OUTCOME_UNKNOWN))
        return None

    def _resume(self, lease: Lease, attempt: Attempt, platform: str) -> datetime | None:
        """A file with a Remote: ask what is there, then send the rest to the same address."""
        asked_at, until = self._means.store.now(), attempt.upload_until
        taken = self._exchange.ask(lease.post, attempt, platform)
        there = _unfinished(attempt, taken.outcome)
        if there is None:
            return self._heard(lease, attempt, taken)
        with self._means.store.write() as tx:
            post = lease.fence(tx)
            keep_question(tx, attempt, taken)
            if is_dead(attempt, asked_at):  # asked any earlier, bytes may have come since
                self._verdicts.settle(tx, post, attempt, expired())
                return None
            if until is not None and is_dying(attempt, asked_at):
                return dead_from(until)
            self._take_up(tx, post, attempt)
        return self._handover.send(lease, attempt, platform, there)

    def _take_up(self, tx: Tx, post: Post, attempt: Attempt) -> None:
        """A Post that waited in the middle of its bytes is being sent again, and shown so."""
        if advance(post.state, Take()) is None:
            return
        posts.change(tx, post, {"state": PostState.SENDING, "reason": None})
        self._means.tell(tx, post.app_id, EventKind.POST_SENDING, post.id, attempt=attempt.id)

    def _ask(self, lease: Lease, attempt: Attempt, platform: str) -> datetime | None:
        taken = self._exchange.ask(lease.post, attempt, platform)
        return self._heard(lease, attempt, taken)

    def _heard(self, lease: Lease, attempt: Attempt, taken: Taken) -> datetime | None:
        outcome = taken.outcome
        with self._means.store.write() as tx:
            post = lease.fence(tx)
            keep_question(tx, attempt, taken)
            if isinstance(outcome, Working) and attempt.phase is not Phase.HANDED_OVER:
                attempt = mark_handed_over(tx, attempt)
            outcome = of_a_question(tx.now(), attempt, outcome)
            self._verdicts.settle(tx, post, attempt, outcome)
        return None

    def _settle(self, lease: Lease, attempt: Attempt | None, outcome: Outcome) -> datetime | None:
        with self._means.store.write() as tx:
            self._verdicts.settle(tx, lease.fence(tx), attempt, outcome)
        return None


@dataclass(frozen=True, slots=True)
class _Claimed:
    """A Post whose lease we have just taken, and all around it as it was then."""

    post: Post
    connection: Connection
    tried: Sequence[Attempt]
    made: Sequence[Rendition]
    is_busy: bool  # another Post of the Connection is being handed over
    at: datetime

    @property
    def attempt(self) -> Attempt | None:
        """The Attempt that has not ended."""
        return next((one for one in self.tried if one.phase is not Phase.ENDED), None)


def _claim(tx: Tx, post_id: str, lasts: timedelta) -> _Claimed | None:
    post = posts_due.claim(tx, post_id, lasts)
    connection = None if post is None else connections.of_post(tx, post.connection_id)
    if post is None or connection is None:
        return None
    tried = attempts.of_post(tx, post_id)
    if any(one.phase is not Phase.ENDED for one in tried):
        return _Claimed(post, connection, tried, (), is_busy=False, at=tx.now())
    made = [one for one in renditions.of_post(tx, post_id) if one is not None]
    is_busy = attempts.is_busy(tx, post.connection_id)
    return _Claimed(post, connection, tried, made, is_busy, tx.now())


def _unfinished(attempt: Attempt, outcome: Outcome) -> Remote | None:
    """What the platform has of a film that is not all there; None where only asking is left."""
    match outcome:
        case Deferred(reason=reason, remote=remote) if reason.handling is Handling.RESUME:
            return remote
        case Working(remote=Remote() as remote) if attempt.phase is Phase.INITED:
            # The last piece was never sent, whatever word the platform has for it.
            return remote if remote.bytes_sent <= attempt.bytes_sent else None
        case _:
            return None


def _unfit(made: Sequence[Rendition]) -> Outcome | None:
    """Media that is not there and will not come stops the Post; the item is named."""
    for place, one in enumerate(made):
        if one.state is RenditionState.ERASED:
            return Refused(ASSET_ERASED, Raw(step="media", message=f"item {place}"))
        if one.state is RenditionState.FAILED:
            reason = one.reason or {}
            why = reason.get("why") or reason.get("says", "")
            raw = Raw(step="media", message=f"item {place}: {why}")
            is_ours = reason.get("code") == MEDIA_ENGINE.code  # then no other file is wanted
            return Blocked(MEDIA_ENGINE, raw) if is_ours else Refused(MEDIA_UNFIT, raw)
    return None
