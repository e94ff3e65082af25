"""Hand one Post over: write ahead, announce, send, and mark the point of no return.

file   S2 open ─ S3 init ─ S4 keep Remote ─ S5 bytes ─ S6 committing ─ S7 last piece ─ S8
pull   S2 open and committing ─ S3 init, the point of no return ─ S4 handed over
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from publisher.domain import ids
from publisher.domain.errors import StoreAway
from publisher.domain.events import EventKind
from publisher.domain.lifecycle import Take, advance
from publisher.domain.outcomes import (
    Deferred,
    Doubtful,
    HandedOver,
    Opened,
    Outcome,
)
from publisher.domain.refusals import LAST_PIECE_UNSURE
from publisher.domain.states import Phase, PostState, Transfer
from publisher.domain.tickets import Remote, Ticket
from publisher.services.means import Means
from publisher.services.publishing.exchange import Exchange, Taken, note_answer
from publisher.services.publishing.handed import (
    capped,
    circumstances,
    mark_handed_over,
    remote_in,
    said_of,
    unsent,
)
from publisher.services.publishing.lease import Lease, LeaseLost
from publisher.services.publishing.preflight import as_chosen
from publisher.services.publishing.verdicts import Verdicts
from publisher.services.scheduling.gate import Gate
from publisher.store import attempts, posts, posts_due, steps
from publisher.store.attempts import Attempt
from publisher.store.engine import Tx
from publisher.store.posts import Post

BUSY_PAUSE = timedelta(seconds=2)
NONCE_BYTES = 32
EVIDENCE_TRIES, EVIDENCE_PAUSE = 600, 0.5  # five minutes, as long as a database may be away


class HandOver:
    """From a due Post to one that the platform has."""

    def __init__(
        self,
        means: Means,
        exchange: Exchange,
        gate: Gate,
        verdicts: Verdicts,
        wait: Callable[[float], None],
    ) -> None:
        self._means = means
        self._exchange = exchange
        self._gate = gate
        self._verdicts = verdicts
        self._wait = wait

    def start(self, lease: Lease, platform: str, number: int) -> datetime | None:
        """Open the Post's Attempt of this number and carry it on; gives when to look next."""
        step = self._exchange.new_step()
        opened = self._open(lease, step, number)
        if not isinstance(opened, Attempt):
            return opened
        call = self._exchange.platform(platform).open
        taken = self._exchange.take(lease, opened, "init", call, step=step)
        attempt, outcome = self._keep_remote(lease, opened, taken), taken.outcome
        if attempt is None or not isinstance(outcome, Opened):
            return None
        return self.send(lease, attempt, platform, outcome.remote, taken.ticket)

    def send(
        self,
        lease: Lease,
        attempt: Attempt,
        platform: str,
        remote: Remote,
        ticket: Ticket | None = None,
    ) -> datetime | None:
        """Send what is missing, then the last piece; gives when to look next.

        `ticket` is that of the announcement, where it was made just now.
        """
        is_whole = ticket is not None and self._goes_whole(platform, ticket)
        if not is_whole:
            filled = self._fill(lease, attempt, platform, remote, ticket)
            if not isinstance(filled, Remote):
                return filled
            remote = filled
        step = self._exchange.new_step()
        committing = self._commit(lease, attempt, step)
        if committing is None:
            return None
        commit = self._exchange.platform(platform).commit
        taken = self._exchange.take(
            lease,
            committing,
            "commit",
            lambda ticket: commit(ticket, self._beats(lease, committing)),
            step=step,
            remote=remote,
            ticket=ticket,
        )
        return self._handed_over(lease, committing, taken)

    def _goes_whole(self, platform: str, ticket: Ticket) -> bool:
        """Whether nothing is to be sent before the last piece."""
        film = ticket.film
        return film is not None and self._exchange.platform(platform).goes_whole(film.size)

    # --- S2: write ahead

    def _open(self, lease: Lease, step: str, number: int) -> Attempt | datetime | None:
        means = self._means
        attempt_id = means.new_id(ids.ATTEMPT)
        with means.store.write() as tx:
            post = lease.hold(tx)
            if advance(post.state, Take()) is None:
                raise LeaseLost(post.id)
            if post.slot_at > tx.now():  # moved while we looked everything over
                return post.slot_at
            if posts_due.is_behind(tx, post):
                return tx.now() + BUSY_PAUSE
            met = self._gate.admit(tx, post)
            if met is not None:
                self._verdicts.settle(tx, post, None, capped(met))
                return None
            opened = attempts.open_(tx, self._row(tx, post, attempt_id, number))
            if opened is None:
                return tx.now() + BUSY_PAUSE
            steps.begin(tx, step, opened, "init")
            posts.change(tx, post, {"state": PostState.SENDING, "reason": None})
            means.tell(tx, post.app_id, EventKind.POST_SENDING, post.id, attempt=attempt_id)
            return opened

    def _row(self, tx: Tx, post: Post, attempt_id: str, number: int) -> dict[str, object]:
        pull = post.photos
        now = tx.now()
        return {
            "id": attempt_id,
            "post_id": post.id,
            "app_id": post.app_id,
            "connection_id": post.connection_id,
            "number": number,
            "transfer": Transfer.PULL if pull else Transfer.FILE,
            "phase": Phase.COMMITTING if pull else Phase.OPENED,
            "lease_token": post.lease_token,
            "pull_nonce": self._means.chance_bytes(NONCE_BYTES).hex() if pull else None,
            "opened_at": now,
            "committed_at": now if pull else None,
            "sent": said_of(post),
            "circumstances": circumstances(tx, post),
        }

    # --- S4: the answer to the announcement

    def _keep_remote(self, lease: Lease, attempt: Attempt, taken: Taken) -> Attempt | None:
        outcome = taken.outcome
        try:
            with self._means.store.write() as tx:
                post = lease.hold(tx)
                note_answer(tx, taken)
                if isinstance(outcome, Opened | HandedOver):
                    attempt = self._note_remote(tx, attempt, outcome)
                elif not isinstance(outcome, Doubtful):
                    attempt = unsent(tx, attempt)
                if isinstance(outcome, Opened):
                    return attempt
                self._verdicts.settle(tx, post, attempt, as_chosen(post, outcome))
                return None
        except (LeaseLost, StoreAway):
            self._file_evidence(attempt, outcome)
            raise

    def _note_remote(self, tx: Tx, attempt: Attempt, outcome: Opened | HandedOver) -> Attempt:
        remote = outcome.remote
        until = remote.address_until
        if until is not None:  # told on our own clock, kept on the database's
            until = tx.now() + (until - self._means.clock())
        values: dict[str, Any] = {"publish_id": remote.publish_id, "upload_until": until}
        if isinstance(outcome, Opened):
            values["phase"] = Phase.INITED
        else:
            values |= {"phase": Phase.HANDED_OVER, "handed_over_at": tx.now()}
        return attempts.keep_remote(tx, attempt, remote.address, values)

    def _file_evidence(self, attempt: Attempt, outcome: Outcome) -> None:
        """A stale worker may hold the only copy of a publish id: no fence keeps it out."""
        remote = remote_in(outcome)
        if remote is None:
            return
        row = {
            "id": self._means.new_id(ids.EVIDENCE),
            "app_id": attempt.app_id,
            "attempt_id": attempt.id,
            "source": "worker",
            "publish_id": remote.publish_id,
        }
        for _ in range(EVIDENCE_TRIES):
            try:
                with self._means.store.write() as tx:
                    steps.file_evidence(tx, row)
                    if attempt.transfer is Transfer.PULL:  # whoever was left in doubt can ask now
                        posts.lock(tx, attempt.post_id)
                        attempts.name(tx, attempt.id, remote.publish_id)
                        posts_due.look_now(tx, attempt.post_id)
            except StoreAway:
                self._wait(EVIDENCE_PAUSE)
            else:
                return

    # --- S5: all bytes but the last piece

    def _fill(
        self,
        lease: Lease,
        attempt: Attempt,
        platform: str,
        remote: Remote,
        ticket: Ticket | None,
    ) -> Remote | datetime | None:
        fill = self._exchange.platform(platform).fill
        taken = self._exchange.take(
            lease,
            attempt,
            "transfer",
            lambda ticket: fill(ticket, self._beats(lease, attempt)),
            remote=remote,
            ticket=ticket,
        )
        outcome = taken.outcome
        with self._means.store.write() as tx:
            post = lease.hold(tx)
            note_answer(tx, taken)
            known = remote_in(outcome)
            if known is not None:
                attempts.note_bytes(tx, attempt.id, known.bytes_sent)
            if isinstance(outcome, Opened):
                return outcome.remote
            if isinstance(outcome, HandedOver):  # every byte was there already
                attempt = mark_handed_over(tx, attempt)
            self._verdicts.settle(tx, post, attempt, outcome)
        return None

    def _beats(self, lease: Lease, attempt: Attempt) -> Callable[[int], bool]:
        """While bytes move: keep the lease, and write down how far they came."""
        return lambda sent: lease.beat(lambda tx: attempts.note_bytes(tx, attempt.id, sent))

    # --- S6: from here the next request can make it appear

    def _commit(self, lease: Lease, attempt: Attempt, step: str) -> Attempt | None:
        with self._means.store.write() as tx:
            post = lease.hold(tx)
            if attempt.phase is Phase.INITED:
                met = self._gate.admit(tx, post)
                if met is not None:
                    self._verdicts.settle(tx, post, attempt, capped(met))
                    return None
                attempt = attempts.note(
                    tx, attempt, {"phase": Phase.COMMITTING, "committed_at": tx.now()}
                )
            steps.begin(tx, step, attempt, "commit")
            return attempt

    # --- S8: the platform has everything, as far as we know

    def _handed_over(self, lease: Lease, attempt: Attempt, taken: Taken) -> datetime | None:
        with self._means.store.write() as tx:
            post = lease.fence(tx)
            note_answer(tx, taken)
            outcome = taken.outcome
            if isinstance(outcome, HandedOver):
                attempt = mark_handed_over(tx, attempt)
            else:  # whatever it was, it is no proof: the last bytes may have arrived
                outcome = Deferred(LAST_PIECE_UNSURE, outcome.raw)
            self._verdicts.settle(tx, post, attempt, outcome)
        return None
