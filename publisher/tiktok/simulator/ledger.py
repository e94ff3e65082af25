"""The simulator's own list of what became public: the judge of the crash and chaos runs."""

from __future__ import annotations

from collections import Counter
from dataclasses import asdict
from typing import Any

from publisher.tiktok.simulator import status
from publisher.tiktok.simulator.records import Init, Item, Share, Stage
from publisher.tiktok.simulator.world import World


def ledger(world: World, creator: str = "", caption: str | None = None) -> dict[str, Any]:
    """Everything at one instant, or what concerns one creator or one exact caption.

    Ids of posts are text, for readers that lose digits. Calls and webhooks are never filtered.
    """

    def wanted(row: Share | Init) -> bool:
        return creator in {"", row.handle} and caption in {None, row.caption}

    with world.memory.lock:
        shares = [share for share in world.shares.all() if wanted(share)]
        inits = [init for init in world.inits.all() if wanted(init)]
        breaches = [each for each in world.breaches.all() if creator in {"", each.handle}]
        tries = Counter(_same(each) for each in inits if each.publish_id)
        by_id = {share.publish_id: share for share in shares}
        items = [item for item in world.items.all() if item.publish_id in by_id]
        waiting = [share for share in shares if share.stage is Stage.INBOX]
        calls: dict[str, dict[str, int]] = {}
        for (endpoint, code), count in sorted(world.counts.items()):
            calls.setdefault(endpoint, {})[code] = count
        return {
            "now": world.now(),
            "published": [_published(world, i, by_id[i.publish_id], tries) for i in items],
            "inbox": [{**_share(world, s, tries), "deleted": s.deleted} for s in waiting],
            "shares": [_share(world, share, tries) for share in shares],
            "inits": [asdict(each) for each in inits],
            "breaches": [asdict(each) for each in breaches],
            "calls": calls,
            "struck": dict(sorted(world.struck.items())),
            "webhooks": [{**asdict(each), "body": each.body} for each in world.notices.all()],
        }


def recent_calls(world: World) -> list[dict[str, Any]]:
    """The latest requests, oldest first."""
    with world.memory.lock:
        return [asdict(call) for call in world.calls]


def _same(init: Init) -> tuple[str, str, str]:
    return init.client_key, init.handle, init.caption


def _share(world: World, share: Share, tries: Counter[tuple[str, str, str]]) -> dict[str, Any]:
    return {
        "publish_id": share.publish_id,
        "client_key": share.client_key,
        "creator": share.handle,
        "open_id": world.open_id(share.client_key, share.handle),
        "mode": share.mode.value,
        "media": share.media,
        "source": share.source,
        "stage": share.stage.value,
        "status": status.word(share),
        "fail_reason": share.fail_reason,
        "caption": share.caption,
        "privacy": share.privacy,
        "sha256": list(share.digests),
        "sizes": list(share.sizes),
        "received": share.received,
        "size": share.size,
        "urls": list(share.urls),
        "created_at": share.created_at,
        "fetched_at": share.fetched_at,
        "handed_at": share.handed_at,
        "done_at": share.done_at,
        "inits": tries[share.client_key, share.handle, share.caption],
        "sent": share.sent,
    }


def _published(
    world: World, item: Item, share: Share, tries: Counter[tuple[str, str, str]]
) -> dict[str, Any]:
    return {
        **_share(world, share, tries),
        "post_id": str(item.post_id),
        "privacy": item.privacy,
        "posted_at": item.created_at,
        "public_at": item.public_at,
        "removed_at": item.removed_at,
    }
