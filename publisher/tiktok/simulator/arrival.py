"""Bytes on their way in: pulls begun, fetched or given up, and the moment all are here."""

from __future__ import annotations

from dataclasses import replace

from publisher.tiktok.simulator import inspection, notices, pull
from publisher.tiktok.simulator.agenda import Deed
from publisher.tiktok.simulator.pull import PullFailed
from publisher.tiktok.simulator.records import Share, Stage
from publisher.tiktok.simulator.scenarios import mark, span
from publisher.tiktok.simulator.world import World

SLOW = 600.0


def begin_pull(world: World, share: Share) -> None:
    """Write down when the files are fetched, and when it is too late."""
    switches = world.behaviour
    wish = mark(share.marks, "pull")
    world.agenda.put(share.created_at + switches.pull_seconds, Deed.EXPIRE, share.publish_id)
    if not (wish and wish.value == "never"):
        wait = span(wish.value, 0.0) if wish else switches.pull_delay
        world.agenda.put(share.created_at + wait, Deed.PULL, share.publish_id)


def bring_files(world: World, publish_id: str) -> None:
    """Fetch every file of a pull; one that cannot be had fails the whole share."""
    share = world.shares.get(publish_id)
    if share is None or share.stage is not Stage.PULLING or share.files:
        return
    limit = inspection.LARGEST_VIDEO if share.media == "VIDEO" else inspection.LARGEST_PHOTO
    names, sizes = [], []
    try:
        for url in share.urls:
            name = world.letters(24)
            names.append(name)
            sizes.append(pull.fetch(world, url, world.folder / name, limit))
    except PullFailed:
        _forget_files(world, tuple(names))
        with world.change():
            share = world.shares.get(publish_id)
            if share and share.stage is Stage.PULLING:
                notices.fail(world, share, f"{share.media.lower()}_pull_failed")
        return
    with world.change():
        share = world.shares.get(publish_id)
        if share and share.stage is Stage.PULLING:
            got = replace(share, files=tuple(names), sizes=tuple(sizes), received=sum(sizes))
            received(world, replace(got, fetched_at=world.now()))


def received(world: World, share: Share) -> None:
    """All bytes are here: TikTok starts to work. Only inside `World.change`."""
    here = replace(share, stage=Stage.RECEIVED, handed_at=world.now())
    world.shares.put(share.publish_id, here)
    world.agenda.put(here.handed_at + processing_seconds(world, here), Deed.JUDGE, share.publish_id)


def expire(world: World, publish_id: str) -> None:
    """A pull that has not ended within its hour has failed."""
    with world.change():
        share = world.shares.get(publish_id)
        if share and share.stage is Stage.PULLING:
            notices.fail(world, share, f"{share.media.lower()}_pull_failed")


def processing_seconds(world: World, share: Share) -> float:
    """How long TikTok works on a received share."""
    wish = mark(share.marks, "slow")
    return span(wish.value, SLOW) if wish else world.behaviour.processing_seconds


def _forget_files(world: World, names: tuple[str, ...]) -> None:
    for name in names:
        (world.folder / name).unlink(missing_ok=True)
