"""Every error as problem+json (RFC 9457); a Reason's kind decides the HTTP status, here alone."""

import json
import traceback
from datetime import datetime
from typing import Any

import structlog
from flask import Flask, Response, g, request
from werkzeug.exceptions import HTTPException, MethodNotAllowed

from publisher.domain.about import About
from publisher.domain.errors import Away, FieldFault, Refusal
from publisher.domain.ports import Declined
from publisher.domain.reasons import Kind, Raw, Reason
from publisher.domain.refusals import (
    INTERNAL,
    INVALID,
    NO_SUCH_ROUTE,
    STORE_AWAY,
    TOO_LARGE,
    UNAUTHORISED,
    UNREADABLE,
)
from publisher.services.means import logged, spell
from publisher.web import pages
from publisher.web.service import publisher

HTTP = {
    Kind.MALFORMED: 400,
    Kind.INVALID: 422,
    Kind.UNAUTHORISED: 401,
    Kind.FORBIDDEN: 403,
    Kind.UNKNOWN: 404,
    Kind.CONFLICT: 409,
    Kind.STALE: 412,
    Kind.TOO_LARGE: 413,
    Kind.LIMITED: 429,
    Kind.UNAVAILABLE: 503,
    Kind.FULL: 507,
    Kind.INTERNAL: 500,
}
TYPE = "application/problem+json"
COME_BACK = 5  # seconds, where nobody knows better
_OUTSIDE = {400: UNREADABLE, 404: NO_SUCH_ROUTE, 405: NO_SUCH_ROUTE, 413: TOO_LARGE}
_log = structlog.get_logger("web")


def register(site: Flask) -> None:
    """Answer everything that is raised on this site."""
    site.register_error_handler(Refusal, refused)
    site.register_error_handler(Away, away)
    site.register_error_handler(HTTPException, outside)
    site.register_error_handler(Exception, unexpected)


def refused(refusal: Refusal) -> Response:
    """What a service would not or could not do."""
    if pages.wanted():
        return pages.wrong(HTTP[refusal.reason.kind], refusal.reason, refusal.detail)
    return problem(
        refusal.reason,
        refusal.detail,
        retry_at=refusal.retry_at,
        faults=refusal.faults,
        raw=refusal.raw,
        extra=refusal.extra,
    )


def declined(told: Declined, about: About) -> Response:
    """What the platform would not or could not do, in its own words beside ours."""
    reason, patience = told.reason, told.reason.patience
    soonest = None if patience is None else publisher().now() + patience.least
    says = about.sentence(reason.says)
    return problem(reason, says, raw=told.raw, retry_at=told.until or soonest)


def away(error: Away) -> Response:
    """Something we stand on does not answer."""
    _log.warning("away", request_id=request_id(), what=str(error))
    if pages.wanted():
        return pages.wrong(503, STORE_AWAY)
    return problem(STORE_AWAY)


def outside(error: HTTPException) -> Response:
    """What Flask itself refuses: no such address, another method, too many bytes."""
    http = error.code or 500
    reason = _OUTSIDE.get(http, UNREADABLE if http < 500 else INTERNAL)  # noqa: PLR2004 HTTP's own line
    if pages.wanted():
        return pages.wrong(http, reason)
    answer = problem(reason, _in_words(error), http=http)
    if isinstance(error, MethodNotAllowed) and error.valid_methods:
        answer.headers["Allow"] = ", ".join(sorted(error.valid_methods))
    return answer


def unexpected(error: Exception) -> Response:
    """Our own mistake: one sentence for them, the whole of it for the log, once."""
    # As text: a renderer that shows local variables would show keys and tokens as well.
    trace = "".join(traceback.format_exception(error))
    _log.error("unexpected", request_id=request_id(), route=str(request.url_rule), trace=trace)
    if pages.wanted():
        return pages.wrong(500, INTERNAL)
    return problem(INTERNAL)


def problem(
    reason: Reason,
    detail: str = "",
    *,
    http: int | None = None,
    retry_at: datetime | None = None,
    faults: tuple[FieldFault, ...] = (),
    raw: Raw | None = None,
    extra: dict[str, Any] | None = None,
) -> Response:
    """One answer of trouble."""
    code = http or HTTP[reason.kind]
    _told(code, reason, raw)
    said = {
        "type": f"{publisher().settings.public_url}{reason.docs}",
        "title": reason.says,
        "status": code,
        "detail": detail or reason.says,
        "code": reason.code,
        "class": reason.trouble.value,
        "outcome": reason.outcome.value,
        "actor": reason.actor.value,
        "remedy": reason.remedy.value,
        "action": reason.do,
        "retry_at": retry_at.isoformat() if retry_at else None,
        "errors": [fault(one) for one in faults],
        "request_id": request_id(),
        "docs": f"{publisher().settings.public_url}{reason.docs}",
        "tiktok": None if raw is None else words(raw),
        **(extra or {}),
    }
    answer = Response(json.dumps(said), code, mimetype=TYPE)
    if reason is UNAUTHORISED:
        answer.headers["WWW-Authenticate"] = 'Bearer realm="publisher"'
    if code in {429, 503}:
        answer.headers["Retry-After"] = str(_seconds_until(retry_at))
    return answer


def _told(http: int, reason: Reason, raw: Raw | None) -> None:
    """A line of the log for every answer of trouble, by the same names as a post's."""
    _log.info("problem", http=http, request_id=request_id(), **logged(spell(reason, raw)))


def fault(one: FieldFault) -> dict[str, Any]:
    """One thing wrong with one field."""
    return {
        "pointer": one.pointer,
        "rule": one.rule,
        "found": one.found,
        "allowed": one.allowed,
        "way_out": one.way_out,
    }


def words(raw: Raw) -> dict[str, Any]:
    """The platform's own words."""
    return {
        "code": raw.code,
        "message": raw.message,
        "log_id": raw.log_id,
        "http_status": raw.http,
        "step": raw.step,
        "request_id": raw.request_id or None,
    }


def request_id() -> str:
    """What this request is called in the answer, in the log and by support."""
    return str(g.get("request_id", ""))


def fields(*faults: FieldFault) -> Refusal:
    """A refusal of several fields at once."""
    return Refusal(INVALID, faults=faults)


def _seconds_until(moment: datetime | None) -> int:
    if moment is None:
        return COME_BACK
    return max(1, round((moment - publisher().now()).total_seconds()))


def _in_words(error: HTTPException) -> str:
    if isinstance(error, MethodNotAllowed):
        known = ", ".join(sorted(error.valid_methods or ()))
        return f"{request.method} is not answered here; {known} is."
    return ""
