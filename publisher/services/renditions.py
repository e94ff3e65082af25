"""Make the Rendition that a Post needs: once per bytes and Spec, in the background."""

import threading
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import media
from publisher.domain import ids
from publisher.domain.errors import BellAway, Refusal, StoreAway
from publisher.domain.ports import Bell, Files, Platform, Received
from publisher.domain.refusals import DISK_FULL, MEDIA_ENGINE, MEDIA_UNFIT
from publisher.services import alarms
from publisher.services.means import Means, spell
from publisher.store import posts_due, renditions
from publisher.store.assets import Asset, alone_with
from publisher.store.engine import Tx
from publisher.store.renditions import Rendition

LEASE = timedelta(seconds=90)
BEAT_SECONDS = 20.0
MOST_TRIES = 3
LEAST_WAIT_FOR_ROOM = timedelta(seconds=30)  # then as long again as it has waited
MOST_WAIT_FOR_ROOM = timedelta(minutes=10)
PHOTO = media.Kind.PICTURE.value
ANIMATION = "animation"  # alone it is posted as a film, among photos as its first picture
CONTENT_TYPES = {
    "mp4": "video/mp4",
    "mov": "video/quicktime",
    "webm": "video/webm",
    "jpeg": "image/jpeg",
    "webp": "image/webp",
}


class Renditions:
    """Files made to fit."""

    def __init__(
        self,
        means: Means,
        files: Files,
        bell: Bell,
        platforms: Mapping[str, Platform],
        specs: Callable[[str], media.Spec],
        tools: Callable[[], media.Tools],
        cores: int,
    ) -> None:
        self.means = means
        self._files = files
        self._bell = bell
        self._platforms = platforms
        self._specs = specs
        self._tools = tools
        self._cores = cores

    def want(self, tx: Tx, asset: Asset, kind: str) -> list[Rendition]:
        """Ask for a Rendition of this Asset for every Platform."""
        return [
            self.want_for(tx, asset, platform, photos=kind == PHOTO)
            for platform in self._platforms.values()
        ]

    def want_all(
        self, tx: Tx, assets: Sequence[Asset], platform: Platform, *, photos: bool
    ) -> list[Rendition]:
        """The Renditions of these Assets of one App; most were asked for when the bytes came."""
        spec = platform.spec(photos=photos, max_seconds=None)
        sums = [asset.sha256 for asset in assets]
        known = renditions.under_way(tx, assets[0].app_id, sums, spec)
        return [
            known.get(asset.sha256) or self.want_for(tx, asset, platform, photos=photos)
            for asset in assets
        ]

    def want_for(self, tx: Tx, asset: Asset, platform: Platform, *, photos: bool) -> Rendition:
        """The Rendition of this Asset for one Platform, asked for when wanted first."""
        spec = platform.spec(photos=photos, max_seconds=None)
        new_id = self.means.new_id(ids.RENDITION)
        return renditions.want(tx, new_id, asset.app_id, asset.id, asset.sha256, spec)

    def ring(self, wanted: list[Rendition]) -> None:
        """Ask media workers to look at these."""
        for one in wanted:
            try:
                self._bell.ring("media", one.id)
            except BellAway:
                return  # the rows are due: the sweep rings again

    def make(self, rendition_id: str) -> None:
        """Make one Rendition; a media worker calls this, and may die at any line."""
        with self.means.store.write() as tx:
            taken = renditions.take(tx, rendition_id, tx.now() + LEASE)
            others = renditions.others_in_the_making(tx, rendition_id)
        if taken is None:
            return
        # A maker that died has left gigabytes; one that only lost its lease has lost its work too.
        self._files.close_workshop(_shop(taken, taken.lease_token - 1))
        if taken.tries > MOST_TRIES:
            self._fail(taken, spell(MEDIA_ENGINE, None, why="its maker died three times"), {})
            return
        lost = threading.Event()
        try:
            self._look_for_room(taken)
            with Keeper(self.means, taken, lost):
                self._render(taken, lost, share_of(self._cores, others))
        except (media.OutOfRoomError, Refusal) as error:
            self._wait_for_room(taken, str(error))
        except media.MediaError as error:
            told = spell(MEDIA_ENGINE, None, why=f"{error.code}: {error} {error.way_out}")
            if taken.tries >= MOST_TRIES:
                self._fail(taken, told, {})
            else:
                self._note(taken, {"reason": told})
        finally:
            self._files.close_workshop(_shop(taken, taken.lease_token))

    def _look_for_room(self, taken: Rendition) -> None:
        """Before an hour's film is measured once more only to find the disk as full as it was."""
        planned = None if taken.plan is None else media.plan_from_json(taken.plan)
        if isinstance(planned, media.Remux | media.EncodeAudio | media.Encode):
            media.enough(self._files.room(), planned.cost.output_bytes)

    def _wait_for_room(self, taken: Rendition, why: str) -> None:
        """A full disk is the Operator's to mend, not this file's fault: it goes on by itself."""
        with self.means.store.write() as tx:
            now = tx.now()
            told = taken.reason or {}
            since = told.get("since", now.isoformat())
            waited = now - datetime.fromisoformat(since)
            wait = min(max(LEAST_WAIT_FOR_ROOM, waited), MOST_WAIT_FOR_ROOM)
            reason = spell(DISK_FULL, None, why=why, since=since)
            later = now + wait * (1 + self.means.chance() / 4)  # they must not come back together
            if renditions.put_off(tx, taken, reason, later):
                alarms.ours(tx, DISK_FULL, "media", why)

    def _render(self, taken: Rendition, lost: threading.Event, threads: int | None) -> None:
        source = self._files.path(taken.app_id, taken.sha256)
        tools = self._tools()
        spec = tools.fitted(self._specs(taken.spec))
        verdict = media.judge(source, spec, tools)
        judged: dict[str, Any] = {
            "plan": verdict.plan.to_json(),
            "findings": [finding.to_json() for finding in verdict.findings],
        }
        if isinstance(verdict.plan, media.Reject) or verdict.facts is None:
            says = "; ".join(one.says for one in verdict.findings)
            self._fail(taken, spell(MEDIA_UNFIT, None, why=says), judged)
            return
        folder = self._files.workshop(_shop(taken, taken.lease_token))
        self._note(taken, judged)
        rendered = media.render(
            verdict.plan,
            verdict.facts,
            source,
            folder,
            tools,
            spec,
            on_progress=_Teller(self.means, taken, lost),
            cancel=lost,
            threads=threads,
            room=max(0, self._files.room()),
        )
        self._keep(taken, rendered)

    def _keep(self, taken: Rendition, rendered: media.Rendered) -> None:
        path = Path(rendered.path)
        size = path.stat().st_size
        made = {
            "facts": rendered.facts.to_json(),
            "output_sha256": rendered.sha256,
            "output_size": size,
            "output_type": CONTENT_TYPES[rendered.facts.container],
        }
        with self.means.store.write() as tx:
            alone_with(tx, taken.app_id, rendered.sha256)
            if not renditions.ready(tx, taken, made):
                return
            if rendered.sha256 != taken.sha256:
                self._files.keep(Received(path, size, rendered.sha256), taken.app_id)
            woken = posts_due.wake_for_rendition(tx, taken.id)
        self._wake(woken)

    def _note(self, taken: Rendition, news: dict[str, Any]) -> None:
        with self.means.store.write() as tx:
            renditions.note(tx, taken, news)

    def _fail(self, taken: Rendition, reason: dict[str, Any], values: dict[str, Any]) -> None:
        with self.means.store.write() as tx:
            if not renditions.failed(tx, taken, reason, values):
                return
            woken = posts_due.wake_for_rendition(tx, taken.id)
        self._wake(woken)

    def _wake(self, woken: list[str]) -> None:
        for post_id in woken:
            try:
                self._bell.ring("publish", post_id)
            except BellAway:
                return  # the rows are due: the sweep rings again


