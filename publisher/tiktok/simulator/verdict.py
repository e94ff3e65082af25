"""TikTok looks at what it received, then publishes it, puts it into the inbox, or fails it."""

from __future__ import annotations

from dataclasses import replace

from publisher.tiktok.simulator import faults, inspection, notices, policy
from publisher.tiktok.simulator.faults import Scene
from publisher.tiktok.simulator.inspection import Measured
from publisher.tiktok.simulator.publishing import publish
from publisher.tiktok.simulator.records import Breach, Mode, Share, Stage
from publisher.tiktok.simulator.scenarios import FOREVER, mark
from publisher.tiktok.simulator.world import World

CREATOR_DISCONNECTED = 1  # "Webhook Events" [D]


def judge(world: World, publish_id: str) -> None:
    """Look at what was received, then publish it, put it into the inbox, or fail it."""
    share = world.shares.get(publish_id)
    if share is None or share.stage is not Stage.RECEIVED or mark(share.marks, "stuck"):
        return
    if mark(share.marks, "auth-removed"):
        notices.remove_authorisation(world, share.client_key, share.handle, CREATOR_DISCONNECTED)
        return
    digests = share.digests or tuple(_digest(world, name) for name in share.files)
    reason, found = _verdict(world, share, digests)
    with world.change():
        share = world.shares.get(publish_id)
        if share is None or share.stage is not Stage.RECEIVED:
            return
        share = replace(share, digests=digests)
        if not reason:
            reason = _late_refusal(world, share)
            if reason:
                _note_breach(world, share, reason)
        if reason:
            notices.fail(world, share, reason)
        elif share.mode is Mode.INBOX:
            world.shares.put(publish_id, replace(share, stage=Stage.INBOX, done_at=world.now()))
            notices.tell(world, share, "post.publish.inbox_delivered")
        else:
            publish(world, share, share.privacy, found)


def _digest(world: World, name: str) -> str:
    path = world.folder / name
    return inspection.digest(path) if path.exists() else ""


def _verdict(world: World, share: Share, digests: tuple[str, ...]) -> tuple[str, Measured]:
    ordered = mark(share.marks, "fail")
    scene = Scene("judge", share.handle, share.publish_id, share.marks)
    if ordered and faults.struck(world, scene, ordered, usual=FOREVER):
        return ordered.value or "internal", Measured()
    first = Measured()
    if not (world.behaviour.inspect and world.behaviour.keep_media):
        return "", first
    creator = world.creators.get(share.handle)
    # a draft that is too long may be cut by the creator inside TikTok (media.md 3) [D]
    longest = creator.max_seconds if creator and share.mode is Mode.DIRECT else inspection.LONGEST
    for index, (name, digest) in enumerate(zip(share.files, digests, strict=True)):
        path = world.folder / name
        found = inspection.measure(share.media.lower(), path, digest)
        first = found if index == 0 else first
        if share.media == "VIDEO":
            reason = inspection.video_fault(found, longest)
        else:
            reason = inspection.photo_fault(found, share.sizes[index])
        if reason:
            return reason, found
    return "", first


def _late_refusal(world: World, share: Share) -> str:
    """The rules of the day once more: they may have changed since init."""
    creator = world.creators.get(share.handle)
    if creator is None or creator.banned:
        return "spam_risk_user_banned_from_posting"
    if share.mode is Mode.INBOX or not world.behaviour.enforce_caps:
        return ""
    over = policy.posts_today(world, creator) > creator.daily_cap
    return "spam_risk_too_many_posts" if over else ""


def _note_breach(world: World, share: Share, reason: str) -> None:
    key = world.letters(20)
    who = (share.client_key, share.handle)
    world.breaches.put(key, Breach(key, world.now(), "judge", *who, reason, 200, share.publish_id))
