"""Who the creator is and which videos are public: user info, video list, video query."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, request

from publisher.tiktok.simulator import faults, gate
from publisher.tiktok.simulator.envelope import Refusal, answer, wrong_params
from publisher.tiktok.simulator.faults import Scene
from publisher.tiktok.simulator.gate import Caller
from publisher.tiktok.simulator.records import Item
from publisher.tiktok.simulator.world import World

# From the pages "Get User Info" and "User Info Scope Migration" [D]
USER_FIELDS = {
    "open_id": "user.info.basic",
    "union_id": "user.info.basic",
    "avatar_url": "user.info.basic",
    "avatar_url_100": "user.info.basic",
    "avatar_large_url": "user.info.basic",
    "display_name": "user.info.basic",
    "bio_description": "user.info.profile",
    "profile_deep_link": "user.info.profile",
    "username": "user.info.profile",
    "is_verified": "user.info.profile",
    "follower_count": "user.info.stats",
    "following_count": "user.info.stats",
    "likes_count": "user.info.stats",
    "video_count": "user.info.stats",
}
# From the page "Video Object" [D]
VIDEO_FIELDS = (
    "id", "create_time", "cover_image_url", "share_url", "video_description", "duration",
    "height", "width", "title", "embed_html", "embed_link", "like_count", "comment_count",
    "share_count", "view_count",
)  # fmt: skip
PAGE, LARGEST_PAGE, LARGEST_QUERY, TITLE = 10, 20, 20, 150  # "List Videos", "Query Videos" [D]


def blueprint(world: World) -> Blueprint:
    """`user/info`, `video/list`, `video/query`."""
    routes = Blueprint("profile", __name__, url_prefix="/v2")

    @routes.get("/user/info/", endpoint="user_info")
    def user_info() -> Response:
        caller = gate.admit(world, "user_info")
        wanted = _wanted(world, tuple(USER_FIELDS))
        if not {USER_FIELDS[name] for name in wanted} <= set(caller.token.scopes):
            raise Refusal("scope_permission_missed")
        faults.after(world, Scene("user_info", caller.creator.handle))
        known = _user(world, caller)
        return answer(world, {"user": {name: known[name] for name in wanted}})

    _videos(routes, world)
    return routes


def _videos(routes: Blueprint, world: World) -> None:
    @routes.post("/video/list/", endpoint="video_list")
    def video_list() -> Response:
        caller = gate.admit(world, "video_list", "video.list")
        wanted = _wanted(world, VIDEO_FIELDS)
        body = gate.json_object(world) if request.content_length else {}
        cursor, count = body.get("cursor", 0), body.get("max_count", PAGE)
        if type(cursor) is not int or type(count) is not int or not 0 < count <= LARGEST_PAGE:
            raise wrong_params(world, "cursor or max_count is invalid")
        items = public_items(world, caller.creator.handle)
        items = [item for item in items if not cursor or _cursor(item) < cursor]
        shown = items[:count]
        faults.after(world, Scene("video_list", caller.creator.handle))
        told = {
            "videos": [_video(item, wanted) for item in shown],
            "cursor": _cursor(shown[-1]) if shown else cursor,
            "has_more": len(items) > count,
        }
        return answer(world, told)

    @routes.post("/video/query/", endpoint="video_query")
    def video_query() -> Response:
        caller = gate.admit(world, "video_query", "video.list")
        wanted = _wanted(world, VIDEO_FIELDS)
        filters = gate.json_object(world).get("filters")
        ids = filters.get("video_ids") if isinstance(filters, dict) else None
        texts = isinstance(ids, list) and all(isinstance(each, str) for each in ids)
        if not isinstance(ids, list) or not texts or not 0 < len(ids) <= LARGEST_QUERY:
            raise wrong_params(world, "filters.video_ids must list 1 to 20 ids")
        items = public_items(world, caller.creator.handle)
        faults.after(world, Scene("video_query", caller.creator.handle))
        found = [_video(item, wanted) for item in items if str(item.post_id) in ids]
        return answer(world, {"videos": found})


def public_items(world: World, handle: str) -> list[Item]:
    """What anybody can see of this creator, newest first."""
    items = [i for i in world.items.all() if i.handle == handle and i.public_at]
    return sorted((i for i in items if not i.removed_at), key=lambda i: -i.created_at)


def _wanted(world: World, known: tuple[str, ...]) -> list[str]:
    names = [name for name in request.args.get("fields", "").split(",") if name]
    if not names or not set(names) <= set(known):
        raise wrong_params(world, "Fields is empty or names an unknown field")
    return list(dict.fromkeys(names))


def _user(world: World, caller: Caller) -> dict[str, Any]:
    creator = caller.creator
    avatar = f"{request.host_url.rstrip('/')}/creators/{creator.handle}/avatar.svg"
    return {
        "open_id": world.open_id(caller.client.key, creator.handle),
        "union_id": world.union_id(creator.handle),
        "avatar_url": avatar,
        "avatar_url_100": avatar,
        "avatar_large_url": avatar,
        "display_name": creator.nickname,
        "bio_description": creator.about,
        "profile_deep_link": f"{request.host_url}creators/{creator.handle}",
        "username": creator.handle,
        "is_verified": False,
        "follower_count": 1200,
        "following_count": 12,
        "likes_count": 3400,
        "video_count": len(public_items(world, creator.handle)),
    }


def _cursor(item: Item) -> int:
    return int(item.created_at * 1000)


def _video(item: Item, wanted: list[str]) -> dict[str, Any]:
    page = f"{request.host_url}creators/{item.handle}#{item.post_id}"
    known: dict[str, Any] = {
        "id": str(item.post_id),
        "create_time": int(item.created_at),
        "cover_image_url": f"{request.host_url}creators/{item.handle}/avatar.svg",
        "share_url": page,
        "video_description": item.caption[:TITLE],
        "duration": int(item.seconds),
        "height": item.height,
        "width": item.width,
        "title": item.caption[:TITLE],
        "embed_html": "",
        "embed_link": page,
        "like_count": 0,
        "comment_count": 0,
        "share_count": 0,
        "view_count": 0,
    }
    return {name: known[name] for name in wanted}
