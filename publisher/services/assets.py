"""Take bytes in and make an Asset of them; measure it, and ask for what it will need."""

from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta
from typing import BinaryIO

import media
from media import sniff
from media.findings import from_bad_source
from publisher.domain import ids
from publisher.domain.about import About
from publisher.domain.errors import BellAway, FieldFault, Refusal, StoreAway
from publisher.domain.events import EventKind
from publisher.domain.ports import Bell, Files, Received
from publisher.domain.refusals import ASSET_UNUSABLE, DISK_FULL, MEDIA_ENGINE, NOT_FOUND
from publisher.domain.states import AssetState
from publisher.services import alarms
from publisher.services.means import Means, spell
from publisher.services.once import Answer, Once, do_once, seen
from publisher.services.renditions import ANIMATION, Renditions
from publisher.store import assets, posts_due, renditions
from publisher.store.assets import Asset
from publisher.store.engine import Tx
from publisher.store.renditions import Rendition

MEASURING_LASTS = timedelta(minutes=3)
MOST_TRIES = 5
LONGEST_NAME = 200


class Assets:
    """The bytes that Apps hand in."""

    def __init__(
        self,
        means: Means,
        files: Files,
        bell: Bell,
        renditions_: Renditions,
        tools: Callable[[], media.Tools],
        most_bytes: int,
    ) -> None:
        self._means = means
        self._files = files
        self._bell = bell
        self._renditions = renditions_
        self._tools = tools
        self._most_bytes = most_bytes

    def receive(self, source: BinaryIO) -> Received:
        """Stream bytes to disk; raises Refusal when there are too many or no room."""
        try:
            return self._files.receive(source, self._most_bytes)
        except Refusal as refusal:
            if refusal.reason is DISK_FULL:
                # The answer is the same where the database has no room either.
                with suppress(StoreAway), self._means.store.write() as tx:
                    alarms.ours(tx, DISK_FULL, "upload", str(refusal))
            raise

    def create(self, once: Once, received: Received, name: str) -> Answer:
        """Make an Asset of received bytes; measuring begins at once, in the background."""
        with self._means.store.read() as tx:
            known = seen(tx, once)
        if known is not None:
            self._files.drop(received)
            return known
        try:
            kind = _kind(received)
            asset_id = self._means.new_id(ids.ASSET)
            wanted: list[Rendition] = []

            def act(tx: Tx) -> tuple[Asset, list[Rendition]]:
                assets.alone_with(tx, once.app_id, received.sha256)
                asset = _new(tx, asset_id, once.app_id, received, name, kind)
                assets.add(tx, asset)
                # Rendering starts now, not when a Post is due.
                if kind != ANIMATION:  # which may turn out to be a single picture
                    wanted.extend(self._renditions.want(tx, asset, kind))
                # Before the commit: a row must never point at bytes that have no place yet.
                self._files.keep(received, once.app_id)
                return asset, wanted

            answer = do_once(self._means.store, once, act)
        finally:
            self._files.drop(received)
        if not answer.replayed:
            self._ring(asset_id)
            self._renditions.ring(wanted)
        return answer

    def get(self, app_id: str, asset_id: str) -> tuple[Asset, list[Rendition]]:
        """An Asset and what was made of it; raises NOT_FOUND."""
        with self._means.store.read() as tx:
            asset = assets.get(tx, app_id, asset_id)
            if asset is None:
                raise Refusal(NOT_FOUND, f"there is no asset {asset_id}")
            return asset, renditions.of_asset(tx, app_id, asset.sha256)

    def measure(self, asset_id: str) -> None:
        """Look into a file, once; a media worker calls this, and may die at any line."""
        with self._means.store.write() as tx:
            if not assets.take(tx, asset_id, tx.now() + MEASURING_LASTS):
                return
            asset = assets.find(tx, asset_id)
        if asset is None:
            return
        if asset.tries > MOST_TRIES:  # whoever took it was never heard of again
            self._give_up(asset, "its workers died")
            return
        try:
            facts = media.probe(self._files.path(asset.app_id, asset.sha256), self._tools())
        except media.BadSourceError as error:
            self._refuse(asset, from_bad_source(error))
        except media.OutOfRoomError as error:
            self._wait_for_room(asset, error)
        except media.MediaError as error:
            self._trouble(asset, error)
        else:
            self._keep(asset, facts)

    def _keep(self, asset: Asset, facts: media.Facts) -> None:
        is_photo = facts.kind is media.Kind.PICTURE
        kind = ANIMATION if asset.kind == ANIMATION and not is_photo else facts.kind.value
        with self._means.store.write() as tx:
            assets.measured(tx, asset.id, kind, facts.to_json())
            # Rendering starts now, not when a Post is due.
            wanted = self._renditions.want(tx, asset, kind)
        self._renditions.ring(wanted)

    def _refuse(self, asset: Asset, finding: media.Finding) -> None:
        told = spell(ASSET_UNUSABLE, None, findings=[finding.to_json()], why=finding.says)
        told = About(files=(asset.name,)).named(told)
        with self._means.store.write() as tx:
            assets.unusable(tx, asset.id, told)
            self._means.tell(tx, asset.app_id, EventKind.ASSET_UNUSABLE, asset.id, reason=told)
            posts_due.wake_for_asset(tx, asset.id)

    def _trouble(self, asset: Asset, error: media.MediaError) -> None:
        """Our engine failed, not the file: leave it due, up to a limit."""
        if asset.tries >= MOST_TRIES:
            self._give_up(asset, f"{error.code}: {error}")

    def _wait_for_room(self, asset: Asset, error: media.OutOfRoomError) -> None:
        with self._means.store.write() as tx:
            assets.put_off(tx, asset, tx.now() + MEASURING_LASTS)
            alarms.ours(tx, DISK_FULL, "measure", str(error))

    def _give_up(self, asset: Asset, why: str) -> None:
        told = About(files=(asset.name,)).named(spell(MEDIA_ENGINE, None, why=why))
        with self._means.store.write() as tx:
            assets.unusable(tx, asset.id, told)
            self._means.tell(tx, asset.app_id, EventKind.ASSET_UNUSABLE, asset.id, reason=told)
            posts_due.wake_for_asset(tx, asset.id)

    def _ring(self, asset_id: str) -> None:
        try:
            self._bell.ring("media", asset_id)
        except BellAway:
            return  # the row is due: the sweep rings again


def _kind(received: Received) -> str:
    """Film, picture or animation, by the first bytes; raises Refusal for what nobody can open."""
    with received.path.open("rb") as source:
        head = source.read(sniff.HEAD_BYTES)
    try:
        found = sniff.sniff(head)
    except media.BadSourceError as error:
        fault = FieldFault("/file", error.code, str(error), error.allowed, error.way_out)
        raise Refusal(ASSET_UNUSABLE, faults=(fault,)) from error
    return ANIMATION if found.may_be_either else found.kind.value


def _new(tx: Tx, asset_id: str, app_id: str, received: Received, name: str, kind: str) -> Asset:
    now = tx.now()
    return Asset(
        id=asset_id,
        app_id=app_id,
        state=AssetState.RECEIVED,
        kind=kind,
        name=name[:LONGEST_NAME],
        source_url=None,
        size=received.size,
        sha256=received.sha256,
        facts=None,
        reason=None,
        tries=0,
        created_at=now,
        due_at=now,
        measured_at=None,
        erased_at=None,
    )