def seconds_in(facts: Mapping[str, Any] | None) -> float | None:
    """How long a film runs by what was measured of it; None before that, and for a picture."""
    return None if facts is None else media.Facts.from_json(facts).seconds or None


def _shop(taken: Rendition, token: int) -> str:
    """The folder of one very taking: whoever was replaced must not clear up another's."""
    return f"{taken.id}-{token}"


def share_of(cores: int, others: int) -> int | None:
    """How many threads an encode beside others gets; alone, as many as ffmpeg likes.

    Two jobs of one thread each take two thirds of the memory of two that crowd each other.
    """
    return max(1, cores // (others + 1)) if others else None


class Keeper:
    """Lengthens the lease while its maker works, whatever that is waiting for; says when lost."""

    def __init__(
        self, means: Means, taken: Rendition, lost: threading.Event, every: float = BEAT_SECONDS
    ) -> None:
        self._means = means
        self._taken = taken
        self._lost = lost
        self._every = every
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._beat, daemon=True)

    def __enter__(self) -> None:
        self._thread.start()

    def __exit__(self, *_raised: object) -> None:
        self._over.set()
        self._thread.join()

    def _beat(self) -> None:
        while not self._over.wait(self._every) and not self._lost.is_set():
            with suppress(StoreAway), self._means.store.write() as tx:
                if not renditions.note(tx, self._taken, {"due_at": tx.now() + LEASE}):
                    self._lost.set()


class _Teller:
    """Writes progress down, keeps the lease, and stops the work when it is somebody else's."""

    def __init__(self, means: Means, taken: Rendition, cancel: threading.Event) -> None:
        self.means = means
        self._taken = taken
        self._cancel = cancel
        self._told = 0.0

    def __call__(self, progress: media.Progress) -> None:
        fraction = progress.fraction
        if fraction - self._told < 0.02 and fraction < 1.0:  # noqa: PLR2004 fifty lines at most
            return
        self._told = fraction
        with self.means.store.write() as tx:
            values = {"progress": fraction, "due_at": tx.now() + LEASE}
            if not renditions.note(tx, self._taken, values):
                self._cancel.set()
