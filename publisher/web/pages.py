"""Answers for people: which requests want a page, and the page that says what went wrong."""

from flask import Response, make_response, render_template, request

from publisher.domain.reasons import Reason
from publisher.web import meanings
from publisher.web.service import publisher

FOR_PEOPLE = ("/console", "/connect", "/docs", "/errors")


def wanted() -> bool:
    """Whether whoever asks is a person with a browser."""
    return request.path == "/" or request.path.startswith(FOR_PEOPLE)


def show(name: str, http: int = 200, **values: object) -> Response:
    """One page."""
    settings = publisher().settings
    page = render_template(
        name,
        simulated=settings.uses_simulator,
        insecure=_is_insecure(),
        names=meanings,
        **values,
    )
    return make_response(page, http)


def wrong(http: int, reason: Reason, detail: str = "") -> Response:
    """The page for what went wrong: what happened, and the way out."""
    return show("wrong.html", http, reason=reason, detail=detail, status=http)


def _is_insecure() -> bool:
    """Whether passwords travel in the clear over a network."""
    url = publisher().settings.public_url
    return url.startswith("http:") and not url.startswith(
        ("http://127.0.0.1", "http://localhost", "http://[::1]")
    )
