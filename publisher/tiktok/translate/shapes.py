"""Clues in parsed JSON: every shape in which TikTok, or a log around it, states an error."""

import json
from collections.abc import Iterator, Mapping
from typing import Any

from publisher.tiktok.catalogue.entry import Exchange, Surface
from publisher.tiktok.catalogue.tables import BY_CODE, BY_KEY
from publisher.tiktok.translate.translation import Clue, Form

MOST_NODES = 400
MOST_DEPTH = 12
LONGEST_INNER = 65_536  # of a text that may hold JSON
LONGEST_CODE = 80
LONGEST_MESSAGE = 500
STATUSES = range(100, 600)
CODE_NAMES = ("code", "error_code", "errorCode")
STATUS_NAMES = ("http_status", "httpStatus", "status_code", "statusCode", "status")
# Other platforms put these beside a code of theirs; TikTok never does.
_FOREIGN = frozenset(
    {
        "fbtrace_id",
        "error_subcode",
        "type",
        "param",
        "errors",
        "status",
        "details",
        "error_user_msg",
    }
)


def decode(text: str) -> Any:
    """Parse JSON whatever it is; None where it is none, or too deep, or absurd."""
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return None


def clues(value: Any) -> list[Clue]:
    """All clues in a parsed value, the outermost first; bounded in nodes and depth."""
    found: list[Clue] = []
    for node, http in _objects(value):
        found += _read(node, http)
    return found


def _objects(value: Any) -> Iterator[tuple[Mapping[str, Any], int | None]]:
    waiting: list[tuple[Any, int | None, int]] = [(value, None, 0)]
    seen = 0
    while waiting and seen < MOST_NODES:
        node, http, depth = waiting.pop(0)
        seen += 1
        if isinstance(node, str):
            looks_like_json = len(node) <= LONGEST_INNER and node.lstrip()[:1] in {"{", "["}
            node = decode(node) if looks_like_json else None
        if depth > MOST_DEPTH:
            continue
        if isinstance(node, dict):
            http = _status(node) or http
            yield node, http
            read = node.get("error")  # was read together with its envelope
            inside = _first(node.values())
            if isinstance(read, dict) and "code" in read:
                inside = [one for one in inside if one is not read]
            waiting += [(one, http, depth + 1) for one in inside]
        elif isinstance(node, (list, tuple)):
            waiting += [(one, http, depth + 1) for one in _first(node)]


def _first(values: Any) -> list[Any]:
    """The members worth a look: containers, and texts that may hold one."""
    worth = []
    for count, one in enumerate(values):
        if count >= MOST_NODES:
            break
        if isinstance(one, (dict, list, tuple, str)):
            worth.append(one)
    return worth


def _status(node: Mapping[str, Any]) -> int | None:
    for name in STATUS_NAMES:
        value = node.get(name)
        if isinstance(value, int) and value in STATUSES:
            return value
    return None


def _text(value: Any, most: int = LONGEST_MESSAGE) -> str:
    return value[:most] if isinstance(value, str) else ""


def _code(value: Any) -> str:
    """A code as text: a short string or a whole number, else nothing."""
    if isinstance(value, bool) or value is None:
        return ""
    if isinstance(value, int):
        return str(value) if abs(value) < 10**9 else ""
    return value.strip() if isinstance(value, str) and len(value) <= LONGEST_CODE else ""


def _read(node: Mapping[str, Any], http: int | None) -> list[Clue]:
    """The clues of one object by itself."""
    if isinstance(node.get("event"), str):
        return _webhook(node)
    found = _verdict(node)
    error = node.get("error")
    if isinstance(error, str) or isinstance(node.get("error_type"), str):
        found += _oauth(node, http)
    elif isinstance(error, dict):
        found += _v2(error, http)
    else:
        found += _coded(node, http)
    return found


