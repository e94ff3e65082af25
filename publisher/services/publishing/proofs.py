"""What an Outcome proves about an Attempt, how long it is waited out, and how it is told; pure."""

from datetime import datetime, timedelta
from typing import Any

from publisher.domain import retry
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
from publisher.domain.reasons import Handling, Reason, Remedy
from publisher.domain.refusals import (
    CONNECTION_ENDED,
    NOBODY_CAN_ASK,
    PLATFORM_RESTS,
    SLOWED_DOWN,
    UNCONFIRMED,
)
from publisher.domain.states import Phase, PostState, Verdict
from publisher.services.means import Means, spell
from publisher.store.attempts import Attempt

NOTHING_SENT = (SLOWED_DOWN, PLATFORM_RESTS)  # our own pacing spoke, before anything was sent
VERDICT_STEP = "fail_reason"  # a Raw of this step is the platform's own word that it failed
TRY_ANEW = frozenset({Handling.NEW_ATTEMPT, Handling.BACK_OFF, Handling.RESLOT})


def is_under_way(attempt: Attempt | None) -> bool:
    """Whether the platform may have everything: then patience is for the verdict, not for us."""
    return attempt is not None and attempt.phase in {Phase.COMMITTING, Phase.HANDED_OVER}


def was_given_up(attempt: Attempt) -> bool:
    """Whether it passed the point of no return and was declared dead all the same.

    A person said so, or nobody had fetched in time: the platform itself never did.
    """
    passed = attempt.publish_id is not None and attempt.committed_at is not None
    return passed and attempt.outcome is Verdict.VOID


def is_unanswered(outcome: Outcome) -> bool:
    """Whether a question brought no word at all: not put, lost, or trouble on their side."""
    if not isinstance(outcome, Deferred):
        return False
    return outcome.reason in NOTHING_SENT or outcome.reason.handling is Handling.BACK_OFF


def proves_dead(attempt: Attempt | None, outcome: Deferred) -> bool:
    """Whether nothing can come of this Attempt any more, so that another may begin.

    Once the last bytes may have left, a dead address or a refused request proves nothing: only
    the platform's own word that it failed does, or a proof of our own (then nothing is raw).
    """
    if outcome.reason.handling is not Handling.NEW_ATTEMPT and not moves(outcome):
        return False
    return not is_under_way(attempt) or outcome.raw.step in {"", VERDICT_STEP}


def moves(outcome: Outcome) -> bool:
    """Whether the Post takes another Slot: a cap of the Creator's, or of the whole client."""
    if not isinstance(outcome, Deferred):
        return False
    reason = outcome.reason
    waits = reason.handling is Handling.HOLD and reason.window is not None
    return waits or reason.handling is Handling.RESLOT


def only_waits(attempt: Attempt | None, outcome: Deferred) -> bool:
    """Whether the platform may have everything, and nothing is proved: then we only ask again."""
    return is_under_way(attempt) and not proves_dead(attempt, outcome)


def is_spent(attempt: Attempt | None, outcome: Deferred) -> bool:
    """Waiting is not trying: only an Attempt that something was sent for counts."""
    return attempt is not None and outcome.reason not in NOTHING_SENT


def verdict_of(attempt: Attempt, outcome: Outcome) -> Verdict | None:
    """How this ends the Attempt; None where it goes on."""
    match outcome:
        case Published():
            return Verdict.PUBLISHED
        case InInbox():
            return Verdict.IN_INBOX
        case Refused(raw=raw) | Blocked(raw=raw) if is_under_way(attempt):
            # Only TikTok's word that it failed proves that; a refused question proves nothing.
            return Verdict.REFUSED if raw.step == VERDICT_STEP else Verdict.DOUBTFUL
        case Refused():
            return Verdict.REFUSED
        case Blocked():
            return Verdict.VOID
        case Doubtful():
            return Verdict.DOUBTFUL
        case Deferred():
            if proves_dead(attempt, outcome):
                return Verdict.REFUSED if attempt.committed_at else Verdict.VOID
            return Verdict.VOID if attempt.phase is Phase.OPENED else None
        case _:
            return None


