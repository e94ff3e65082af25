"""What appears on a creator's page, becomes public, disappears; what creators do with drafts."""

from __future__ import annotations

from dataclasses import replace

from publisher.tiktok.simulator import notices
from publisher.tiktok.simulator.agenda import Deed
from publisher.tiktok.simulator.fields import PRIVACY
from publisher.tiktok.simulator.inspection import Measured
from publisher.tiktok.simulator.records import Item, Mode, Share, Stage
from publisher.tiktok.simulator.scenarios import mark, span
from publisher.tiktok.simulator.world import World

PUBLIC = "PUBLIC_TO_EVERYONE"


def publish(world: World, share: Share, privacy: str, found: Measured) -> Item:
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
        await_moderation(world, item)
    return item


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
        await_withdrawal(world, item)


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
    """The creator posts a draft; doing so again makes a second post of it, as TikTok allows.

    Gives None when no such draft lies in an inbox; `ValueError` for a word that is no privacy.
    """
    if privacy not in PRIVACY:
        raise ValueError(f"privacy_level is one of {', '.join(PRIVACY)}")
    with world.change():
        share = world.shares.get(publish_id)
        if share is None or share.mode is not Mode.INBOX or share.deleted:
            return None
        if share.stage not in {Stage.INBOX, Stage.COMPLETE}:
            return None
        return publish(world, share, privacy, Measured())


def delete_draft(world: World, publish_id: str) -> bool:
    """The creator throws a draft away; TikTok goes on saying SEND_TO_USER_INBOX [F]."""
    with world.change():
        share = world.shares.get(publish_id)
        if share is None or share.stage is not Stage.INBOX:
            return False
        world.shares.put(publish_id, replace(share, deleted=True))
        return True


def await_moderation(world: World, item: Item) -> None:
    """Write down when moderation is over."""
    share = world.shares.get(item.publish_id)
    wish = mark(share.marks, "moderation") if share else None
    usual = world.behaviour.moderation_seconds
    wait = span(wish.value, usual) if wish else usual
    world.agenda.put(item.created_at + wait, Deed.EXPOSE, str(item.post_id))


def await_withdrawal(world: World, item: Item) -> None:
    """Write down when a public post goes away, if its mark says so."""
    share = world.shares.get(item.publish_id)
    wish = mark(share.marks, "removed") if share else None
    if wish:
        due = item.public_at + span(wish.value, 0.0)
        world.agenda.put(due, Deed.WITHDRAW, str(item.post_id))
