"""Every post, found by whatever support was told, and the story of one."""

from flask import Blueprint, Response, redirect, request, send_file
from werkzeug.wrappers import Response as AnyResponse

from publisher.domain.errors import Refusal
from publisher.domain.refusals import NOT_FOUND
from publisher.domain.states import PostState, RenditionState
from publisher.services.lists import Listed
from publisher.web import pages, paging, shapes
from publisher.web.console.session import OPERATOR, by_operator, form_token
from publisher.web.service import publisher

routes = Blueprint("console_posts", __name__, url_prefix="/console/posts")
A_PAGE = 30
LONGEST_SEARCH = 200


@routes.get("")
@by_operator
def every() -> Response:
    """The list, by state, App and anything else that names a post."""
    state, app = request.args.get("state", ""), request.args.get("app", "")
    text = request.args.get("q", "").strip().replace("\0", "")[:LONGEST_SEARCH]
    states = (state,) if state in set(PostState) else ()
    bound = ("console", states, app, text)
    after = paging.read(request.args.get("cursor"), *bound)
    names = publisher().lists.app_names()
    rows = publisher().lists.posts_anywhere(
        A_PAGE, after, states, app if app in names else None, text or None
    )
    return pages.show(
        "console/posts.html",
        here="posts",
        form=form_token(),
        rows=rows,
        onward=paging.following([row.post for row in rows], A_PAGE, *bound),
        chosen={"state": state, "app": app, "q": text},
        states=list(PostState),
        apps=names,
        now=publisher().now(),
    )


@routes.get("/<post_id>")
@by_operator
def one(post_id: str) -> Response:
    """The story of a post."""
    listed = _find(post_id)
    told = publisher().story.tell(listed.post.app_id, post_id)
    assets = publisher().lists.assets_by_post([post_id])[post_id]
    return pages.show(
        "console/post.html",
        here="posts",
        form=form_token(),
        listed=listed,
        post=shapes.post_in_full(told, assets),
        story=shapes.timeline(told),
        moves=_moves(listed.post.state, (listed.post.reason or {}).get("remedy", "")),
        now=publisher().now(),
    )


@routes.post("/<post_id>/<move>")
@by_operator
def act(post_id: str, move: str) -> AnyResponse:
    """What an Operator may do: the same commands as the App's, under another name."""
    post = _find(post_id).post
    changes, mine = publisher().post_changes, (post.app_id, post_id)
    match move:
        case "cancel":
            changes.cancel(*mine)
        case "retry":
            changes.retry(*mine)
        case "release":
            changes.release(*mine)
        case "there" | "not_there":
            changes.resolve(*mine, OPERATOR, is_there=move == "there")
        case _:
            raise Refusal(NOT_FOUND)
    return redirect(f"/console/posts/{post_id}", 303)


@routes.get("/<post_id>/media/<int:place>")
@by_operator
def media(post_id: str, place: int) -> Response:
    """The file that goes out, for a look."""
    post = _find(post_id).post
    made = publisher().story.tell(post.app_id, post_id).renditions
    if place >= len(made) or made[place].state is not RenditionState.READY:
        raise Refusal(NOT_FOUND)
    chosen = made[place]
    path = publisher().files.path(chosen.app_id, chosen.output_sha256 or "")
    if not path.exists():
        raise Refusal(NOT_FOUND)
    return send_file(path, mimetype=chosen.output_type, conditional=True, etag=False)


def _find(post_id: str) -> Listed:
    found = publisher().lists.posts_anywhere(1, text=post_id.replace("\0", ""))
    if not found or found[0].post.id != post_id:
        raise Refusal(NOT_FOUND, f"there is no post {post_id[:80]}")
    return found[0]


def _moves(state: PostState, remedy: str) -> list[tuple[str, str]]:
    """What can be done now, each with its words."""
    cancel = ("cancel", "Call it off")
    if remedy == "confirm_outcome":
        return [("there", "It is there"), ("not_there", "It is not there: send it again")]
    match state:
        case PostState.SCHEDULED:
            return [cancel]
        case PostState.HELD:
            return [("release", "Let it go on"), cancel]
        case PostState.FAILED:
            return [("retry", "Try it again")]
        case _:
            return []
