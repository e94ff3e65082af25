"""Begin and finish a Connection: the link, the round trip, and what the Creator granted."""

import hashlib
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import timedelta

from publisher.domain import ids
from publisher.domain.errors import Refusal
from publisher.domain.events import EventKind
from publisher.domain.ports import Declined, Platform
from publisher.domain.reasons import Raw
from publisher.domain.refusals import (
    CONNECT_REFUSED,
    CONNECTION_ENDED,
    DENIED,
    INVALID,
    LINK_EXPIRED,
    LINK_UNKNOWN,
    LINK_USED,
    NOT_FOUND,
    STATE_EXPIRED,
    STATE_FOREIGN,
    STATE_UNKNOWN,
    STATE_USED,
    WRONG_CREATOR,
)
from publisher.domain.secret import Secret
from publisher.domain.states import ConnectionState
from publisher.domain.tickets import Grant
from publisher.services import unconnected
from publisher.services.means import Means
from publisher.services.revoking import Revoking
from publisher.store import apps, authorisations, connections, creators, events, posts_due
from publisher.store.authorisations import Authorisation, Link
from publisher.store.connections import Connection
from publisher.store.engine import Tx

ROUND_TRIP = timedelta(minutes=10)  # between the consent page and the way back
LINK_LASTS = timedelta(minutes=30)
LONGEST_LINK = timedelta(days=7)
NO = "access_denied"  # what OAuth calls a person's no (RFC 6749, 4.1.2.1)


@dataclass(frozen=True, slots=True)
class NewLink:
    """What an App asks of a connect link."""

    platform: str
    return_url: str | None = None
    external_id: str | None = None
    scopes: tuple[str, ...] = ()
    reconnect: str | None = None  # the Connection to renew, and no other Creator's
    lasts: timedelta = LINK_LASTS


@dataclass(frozen=True, slots=True)
class Finished:
    """A Connection made or renewed, and where the browser goes next."""

    connection: Connection
    nickname: str
    missing: tuple[str, ...]  # scopes asked for and not granted
    return_url: str | None


