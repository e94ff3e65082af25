"""Lets things happen as time passes, and remembers after a restart what was still to come."""

from __future__ import annotations

from collections.abc import Callable

from publisher.tiktok.simulator import arrival, notices, publishing, verdict
from publisher.tiktok.simulator.agenda import Deed, Entry
from publisher.tiktok.simulator.records import Stage
from publisher.tiktok.simulator.world import World


def run_due(world: World, *, webhooks: bool = True) -> int:
    """Do everything that is due by now, here and in order; gives how many deeds."""
    done = 0
    while entry := world.agenda.pop(world.clock.now()):
        perform(world, entry)
        done += 1
    while webhooks and (entry := world.outbox.pop(world.clock.now())):
        perform(world, entry)
        done += 1
    return done


def perform(world: World, entry: Entry) -> None:
    """Do one deed. Doing it twice changes nothing."""
    if entry.deed is Deed.NOTICE:  # signed and sent at the real time, however late
        notices.bring(world, entry.key)
    else:
        with world.at(entry.due):
            _DOERS[entry.deed](world, entry.key)


_DOERS: dict[Deed, Callable[[World, str], None]] = {
    Deed.PULL: arrival.bring_files,
    Deed.JUDGE: verdict.judge,
    Deed.EXPOSE: publishing.expose,
    Deed.WITHDRAW: publishing.withdraw,
    Deed.EXPIRE: arrival.expire,
}


def recall(world: World) -> None:
    """Write the agenda again from the records, after a restart."""
    for share in world.shares.all():
        if share.stage is Stage.PULLING:
            arrival.begin_pull(world, share)
        elif share.stage is Stage.RECEIVED:
            world.agenda.put(
                share.handed_at + arrival.processing_seconds(world, share),
                Deed.JUDGE,
                share.publish_id,
            )
    for item in world.items.all():
        if item.privacy == publishing.PUBLIC and not item.public_at:
            publishing.await_moderation(world, item)
        elif item.public_at and not item.removed_at:
            publishing.await_withdrawal(world, item)
    for notice in world.notices.all():
        if not (notice.delivered_at or notice.dropped_at):
            world.outbox.put(notice.due_at, Deed.NOTICE, notice.notice_id)
