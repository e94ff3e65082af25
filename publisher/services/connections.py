"""Keep Connections usable: fresh tokens, one renewal at a time; know the Creator."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from publisher.domain import tokens
from publisher.domain.errors import Refusal, StoreAway
from publisher.domain.events import EventKind
from publisher.domain.ports import Declined, Platform
from publisher.domain.reasons import SILENCE, Headline, Raw, Reason
from publisher.domain.refusals import (
    CONNECTION_BROKEN,
    CONNECTION_ENDED,
    NOT_FOUND,
    RENEWAL_BUSY,
    TOKEN_SEALED_AWAY,
)
from publisher.domain.secret import Secret
from publisher.domain.states import ConnectionState
from publisher.domain.tickets import CreatorFacts, Grant
from publisher.services import alarms
from publisher.services.calls import Calls, NotNow, Permit
from publisher.services.means import Means, spell
from publisher.store import connections, creators, endings, posts, subjects
from publisher.store.connections import Connection
from publisher.store.engine import Tx
from publisher.store.seal import SealBroken

# A renewer that died lets others try after this: longer than two slow answers take, since of two at
# once we might keep the pair that the platform has dropped.
RENEWAL_LASTS = timedelta(minutes=3)
PATIENCE_FOR_OTHERS = 30  # looks, one each PAUSE seconds, at somebody else's renewal
TRIES_TO_KEEP = 600  # five minutes, as long as a database may be away
PAUSE = 0.5
ANSWERED = Raw(http=200)
FACTS_STAY_FRESH = timedelta(seconds=30)  # 20 questions a minute are allowed per token


class Connections:
    """Connections and their tokens."""

    def __init__(
        self,
        means: Means,
        platforms: Mapping[str, Platform],
        wait: Callable[[float], None],
        calls: Calls,
    ) -> None:
        self._means = means
        self._calls = calls
        self._platforms = platforms
        self._wait = wait

    def get(self, app_id: str, connection_id: str) -> tuple[Connection, creators.Creator]:
        """A Connection and its Creator; raises NOT_FOUND."""
        with self._means.store.read() as tx:
            return require(tx, app_id, connection_id)

    def token(
        self,
        connection_id: str,
        needed: timedelta = timedelta(0),
        refused: Secret | None = None,
    ) -> Secret | Declined:
        """An access token that outlives `needed` and is not the one that was just refused.

        Only one worker anywhere renews at a time; the others wait for its result. Declined where
        the Creator has to connect again, or where the platform does not renew just now.
        """
        for _ in range(PATIENCE_FOR_OTHERS):
            with self._means.store.read() as tx:
                hand = at_hand(tx, connection_id)
                now = tx.now()
            if isinstance(hand, Declined):
                return hand
            if hand.token != refused and hand.outlives(now, needed):
                return hand.token
            try:
                refresh = self._begin_renewal(hand.connection)
            except SealBroken:
                return Declined(TOKEN_SEALED_AWAY)
            if refresh is not None:
                renewed = self._renew(hand.connection, refresh)
                if isinstance(renewed, Declined) and hand.token != refused:
                    return _last_resort(hand, now, renewed)
                return renewed
            self._wait(PAUSE)
        return Declined(RENEWAL_BUSY)

    def keep_alive(self, connection_id: str) -> None:
        """Renew an idle Connection's tokens before they run out unused."""
        with self._means.store.read() as tx:
            connection = connections.of_post(tx, connection_id)
        refresh = None if connection is None else self._begin_renewal(connection)
        if connection is not None and refresh is not None:
            self._renew(connection, refresh)

    def creator(self, connection_id: str) -> CreatorFacts | Declined:
        """What the Creator may do right now, asked anew."""
        with self._means.store.write() as tx:
            hand = at_hand(tx, connection_id)
            if isinstance(hand, Declined):
                return hand
            is_good = hand.outlives(tx.now(), timedelta(0))
            permit = self._calls.ask(tx, connection_id, "creator_info") if is_good else None
        connection = hand.connection
        token = hand.token if is_good else self.token(connection_id)
        facts = self._asked(connection, token, permit)
        if isinstance(facts, Declined) and is_stale_token(facts.reason):
            refused = None if isinstance(token, Declined) else token
            facts = self._asked(connection, self.token(connection_id, refused=refused))
        if isinstance(facts, Declined):
            return facts
        with self._means.store.write() as tx:
            creators.note_facts(tx, connection.creator_id, facts)
        return facts

    def _asked(
        self,
        connection: Connection,
        token: Secret | Declined,
        permit: Permit | NotNow | None = None,
    ) -> CreatorFacts | Declined:
        if isinstance(token, Declined):
            return token
        if permit is None:
            with self._means.store.write() as tx:
                permit = self._calls.ask(tx, connection.id, "creator_info")
        if isinstance(permit, NotNow):
            return Declined(permit.reason, until=permit.until)
        facts = self._platforms[connection.platform].creator(token)
        if isinstance(facts, Declined):
            self._calls.heard(permit, facts.raw, facts.reason, facts.until)
        else:
            self._calls.heard(permit, ANSWERED, None)
        return facts

    def lost(self, tx: Tx, connection: Connection, reason: Reason, raw: Raw = SILENCE) -> None:
        """The Creator has to connect again: say so once, with the Posts that wait for it."""
        told = spell(reason, raw, why=raw.code or None)
        told = subjects.of_connection(tx, connection.id).named(told)
        if not connections.break_(tx, connection.id, told):
            return
        self._means.tell(
            tx,
            connection.app_id,
            EventKind.CONNECTION_BROKEN,
            connection.id,
            reason=told,
            posts=posts.waiting_for(tx, connection.id),
        )

    def _begin_renewal(self, connection: Connection) -> Secret | None:
        with self._means.store.write() as tx:
            until = tx.now() + RENEWAL_LASTS
            return connections.begin_renewal(tx, connection.id, connection.turn, until)

    def _renew(self, connection: Connection, refresh: Secret) -> Secret | Declined:
        platform = self._platforms[connection.platform]
        answer = platform.renew(refresh)
        if isinstance(answer, Declined) and must_reconnect(answer.reason):
            # Somebody may have renewed it meanwhile; only the current token's refusal counts.
            newer = self._changed_meanwhile(connection)
            if newer is not None:
                return newer
            answer = platform.renew(refresh)
        if isinstance(answer, Grant):
            if self._keep(connection, answer):
                return answer.access
            return self._changed_meanwhile(connection) or Declined(CONNECTION_BROKEN)
        with self._means.store.write() as tx:
            alarms.hear(tx, answer)
            now = connections.lock(tx, connection.id)
            if now is not None and now.turn == connection.turn:
                connections.end_renewal(tx, connection.id)
                if must_reconnect(answer.reason):
                    self.lost(tx, connection, answer.reason, answer.raw)
        return self._changed_meanwhile(connection) or answer

    def _keep(self, connection: Connection, grant: Grant) -> bool:
        # The old refresh token may be dead already: the new pair must not be lost to a moment
        # in which the database does not answer.
        for _ in range(TRIES_TO_KEEP):
            try:
                return self._kept(connection, grant)
            except StoreAway:
                self._wait(PAUSE)
        return self._kept(connection, grant)

    def _kept(self, connection: Connection, grant: Grant) -> bool:
        with self._means.store.write() as tx:
            if connections.keep_grant(tx, connection.id, grant, connection.turn):
                return True
            ended = endings.left(tx, connection.id)
            if ended is not None and ended.turn == connection.turn:
                # The old pair may be dead: whoever revokes needs this one.
                endings.keep_renewed(tx, ended, grant)
                endings.let_go(tx, ended)
            return False

    def _changed_meanwhile(self, connection: Connection) -> Secret | None:
        with self._means.store.read() as tx:
            found = connections.with_access(tx, connection.id)
        if found is None or found[0].turn == connection.turn:
            return None
        return found[1] if found[0].state is ConnectionState.ACTIVE else None


