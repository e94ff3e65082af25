"""Webhooks: written down when something happens, signed, brought, and brought again."""

from __future__ import annotations

import hashlib
import hmac
from dataclasses import replace

import httpx
from flask import json

from publisher.tiktok.simulator.agenda import Deed
from publisher.tiktok.simulator.behaviour import DAY
from publisher.tiktok.simulator.records import Notice, Share, Stage
from publisher.tiktok.simulator.scenarios import mark, span
from publisher.tiktok.simulator.world import World

TIMEOUT = 10.0
OK = 200  # "must answer HTTP 200 immediately; anything else counts as failure" [D]


def tell(world: World, share: Share, event: str, **content: object) -> None:
    """Queue a `post.publish.*` webhook about a share; only inside `World.change`."""
    kind = "INBOX_SHARE" if share.mode == "MEDIA_UPLOAD" else "DIRECT_PUBLISH"  # the latter [F]
    said = {"publish_id": share.publish_id, "publish_type": kind, **content}
    _queue(world, share.client_key, share.handle, event, said, share.marks)


def remove_authorisation(world: World, client_key: str, handle: str, reason: int) -> int:
    """End every token of this client for this creator and tell the client; gives how many."""
    ended = 0
    with world.change():
        for token in world.tokens.all():
            if (token.client_key, token.handle) == (client_key, handle) and not token.dead:
                world.tokens.put(token.value, replace(token, dead=True))
                ended += 1
        if ended:  # nobody is told about a permission that was never given
            _queue(world, client_key, handle, "authorization.removed", {"reason": reason})
        for share in world.shares.all():
            ours = (share.client_key, share.handle) == (client_key, handle)
            if ours and share.stage in {Stage.AWAITING, Stage.PULLING, Stage.RECEIVED}:
                fail(world, share, "auth_removed")
    return ended


def fail(world: World, share: Share, reason: str) -> Share:
    """End a share with a fail_reason and tell the client; only inside `World.change`."""
    ended = replace(share, stage=Stage.FAILED, fail_reason=reason, done_at=world.now())
    world.shares.put(share.publish_id, ended)
    tell(world, ended, "post.publish.failed", reason=reason)
    for name in {*share.files, share.token}:
        (world.folder / name).unlink(missing_ok=True)
    return ended


def ping(world: World, client_key: str) -> None:
    """What the portal's Test URL button sends: an unknown event, milliseconds [F]."""
    with world.change():
        _queue(world, client_key, "", "tiktok.ping", {"reason": "testing Webhook"})


def signature(secret: str, stamp: int, body: bytes) -> str:
    """The value of TikTok-Signature ("Check the signature") [D]."""
    message = str(stamp).encode() + b"." + body
    return f"t={stamp},s={hmac.new(secret.encode(), message, hashlib.sha256).hexdigest()}"


def _queue(
    world: World,
    client_key: str,
    handle: str,
    event: str,
    content: dict[str, object],
    marks: str = "",
) -> None:
    client, switches = world.clients.get(client_key), world.behaviour
    wish = mark(marks, "webhook")
    if client is None or not client.webhook_url or not switches.webhooks:
        return
    if wish and wish.value == "none":
        return
    now = world.now()
    body = {
        "client_key": client_key,
        "event": event,
        "create_time": int(now * 1000) if event == "tiktok.ping" else int(now),
        "user_openid": world.open_id(client_key, handle),
        "content": json.dumps(content, separators=(",", ":")),  # a string inside JSON [D]
    }
    copies = switches.webhook_copies
    late = switches.webhook_delay
    if wish:
        copies = 2 if wish.value == "twice" else copies
        late = span(wish.value, late)
    for _ in range(copies):
        due = now + late + world.dice.random() * switches.webhook_shuffle
        key = world.letters(20)
        text = json.dumps(body, separators=(",", ":"))
        world.notices.put(key, Notice(key, client_key, event, text, now, due))
        world.outbox.put(due, Deed.NOTICE, key)


def bring(world: World, notice_id: str) -> None:
    """One try to deliver; a failure is tried again later, for up to three days."""
    notice = world.notices.get(notice_id)
    client = world.clients.get(notice.client_key) if notice else None
    if notice is None or client is None or notice.delivered_at or notice.dropped_at:
        return
    stamp = int(world.now())
    if notice.stamp and not world.behaviour.webhook_fresh_t:
        stamp = notice.stamp
    body = notice.body.encode()
    headers = {
        "Content-Type": "application/json",
        "TikTok-Signature": signature(client.secret, stamp, body),
    }
    try:
        answer = (world.deliver or _post)(client.webhook_url, headers, body)
    except (httpx.HTTPError, httpx.InvalidURL):
        answer = 0
    _note(world, replace(notice, tries=notice.tries + 1, stamp=stamp, last_answer=answer))


def _note(world: World, notice: Notice) -> None:
    now, switches = world.now(), world.behaviour
    with world.change():
        if notice.last_answer == OK:
            notice = replace(notice, delivered_at=now)
        else:
            again = now + switches.webhook_first_retry * 2 ** min(notice.tries - 1, 20)
            if again > notice.created_at + switches.webhook_days * DAY:
                notice = replace(notice, dropped_at=now)
            else:
                notice = replace(notice, due_at=again)
                world.outbox.put(again, Deed.NOTICE, notice.notice_id)
        world.notices.put(notice.notice_id, notice)


def _post(url: str, headers: dict[str, str], body: bytes) -> int:
    return httpx.post(url, content=body, headers=headers, timeout=TIMEOUT).status_code
