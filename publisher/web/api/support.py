"""For support desks: failures by key, posts found by anything known of them, a copyable bundle."""

from typing import Annotated, Any

from apiflask import APIBlueprint
from flask import Response, request
from pydantic import Field

from publisher.services.lists import App
from publisher.services.support.failures import Failure
from publisher.web import answers, answers_support, forms, paging, problems, shapes
from publisher.web.api.describing import gives
from publisher.web.auth import by_app
from publisher.web.parsing import asks, refuse_query
from publisher.web.service import publisher

routes = APIBlueprint("support", __name__, url_prefix="/v1", tag="Support")
TEXT = "text/plain"


class FoundQuery(forms.PageQuery):
    """What is known of a post."""

    q: Annotated[
        str,
        Field(
            min_length=1,
            max_length=200,
            description="One of our ids, a publish id, log id, client reference, creator's name, "
            "a key of the error reference or a raw code, letter for letter.",
        ),
    ]


@routes.get("/failures")
@by_app
@gives(answers_support.Failures)
def every(app: App) -> Response:
    """What went wrong in the last seven days, by the key of its reason, most frequent first."""
    refuse_query()
    items = [failure(one) for one in publisher().failures.groups(app.id)]
    return shapes.reply(answers_support.Failures(items=items))


@routes.get("/failures/search")
@by_app
@asks(FoundQuery)
@gives(answers.Posts)
def search(app: App, query: FoundQuery) -> Response:
    """The posts that somebody means, newest first."""
    bound = ("failures", app.id, query.q)
    after = paging.read(query.cursor, *bound)
    lists = publisher().lists
    rows = [one.post for one in lists.posts_anywhere(query.limit, after, (), app.id, query.q)]
    assets = lists.assets_by_post([row.id for row in rows])
    items = [shapes.post(row, assets[row.id]) for row in rows]
    onward = paging.following(rows, query.limit, *bound)
    return shapes.reply(answers.Posts(items=items, next=onward, limit=query.limit))


@routes.get("/posts/<id:post_id>/bundle")
@by_app
@gives(answers_support.Bundle)
def bundle(app: App, post_id: str) -> Response:
    """All that support needs of one post in one piece: JSON, or text to be copied."""
    refuse_query()
    made = publisher().support.bundle(app.id, post_id, problems.request_id())
    if request.accept_mimetypes.best_match(["application/json", TEXT]) == TEXT:
        return Response(made.text(), mimetype=TEXT)
    return shapes.reply(answers_support.Bundle(**made.told))


@routes.post("/posts/<id:post_id>/poll")
@by_app
@gives(answers.Post, 202)
def poll(app: App, post_id: str) -> Response:
    """Have the platform asked now what became of a post; asking can do no harm."""
    refuse_query()
    post = publisher().support.poll(app.id, post_id)
    assets = publisher().lists.assets_by_post([post_id])[post_id]
    return shapes.reply(shapes.post(post, assets), 202)


def failure(one: Failure) -> answers_support.Failure:
    """A group with what its entry says."""
    group, reason = one.group, one.entry.reason if one.entry else None
    counts = {name: getattr(group, name) for name in ("today", "yesterday", "week", "posts")}
    told: dict[str, Any] = {
        "key": group.key,
        "class": reason.trouble.value if reason else "unknown",
        "outcome": reason.outcome.value if reason else "",
        "actor": reason.actor.value if reason else "",
        "remedy": reason.remedy.value if reason else "",
        "says": reason.says if reason else "",
        "action": reason.do if reason else "",
        **counts,
        "connections": group.connections,
        "waiting": one.waiting,
        "last_at": group.last_at,
        "docs": f"{publisher().settings.public_url}/errors/{group.key}",
    }
    return answers_support.Failure(**told)