@dataclass(frozen=True, slots=True)
class Hand:
    """A Connection in use and the access token it has."""

    connection: Connection
    token: Secret

    def outlives(self, now: datetime, needed: timedelta) -> bool:
        """Whether the token is good for work of this length, and needs no renewal yet."""
        known = self.connection
        if known.issued_at is None or known.access_until is None or known.refresh_until is None:
            return False
        standing = tokens.standing(
            now, known.issued_at, known.access_until, known.refresh_until, needed
        )
        return standing is tokens.Standing.FRESH


def at_hand(tx: Tx, connection_id: str) -> Hand | Declined:
    """The token there is, good or not; Declined where the Creator has to connect again."""
    try:
        found = connections.with_access(tx, connection_id)
    except SealBroken:
        return Declined(TOKEN_SEALED_AWAY)
    if found is not None and found[0].state is ConnectionState.ENDED:
        return Declined(CONNECTION_ENDED)
    if found is None or found[1] is None or found[0].state is not ConnectionState.ACTIVE:
        return Declined(CONNECTION_BROKEN)
    return Hand(found[0], found[1])


def require(tx: Tx, app_id: str, connection_id: str) -> tuple[Connection, creators.Creator]:
    """A Connection of this App and its Creator; raises NOT_FOUND."""
    connection = connections.get(tx, app_id, connection_id)
    person = None if connection is None else creators.get(tx, connection.creator_id)
    if connection is None or person is None:
        raise Refusal(NOT_FOUND, f"there is no connection {connection_id}")
    return connection, person


def is_stale_token(reason: Reason) -> bool:
    """Whether a renewed token may help."""
    return reason.handling.value == "refresh_once"


def are_fresh(facts: CreatorFacts, now: datetime) -> bool:
    """Whether the platform need not be asked again just yet."""
    return now - facts.seen_at < FACTS_STAY_FRESH


def must_reconnect(reason: Reason) -> bool:
    """Whether nothing but the Creator connecting again helps."""
    return reason.outcome is Headline.RECONNECT and not is_stale_token(reason)


def _last_resort(hand: Hand, now: datetime, declined: Declined) -> Secret | Declined:
    """A token that is not quite dead serves while the platform does not renew just now."""
    until = hand.connection.access_until
    if must_reconnect(declined.reason) or until is None:
        return declined
    return hand.token if until > now else declined
