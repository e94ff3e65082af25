"""Creator info and the three init calls."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from flask import Blueprint, Response, g, request

from publisher.tiktok.simulator import arrival, faults, fields, gate, policy, scenarios
from publisher.tiktok.simulator.envelope import Refusal, answer
from publisher.tiktok.simulator.faults import Scene
from publisher.tiktok.simulator.fields import Asked
from publisher.tiktok.simulator.gate import Caller
from publisher.tiktok.simulator.records import Breach, Init, Mode, Share, Stage
from publisher.tiktok.simulator.world import World

# Shapes in the reference pages' examples [D]; a client must treat them as opaque
_SHAPES = {
    (Mode.DIRECT, "VIDEO", "FILE_UPLOAD"): "v_pub_file~v2-1.",
    (Mode.DIRECT, "VIDEO", "PULL_FROM_URL"): "v_pub_url~v2.",
    (Mode.INBOX, "VIDEO", "FILE_UPLOAD"): "v_inbox_file~v2.",
    (Mode.INBOX, "VIDEO", "PULL_FROM_URL"): "v_inbox_url~v2.",
}
_PHOTO = "p_pub_url~v2."


def blueprint(world: World) -> Blueprint:
    """`creator_info/query`, `video/init`, `inbox/video/init`, `content/init`."""
    routes = Blueprint("posting", __name__, url_prefix="/v2/post/publish")

    @routes.post("/creator_info/query/", endpoint="creator_info")
    def creator_info() -> Response:
        caller = gate.admit(world, "creator_info", "video.publish")
        why = policy.blocked(world, caller.client, caller.creator)
        if why:
            raise Refusal(why, why, 200)  # HTTP 200 on purpose ("Query Creator Info") [D]
        faults.after(world, Scene("creator_info", caller.creator.handle))
        return answer(world, _creator_info(caller))

    @routes.post("/video/init/", endpoint="video_init")
    def video_init() -> Response:
        caller = gate.admit(world, "video_init", "video.publish")
        body = gate.json_object(world)
        return _init(world, caller, "video_init", fields.video(world, body, Mode.DIRECT))

    @routes.post("/inbox/video/init/", endpoint="inbox_init")
    def inbox_init() -> Response:
        caller = gate.admit(world, "inbox_init", "video.upload")
        body = gate.json_object(world)
        return _init(world, caller, "inbox_init", fields.video(world, body, Mode.INBOX))

    @routes.post("/content/init/", endpoint="content_init")
    def content_init() -> Response:
        caller = gate.admit(world, "content_init", "video.publish", "video.upload")
        body = gate.json_object(world)
        asked = fields.photo(world, body)
        needed = "video.publish" if asked.mode is Mode.DIRECT else "video.upload"
        if needed not in caller.token.scopes:
            raise Refusal("scope_not_authorized")
        return _init(world, caller, "content_init", asked)

    return routes


def _creator_info(caller: Caller) -> dict[str, Any]:
    creator = caller.creator
    here = request.host_url.rstrip("/")
    return {
        "creator_avatar_url": f"{here}/creators/{creator.handle}/avatar.svg",
        "creator_username": creator.handle,
        "creator_nickname": creator.nickname,
        "privacy_level_options": policy.privacy_options(creator),
        "comment_disabled": creator.comments_off,
        "duet_disabled": creator.duet_off or creator.private,
        "stitch_disabled": creator.stitch_off or creator.private,
        "max_video_post_duration_sec": creator.max_seconds,
    }


def _init(world: World, caller: Caller, endpoint: str, asked: Asked) -> Response:
    """Checks and creation under one lock, so that no cap can be passed by two calls at once."""
    text = f"{asked.caption} {caller.creator.marks}"
    place = frozenset({"init"})
    scene = Scene(endpoint, caller.creator.handle, text=text, places=place, asked=True)
    g.caption = asked.caption
    _ordered_error(world, scene)
    faults.before(world, scene)
    with world.change():
        _note_odd_marks(world, caller, endpoint, text)
        policy.allow(world, caller, asked)
        share = _share(world, caller, asked, text)
        spoilt = faults.after(world, replace(scene, publish_id=share.publish_id, asked=False))
        init = note_init(world, endpoint, caller, asked.caption, "ok", share.publish_id)
        if spoilt:
            world.inits.put(init.init_id, replace(init, spoiled=spoilt))
    told: dict[str, Any] = {"publish_id": share.publish_id}
    if asked.source == "FILE_UPLOAD":
        told["upload_url"] = upload_url(world, share)
    return answer(world, told)


def _ordered_error(world: World, scene: Scene) -> None:
    """`[sim:error=CODE]` and `[sim:error=CODE@HTTP]`."""
    wish = gate.known_mark(scene.text, "error")
    if wish and faults.struck(world, scene, wish, usual=scenarios.FOREVER):
        code, http = scenarios.coded(wish.value)
        raise Refusal(code, "", http)


def _note_odd_marks(world: World, caller: Caller, endpoint: str, text: str) -> None:
    """A mistyped mark would let a test pass for nothing: the ledger tells of it."""
    for each in scenarios.unknown_marks(text):
        key, who = world.letters(20), (caller.client.key, caller.creator.handle)
        breach = Breach(key, world.now(), endpoint, *who, "unknown_mark", 200, each.raw)
        world.breaches.put(key, breach)


def note_init(
    world: World, endpoint: str, caller: Caller, caption: str, answered: str, publish_id: str = ""
) -> Init:
    """Write an init call into the ledger; only inside `World.change`."""
    key = world.letters(20)
    who = (caller.client.key, caller.creator.handle)
    init = Init(key, world.now(), endpoint, *who, caption, publish_id, answered)
    return world.inits.put(key, init)


def _share(world: World, caller: Caller, asked: Asked, text: str) -> Share:
    now, pulled = world.now(), asked.source == "PULL_FROM_URL"
    shape = _PHOTO if asked.media == "PHOTO" else _SHAPES[asked.mode, asked.media, asked.source]
    life = gate.known_mark(text, "address")
    usual = world.behaviour.address_seconds
    share = Share(
        publish_id=f"{shape}{world.digits()}",
        client_key=caller.client.key,
        handle=caller.creator.handle,
        mode=asked.mode,
        media=asked.media,
        source=asked.source,
        created_at=now,
        stage=Stage.PULLING if pulled else Stage.AWAITING,
        caption=asked.caption,
        privacy=asked.privacy,
        sent=request.get_data(as_text=True),
        marks=text if "[sim:" in text else "",
        size=asked.size,
        chunk_size=asked.chunk_size,
        chunk_count=asked.chunk_count,
        token=world.letters(32),
        address_until=now + (scenarios.span(life.value, usual) if life else usual),
        urls=asked.urls,
        cover=asked.cover,
    )
    world.shares.put(share.publish_id, share)
    world.index(share)
    if pulled:
        arrival.begin_pull(world, share)
    return share


def upload_url(world: World, share: Share) -> str:
    """Absolute, opaque, at most 256 characters ("Direct Post") [D]."""
    host = world.public_url or request.host_url.rstrip("/")
    number = share.publish_id.rpartition(".")[2]
    return f"{host}/upload/video/?upload_id={number}&upload_token={share.token}"
