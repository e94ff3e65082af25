"""The addresses from which a platform fetches a post's pictures: one attempt, then gone."""

import re

from flask import Blueprint, Response, request, send_file

from publisher.domain.errors import Refusal
from publisher.domain.refusals import NOT_FOUND
from publisher.web.auth import by_platform
from publisher.web.service import publisher

routes = Blueprint("pulls", __name__)
_NONCE = re.compile(r"[A-Za-z0-9_-]{16,128}")
_PLACE = re.compile(r"([0-9]{1,3})\.(jpg|webp|mp4)")


@routes.get("/pulls/<nonce>/<name>")
@by_platform
def serve(nonce: str, name: str) -> Response:
    """The file, whole or in ranges; the fetch is on record before a byte leaves."""
    place = _PLACE.fullmatch(name)
    if place is None or not _NONCE.fullmatch(nonce):
        raise Refusal(NOT_FOUND)
    who = f"{request.remote_addr} {request.user_agent.string}"
    offered = publisher().pulls.serve(nonce, int(place[1]), who)
    answer = send_file(offered.path, mimetype=offered.content_type, conditional=True, etag=False)
    answer.headers["Cache-Control"] = "private, no-store"
    answer.headers["Content-Disposition"] = "inline"
    return answer
