"""One exchange with the Platform: a fresh token, a Step kept before it is sent, one renewal."""

from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from publisher.domain import ids
from publisher.domain.errors import StoreAway
from publisher.domain.outcomes import Blocked, Deferred, Outcome
from publisher.domain.ports import Declined, Platform
from publisher.domain.reasons import SILENCE
from publisher.domain.secret import Secret
from publisher.domain.tickets import Remote, Ticket
from publisher.services.calls import Calls, NotNow, Permit
from publisher.services.connections import Connections, Hand, at_hand, is_stale_token
from publisher.services.means import Means
from publisher.services.publishing.lease import Lease
from publisher.services.publishing.preflight import outcome_of
from publisher.services.publishing.tickets import Tickets
from publisher.store import steps
from publisher.store.attempts import Attempt
from publisher.store.engine import Tx
from publisher.store.posts import Post


@dataclass(frozen=True, slots=True)
class Taken:
    """A Step that was taken: its id, what came back, and when it went out."""

    step: str
    outcome: Outcome
    sent_at: datetime
    ticket: Ticket | None = None  # what was shown for it, good for the next Step as well


class Exchange:
    """Steps of an Attempt, taken one at a time."""

    def __init__(
        self,
        means: Means,
        platforms: Mapping[str, Platform],
        connections: Connections,
        tickets: Tickets,
        calls: Calls,
    ) -> None:
        self._means = means
        self._platforms = platforms
        self._connections = connections
        self._tickets = tickets
        self._calls = calls

    def platform(self, name: str) -> Platform:
        """The Platform with this name."""
        return self._platforms[name]

    def new_step(self) -> str:
        """The id of a Step to be taken, which is also the request id sent along."""
        return self._means.new_id(ids.STEP)

    def take(
        self,
        lease: Lease,
        attempt: Attempt,
        kind: str,
        call: Callable[[Ticket], Outcome],
        *,
        step: str | None = None,
        remote: Remote | None = None,
        ticket: Ticket | None = None,
    ) -> Taken:
        """Take one Step; a refused token is renewed once and the same Step taken again.

        `step` names a Step that was kept already, together with the phase it belongs to; `ticket`
        is that of the Step before, where one was taken just now.
        """
        step = step or self._keep_step(lease, attempt, kind)

        def once(ticket: Ticket) -> Outcome:
            # A renewal may have taken long: the lease is looked at before each sending.
            lease.confirm_before()
            return call(ticket)

        return self._tokened(_Asked(lease.post, attempt, step, kind, remote), once, ticket)

    def ask(self, post: Post, attempt: Attempt, platform: str) -> Taken:
        """Ask what became of an Attempt; reading only, so no lease is needed."""
        asked = _Asked(post, attempt, self.new_step(), "status", None)
        return self._tokened(asked, self._platforms[platform].ask, None)

    def _tokened(
        self, asked: "_Asked", call: Callable[[Ticket], Outcome], ticket: Ticket | None
    ) -> Taken:
        sent_at = self._means.clock()
        ready = self._ready(asked, ticket)
        outcome = self._paced(ready, call)
        is_refused = isinstance(outcome, Blocked) and is_stale_token(outcome.reason)
        if is_refused and isinstance(ready, _Ready):
            ready = self._ready_anew(asked, refused=ready.ticket.token)
            outcome = self._paced(ready, call)
        if outcome.raw != SILENCE:  # support is told the name by which we asked as well
            outcome = replace(outcome, raw=replace(outcome.raw, request_id=asked.step))
        shown = ready.ticket if isinstance(ready, _Ready) else None
        return Taken(asked.step, outcome, sent_at, shown)

    def _ready(self, asked: "_Asked", ticket: Ticket | None) -> "_Ready | Outcome":
        """All that the call needs, looked up in one go where the token at hand is good."""
        if ticket is not None and not self._calls.counts(asked.kind):
            return _Ready(_renamed(ticket, asked), None)
        with self._means.store.write() as tx:
            if ticket is not None:
                return self._permitted(tx, asked, _renamed(ticket, asked))
            hand = at_hand(tx, asked.post.connection_id)
            if isinstance(hand, Hand) and hand.outlives(tx.now(), timedelta(0)):
                return self._permitted(tx, asked, self._ticket(tx, asked, hand.token))
        return self._ready_anew(asked, refused=None)

    def _ready_anew(self, asked: "_Asked", refused: Secret | None) -> "_Ready | Outcome":
        """The same with a token that was renewed, by us or meanwhile by another."""
        token = self._connections.token(asked.post.connection_id, refused=refused)
        if isinstance(token, Declined):
            return outcome_of(token)
        with self._means.store.write() as tx:
            return self._permitted(tx, asked, self._ticket(tx, asked, token))

    def _permitted(self, tx: Tx, asked: "_Asked", ticket: Ticket) -> "_Ready | Outcome":
        """Where the platform's rates and our own caution forbid the call, nothing is sent."""
        permit = self._calls.ask(tx, asked.post.connection_id, asked.kind)
        if isinstance(permit, NotNow):
            return Deferred(permit.reason, until=permit.until)
        if permit is None:
            return _Ready(ticket, None)
        return _Ready(ticket, permit, tx.now() - self._means.clock())

    def _ticket(self, tx: Tx, asked: "_Asked", token: Secret) -> Ticket:
        made = self._tickets.make(tx, asked.post, asked.attempt, token, asked.step)
        return made if asked.remote is None else replace(made, remote=asked.remote)

    def _paced(self, ready: "_Ready | Outcome", call: Callable[[Ticket], Outcome]) -> Outcome:
        if not isinstance(ready, _Ready):
            return ready
        outcome = call(ready.ticket)
        if isinstance(outcome, Deferred) and outcome.until is not None:
            outcome = replace(outcome, until=outcome.until + ready.ahead)
        reason = getattr(outcome, "reason", None)
        with suppress(StoreAway):  # the answer may be the only copy of a handle; a count is not
            self._calls.heard(ready.permit, outcome.raw, reason, getattr(outcome, "until", None))
        return outcome

    def _keep_step(self, lease: Lease, attempt: Attempt, kind: str) -> str:
        step = self.new_step()
        with self._means.store.write() as tx:
            lease.fence(tx)
            steps.begin(tx, step, attempt, kind)
        return step


@dataclass(frozen=True, slots=True)
class _Asked:
    """One Step as it is wanted."""

    post: Post
    attempt: Attempt
    step: str
    kind: str
    remote: Remote | None


@dataclass(frozen=True, slots=True)
class _Ready:
    """What a call is made with."""

    ticket: Ticket
    permit: Permit | None
    # What the platform says of a time is reckoned on our clock, and kept on the database's.
    ahead: timedelta = timedelta(0)


def _renamed(ticket: Ticket, asked: _Asked) -> Ticket:
    """The Ticket of the Step before, for this one."""
    return replace(ticket, request_id=asked.step, remote=asked.remote or ticket.remote)


def note_answer(tx: Tx, taken: Taken) -> None:
    """Write down what came back."""
    steps.answer(tx, taken.step, type(taken.outcome).__name__, taken.outcome.raw)


def keep_question(tx: Tx, attempt: Attempt, taken: Taken) -> None:
    """Write down a question and its answer; asking is harmless, so afterwards will do."""
    outcome = taken.outcome
    steps.asked(tx, taken.step, attempt, taken.sent_at, type(outcome).__name__, outcome.raw)
