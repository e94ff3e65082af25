"""What keeps the house: idle Connections stay alive, their ends are announced, old things go."""

from dataclasses import dataclass
from datetime import timedelta

from publisher.domain import tokens
from publisher.domain.errors import BellAway
from publisher.domain.events import EventKind
from publisher.domain.ports import Bell, Files
from publisher.services.calls import Calls
from publisher.services.means import Means
from publisher.services.revoking import Revoking
from publisher.store import assets, connections, history, ledger, leftovers, posts, posts_due, terms
from publisher.store.assets import Asset
from publisher.store.connections import Connection
from publisher.store.engine import Tx

TERM = timedelta(minutes=1)
BATCH = 50
MEDIA_READY_BEFORE = timedelta(minutes=10)
MEDIA_MAY_TAKE = timedelta(minutes=2)  # from the upload; most are ready within seconds
AGAIN_AFTER_TROUBLE = timedelta(hours=1)
KEYS_KEPT = timedelta(days=30)  # the promise for idempotency keys
NOTICES_KEPT = timedelta(days=7)  # TikTok repeats one for three days
ROUND_TRIPS_KEPT = timedelta(days=1)
FORGOTTEN_AT_ONCE = 1000  # rows of history a minute and kind: more than a busy service makes


@dataclass(frozen=True, slots=True)
class Keep:
    """How long things stay after the Post that they belong to is over."""

    files: timedelta
    history: (
        timedelta  # Steps, evidence and Events; the Post itself, its Attempts and the audit stay
    )


class Upkeep:
    """Regular work that is done by one clock at a time."""

    def __init__(
        self,
        means: Means,
        bell: Bell,
        files: Files,
        calls: Calls,
        revoking: Revoking,
        keep: Keep,
    ) -> None:
        self._means = means
        self._revoking = revoking
        self._calls = calls
        self._bell = bell
        self._files = files
        self._keep = keep

    def once(self) -> bool:
        """Do what has become due since the last term; False while another clock is in office."""
        with self._means.store.write() as tx:
            if not terms.take(tx, "upkeep", TERM):
                return False
        self._ring(self._idle())
        self._ring(self._revoking.due(BATCH))
        self._warn()
        self._warn_of_late_media()
        self._forget()
        self._erase()
        return True

    def _idle(self) -> list[str]:
        with self._means.store.write() as tx:
            return connections.pick_idle(tx, BATCH, AGAIN_AFTER_TROUBLE)

    def _ring(self, connection_ids: list[str]) -> None:
        for connection_id in connection_ids:
            try:
                self._bell.ring("publish", connection_id)
            except BellAway:
                return  # each is due again later; nothing runs out before

    def _warn(self) -> None:
        with self._means.store.write() as tx:
            for connection in connections.pick_ending(tx, BATCH):
                self._announce(tx, connection)

    def _announce(self, tx: Tx, connection: Connection) -> None:
        ends = connection.refresh_until
        if ends is None:
            return
        left = ends - tx.now()
        later = [before for before in tokens.WARNINGS if before < left]
        connections.set_warning(tx, connection.id, ends - max(later) if later else None)
        self._means.tell(
            tx,
            connection.app_id,
            EventKind.CONNECTION_WARNED,
            connection.id,
            ends_at=ends.isoformat(),
            days_left=left.days,
            posts=posts.waiting_for(tx, connection.id),
        )

    def _warn_of_late_media(self) -> None:
        """A Post that is due soon while its media is still being made: told once, ahead."""
        with self._means.store.write() as tx:
            soon, asked = tx.now() + MEDIA_READY_BEFORE, tx.now() - MEDIA_MAY_TAKE
            late = EventKind.POST_MEDIA_LATE
            for post in posts_due.without_media(tx, soon, asked, late, BATCH):
                self._means.tell(
                    tx,
                    post.app_id,
                    EventKind.POST_MEDIA_LATE,
                    post.id,
                    due_at=post.slot_at.isoformat(),
                    client_reference=post.client_reference,
                )

    def _forget(self) -> None:
        with self._means.store.write() as tx:
            now = tx.now()
            ledger.forget_keys(tx, now - KEYS_KEPT)
            leftovers.forget_notices(tx, now - NOTICES_KEPT)
            leftovers.forget_round_trips(tx, now - ROUND_TRIPS_KEPT)
            history.forget(tx, now - self._keep.history, FORGOTTEN_AT_ONCE)
            self._calls.forget_old(tx)

    def _erase(self) -> None:
        """Bytes go after their row says so: a crash between leaves bytes, never a promise."""
        with self._means.store.write() as tx:
            gone = leftovers.unneeded(tx, tx.now() - self._keep.files, BATCH)
            unshared = [digest for asset in gone for digest in self._let_go(tx, asset)]
        for app_id, sha256 in unshared:
            self.erase_bytes(app_id, sha256)
        self._files.tidy()

    def erase_bytes(self, app_id: str, sha256: str) -> None:
        """Remove bytes that no row points at, unless they came in again meanwhile."""
        with self._means.store.write() as tx:
            assets.alone_with(tx, app_id, sha256)
            if not leftovers.is_needed(tx, app_id, sha256):
                self._files.erase(app_id, sha256)

    def _let_go(self, tx: Tx, asset: Asset) -> list[tuple[str, str]]:
        assets.erase(tx, asset.app_id, asset.id)
        if assets.stored_bytes(tx, asset.app_id, asset.sha256):
            return []  # another Asset has the same bytes
        made = leftovers.erase_renditions(tx, asset.app_id, asset.sha256)
        return [(asset.app_id, digest) for digest in {asset.sha256, *made}]
