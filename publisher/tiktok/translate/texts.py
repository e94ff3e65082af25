"""Clues in text that is not JSON as a whole: log lines, cut answers, addresses, pages."""

import html
import json
import re
from collections.abc import Iterator
from typing import Any

from publisher.tiktok.catalogue.entry import Exchange, Surface
from publisher.tiktok.catalogue.tables import BY_CODE, BY_KEY
from publisher.tiktok.translate.shapes import ANYBODYS, LONGEST_CODE
from publisher.tiktok.translate.translation import Clue, Form

MOST_BRACES = 12  # places at which a JSON object is looked for
MOST_FIELDS = 200
MOST_WORDS = 2000
_DECODER = json.JSONDecoder()

_FIELD = re.compile(
    r"\b(fail_?reason|error_?type|error_?code|err_?code|err_?no|code|error|reason|event)"
    r"[\"']?\s*[:=]\s*[\"']?([A-Za-z0-9_.:-]{1,80})",
    re.IGNORECASE,
)
_MESSAGE = re.compile(r"\b(?:message|error_description|msg)[\"']?\s*[:=]\s*[\"']([^\"']{1,500})")
_WORD = re.compile(r"(?<![\w.])[A-Za-z][A-Za-z0-9]*(?:_[A-Za-z0-9]+)+(?![\w])")
_NUMBER = re.compile(
    r"\b(?:error|code|errno|err)\b[\s:#=-]{0,4}(?:code\b[\s:#=-]{0,4})?(\d{3,9})\b", re.IGNORECASE
)
_STATUS = re.compile(
    r"\bHTTP(?:/\d(?:\.\d)?)?[\s:]{1,3}([1-5]\d\d)\b"
    r"|\bstatus(?:[ _-]?code)?[\"']?[\s:=]{1,3}([1-5]\d\d)\b"
    r"|\b([45]\d\d)\s+(?:Bad Request|Unauthorized|Forbidden|Not Found|Too Many Requests"
    r"|Internal Server Error|Bad Gateway|Service Unavailable|Gateway Time-?out|Requested Range)",
    re.IGNORECASE,
)
_PATH = re.compile(
    r"/(creator_info/query|inbox/video/init|video/init|content/init|status/fetch|publish/cancel"
    r"|user/info|oauth/token|oauth/revoke|auth/authorize)\b"
)
_PATHS = {
    "creator_info/query": Exchange.CREATOR_INFO,
    "inbox/video/init": Exchange.INBOX_INIT,
    "video/init": Exchange.VIDEO_INIT,
    "content/init": Exchange.CONTENT_INIT,
    "status/fetch": Exchange.STATUS,
    "publish/cancel": Exchange.CANCEL,
    "user/info": Exchange.USER_INFO,
    "oauth/token": Exchange.TOKEN,
    "oauth/revoke": Exchange.REVOKE,
    "auth/authorize": Exchange.AUTHORIZE,
}
_STEP = re.compile(
    r"\bstep[\"']?\s*[:=]\s*[\"']?(" + "|".join(one.value for one in Exchange) + r")\b"
)
_LOG_ID = re.compile(r"\b(20\d{12}[0-9A-F]{18,20})\b")
_OTHERS = (
    *("fbtrace_id", "error_subcode", "oauthexception", "graph.facebook", "googleapis"),
    *("quotaexceeded", "api.twitter", "api.x.com", "linkedin", "pinterest", "snapchat"),
    *("openai", "reddit"),
)
_FIELD_SURFACES = {
    "failreason": Surface.FAIL_REASON,
    "reason": Surface.FAIL_REASON,
    "errortype": Surface.OAUTH,
    "event": Surface.WEBHOOK,
}


def plain(text: str) -> str:
    """The text without escapes that a log or a page has put round it."""
    if "&quot;" in text or "&#" in text:
        text = html.unescape(text)
    for _ in range(3):
        if '\\"' not in text:
            break
        text = text.replace('\\\\"', '\\"').replace('\\"', '"')
    return text


