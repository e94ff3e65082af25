"""What is done to a post afterwards: change, cancel, retry, release, resolve a doubt."""

import re
from datetime import datetime

from apiflask import APIBlueprint
from flask import Response, request

from publisher.domain import when
from publisher.domain.errors import FieldFault, Malformed
from publisher.domain.refusals import STALE
from publisher.services.lists import App, Post
from publisher.services.posts_change import Change
from publisher.web import answers, forms, problems, shapes
from publisher.web.api.describing import gives
from publisher.web.auth import by_app
from publisher.web.parsing import refuse_query, takes
from publisher.web.service import publisher

routes = APIBlueprint("post_changes", __name__, url_prefix="/v1/posts", tag="Posts")
_ETAG = re.compile(r'"([0-9]{1,9})"')


@routes.patch("/<id:post_id>")
@by_app
@takes(forms.PostPatch)
@gives(answers.Post)
def change(app: App, post_id: str, body: forms.PostPatch) -> Response:
    """Move or edit a post that has not begun or is held; send `If-Match` with the ETag you read."""
    refuse_query()
    post = publisher().post_changes.change(app.id, post_id, _change(body), _version())
    return _reply(post)


@routes.post("/<id:post_id>/cancel")
@by_app
@takes(forms.NothingForm)
@gives(answers.Post)
def cancel(app: App, post_id: str, body: forms.NothingForm) -> Response:
    """Call a post off, as long as nothing of it can appear."""
    del body
    refuse_query()
    return _reply(publisher().post_changes.cancel(app.id, post_id))


@routes.post("/<id:post_id>/retry")
@by_app
@takes(forms.AgainForm)
@gives(answers.Post)
def retry(app: App, post_id: str, body: forms.AgainForm) -> Response:
    """Try a failed post again: at a time, at its slot where that is ahead, or at once."""
    refuse_query()
    return _reply(publisher().post_changes.retry(app.id, post_id, _instant(body.schedule)))


@routes.post("/<id:post_id>/release")
@by_app
@takes(forms.AgainForm)
@gives(answers.Post)
def release(app: App, post_id: str, body: forms.AgainForm) -> Response:
    """Let a held post go on: at a time, at its slot where that is ahead, or at once."""
    refuse_query()
    return _reply(publisher().post_changes.release(app.id, post_id, _instant(body.schedule)))


@routes.post("/<id:post_id>/resolve")
@by_app
@takes(forms.ResolveForm)
@gives(answers.Post)
def resolve(app: App, post_id: str, body: forms.ResolveForm) -> Response:
    """Say what a person saw: the post is there, or it is not and may be sent again."""
    refuse_query()
    return _reply(
        publisher().post_changes.resolve(
            app.id, post_id, app.id, is_there=body.is_there, public_id=body.public_id
        )
    )


def _change(body: forms.PostPatch) -> Change:
    at = body.schedule
    wall = at if isinstance(at, when.At | when.Wall) else None
    return Change(
        slot_at=_instant(at),
        wall_time=wall.wall_time.isoformat() if wall else None,
        zone=wall.zone if wall else None,
        deadline=body.deadline,
        caption=body.caption,
        title=body.title,
        description=body.description,
        options=body.options,
    )


def _instant(at: when.When | None) -> datetime | None:
    """The instant that is meant; raises where the time is ours to find, which a change is not."""
    match at:
        case None:
            return None
        case when.Now():
            return publisher().now()
        case when.At(instant=instant) | when.Wall(instant=instant):
            return instant
        case _:
            allowed = '"now", {at} or {wall_time, zone}'
            raise problems.fields(
                FieldFault("/schedule", "instant", "another way", allowed, "Name a time.")
            )


def _version() -> int | None:
    """The version that the caller has read; raises where it cannot be one of ours."""
    given = request.headers.get("If-Match", "").strip()
    if given in {"", "*"}:
        return None
    match = _ETAG.fullmatch(given)
    if match is None:
        raise Malformed(STALE, f"{given[:40]!r} is no ETag of a post")
    return int(match[1])


def _reply(post: Post) -> Response:
    assets = publisher().lists.assets_by_post([post.id])[post.id]
    return shapes.reply(shapes.post(post, assets), headers=shapes.etag(post.version))
