"""Secrets out of a pasted text: tokens, client secrets, headers, upload addresses, codes."""

import re
from dataclasses import dataclass

MASK = "***"
_VALUE = r"[^\s\"'&,;}<>\\]+"
_NAMES = (
    *("client_secret", "access_token", "refresh_token", "upload_token", "access-token"),
    *(
        "code_verifier",
        "code_challenge",
        "signature",
        "webhook_secret",
        "api_key",
        "x-api-key",
        "id_token",
        "sessionid",
        "password",
    ),
)


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
    _rule(("act.", "rft.", "clt."), r"\b(act|rft|clt)\.[\w!*.~%+/=-]{4,}", rf"\1.{MASK}"),
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