def _webhook(node: Mapping[str, Any]) -> list[Clue]:
    event = _code(node["event"])
    content = node.get("content")
    inner = decode(content) if isinstance(content, str) else content
    reason = inner.get("reason") if isinstance(inner, dict) else None
    if event == "authorization.removed":
        event = f"{event}:{reason if isinstance(reason, int) else 0}"
    elif event == "post.publish.failed":
        return [Clue(_code(reason), Form.WEBHOOK, Surface.FAIL_REASON, Exchange.NOTICE)]
    return [Clue(event, Form.WEBHOOK, Surface.WEBHOOK, Exchange.NOTICE)]


def _verdict(node: Mapping[str, Any]) -> list[Clue]:
    said = _code(node.get("fail_reason"))
    if not said and "publish_id" in node:
        said = _code(node.get("reason"))
    if not said and node.get("status") == "FAILED":
        return [Clue("", Form.VERDICT, Surface.FAIL_REASON, Exchange.FAIL_REASON)]
    return [Clue(said, Form.VERDICT, Surface.FAIL_REASON, Exchange.FAIL_REASON)] if said else []


def _oauth(node: Mapping[str, Any], http: int | None) -> list[Clue]:
    said = _code(node.get("error_type")) or _code(node.get("error"))
    return [
        Clue(
            said,
            Form.OAUTH,
            Surface.OAUTH,
            message=_text(node.get("error_description") or node.get("message")),
            log_id=_text(node.get("log_id"), LONGEST_CODE),
            http=http,
            ours="log_id" in node or "error_type" in node,
        )
    ]


def _v2(error: Mapping[str, Any], http: int | None) -> list[Clue]:
    code = error.get("code")
    log_id = _text(error.get("log_id") or error.get("logid"), LONGEST_CODE)
    foreign = not log_id and not _FOREIGN.isdisjoint(error)
    if not isinstance(code, str) or (foreign and _anybodys(code)):
        return []
    return [
        Clue(
            _code(code),
            Form.ENVELOPE,
            Surface.POSTING,
            message=_text(error.get("message")),
            log_id=log_id,
            http=http,
            ours=not foreign and "message" in error,
        )
    ]


def _coded(node: Mapping[str, Any], http: int | None) -> list[Clue]:
    """An object with a code of its own: a business envelope, a bare error object, ours."""
    name = next((name for name in CODE_NAMES if name in node), "")
    if not name:
        return []
    code = _code(node[name])
    if code in BY_KEY:
        return [Clue(code, Form.KEY, http=http)]
    message = _text(node.get("message") or node.get("detail"))
    if code.isdecimal():
        if len(code) == len("429"):  # a bare status in somebody's own shape
            return []
        ours = "request_id" in node or "data" in node
        request_id = _text(node.get("request_id"), LONGEST_CODE)
        return [
            Clue(code, Form.BUSINESS, Surface.BUSINESS, "", message, request_id, http, ours=ours)
        ]
    log_id = _text(node.get("log_id") or node.get("logid"), LONGEST_CODE)
    if not log_id and _anybodys(code) and not _FOREIGN.isdisjoint(node):
        return []
    return [
        Clue(code, Form.ENVELOPE, Surface.POSTING, "", message, log_id, http, ours=bool(log_id))
    ]


def _anybodys(code: str) -> bool:
    """Is it a word that many platforms use, or none of ours?"""
    return code.casefold() in ANYBODYS or code.casefold() not in BY_CODE


ANYBODYS = frozenset(
    {
        "ok",
        "internal",
        "internal_error",
        "rate_limit_exceeded",
        "invalid_params",
        "invalid_param",
        "access_denied",
        "invalid_client",
        "invalid_grant",
        "invalid_request",
        "invalid_scope",
        "unauthorized_client",
        "unsupported_grant_type",
        "unsupported_response_type",
        "server_error",
        "temporarily_unavailable",
        "client_key",
        "redirect_uri",
        "code_challenge",
        "scope",
        "unknown",
        "no_answer",
    }
)
