"""Posts: look one over, commit to it, read it back, and the story of what happened to it."""

from apiflask import APIBlueprint
from flask import Response

from publisher.services.lists import App
from publisher.web import answers, forms, idempotency, paging, shapes
from publisher.web.api.describing import gives
from publisher.web.auth import by_app
from publisher.web.parsing import asks, json_body, refuse_query, takes
from publisher.web.service import publisher

routes = APIBlueprint("posts", __name__, url_prefix="/v1/posts", tag="Posts")
ROUTE = "POST /v1/posts"


@routes.post("")
@by_app
@takes(forms.PostForm)
@gives(answers.Post, 201, keyed=True)
def create(app: App, body: forms.PostForm) -> Response:
    """Commit to a post.

    The answer does not wait for the platform: read the post, its timeline or the events.
    """
    refuse_query()
    once = idempotency.once(app.id, ROUTE, json_body(), lambda post: shapes.post(post, body.assets))
    return idempotency.reply(publisher().posts.create(once, body.command()), "/v1/posts")


@routes.post("/check")
@by_app
@takes(forms.PostForm)
@gives(answers.Check)
def check(app: App, body: forms.PostForm) -> Response:
    """The dry run: every rule is asked, nothing is kept, no cap is spent."""
    refuse_query()
    return shapes.reply(shapes.check(publisher().post_check.check(app.id, body.command())))


@routes.get("")
@by_app
@asks(forms.PostsQuery)
@gives(answers.Posts)
def every(app: App, query: forms.PostsQuery) -> Response:
    """The posts of this App, newest first, by state and connection if wanted."""
    bound = ("posts", app.id, query.states, query.connection)
    after = paging.read(query.cursor, *bound)
    rows = publisher().lists.posts(app.id, query.limit, after, query.states, query.connection)
    assets = publisher().lists.assets_by_post([row.id for row in rows])
    items = [shapes.post(row, assets[row.id]) for row in rows]
    onward = paging.following(rows, query.limit, *bound)
    return shapes.reply(answers.Posts(items=items, next=onward, limit=query.limit))


@routes.get("/<id:post_id>")
@by_app
@gives(answers.PostInFull)
def one(app: App, post_id: str) -> Response:
    """One post: its state, why, what it waits for and who has to act."""
    refuse_query()
    told = publisher().story.tell(app.id, post_id)
    assets = publisher().lists.assets_by_post([post_id])[post_id]
    return shapes.reply(shapes.post_in_full(told, assets), headers=shapes.etag(told.post.version))


@routes.get("/<id:post_id>/timeline")
@by_app
@gives(answers.Timeline)
def timeline(app: App, post_id: str) -> Response:
    """All that happened to a post: every step with our request id and the platform's log id."""
    refuse_query()
    return shapes.reply(shapes.timeline(publisher().story.tell(app.id, post_id)))