def reason_of(outcome: Outcome) -> dict[str, Any] | None:
    """The Reason that an Outcome carries, as it is kept; None for good news."""
    match outcome:
        case Deferred(reason=reason, raw=raw, until=until):
            return spell(reason, raw, retry_at=None if until is None else until.isoformat())
        case Refused(reason=reason, raw=raw) | Blocked(reason=reason, raw=raw):
            return spell(reason, raw)
        case Doubtful(reason=reason, raw=raw):
            return spell(reason, raw)
        case _:
            return None


def patience_for(reason: Reason) -> retry.Patience:
    """How long this kind of trouble is waited out."""
    if reason.patience is not None:
        return reason.patience
    if reason.remedy is Remedy.SLOW_DOWN:
        return retry.LIMITED
    if reason.remedy is Remedy.WAIT_FOR_PLATFORM:
        return retry.OUTAGE
    return retry.TRANSPORT


def waited_longer(waited: timedelta, tries: int, reason: Reason, means: Means) -> timedelta:
    """How long to wait once more: by the tries, and never less than half of what was waited.

    Waiting for a renewal or for the Creator's options spends no try; by the tries alone, an outage
    of an hour would be asked about every second.
    """
    patience = patience_for(reason)
    pause = retry.delay(tries + 1, means.chance(), patience)
    return max(pause, min(patience.longest, waited / 2))


QUICK = timedelta(minutes=10)
SLOW = timedelta(minutes=10)
PATIENT = timedelta(hours=24)
ASK_EVERY = timedelta(minutes=65)  # past the end of every pull, so that a look can prove something
ASK_FOR = timedelta(hours=72)  # as long as TikTok repeats its own Notices
GROWS = 0.25  # of the age: a draft that has lain for a day is not asked about every hour


def asking_pause(now: datetime, attempt: Attempt | None) -> timedelta:
    """How long until we ask again: quick for ten minutes, then slow, to the end of a day."""
    if attempt is None:
        return timedelta(seconds=2)
    age = now - in_their_hands_since(attempt)
    if age < timedelta(seconds=20):
        return timedelta(seconds=2)
    if age < QUICK:
        return max(timedelta(seconds=5), age / 10)
    return min(SLOW, age / 10)


def in_their_hands_since(attempt: Attempt) -> datetime:
    """Since when the platform may have everything."""
    return attempt.handed_over_at or attempt.committed_at or attempt.opened_at


def of_a_question(now: datetime, attempt: Attempt, outcome: Outcome) -> Outcome:
    """What the answer to a question comes to, once the platform may have everything.

    A refused question proves nothing and is put again, whatever would help it; after a day without
    a verdict the doubt is told, and at once where there is no token to ask with any more.
    """
    if not is_under_way(attempt):
        return outcome
    if isinstance(outcome, Deferred) and outcome.reason is CONNECTION_ENDED:
        return Doubtful(NOBODY_CAN_ASK)
    if isinstance(outcome, Refused | Blocked) and outcome.raw.step != VERDICT_STEP:
        outcome = Deferred(outcome.reason, outcome.raw)
    goes_on = isinstance(outcome, Working) or (
        isinstance(outcome, Deferred) and not proves_dead(attempt, outcome)
    )
    if goes_on and now - in_their_hands_since(attempt) > PATIENT:
        return Doubtful(UNCONFIRMED, outcome.raw)
    return outcome


def asked_again_at(now: datetime, state: PostState, attempt: Attempt | None) -> datetime | None:
    """When to ask about a Post that nobody drives: a doubt, or a share the Creator may finish."""
    if state not in {PostState.HELD, PostState.IN_INBOX} or attempt is None:
        return None
    age = now - attempt.opened_at
    grown = age * GROWS if state is PostState.IN_INBOX else ASK_EVERY  # a doubt is a person's wait
    return now + max(ASK_EVERY, grown) if age < ASK_FOR else None
