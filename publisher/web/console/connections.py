"""Every connection: whose, for whom, and whether it still holds."""

from flask import Blueprint, Response, request

from publisher.web import pages, paging, shapes
from publisher.web.console.session import by_operator, form_token
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
        now=publisher().now(),
    )
