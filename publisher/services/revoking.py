"""Give our permission back once a Connection is ended, and tell whether that was confirmed."""

from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any

from publisher.domain import revocation
from publisher.domain.events import EventKind
from publisher.domain.ports import Declined, Platform
from publisher.domain.reasons import SILENCE, Headline, Raw
from publisher.domain.refusals import PERMISSION_MAY_STAND, REVOCATION_PENDING
from publisher.domain.revocation import Revocation
from publisher.domain.secret import Secret
from publisher.domain.states import ConnectionState
from publisher.services import alarms
from publisher.services.connections import must_reconnect
from publisher.services.means import Means, spell
from publisher.store import authorisations, connections, creators, endings, events, subjects
from publisher.store.connections import Connection
from publisher.store.endings import Ending
from publisher.store.engine import Tx
from publisher.store.seal import SealBroken

# Longer than a go of slow answers takes, so that no two revoke at once.
ONE_GO_LASTS = timedelta(minutes=5)
# A Creator who is on the way back from the consent page may be this one: their new grant would be
# revoked with the old one. So long an exchange and its keeping may take.
EXCHANGE_LASTS = timedelta(minutes=3)
# A person waits at the browser. An answer takes a second, and where the one who asked has died it
# takes nobody's grant any more.
LOOKS, PAUSE = 40, 0.5
SERVICE = "service"


