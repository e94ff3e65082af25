"""One exchange with the Platform: a fresh token, a Step kept before it is sent, one renewal."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from publisher.domain import ids
from publisher.domain.outcomes import Blocked, Deferred, Outcome
from publisher.domain.ports import Declined, Platform
from publisher.domain.reasons import SILENCE
from publisher.domain.secret import Secret
from publisher.domain.tickets import Remote, Ticket
from publisher.services.calls import Calls, NotNow
from publisher.services.connections import Connections, is_stale_token
from publisher.services.means import Means
from publisher.services.publishing.lease import Lease
from publisher.services.publishing.preflight import outcome_of
from publisher.services.publishing.tickets import Tickets, with_remote
from publisher.store import steps
from publisher.store.attempts import Attempt
from publisher.store.engine import Tx
from publisher.store.posts import Post


@dataclass(frozen=True, slots=True)
class Taken:
    """A Step that was taken: its id, what came back, and when it went out."""

    step: str
    outcome: Outcome
    sent_at: datetime | None = None


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
    ) -> Taken:
        """Take one Step; a refused token is renewed once and the same Step taken again.

        `step` names a Step that was kept already, together with the phase it belongs to.
        """
        step = step or self._keep_step(lease, attempt, kind)

        def once(ticket: Ticket) -> Outcome:
            # A renewal may have taken long: the lease is looked at before each sending.
            lease.confirm_before()
            return call(ticket)

        return _taken(step, self._tokened(lease.post, attempt, step, kind, once, remote))

    def ask(self, post: Post, attempt: Attempt, platform: str) -> Taken:
        """Ask what became of an Attempt; reading only, so no lease is needed."""
        step, sent_at = self.new_step(), self._means.clock()
        call = self._platforms[platform].ask
        taken = _taken(step, self._tokened(post, attempt, step, "status", call))
        return replace(taken, sent_at=sent_at)

    def _tokened(
        self,
        post: Post,
        attempt: Attempt,
        step: str,
        kind: str,
        call: Callable[[Ticket], Outcome],
        remote: Remote | None = None,
    ) -> Outcome:
        token = self._connections.token(post.connection_id)
        if isinstance(token, Declined):
            return outcome_of(token)
        ticket = self._ticket(post, attempt, token, step, remote)
        outcome = self._paced(post, kind, call, ticket)
        if isinstance(outcome, Blocked) and is_stale_token(outcome.reason):
            newer = self._connections.token(post.connection_id, refused=token)
            if isinstance(newer, Declined):
                return outcome_of(newer)
            ticket = self._ticket(post, attempt, newer, step, remote)
            outcome = self._paced(post, kind, call, ticket)
        return outcome

    def _paced(
        self, post: Post, kind: str, call: Callable[[Ticket], Outcome], ticket: Ticket
    ) -> Outcome:
        """Call where the platform's rates and our own caution allow it; else nothing is sent."""
        permit = self._calls.ask(post.connection_id, kind)
        if isinstance(permit, NotNow):
            return Deferred(permit.reason, until=permit.until)
        outcome = call(ticket)
        reason = getattr(outcome, "reason", None)
        self._calls.heard(permit, outcome.raw, reason, getattr(outcome, "until", None))
        return outcome

    def _ticket(
        self, post: Post, attempt: Attempt, token: Secret, step: str, remote: Remote | None
    ) -> Ticket:
        ticket = self._tickets.make(post, attempt, token, step)
        return ticket if remote is None else with_remote(ticket, remote)

    def _keep_step(self, lease: Lease, attempt: Attempt, kind: str) -> str:
        step = self.new_step()
        with self._means.store.write() as tx:
            lease.fence(tx)
            steps.begin(tx, step, attempt.id, attempt.post_id, attempt.app_id, kind)
        return step


def _taken(step: str, outcome: Outcome) -> Taken:
    """What came back, under the name by which we asked: support is told both."""
    if outcome.raw == SILENCE:
        return Taken(step, outcome)
    return Taken(step, replace(outcome, raw=replace(outcome.raw, request_id=step)))


def note_answer(tx: Tx, taken: Taken) -> None:
    """Write down what came back."""
    if taken.step:
        steps.answer(tx, taken.step, type(taken.outcome).__name__, taken.outcome.raw)


def keep_question(tx: Tx, attempt: Attempt, taken: Taken) -> None:
    """Write down a question and its answer; asking is harmless, so afterwards will do."""
    whose = (attempt.id, attempt.post_id, attempt.app_id)
    steps.begin(tx, taken.step, *whose, "status", taken.sent_at)
    note_answer(tx, taken)
