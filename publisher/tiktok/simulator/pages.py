"""What a person sees: a page per creator, with what became public and the drafts in the inbox."""

from __future__ import annotations

import hashlib
import time
from pathlib import Path

from flask import Blueprint, Response, abort, redirect, render_template, request, send_file
from werkzeug.wrappers import Response as Answer

from publisher.tiktok.simulator import policy, publishing
from publisher.tiktok.simulator.fields import PRIVACY
from publisher.tiktok.simulator.profile import public_items
from publisher.tiktok.simulator.records import Creator, Stage
from publisher.tiktok.simulator.world import World

_AVATAR = """<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 96 96" role="img">
<rect width="96" height="96" rx="48" fill="hsl({hue} 55% 42%)"/>
<text x="48" y="62" font-family="sans-serif" font-size="40" fill="#fff"
 text-anchor="middle">{letters}</text></svg>"""
_SAFE = {
    "Content-Security-Policy": "default-src 'self'; style-src 'self' 'unsafe-inline'",
    "X-Content-Type-Options": "nosniff",
}


def blueprint(world: World) -> Blueprint:
    """`/`, `/creators/` and everything below."""
    routes = Blueprint("pages", __name__)

    @routes.get("/")
    def home() -> Answer:
        return redirect("/creators/")

    @routes.get("/creators/")
    def creators() -> str:
        cast = [(each, len(public_items(world, each.handle))) for each in world.creators.all()]
        return render_template("creators.html", cast=cast)

    @routes.get("/creators/<handle>")
    def creator(handle: str) -> str:
        return _page(world, _creator(world, handle))

    @routes.get("/creators/<handle>/avatar.svg")
    def avatar(handle: str) -> Response:
        who = _creator(world, handle)
        letters = "".join(word[0] for word in who.nickname.split()[:2] if word[0].isalnum())
        hue = hashlib.sha256(handle.encode()).digest()[0] * 360 // 256
        return Response(_AVATAR.format(hue=hue, letters=letters), mimetype="image/svg+xml")

    _media(routes, world)
    _drafts(routes, world)

    @routes.after_request
    def careful(response: Response) -> Response:
        response.headers.extend(_SAFE)
        return response

    return routes


def _media(routes: Blueprint, world: World) -> None:
    @routes.get("/creators/<handle>/media/<post_id>/<int:index>")
    def media(handle: str, post_id: str, index: int) -> Response:
        item = world.items.get(post_id)
        if item is None or item.handle != handle or index >= len(item.files):
            abort(404)
        path = world.folder / item.files[index]
        if not path.is_file():
            abort(404)
        return send_file(path, mimetype=_kind(path, item.media), conditional=True)


def _drafts(routes: Blueprint, world: World) -> None:
    @routes.post("/creators/<handle>/drafts/<publish_id>")
    def draft(handle: str, publish_id: str) -> Answer:
        share = world.shares.get(publish_id)
        if share is None or share.handle != handle:
            abort(404)
        privacy = request.form.get("privacy", publishing.PUBLIC)
        if request.form.get("verb") == "finish" and privacy in PRIVACY:
            publishing.finish_draft(world, publish_id, privacy)
        elif request.form.get("verb") == "delete":
            publishing.delete_draft(world, publish_id)
        return redirect(f"/creators/{handle}", 303)


def _kind(path: Path, media: str) -> str:
    with path.open("rb") as file:
        head = file.read(12)
    if media == "PHOTO":
        return "image/webp" if head[8:12] == b"WEBP" else "image/jpeg"
    return "video/webm" if head.startswith(b"\x1a\x45\xdf\xa3") else "video/mp4"


def _creator(world: World, handle: str) -> Creator:
    found = world.creators.get(handle)
    if found is None:
        abort(404)
    return found


def _page(world: World, creator: Creator) -> str:
    mine = [item for item in world.items.all() if item.handle == creator.handle]
    shares = [s for s in world.shares.all() if s.handle == creator.handle]
    under_way = {Stage.AWAITING, Stage.PULLING, Stage.RECEIVED}
    return render_template(
        "creator.html",
        creator=creator,
        posts=sorted(mine, key=lambda item: -item.created_at),
        drafts=[s for s in shares if s.stage is Stage.INBOX and not s.deleted],
        working=[s for s in shares if s.stage in under_way],
        failed=[s for s in shares if s.stage is Stage.FAILED][-5:],
        options=policy.privacy_options(creator),
        when=lambda at: time.strftime("%Y-%m-%d %H:%M:%S UTC", time.gmtime(at)),
    )
