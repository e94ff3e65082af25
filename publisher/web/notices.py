"""Where platforms call us: prove it genuine, keep it, answer at once."""

from flask import Blueprint, Response, request
from werkzeug.exceptions import RequestEntityTooLarge

from publisher.domain.errors import Refusal
from publisher.domain.refusals import NO_SUCH_ROUTE, UNAUTHORISED
from publisher.web.auth import by_platform
from publisher.web.service import publisher

routes = Blueprint("notices", __name__)
MOST_BYTES = 256 * 1024


@routes.post("/notices/<platform>")
@by_platform
def hear(platform: str) -> Response:
    """Take a Notice in; the same twice is as good as once."""
    if platform not in publisher().platforms:
        raise Refusal(NO_SUCH_ROUTE)
    request.max_content_length = MOST_BYTES
    try:
        body = request.get_data(cache=False)  # the signature is over these very bytes
    except RequestEntityTooLarge as error:
        # No platform writes so much: a forger does, and hears what forgers hear.
        raise Refusal(UNAUTHORISED, "more bytes than a genuine notice has") from error
    if not publisher().notices.hear(platform, dict(request.headers), body):
        raise Refusal(UNAUTHORISED, "the signature is missing, stale or wrong")
    return Response(status=200)
