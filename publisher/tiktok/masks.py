"""Makes what TikTok said fit to be kept and shown: secrets out, no unstorable signs, bounded."""

import re
from dataclasses import dataclass
from typing import Any

KEPT = 2_000  # characters of an answer's beginning
MASK = "***"
_LOOKED_AT = 16_000  # of an answer that is not JSON: more is never shown anyway
_DEEPEST = 8  # nothing of TikTok's is nested deeper than four
_LONGEST_CODE = 60  # no error code is that long, and every OAuth code is longer
_VALUE = r"[^\s\"'&,;}<>\\]+"
_NAMES = (
    *("client_secret", "access_token", "refresh_token", "upload_token", "access-token"),
    *("code_verifier", "code_challenge", "signature", "webhook_secret", "api_key", "x-api-key"),
    *("id_token", "sessionid", "password"),
)
_SECRET_KEYS = frozenset({*_NAMES, "upload_url", "token"})


@dataclass(frozen=True, slots=True)
class Rule:
    """What to look for; the marks, in lower case, are cheap to find and mostly absent."""

    marks: tuple[str, ...]
    pattern: re.Pattern[str]
    instead: str


def _rule(marks: tuple[str, ...], pattern: str, instead: str) -> Rule:
    return Rule(marks, re.compile(pattern, re.IGNORECASE), instead)


_RULES = (
    # The whole address is a bearer secret; its slashes may be escaped as in JSON.
    _rule(
        ("upload",),
        r"https?:(?:\\*/){2}[\w.-]{0,200}upload[\w.-]{0,200}\\*/[^\s\"'<>]*",
        "[upload address]",
    ),
    _rule(
        ("upload_url",),
        r"(upload_url[\"'\\]*\s*[:=]\s*[\"'\\]*)[^\s\"'\\\[]+",
        r"\1[upload address]",
    ),
    # Any other address may carry one in its query.
    _rule(("?",), r"(https?:(?:\\*/){2}[^\s\"'<>?]{0,500}\?)[^\s\"'<>]*", rf"\1{MASK}"),
    _rule(("signature",), r"(signature[\"'\\]*\s*[:=]\s*[\"'\\]*)t=\d+,\s*s=\w+", rf"\1{MASK}"),
    _rule(
        ("authorization",),
        rf"(authorization[\"'\\]*\s*[:=]\s*[\"'\\]*)(?:(?:bearer|basic)\s+)?{_VALUE}",
        rf"\1{MASK}",
    ),
    _rule(("bearer",), rf"(\bbearer\s+){_VALUE}", rf"\1{MASK}"),
    _rule(
        _NAMES,
        rf"\b({'|'.join(_NAMES)})([\"'\\]*\s*[:=]\s*[\"'\\]*){_VALUE}",
        rf"\1\2{MASK}",
    ),
    _rule(("code=",), r"([?&]code=)[^\s\"'&<>]+", rf"\1{MASK}"),
    # What comes home from the consent page ends like *1!6431.u1.
    _rule(("*",), r"[\w.%-]{1,200}\*[\w.%-]{0,20}![\w.%*!-]*", MASK),
    # act.…, rft.…, clt.…: the prefixes of TikTok's tokens (OAuth User Access Token Management)
    _rule(("act.", "rft.", "clt."), r"\b(act|rft|clt)\.[\w!*.~%+/=-]{4,}", rf"\1.{MASK}"),
    # pub_live_…: the keys of our own API, which somebody may paste as well
    _rule(("pub_",), r"\bpub_(live|test)_\w{4,}", rf"pub_\1_{MASK}"),
)


def mask(text: str) -> str:
    """The text without its secrets; what is not recognised as one stays."""
    if not text:
        return text
    lower = text.casefold()
    for rule in _RULES:
        for mark in rule.marks:
            if mark in lower:
                text = rule.pattern.sub(rule.instead, text)
                break
    return text


def clean(text: str, most: int) -> str:
    """Text that every database takes: no NUL, no half surrogate pairs, at most so long."""
    kept = text[:most].replace("\x00", "\ufffd")
    return kept.encode("utf-8", "replace").decode("utf-8")


def masked(text: str, most: int = KEPT) -> str:
    """Free text without what looks like a secret, fit to be kept."""
    return clean(mask(text[:_LOOKED_AT]), most)


def without_secrets(value: Any, depth: int = 0) -> Any:
    """Parsed JSON with the values of secret keys starred; an error's `code` is no secret."""
    if depth > _DEEPEST:
        return "…"
    if isinstance(value, dict):
        return {
            key: MASK if _is_secret(key, each) else without_secrets(each, depth + 1)
            for key, each in value.items()
        }
    if isinstance(value, list):
        return [without_secrets(each, depth + 1) for each in value[:40]]
    return value


def _is_secret(key: str, value: Any) -> bool:
    if key == "code":  # an OAuth code is long; an error code is a word
        return isinstance(value, str) and ("*" in value or len(value) > _LONGEST_CODE)
    return str(key).casefold() in _SECRET_KEYS and bool(value)
