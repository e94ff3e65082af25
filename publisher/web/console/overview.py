"""The first page: how the service stands, how many posts are where, and what needs a person."""

from flask import Blueprint, redirect
from werkzeug.wrappers import Response

from publisher.domain.states import PostState
from publisher.web import pages
from publisher.web.auth import by_anybody
from publisher.web.console.session import by_operator, form_token
from publisher.web.service import publisher

routes = Blueprint("overview", __name__)
NEEDY = (PostState.HELD.value, PostState.FAILED.value)
FEW = 8


@routes.get("/")
@by_anybody
def front() -> Response:
    """Nothing is here but the way in."""
    return redirect("/console", 303)


@routes.get("/console")
@by_operator
def show() -> Response:
    """How it stands."""
    lists = publisher().lists
    counts = lists.counts()
    return pages.show(
        "console/overview.html",
        here="overview",
        form=form_token(),
        standing=publisher().health.look(),
        allowances=publisher().allowances.used(),
        counts=[(state, counts.get(state.value, 0)) for state in PostState],
        needy=lists.posts_anywhere(FEW, states=NEEDY),
        latest=lists.posts_anywhere(FEW),
        now=publisher().now(),
    )