def embedded(text: str) -> Iterator[Any]:
    """JSON objects standing somewhere in a text; only the first few braces are tried."""
    at = text.find("{")
    for _ in range(MOST_BRACES):
        if at < 0:
            return
        try:
            value, end = _DECODER.raw_decode(text, at)
        except (ValueError, RecursionError):
            at = text.find("{", at + 1)
            continue
        yield value
        at = text.find("{", end)


def whole(text: str) -> Clue | None:
    """A clue, if the whole text is one code, key, loose phrase or status."""
    word = text.strip(" \t\r\n\"'`.,;:()").casefold()
    if not word or len(word) > LONGEST_CODE:
        return None
    if word in BY_KEY:
        return Clue(word, Form.KEY)
    if word in BY_CODE:
        return Clue(word, Form.WHOLE)
    return None


def fields(text: str) -> list[Clue]:
    """Clues of the form name=value or "name": value."""
    found: list[Clue] = []
    said = _MESSAGE.search(text)
    message = said.group(1) if said else ""
    for count, match in enumerate(_FIELD.finditer(text)):
        if count >= MOST_FIELDS:
            break
        name, value = match.group(1).casefold().replace("_", ""), match.group(2)
        if name == "event" and value == "authorization.removed":
            number = re.search(r"reason\"?\s*:\s*(\d)\b", text[match.end() :])
            value = f"{value}:{number.group(1) if number else 0}"
        clue = _field(name, value.rstrip(".:-"), message)
        if clue is not None:
            found.append(clue)
    return sorted(found, key=lambda clue: clue.surface is not Surface.OAUTH)


def _field(name: str, value: str, message: str) -> Clue | None:
    known = value.casefold() in BY_CODE
    if name in {"reason", "event"} and not known:
        return None
    if value.isdecimal() and len(value) <= len("429"):
        return None
    if not known and "_" not in value and not value.isdecimal():
        return None
    surface = _FIELD_SURFACES.get(name)
    return Clue(value, Form.FIELD, surface, message=message, ours=False)


def words(text: str) -> list[Clue]:
    """Exact codes standing by themselves in a line; common words are not taken for codes."""
    found: list[Clue] = []
    for count, match in enumerate(_WORD.finditer(text)):
        if count >= MOST_WORDS:
            break
        word = match.group().casefold()
        if word in BY_CODE and word not in ANYBODYS:
            found.append(Clue(word, Form.WORD))
    for count, match in enumerate(_NUMBER.finditer(text)):
        if count >= MOST_FIELDS:
            break
        number = match.group(1)
        if len(number) > len("429"):
            found.append(Clue(number, Form.WORD, Surface.BUSINESS, ours=False))
    return found


def status(text: str) -> int | None:
    """The HTTP status that a text names, if any."""
    match = _STATUS.search(text)
    if match:
        return int(next(group for group in match.groups() if group))
    number = _NUMBER.search(text)
    if number and len(number.group(1)) == len("429") and number.group(1)[0] in "45":
        return int(number.group(1))
    stripped = text.strip()
    return int(stripped) if len(stripped) == len("429") and stripped.isdecimal() else None


def step(text: str) -> str:
    """The exchange that a path or a field in the text names, if any."""
    named = _STEP.search(text) if "step" in text else None
    if named:
        return named.group(1)
    match = _PATH.search(text) if "/" in text else None
    return _PATHS[match.group(1)] if match else ""


def log_id(text: str) -> str:
    """TikTok's log id, recognised by its shape."""
    match = _LOG_ID.search(text)
    return match.group(1) if match else ""


def speaks_of_others(text: str) -> bool:
    """Does it carry another platform's marks, and none of TikTok's?"""
    lower = text.casefold()
    for one in _OTHERS:  # a loop, as it is met by every translation
        if one in lower:
            return not speaks_of_tiktok(text)
    return False


def speaks_of_tiktok(text: str) -> bool:
    """Does anything in the text say that it comes from TikTok?"""
    lower = text.casefold()
    return "tiktok" in lower or "publish_id" in lower or bool(log_id(text))