class Links:
    """Connect links and Authorisations."""

    def __init__(
        self, means: Means, platforms: Mapping[str, Platform], public_url: str, revoking: Revoking
    ) -> None:
        self._means = means
        self._revoking = revoking
        self._platforms = platforms
        self._public_url = public_url.rstrip("/")

    def back_to(self, platform: str) -> str:
        """The redirect address to register with the platform, byte for byte."""
        return f"{self._public_url}/connect/{platform}/callback"

    def create(self, tx: Tx, app_id: str, wish: NewLink) -> tuple[Link, str]:
        """A single-use link, and the address that the Creator opens."""
        platform = self._platforms.get(wish.platform)
        if platform is None:
            raise Refusal(INVALID, f"there is no platform {wish.platform!r}")
        if wish.reconnect is not None and not connections.get(tx, app_id, wish.reconnect):
            raise Refusal(NOT_FOUND, f"there is no connection {wish.reconnect}")
        now = tx.now()
        token = secrets.token_urlsafe(32)
        link = Link(
            id=self._means.new_id(ids.LINK),
            app_id=app_id,
            platform=wish.platform,
            return_url=wish.return_url,
            external_id=wish.external_id,
            scopes=list(wish.scopes or platform.scopes),
            connection_id=wish.reconnect,
            created_at=now,
            expires_at=now + wish.lasts,
            used_at=None,
        )
        authorisations.add_link(tx, link, _digest(token))
        return link, f"{self._public_url}/connect/{token}"

    def look(self, token: str) -> tuple[Link, apps.App]:
        """The link behind a token, for the page that says what is asked.

        Its App hears of a Creator who came too late: only the App can send another link.
        """
        with self._means.store.read() as tx:
            link = authorisations.link_by_digest(tx, _digest(token))
            app = None if link is None else apps.get(tx, link.app_id)
            now = tx.now()
        if link is None or app is None:
            raise Refusal(LINK_UNKNOWN)
        if link.used_at is None and link.expires_at > now:
            return link, app
        refusal = Refusal(LINK_EXPIRED if link.used_at is None else LINK_USED)
        with self._means.store.write() as tx:
            unconnected.tell(self._means, tx, link, refusal)
        raise refusal

    def begin(self, token: str, browser: str) -> str:
        """Start the round trip for this browser; gives the platform's consent page."""
        link, _ = self.look(token)
        platform = self._platforms[link.platform]
        state = secrets.token_urlsafe(32)
        verifier = Secret(secrets.token_urlsafe(64))
        with self._means.store.write() as tx:
            now = tx.now()
            row = Authorisation(
                digest=_digest(state),
                link_id=link.id,
                app_id=link.app_id,
                browser=_digest(browser),
                verifier="",
                created_at=now,
                expires_at=now + ROUND_TRIP,
                used_at=None,
            )
            authorisations.begin(tx, row, verifier)
        return platform.consent(state, verifier, self.back_to(link.platform), tuple(link.scopes))

    def finish(
        self, platform_name: str, state: str, browser: str, code: str | None, error: str | None
    ) -> Finished:
        """The way back from the consent page: check, exchange, keep.

        Raises a distinct Refusal for an unknown, used, foreign or expired state, for a Creator
        who said no, for a platform that did, and for the wrong Creator; the App hears of each.
        """
        try:
            link, verifier = self._admit(platform_name, state, browser, error)
            platform = self._platforms[link.platform]
            self._revoking.let_end(platform.name)
            finished, grant = self._finish(platform, link, verifier, code, error)
        except Refusal as refusal:
            self._tell(state, refusal)
            raise
        nickname = self._introduce(platform, finished.connection, grant)
        return replace(finished, nickname=nickname or finished.nickname)

    def _admit(
        self, platform_name: str, state: str, browser: str, error: str | None
    ) -> tuple[Link, Secret]:
        """Use the state up; it counts once, for the browser that asked, for ten minutes."""
        with self._means.store.write() as tx:
            row = authorisations.by_state(tx, _digest(state))
            link = None if row is None else authorisations.link(tx, row.link_id)
            if row is None or link is None or link.platform != platform_name:
                raise Refusal(STATE_UNKNOWN)
            if not secrets.compare_digest(row.browser, _digest(browser)):
                raise Refusal(STATE_FOREIGN)
            if row.used_at is not None:
                raise Refusal(STATE_USED)
            if row.expires_at <= tx.now():
                raise Refusal(STATE_EXPIRED)
            if not authorisations.use(tx, row.digest, is_denied=bool(error)):
                raise Refusal(STATE_USED)
            return link, authorisations.verifier(tx, row)

    def _finish(
        self, platform: Platform, link: Link, verifier: Secret, code: str | None, error: str | None
    ) -> tuple[Finished, Grant]:
        if error == NO:
            raise Refusal(DENIED)
        if error or not code:
            said = f"the platform says {error[:80]!r}" if error else "no code came back"
            raise Refusal(CONNECT_REFUSED, said, raw=Raw(code=(error or "")[:80], step="authorize"))
        grant = platform.exchange(code, verifier, self.back_to(link.platform))
        if isinstance(grant, Declined):
            said = f"the platform says {grant.raw.code!r}"
            said += f": {grant.raw.message}" if grant.raw.message else ""
            raise Refusal(grant.reason, said, raw=grant.raw)
        try:
            return self._keep(platform, link, grant), grant
        except Refusal as refusal:
            if refusal.reason is not WRONG_CREATOR:
                raise
            facts = platform.creator(grant.access)
            name = grant.open_id if isinstance(facts, Declined) else facts.nickname
            said = f"you are signed in as {name}, {refusal.detail}"
            raise Refusal(WRONG_CREATOR, said) from refusal

    def _tell(self, state: str, refusal: Refusal) -> None:
        with self._means.store.write() as tx:
            row = authorisations.by_state(tx, _digest(state))
            link = None if row is None else authorisations.link(tx, row.link_id)
            if link is not None:
                unconnected.tell(self._means, tx, link, refusal)

    def way_back(self, state: str, browser: str) -> str | None:
        """The App's own address, for the browser that set out from there."""
        with self._means.store.read() as tx:
            row = authorisations.by_state(tx, _digest(state))
            link = None if row is None else authorisations.link(tx, row.link_id)
        if row is None or link is None:
            return None
        is_ours = secrets.compare_digest(row.browser, _digest(browser))
        return link.return_url if is_ours else None

    def _keep(self, platform: Platform, link: Link, grant: Grant) -> Finished:
        means = self._means
        with means.store.write() as tx:
            person = creators.ensure(
                tx, means.new_id("cre"), platform.name, platform.client, grant.open_id
            )
            connection = self._choose(tx, link, person)
            if not authorisations.use_link(tx, link.id):
                raise Refusal(LINK_USED)
            connections.keep_grant(tx, connection.id, grant)
            renewed = connection.issued_at is not None
            kind = EventKind.CONNECTION_RENEWED if renewed else EventKind.CONNECTION_MADE
            missing = tuple(scope for scope in link.scopes if scope not in grant.scopes)
            means.tell(
                tx,
                link.app_id,
                kind,
                connection.id,
                scopes=list(grant.scopes),
                missing=list(missing),
                external_id=connection.external_id,
            )
            events.note(tx, "creator", kind.value, connection.id, {"link": link.id})
            posts_due.wake_for_connection(tx, connection.id)
            kept = connections.get(tx, link.app_id, connection.id)
        if kept is None:
            raise RuntimeError("a Connection that was just kept cannot be read back")
        return Finished(kept, person.nickname, missing, link.return_url)

    def _choose(self, tx: Tx, link: Link, person: creators.Creator) -> Connection:
        """The Connection this Grant belongs to: the one to renew, the one we know, or a new one."""
        known = connections.for_creator(tx, link.app_id, person.id)
        if link.connection_id is not None:
            expected = connections.get(tx, link.app_id, link.connection_id)
            if expected is None:
                raise Refusal(CONNECTION_ENDED)
            if expected.creator_id != person.id:
                was = creators.get(tx, expected.creator_id)
                name = "somebody else" if was is None else was.nickname or was.open_id
                raise Refusal(WRONG_CREATOR, f"expected {name}")
            return expected
        if known is not None:
            return known
        connection_id = self._means.new_id(ids.CONNECTION)
        is_new = connections.add(
            tx,
            {
                "id": connection_id,
                "app_id": link.app_id,
                "creator_id": person.id,
                "platform": link.platform,
                "state": ConnectionState.ACTIVE,
                "scopes": [],
                "external_id": link.external_id,
                "created_at": tx.now(),
            },
        )
        made = connections.get(tx, link.app_id, connection_id)
        if not is_new:  # another link of the same Creator was finished just now
            made = connections.for_creator(tx, link.app_id, person.id)
        if made is None:
            raise RuntimeError("a Connection that was just kept cannot be read back")
        return made

    def _introduce(self, platform: Platform, connection: Connection, grant: Grant) -> str:
        """Learn the Creator's name for the pages; the Connection stands without it."""
        facts = platform.creator(grant.access)
        if isinstance(facts, Declined):
            return ""
        with self._means.store.write() as tx:
            creators.note_facts(tx, connection.creator_id, facts)
        return facts.nickname


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