class Revoking:
    """The end of our permission at the platform, after the end of a Connection."""

    def __init__(
        self,
        means: Means,
        platforms: Mapping[str, Platform],
        wait: Callable[[float], None],
    ) -> None:
        self._means = means
        self._platforms = platforms
        self._wait = wait

    def end(self, tx: Tx, connection: Connection) -> Revocation:
        """End a Connection whose Creator this transaction holds; nothing is posted from now on.

        The platform knows one permission per Creator: revoked here, it ends for every App.
        """
        living = connections.of_creator(tx, connection.creator_id)
        if any(one.id != connection.id for one in living):
            ended = Revocation.SHARED
        elif connection.state is ConnectionState.ACTIVE and connection.issued_at is not None:
            ended = Revocation.PENDING
        else:
            ended = Revocation.NO_TOKEN
        ask_at = None if ended.is_final else tx.now() + revocation.SOONEST_AGAIN
        endings.end(tx, connection.id, _reason(tx, connection.id, ended, SILENCE), ask_at)
        return ended

    def finish(self, connection_id: str) -> Revocation | None:
        """Ask the platform, and tell what came of it; None where nobody remembers any more.

        Safe to be called at any time and twice: a Connection that lives is left alone.
        """
        ending = self._take(connection_id)
        if ending is None:
            return self.known(connection_id)
        found = self._may_ask(ending)
        if isinstance(found, Revocation):
            return found
        answer = self._asked(ending, *found)
        if isinstance(answer, Declined):
            return self._declined(ending, answer)
        return self._settle(ending, answer)

    def let_end(self, platform: str) -> None:
        """Wait, before a code is exchanged, for what is being revoked at this moment.

        The round trip is written down before; who revokes looks for that (`_may_ask`).
        """
        for _ in range(LOOKS):
            with self._means.store.read() as tx:
                if not endings.is_being_revoked(tx, platform):
                    return
            self._wait(PAUSE)

    def known(self, connection_id: str) -> Revocation | None:
        """What was told of it last; None where that is forgotten, or the Connection lives."""
        with self._means.store.read() as tx:
            connection = connections.of_post(tx, connection_id)
            if connection is None or connection.state is not ConnectionState.ENDED:
                return None
            if endings.left(tx, connection_id) is not None:
                return Revocation.PENDING
            told = [one.payload.get("revocation") for one in events.of_ref(tx, connection_id)]
        words = [one for one in told if one]
        return Revocation(words[-1]) if words else None

    def due(self, limit: int) -> list[str]:
        """Those to be finished now; where patience has ended, that is told instead."""
        with self._means.store.write() as tx:
            found = endings.pick_due(tx, limit)
            now = tx.now()
            over = [one for one in found if revocation.is_over(now, one.ended_at)]
            again = [one for one in found if one not in over]
            for one in again:
                endings.put_off(tx, one, revocation.next_try(now, one.ended_at))
        for one in over:
            self._settle(one, Revocation.UNREACHED)
        return [one.id for one in again]

    def _take(self, connection_id: str) -> Ending | None:
        """Committed before anybody looks who is connecting: of the two, one sees the other."""
        with self._means.store.write() as tx:
            ending = endings.left(tx, connection_id)
            if ending is None:
                return None
            now = tx.now()
            again = revocation.next_try(now, ending.ended_at)
            return ending if endings.take(tx, ending, now + ONE_GO_LASTS, again) else None

    def _may_ask(self, ending: Ending) -> tuple[Secret, Secret] | Revocation:
        """The tokens to ask with; what it comes to where asking would hit somebody else."""
        with self._means.store.write() as tx:
            creators.lock(tx, ending.creator_id)
            if connections.of_creator(tx, ending.creator_id):
                return self._settled(tx, ending, Revocation.SHARED)
            since = tx.now() - EXCHANGE_LASTS
            if authorisations.are_under_way(tx, ending.platform, since):
                endings.let_go(tx, ending)
                return Revocation.PENDING
            try:
                pair = endings.tokens(tx, ending)
            except SealBroken:
                pair = None
            return pair or self._settled(tx, ending, Revocation.NO_TOKEN)

    def _asked(self, ending: Ending, access: Secret, refresh: Secret) -> Declined | Revocation:
        """Revoke, with a fresh token where this one does not count any more."""
        platform = self._platforms[ending.platform]
        until = ending.access_until
        if until is not None and until > self._means.clock():
            answer = platform.revoke(access)
            if answer is None or _passes(answer):
                return answer or Revocation.CONFIRMED
        grant = platform.renew(refresh)
        if isinstance(grant, Declined):
            # After a crash, say, in which an earlier revocation's answer was lost.
            return Revocation.GONE if must_reconnect(grant.reason) else grant
        with self._means.store.write() as tx:
            endings.keep_renewed(tx, ending, grant)
        return platform.revoke(grant.access) or Revocation.CONFIRMED

    def _declined(self, ending: Ending, answer: Declined) -> Revocation:
        with self._means.store.write() as tx:
            alarms.hear(tx, answer)
            if not _passes(answer):
                return self._settled(tx, ending, Revocation.REFUSED, answer.raw)
            endings.let_go(tx, ending)
        return Revocation.PENDING

    def _settle(self, ending: Ending, came_to: Revocation) -> Revocation:
        with self._means.store.write() as tx:
            return self._settled(tx, ending, came_to)

    def _settled(
        self, tx: Tx, ending: Ending, came_to: Revocation, raw: Raw = SILENCE
    ) -> Revocation:
        """Erase the tokens and tell; nothing happens where the Creator has connected anew."""
        reason = _reason(tx, ending.id, came_to, raw)
        if endings.erase(tx, ending, reason):
            told: dict[str, Any] = {"revocation": came_to.value}
            kind = EventKind.CONNECTION_REVOCATION
            self._means.tell(tx, ending.app_id, kind, ending.id, **told, reason=reason)
            events.note(tx, SERVICE, kind.value, ending.id, told)
        return came_to


def _passes(answer: Declined) -> bool:
    """Whether asking again later may help."""
    return answer.reason.outcome is Headline.RETRY


def _reason(tx: Tx, connection_id: str, came_to: Revocation, raw: Raw) -> dict[str, Any] | None:
    """What is shown beside an ended Connection as long as the permission may stand."""
    if not came_to.is_final:
        told = spell(REVOCATION_PENDING)
    elif came_to.may_stand:
        told = spell(PERMISSION_MAY_STAND, raw, why=came_to.says)
    else:
        return None
    return subjects.of_connection(tx, connection_id).named(told)
