"""Every connection: whose, for whom, whether it still holds; and the end of one."""

from flask import Blueprint, Response, redirect, request
from werkzeug.wrappers import Response as AnyResponse

from publisher.domain.revocation import Revocation
from publisher.services.lists import WAITING
from publisher.web import pages, paging, shapes
from publisher.web.console.session import OPERATOR, by_operator, form_token
from publisher.web.service import publisher

routes = Blueprint("console_connections", __name__, url_prefix="/console/connections")
A_PAGE = 50


@routes.get("")
@by_operator
def every() -> Response:
    """The list."""
    after = paging.read(request.args.get("cursor"), "console-connections")
    rows = publisher().lists.connections_anywhere(A_PAGE, after)
    names = publisher().lists.app_names()
    return pages.show(
        "console/connections.html",
        here="connections",
        form=form_token(),
        rows=[(names[row.app_id], shapes.connection(row, who)) for row, who in rows],
        onward=paging.following([row for row, _ in rows], A_PAGE, "console-connections"),
        came_to=_came_to(request.args.get("revocation", "")),
        now=publisher().now(),
    )


@routes.get("/<connection_id>/end")
@by_operator
def ask(connection_id: str) -> Response:
    """Before it is ended: which posts that calls off."""
    connection, person = publisher().lists.connection_anywhere(_clean(connection_id))
    waiting = publisher().disconnecting.waiting(connection.app_id, connection.id)
    return pages.show(
        "console/end.html",
        here="connections",
        form=form_token(),
        connection=connection,
        creator=person,
        count=len(waiting),
        rows=publisher().lists.posts_anywhere(A_PAGE, None, WAITING, None, connection.id),
        now=publisher().now(),
    )


@routes.post("/<connection_id>/end")
@by_operator
def end(connection_id: str) -> AnyResponse:
    """End it, with all that waits for it."""
    connection, _ = publisher().lists.connection_anywhere(_clean(connection_id))
    done = publisher().disconnecting.end(
        connection.app_id, connection.id, OPERATOR, cancel_posts=True
    )
    told = f"?revocation={done.revocation}" if done.revocation else ""
    return redirect(f"/console/connections{told}", 303)


def _came_to(word: str) -> Revocation | None:
    return next((one for one in Revocation if one.value == word), None)


def _clean(connection_id: str) -> str:
    return connection_id.replace("\0", "")
