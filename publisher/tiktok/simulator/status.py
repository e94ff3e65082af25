"""What became of a share, and the call that stops a pull."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from flask import Blueprint, Response, g

from publisher.tiktok.simulator import faults, gate, notices, scenarios
from publisher.tiktok.simulator.envelope import Refusal, answer, wrong_params
from publisher.tiktok.simulator.faults import Scene
from publisher.tiktok.simulator.gate import Caller
from publisher.tiktok.simulator.records import Share, Stage
from publisher.tiktok.simulator.world import World

SCOPES = ("video.publish", "video.upload")


def blueprint(world: World) -> Blueprint:
    """`status/fetch` and `cancel`."""
    routes = Blueprint("status", __name__, url_prefix="/v2/post/publish")

    @routes.post("/status/fetch/", endpoint="status")
    def status() -> Response:
        caller = gate.admit(world, "status", *SCOPES)
        share = _asked_for(world, caller, "status")
        scene = _scene("status", share)
        _troubles(world, caller, scene)
        faults.before(world, replace(scene, asked=True))
        told = _told(world, share)
        faults.after(world, scene)
        return answer(world, told)

    @routes.post("/cancel/", endpoint="cancel")
    def cancel() -> Response:
        caller = gate.admit(world, "cancel", *SCOPES)
        share = _asked_for(world, caller, "cancel")
        scene = _scene("cancel", share)
        faults.before(world, replace(scene, asked=True))
        with world.change():
            now = world.shares.get(share.publish_id) or share
            # only pulls, and not once processing began ("Media Transfer Guide") [D];
            # a file upload is not mentioned there [I]
            if now.stage is not Stage.PULLING:
                raise Refusal("publish_not_cancellable")
            notices.fail(world, now, "publish_cancelled")
            faults.after(world, scene)
        return answer(world, None)

    return routes


def _scene(endpoint: str, share: Share) -> Scene:
    place = frozenset({endpoint})
    return Scene(endpoint, share.handle, share.publish_id, share.marks, place)


def _asked_for(world: World, caller: Caller, endpoint: str) -> Share:
    publish_id = gate.json_object(world).get("publish_id")
    if not isinstance(publish_id, str) or not publish_id:
        raise wrong_params(world, "publish_id is missing or not a string")
    share = world.shares.get(publish_id)
    if share is None and world.behaviour.live_http:  # so it was measured [F]
        raise Refusal("invalid_params", "invalid_publish_id")
    if share is None:
        raise Refusal("invalid_publish_id")
    g.publish_id = publish_id
    age, switches = world.now() - share.created_at, world.behaviour
    # right after init an id may be unknown for a moment [F]
    fresh = endpoint == "status" and age < switches.id_grace
    if fresh or (switches.id_seconds and age > switches.id_seconds):
        raise Refusal("invalid_publish_id")
    if (share.client_key, share.handle) != (caller.client.key, caller.creator.handle):
        raise Refusal("token_not_authorized_for_specified_publish_id")
    return share


def _troubles(world: World, caller: Caller, scene: Scene) -> None:
    """`[sim:token-dies]`, `[sim:unknown-id]` and `[sim:status-error=CODE]`."""
    dies = gate.known_mark(scene.text, "token-dies")
    if dies and faults.struck(world, scene, dies, usual=1):
        gate.die_now(world, caller)
        raise Refusal("access_token_invalid")
    unknown = gate.known_mark(scene.text, "unknown-id")
    if unknown and faults.struck(world, scene, unknown, usual=1):
        raise Refusal("invalid_publish_id")
    wish = gate.known_mark(scene.text, "status-error")
    if wish and faults.struck(world, scene, wish, usual=1):
        code, http = scenarios.coded(wish.value)
        raise Refusal(code, "", http)


def _told(world: World, share: Share) -> dict[str, Any]:
    told: dict[str, Any] = {"status": word(share)}
    invented = gate.known_mark(share.marks, "word")
    if invented and faults.struck(world, _scene("status", share), invented, usual=1):
        told["status"] = invented.value or "PROCESSING_SOMETHING"
    if share.fail_reason:
        told["fail_reason"] = share.fail_reason
    progress = "uploaded_bytes" if share.source == "FILE_UPLOAD" else "downloaded_bytes"
    told[progress] = share.received
    if share.post_ids or world.behaviour.show_empty_ids:
        told["publicaly_available_post_id"] = _ids(world, share)  # TikTok's spelling [D]
    return told


def word(share: Share) -> str:
    """TikTok's word for a stage; the file's own stays while TikTok works on it [F]."""
    match share.stage:
        case Stage.INBOX:
            return "SEND_TO_USER_INBOX"
        case Stage.COMPLETE:
            return "PUBLISH_COMPLETE"
        case Stage.FAILED:
            return "FAILED"
        case _:
            upload = share.source == "FILE_UPLOAD"
            return "PROCESSING_UPLOAD" if upload else "PROCESSING_DOWNLOAD"


def _ids(world: World, share: Share) -> object:
    if world.behaviour.ids_as == "text":
        return [str(number) for number in share.post_ids]
    if world.behaviour.ids_as == "number" and share.post_ids:
        return share.post_ids[0]
    return list(share.post_ids)
