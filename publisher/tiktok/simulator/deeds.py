"""What happens by itself: pulling, judging, publishing, moderation; and what creators do."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from publisher.tiktok.simulator import faults, inspection, notices, policy, pull
from publisher.tiktok.simulator.agenda import Deed, Entry
from publisher.tiktok.simulator.faults import Scene
from publisher.tiktok.simulator.inspection import Measured
from publisher.tiktok.simulator.pull import PullFailed
from publisher.tiktok.simulator.records import Item, Mode, Share, Stage
from publisher.tiktok.simulator.scenarios import FOREVER, mark, span
from publisher.tiktok.simulator.world import World

CREATOR_DISCONNECTED = 1  # "Webhook Events" [D]
PUBLIC = "PUBLIC_TO_EVERYONE"
SLOW = 600.0


def run_due(world: World, *, webhooks: bool = True) -> int:
    """Do everything that is due by now, here and in order; gives how many deeds."""
    done = 0
    while entries := world.agenda.take(world.now()):
        for entry in entries:
            perform(world, entry)
        done += len(entries)
    while webhooks and (entries := world.outbox.take(world.now())):
        for entry in entries:
            perform(world, entry)
        done += len(entries)
    return done


def perform(world: World, entry: Entry) -> None:
    """Do one deed. Doing it twice changes nothing."""
    key = entry.key
    match entry.deed:
        case Deed.PULL:
            bring_files(world, key)
        case Deed.JUDGE:
            judge(world, key)
        case Deed.EXPOSE:
            expose(world, key)
        case Deed.WITHDRAW:
            withdraw(world, key)
        case Deed.EXPIRE:
            expire(world, key)
        case Deed.NOTICE:
            notices.bring(world, key)


def recall(world: World) -> None:
    """Write the agenda again from the records, after a restart."""
    for share in world.shares.all():
        if share.stage is Stage.PULLING:
            begin_pull(world, share)
        elif share.stage is Stage.RECEIVED:
            world.agenda.put(
                share.handed_at + _processing(world, share), Deed.JUDGE, share.publish_id
            )
    for item in world.items.all():
        if item.privacy == PUBLIC and not item.public_at:
            _await_moderation(world, item)
        elif item.public_at and not item.removed_at:
            _await_withdrawal(world, item)
    for notice in world.notices.all():
        if not (notice.delivered_at or notice.dropped_at):
            world.outbox.put(notice.due_at, Deed.NOTICE, notice.notice_id)


# --- bytes -------------------------------------------------------------------------------------


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
    world.agenda.put(here.handed_at + _processing(world, here), Deed.JUDGE, share.publish_id)


def expire(world: World, publish_id: str) -> None:
    """A pull that has not ended within its hour has failed."""
    with world.change():
        share = world.shares.get(publish_id)
        if share and share.stage is Stage.PULLING:
            notices.fail(world, share, f"{share.media.lower()}_pull_failed")


# --- verdict -----------------------------------------------------------------------------------


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
        reason = reason or _late_refusal(world, share)
        if reason:
            notices.fail(world, share, reason)
        elif share.mode is Mode.INBOX:
            world.shares.put(publish_id, replace(share, stage=Stage.INBOX, done_at=world.now()))
            notices.tell(world, share, "post.publish.inbox_delivered")
        else:
            _publish(world, share, share.privacy, found)


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
            reason = inspection.photo_fault(found, path.stat().st_size)
        if reason:
            return reason, found
    return "", first


def _late_refusal(world: World, share: Share) -> str:
    """The rules of the day once more: they may have changed since init."""
    creator = world.creators.get(share.handle)
    if creator is None or creator.banned:
        return "spam_risk_user_banned_from_posting"
    over = share.mode is Mode.DIRECT and policy.posts_today(world, creator) > creator.daily_cap
    return "spam_risk_too_many_posts" if over and world.behaviour.enforce_caps else ""


def _publish(world: World, share: Share, privacy: str, found: Measured) -> Item:
    """The share is on the creator's page now; public only when moderation is over."""
    now = world.now()
    item = Item(
        world.digits(), share.publish_id, share.handle, privacy, share.caption, share.media,
        share.files, now, 0.0, 0.0, found.seconds, found.width, found.height,
    )  # fmt: skip
    world.items.put(str(item.post_id), item)
    world.shares.put(share.publish_id, replace(share, stage=Stage.COMPLETE, done_at=now))
    notices.tell(world, share, "post.publish.complete")
    if privacy == PUBLIC:
        _await_moderation(world, item)
    return item


