"""The OAuth round trip in a Creator's browser: what is asked, begin, and the way back."""

import re
import secrets
from typing import Any
from urllib.parse import urlencode, urlsplit, urlunsplit

from flask import Blueprint, Response, request

from publisher.domain.errors import Refusal
from publisher.domain.refusals import (
    CONNECT_REFUSED,
    DENIED,
    LINK_UNKNOWN,
    NO_SUCH_ROUTE,
    STATE_UNKNOWN,
)
from publisher.services.links import Finished
from publisher.web import cookies, forgery, meanings, pages
from publisher.web.auth import by_creator
from publisher.web.service import publisher

routes = Blueprint("connect", __name__)
COOKIE = "publisher_connect"
COOKIE_LASTS = 3600  # longer than a link's round trip; the state itself is good for ten minutes
_PAGES = {DENIED.code: "denied", CONNECT_REFUSED.code: "platform"}
_TOKEN = re.compile(r"[A-Za-z0-9_-]{20,100}")
_SECRET = re.compile(r"[A-Za-z0-9_-]{43}")


@routes.get("/connect/<token>")
@by_creator
def ask(token: str) -> Response:
    """The page that names the App and what it asks for."""
    link, app = publisher().links.look(_readable(token))
    browser = _browser() or secrets.token_urlsafe(32)
    answer = pages.show(
        "connect/ask.html",
        app=app.name,
        platform=link.platform,
        scopes=[(name, *meanings.scope(name)) for name in link.scopes],
        again=link.connection_id is not None,
        form=forgery.token("connect", token, browser),
    )
    cookies.put(answer, COOKIE, browser, COOKIE_LASTS)
    return answer


@routes.post("/connect/<token>")
@by_creator
def begin(token: str) -> Response:
    """Send the browser to the platform's consent page."""
    browser = _browser()
    form = request.form.get("form", "")
    if browser is None or not forgery.is_ours(form, "connect", _readable(token), browser):
        return pages.show("connect/cookies.html", 403)
    answer = _away(publisher().links.begin(token, browser))
    cookies.put(answer, COOKIE, browser, COOKIE_LASTS)  # from here on the round trip counts
    return answer


@routes.get("/connect/<platform>/callback")
@by_creator
def finish(platform: str) -> Response:
    """The way back from the consent page."""
    if platform not in publisher().platforms:
        raise Refusal(NO_SUCH_ROUTE)
    said = {name: request.args.get(name, "")[:2000] for name in ("state", "code", "error")}
    if not said["state"] or "\0" in "".join(said.values()):
        raise Refusal(STATE_UNKNOWN)
    try:
        finished = publisher().links.finish(
            platform, said["state"], _browser() or "", said["code"] or None, said["error"] or None
        )
    except Refusal as refusal:
        return _refused(refusal, platform, said["state"])
    if finished.return_url:
        return _away(_with_result(finished.return_url, _result(finished)))
    return pages.show("connect/done.html", **_done(finished))


def _refused(refusal: Refusal, platform: str, state: str) -> Response:
    """The page for each way in which it can go wrong, and the way back to the App."""
    from publisher.web.problems import HTTP

    reason = refusal.reason
    back = publisher().links.way_back(state, _browser() or "")
    result = {"result": "not_connected", "reason": reason.code}
    told = {
        "platform": platform,
        "reason": reason,
        "detail": refusal.detail,
        "words": request.args.get("error_description", "")[:300],
        "back": back and _with_result(back, result),
    }
    return pages.show(f"connect/{_PAGES.get(reason.code, 'wrong')}.html", HTTP[reason.kind], **told)


def _done(finished: Finished) -> dict[str, Any]:
    return {
        "nickname": finished.nickname,
        "platform": finished.connection.platform,
        "granted": [meanings.scope(one)[0] for one in finished.connection.scopes],
        "missing": [(one, *meanings.scope(one)) for one in finished.missing],
    }


def _result(finished: Finished) -> dict[str, str]:
    result = {"result": "connected", "connection": finished.connection.id}
    if finished.connection.external_id:
        result["external_id"] = finished.connection.external_id
    if finished.missing:
        result["missing_scopes"] = ",".join(finished.missing)
    return result


def _with_result(url: str, result: dict[str, str]) -> str:
    """The App's own address, which it gave with the link, with what came of it."""
    parts = urlsplit(url)
    query = "&".join(one for one in (parts.query, urlencode(result)) if one)
    return urlunsplit(parts._replace(query=query))


def _away(url: str) -> Response:
    return Response(status=303, headers={"Location": url})


def _browser() -> str | None:
    """This browser's own secret, if it has one of ours."""
    given = request.cookies.get(cookies.name(COOKIE), "")
    return given if _SECRET.fullmatch(given) else None


def _readable(token: str) -> str:
    if not _TOKEN.fullmatch(token):
        raise Refusal(LINK_UNKNOWN)
    return token
