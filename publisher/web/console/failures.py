"""What goes wrong, by the key of its reason, and what the Operator has to hear of."""

from flask import Blueprint, Response

from publisher.web import error_words, pages
from publisher.web.console.session import by_operator, form_token
from publisher.web.service import publisher

routes = Blueprint("console_failures", __name__, url_prefix="/console/failures")


@routes.get("")
@by_operator
def every() -> Response:
    """Seven days of trouble, most frequent first, with the alarms above."""
    failures = publisher().failures
    return pages.show(
        "console/failures.html",
        here="failures",
        form=form_token(),
        rows=failures.groups(),
        alarms=failures.alarms(),
        words=error_words,
        now=publisher().now(),
    )