# --- after publishing --------------------------------------------------------------------------


def expose(world: World, post_id: str) -> None:
    """Moderation is over: public, and the id is told, unless this creator's never are."""
    with world.change():
        item = world.items.get(post_id)
        share = world.shares.get(item.publish_id) if item else None
        if item is None or share is None or item.public_at or item.removed_at:
            return
        item = replace(item, privacy=PUBLIC, public_at=world.now())
        world.items.put(post_id, item)
        creator = world.creators.get(item.handle)
        if not ((creator and creator.never_id) or mark(share.marks, "never-id")):
            world.shares.put(
                share.publish_id, replace(share, post_ids=(*share.post_ids, item.post_id))
            )
            notices.tell(world, share, "post.publish.publicly_available", post_id=post_id)
        _await_withdrawal(world, item)


def withdraw(world: World, post_id: str) -> None:
    """A public post stops being public."""
    with world.change():
        item = world.items.get(post_id)
        share = world.shares.get(item.publish_id) if item else None
        if item is None or share is None or not item.public_at or item.removed_at:
            return
        world.items.put(post_id, replace(item, removed_at=world.now()))
        left = tuple(each for each in share.post_ids if each != item.post_id)
        world.shares.put(share.publish_id, replace(share, post_ids=left))
        event = "post.publish.no_longer_publicaly_available"  # TikTok's spelling [D]
        notices.tell(world, share, event, post_id=post_id)


def finish_draft(world: World, publish_id: str, privacy: str = PUBLIC) -> Item | None:
    """The creator posts a draft; doing so again makes a second post of it, as TikTok allows."""
    with world.change():
        share = world.shares.get(publish_id)
        if share is None or share.mode is not Mode.INBOX or share.deleted:
            return None
        if share.stage not in {Stage.INBOX, Stage.COMPLETE}:
            return None
        return _publish(world, share, privacy, Measured())


def delete_draft(world: World, publish_id: str) -> bool:
    """The creator throws a draft away; TikTok goes on saying SEND_TO_USER_INBOX [F]."""
    with world.change():
        share = world.shares.get(publish_id)
        if share is None or share.stage is not Stage.INBOX:
            return False
        world.shares.put(publish_id, replace(share, deleted=True))
        return True


def _processing(world: World, share: Share) -> float:
    wish = mark(share.marks, "slow")
    return span(wish.value, SLOW) if wish else world.behaviour.processing_seconds


def _await_moderation(world: World, item: Item) -> None:
    share = world.shares.get(item.publish_id)
    wish = mark(share.marks, "moderation") if share else None
    usual = world.behaviour.moderation_seconds
    wait = span(wish.value, usual) if wish else usual
    world.agenda.put(item.created_at + wait, Deed.EXPOSE, str(item.post_id))


def _await_withdrawal(world: World, item: Item) -> None:
    share = world.shares.get(item.publish_id)
    wish = mark(share.marks, "removed") if share else None
    if wish:
        due = item.public_at + span(wish.value, 0.0)
        world.agenda.put(due, Deed.WITHDRAW, str(item.post_id))


def _forget_files(world: World, names: tuple[str, ...]) -> None:
    for name in names:
        Path(world.folder / name).unlink(missing_ok=True)
