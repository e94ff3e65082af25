"""settle(): the one door through which every word about what became of a Post comes in."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from publisher.domain.events import EventKind
from publisher.domain.lifecycle import Exhausted, advance
from publisher.domain.outcomes import (
    Blocked,
    Deferred,
    Doubtful,
    HandedOver,
    InInbox,
    Opened,
    Outcome,
    Published,
    Refused,
    Working,
)
from publisher.domain.refusals import GAVE_UP, MISSED
from publisher.domain.states import Mode, Phase, PostState, Verdict
from publisher.services import alarms
from publisher.services.means import Means
from publisher.services.publishing.proofs import (
    GROWS,
    TRY_ANEW,
    asked_again_at,
    asking_pause,
    is_spent,
    is_under_way,
    moves,
    only_waits,
    reason_of,
    verdict_of,
    waited_longer,
)
from publisher.services.scheduling.reslot import Reslot, moved_to
from publisher.store import attempts, events, ledger, posts, subjects
from publisher.store.attempts import Attempt
from publisher.store.engine import Tx
from publisher.store.posts import Post

MOST_NEW_ATTEMPTS = 3  # after so many Attempts proved dead, a person looks first
LINK_PATIENCE = timedelta(hours=24)

_TOLD = {
    PostState.PROCESSING: EventKind.POST_PROCESSING,
    PostState.PUBLISHED: EventKind.POST_PUBLISHED,
    PostState.IN_INBOX: EventKind.POST_IN_INBOX,
    PostState.HELD: EventKind.POST_HELD,
    PostState.FAILED: EventKind.POST_FAILED,
    PostState.SENDING: EventKind.POST_SENDING,
    PostState.SCHEDULED: EventKind.POST_DELAYED,
}


@dataclass(frozen=True, slots=True)
class Settled:
    """What settling did: the state now, and when somebody looks next."""

    state: PostState
    due_at: datetime | None


class Verdicts:
    """What Outcomes do to Posts and Attempts."""

    def __init__(self, means: Means, reslot: Reslot) -> None:
        self._means = means
        self._reslot = reslot

    def settle(self, tx: Tx, post: Post, attempt: Attempt | None, outcome: Outcome) -> Settled:
        """Let an Outcome have its effect; `post` is held by this transaction.

        An illegal verdict changes nothing: good news is welcome anywhere, bad news only where
        the table has a place for it.
        """
        alarms.hear(tx, outcome)
        outcome = self._patiently(tx, post, attempt, outcome)
        if isinstance(outcome, Deferred) and only_waits(attempt, outcome):
            return self._wait(tx, post, attempt, outcome)
        if not self._stand_down(tx, post, attempt, outcome):
            return Settled(post.state, None)
        state = advance(post.state, outcome)
        due_at = self._due(tx, post, attempt, outcome)
        told = _told(tx, post, outcome, due_at)
        if attempt is not None:
            self._close(tx, attempt, outcome, told)
        if state is None:
            return Settled(post.state, None)
        values = {"reason": told, **self._values(tx, post, attempt, outcome, state, due_at)}
        posts.change(tx, post, values)
        if state in {PostState.FAILED, PostState.CANCELLED}:
            self._give_back(tx, post)
        if state is PostState.PUBLISHED and post.mode is Mode.INBOX:
            ledger.give_back(tx, post.id)  # the creator has finished it: it is pending no more
        if state is not post.state or "slot_at" in values or not _is_known(post, outcome):
            self._tell(tx, post, state, outcome, told, due_at)
        return Settled(state, due_at)

    def _values(
        self,
        tx: Tx,
        post: Post,
        attempt: Attempt | None,
        outcome: Outcome,
        state: PostState,
        due_at: datetime | None,
    ) -> dict[str, Any]:
        """What settling writes to the Post."""
        values: dict[str, Any] = {"state": state}
        if state.is_final:
            values["ended_at"] = tx.now()
        if due_at is not None:
            values |= {"due_at": due_at, "poke_after": due_at}
        match outcome:
            case Published():
                values |= self._published(tx, post, outcome)
            case Doubtful() | InInbox():
                values["ask_at"] = asked_again_at(tx.now(), state, attempt)
            case Deferred(reason=reason):
                if is_spent(attempt, outcome):
                    values["tries"] = post.tries + 1
                if moves(outcome) and due_at is not None:
                    values |= moved_to(post, due_at)
                    # Only the platform's own refusals are counted: never two moves for one.
                    values |= {"moved_for": reason.code} if outcome.raw.code else {}
            case _:
                pass
        return values

    def _wait(self, tx: Tx, post: Post, attempt: Attempt | None, outcome: Deferred) -> Settled:
        """The platform has everything: only the question is put again, later."""
        now = tx.now()
        # Waiting spends no tries, so the pause between questions has to grow by itself.
        soonest = now + asking_pause(now, attempt)
        due_at = max(self._due(tx, post, attempt, outcome) or soonest, soonest)
        told = _told(tx, post, outcome, due_at)
        posts.change(tx, post, {"due_at": due_at, "poke_after": due_at, "reason": told})
        return Settled(post.state, due_at)

    def _patiently(self, tx: Tx, post: Post, attempt: Attempt | None, outcome: Outcome) -> Outcome:
        """Turn what an Outcome asks for into what patience still allows."""
        can_wait = advance(post.state, Deferred(MISSED)) is not None
        if isinstance(outcome, Refused) and outcome.reason.handling in TRY_ANEW and can_wait:
            if post.tries + 1 >= MOST_NEW_ATTEMPTS:
                return Blocked(outcome.reason, outcome.raw)
            outcome = Deferred(outcome.reason, outcome.raw)
        if isinstance(outcome, Deferred) and moves(outcome) and not only_waits(attempt, outcome):
            return self._reslot.move(tx, post, outcome)
        if isinstance(outcome, Deferred) and not is_under_way(attempt):
            due = self._due(tx, post, attempt, outcome) or tx.now()
            if due > post.give_up_at and advance(post.state, Exhausted()) is not None:
                if post.tries == 0:
                    return Blocked(MISSED, outcome.raw)
                return Refused(GAVE_UP, outcome.raw)
        return outcome

    def _stand_down(self, tx: Tx, post: Post, attempt: Attempt | None, outcome: Outcome) -> bool:
        """Good news of an earlier Attempt ends a later one that has sent nothing yet.

        False where that one may be out as well: then its own verdict settles the Post, and the
        audit keeps what was heard.
        """
        if attempt is None or not isinstance(outcome, Published | InInbox):
            return True
        later = attempts.current(tx, post.id)
        if later is None or later.id == attempt.id:
            return True
        if is_under_way(later):
            twice = {"attempt": attempt.id, "beside": later.id}
            events.note(tx, "us", "post.may_be_out_twice", post.id, twice)
            return False
        attempts.end(tx, later, Verdict.VOID, None)
        posts.fence_off(tx, post.id)
        return True

    def _close(
        self, tx: Tx, attempt: Attempt, outcome: Outcome, told: dict[str, Any] | None
    ) -> None:
        ending = verdict_of(attempt, outcome)
        if ending is None:
            return
        if attempt.phase is Phase.ENDED:
            if attempt.outcome is not ending:
                attempts.rejudge(tx, attempt, ending, told)
        else:
            attempts.end(tx, attempt, ending, told)

    def _due(
        self, tx: Tx, post: Post, attempt: Attempt | None, outcome: Outcome
    ) -> datetime | None:
        now = tx.now()
        match outcome:
            case HandedOver() | Opened():
                return now + timedelta(seconds=1)
            case Working():
                return now + asking_pause(now, attempt)
            case Deferred(until=until) if until is not None:
                return max(until, now)
            case Deferred(reason=reason):
                return now + waited_longer(now - post.slot_at, post.tries, reason, self._means)
            case _:
                return None

    def _published(self, tx: Tx, post: Post, outcome: Published) -> dict[str, Any]:
        known = [
            *post.public_ids,
            *(one for one in outcome.public_ids if one not in post.public_ids),
        ]
        is_public = post.mode is Mode.INBOX or post.options.get("privacy") != "SELF_ONLY"
        waits = not known and is_public
        first = post.state is not PostState.PUBLISHED
        if known and not post.public_ids and not first:
            self._means.tell(tx, post.app_id, EventKind.POST_LINK_ADDED, post.id, public_ids=known)
        began = post.ended_at or tx.now()
        age = tx.now() - began
        patient = age < LINK_PATIENCE
        pause = timedelta(seconds=10) if first else max(timedelta(minutes=5), age * GROWS)
        return {
            "public_ids": known,
            "reason": None,
            "ask_at": tx.now() + pause if waits and patient else None,
        }

    def _give_back(self, tx: Tx, post: Post) -> None:
        """Free the place of a Post of which nothing was ever committed."""
        if all(one.committed_at is None for one in attempts.of_post(tx, post.id)):
            ledger.give_back(tx, post.id)

    def _tell(
        self,
        tx: Tx,
        post: Post,
        state: PostState,
        outcome: Outcome,
        told: dict[str, Any] | None,
        due_at: datetime | None,
    ) -> None:
        if state is post.state and not isinstance(outcome, Deferred):
            return
        moved = moves(outcome)
        self._means.tell(
            tx,
            post.app_id,
            EventKind.POST_MOVED if moved else _TOLD[state],
            post.id,
            state=state.value,
            reason=told,
            due_at=None if due_at is None else due_at.isoformat(),
            was_due_at=post.slot_at.isoformat() if moved else None,
            public_ids=list(outcome.public_ids) if isinstance(outcome, Published) else None,
            client_reference=post.client_reference,
        )


def _told(tx: Tx, post: Post, outcome: Outcome, due_at: datetime | None) -> dict[str, Any] | None:
    """The Reason that an Outcome carries: whom and what it is about, and when it is tried again."""
    told = reason_of(outcome)
    if told is None:
        return None
    if isinstance(outcome, Deferred) and due_at is not None:
        told["retry_at"] = due_at.isoformat()
    return subjects.of_post(tx, post.id).named(told)


def _is_known(post: Post, outcome: Outcome) -> bool:
    """Whether this wait is the one that was told already; a Post may wait for days."""
    code = (post.reason or {}).get("code")
    return isinstance(outcome, Deferred) and outcome.reason.code == code
