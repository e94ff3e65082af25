"""`publisher connections`: who is connected for which App, and the end of a connection."""

import argparse
import getpass
from typing import Any

from publisher.cli.answers import answer, offer_json
from publisher.domain.errors import Refusal
from publisher.settings import load

A_PAGE = 100


def arguments(parser: argparse.ArgumentParser) -> None:
    """List, or end one."""
    deeds = parser.add_subparsers(dest="deed", required=True, metavar="DEED")
    every = deeds.add_parser("list", help="every connection", description="every connection")
    end = deeds.add_parser("end", help="disconnect a creator", description="disconnect a creator")
    end.add_argument("connection")
    end.add_argument(
        "--cancel-posts", action="store_true", help="call off the posts that wait for it"
    )
    for deed in (every, end):
        offer_json(deed)


def run(chosen: argparse.Namespace) -> int:
    """Do one of them; 1 where posts wait and nobody said that they are to be called off."""
    from publisher.adapters import logs
    from publisher.wiring import build

    settings = load()
    logs.configure(settings.log_level.value, settings.log_format.value)
    service = build(settings)
    return _list(service, chosen) if chosen.deed == "list" else _end(service, chosen)


def _list(service: Any, chosen: argparse.Namespace) -> int:
    from publisher.services.lists import Page

    names, found, after = service.lists.app_names(), [], None
    while page := service.lists.connections_anywhere(A_PAGE, after):
        found += page
        last, _ = page[-1]
        after = Page(last.created_at, last.id)
    shown = [
        {
            "id": one.id,
            "state": one.state.value,
            "creator": person.username,
            "app": names[one.app_id],
        }
        for one, person in found
    ]
    lines = [
        "  ".join([one["id"], one["state"], f"@{one['creator']}", one["app"]]) for one in shown
    ]
    answer(chosen, shown, lines or ["Nobody is connected."])
    return 0


def _end(service: Any, chosen: argparse.Namespace) -> int:
    connection, _ = service.lists.connection_anywhere(chosen.connection)
    who = f"operator {getpass.getuser()}"
    try:
        done = service.disconnecting.end(
            connection.app_id, connection.id, who, cancel_posts=chosen.cancel_posts
        )
    except Refusal as refusal:
        if "posts" not in refusal.extra:
            raise
        waiting = refusal.extra["posts"]
        lines = [
            f"{refusal.detail}:",
            *waiting,
            f"→ publisher connections end {connection.id} --cancel-posts",
        ]
        answer(chosen, {"error": refusal.reason.code, "posts": waiting}, lines)
        return 1
    came_to = done.revocation
    lines = [f"{connection.id} is ended. {came_to.says if came_to else ''}".rstrip()]
    lines += [f"{one} is called off." for one in done.posts]
    lines += [f"{one} may be out already: see it in the console." for one in done.too_late]
    told = {"posts": done.posts, "too_late": done.too_late, "revocation": came_to and came_to.value}
    answer(chosen, told, lines)
    return 0
