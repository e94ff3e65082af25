"""One reply type for every endpoint, and the three shapes in which TikTok wraps an answer."""

import json
import re
from dataclasses import dataclass, field
from typing import Any

from publisher.domain.reasons import Raw
from publisher.tiktok.line import Answer, Lost
from publisher.tiktok.masks import clean, masked, without_secrets

OK = "ok"
_CODE, _MESSAGE, _LOG_ID = 100, 1_000, 100  # longest that is kept of each
_RANGE = re.compile(r"\s*bytes\s+0\s*-\s*(\d{1,15})\s*/", re.IGNORECASE)
_SECONDS = re.compile(r"\s*(\d{1,7})\s*")


@dataclass(frozen=True, slots=True)
class Reply:
    """What TikTok said to one request, unjudged."""

    http: int | None = None
    code: str = ""  # as TikTok spells it; empty where it gave none
    message: str = ""
    log_id: str = ""
    payload: dict[str, Any] = field(default_factory=dict)  # `data`, or the whole flat body
    raw: str = ""  # the beginning of the body, secrets taken out
    lost: Lost = Lost.NO
    readable: bool = True  # False: not of the shape that this endpoint answers in
    wait: int | None = None  # Retry-After, in seconds
    offset: int | None = None  # an upload host's count of what it has

    @property
    def ok(self) -> bool:
        """Whether the error code is `ok`, whatever the HTTP status ("Error Handling")."""
        return self.code == OK and self.readable and self.lost is Lost.NO

    def raw_of(self, step: str) -> Raw:
        """These words as they are kept beside ours."""
        return Raw(self.code, self.message, self.log_id, self.http, step, self.raw)


def envelope(answer: Answer) -> Reply:
    """`{"data": {...}, "error": {"code", "message", "log_id"}}`: all of /v2/ but OAuth."""
    body = _parsed(answer)
    if body is None:
        return _unreadable(answer)
    error = body.get("error")
    if error is None and "code" in body:  # the general page prints the error object bare
        error = body
    if not isinstance(error, dict):
        return flat(answer) if isinstance(error, str) else _unreadable(answer, body)
    code, content = error.get("code"), body.get("data")
    if not isinstance(code, str):
        return _unreadable(answer, body)
    if content is not None and not isinstance(content, dict):
        return _unreadable(answer, body)
    log_id = error.get("log_id") or error.get("logid")
    return _reply(answer, body, (code, error.get("message"), log_id), content or {})


def flat(answer: Answer) -> Reply:
    """`{"error", "error_description", "log_id"}` or a flat success: /v2/oauth/*."""
    body = _parsed(answer)
    if body is None:
        return _unreadable(answer)
    code = body.get("error", "")
    if isinstance(code, dict):  # a general refusal may come before OAuth is reached
        refused = code.get("code") != OK
        return envelope(answer) if refused else _reply(answer, body, ("", "", ""), _but_error(body))
    if not isinstance(code, str):
        return _unreadable(answer, body)
    words = (code, body.get("error_description"), body.get("log_id"))
    return _reply(answer, body, words, body)


def bare(answer: Answer) -> Reply:
    """An upload host: the HTTP status is the answer, a header says how far it is."""
    found = _RANGE.match(answer.headers.get("content-range", ""))
    log_id = answer.headers.get("x-tt-logid", "")
    return Reply(
        http=answer.http,
        message=answer.trouble,
        log_id=clean(log_id, _LOG_ID),
        raw=masked(answer.body[:8_000].decode("utf-8", "replace"), 500),
        lost=answer.lost,
        readable=answer.lost is Lost.NO,
        wait=_wait(answer),
        offset=int(found[1]) if found else None,
    )


def _reply(
    answer: Answer, body: dict[str, Any], words: tuple[str, Any, Any], payload: dict[str, Any]
) -> Reply:
    code, message, log_id = words
    if not isinstance(log_id, str) or not log_id:
        log_id = answer.headers.get("x-tt-logid", "")
    return Reply(
        http=answer.http,
        code=masked(code, _CODE),
        message=masked(message if isinstance(message, str) else "", _MESSAGE),
        log_id=clean(log_id, _LOG_ID),
        payload=payload,
        raw=_shown(body),
        wait=_wait(answer),
    )


def _but_error(body: dict[str, Any]) -> dict[str, Any]:
    """A flat success that says ok as the other endpoints do: its tokens must not be lost."""
    return {name: value for name, value in body.items() if name != "error"}


def _unreadable(answer: Answer, body: dict[str, Any] | None = None) -> Reply:
    return Reply(
        http=answer.http,
        message=answer.trouble,
        log_id=clean(answer.headers.get("x-tt-logid", ""), _LOG_ID),
        raw=masked(answer.body[:64_000].decode("utf-8", "replace"))
        if body is None
        else _shown(body),
        lost=answer.lost,
        readable=False,
        wait=_wait(answer),
    )


def _shown(body: dict[str, Any]) -> str:
    return masked(json.dumps(without_secrets(body), ensure_ascii=False))


def _parsed(answer: Answer) -> dict[str, Any] | None:
    if answer.lost is not Lost.NO or not answer.whole:
        return None
    try:
        body = json.loads(answer.body, parse_constant=_no_constant)
    except (ValueError, RecursionError):
        return None
    return body if isinstance(body, dict) else None


def _no_constant(name: str) -> None:
    raise ValueError(f"{name} is not JSON")


def _wait(answer: Answer) -> int | None:
    found = _SECONDS.fullmatch(answer.headers.get("retry-after", ""))
    return int(found[1]) if found else None
