"""What every answer carries: its request id, and the rules a browser has to keep."""

import secrets

from flask import Flask, Response, g, request

from publisher.domain import ids
from publisher.web.service import publisher

REQUEST_ID = "Request-Id"
_YEAR = 365 * 24 * 3600


def register(site: Flask) -> None:
    """Before and after every request."""
    site.before_request(_begin)
    site.after_request(_finish)
    site.jinja_env.globals["nonce"] = nonce


def nonce() -> str:
    """This answer's password for its own style and script tags."""
    if "nonce" not in g:
        g.nonce = secrets.token_urlsafe(16)
    return str(g.nonce)


def _begin() -> None:
    g.request_id = ids.make(ids.REQUEST, publisher().now(), secrets.token_bytes(ids.CHANCE_BYTES))


def _finish(answer: Response) -> Response:
    put = answer.headers.setdefault
    put(REQUEST_ID, str(g.get("request_id", "")))
    put("X-Content-Type-Options", "nosniff")
    # Not `no-referrer`: with that a browser sends `Origin: null` with our own forms.
    put("Referrer-Policy", "same-origin")
    put("Content-Security-Policy", _policy())
    put("Cross-Origin-Opener-Policy", "same-origin")
    put("Cross-Origin-Resource-Policy", "same-origin")
    put("Permissions-Policy", "camera=(), geolocation=(), microphone=(), payment=()")
    put("Cache-Control", "no-store")
    if publisher().settings.public_url.startswith("https:"):
        put("Strict-Transport-Security", f"max-age={_YEAR}; includeSubDomains")
    return answer


def _policy() -> str:
    """Nothing inline, nothing from elsewhere, framed by nobody."""
    rules = [
        "default-src 'none'",
        f"style-src 'self' 'nonce-{nonce()}'",
        f"script-src 'self' 'nonce-{nonce()}'",
        "img-src 'self' data:",
        "media-src 'self'",
        "connect-src 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    ]
    # The connect page's form is answered with a redirect to the platform, and from there to the
    # App: browsers hold `form-action` against each hop, and we cannot know them all.
    if request.blueprint != "connect":
        rules.append("form-action 'self'")
    return "; ".join(rules)
