"""Makes TikTok's words fit to be kept: secrets out, no unstorable signs, never too long."""

import re
from typing import Any

KEPT = 2_000  # characters of an answer's beginning
_LOOKED_AT = 16_000  # of an answer that is not JSON: more is never shown anyway
_SECRET_KEYS = frozenset(
    {
        "access_token",
        "refresh_token",
        "upload_url",
        "upload_token",
        "client_secret",
        "code",
        "code_verifier",
        "token",
    }
)
_PATTERNS = (
    # act.…, rft.…, clt.…: the prefixes of TikTok's tokens (OAuth User Access Token Management)
    (re.compile(r"\b(act|rft|clt)\.[^\s\"'\\<>&,}]+"), r"\1.***"),
    # what comes home from the consent page ends like *1!6431.u1
    (re.compile(r"[\w.-]{1,200}\*[^\s\"'\\<>&,}!]{0,20}![^\s\"'\\<>&,}]*"), "***"),
    # upload addresses carry their secret in the query
    (re.compile(r"(https?:\\?/\\?/[^\s\"'<>?]{0,500}\?)[^\s\"'<>]*"), r"\1***"),
    (
        re.compile(
            r"((?:access_token|refresh_token|client_secret|upload_url|upload_token|code_verifier)"
            r"[\"']?\s*[:=]\s*[\"']?)[^\s\"'&,}]+"
        ),
        r"\1***",
    ),
)


def clean(text: str, most: int) -> str:
    """Text that every database takes: no NUL, no half surrogate pairs, at most so long."""
    kept = text[:most].replace("\x00", "\ufffd")
    return kept.encode("utf-8", "replace").decode("utf-8")


def masked(text: str, most: int = KEPT) -> str:
    """Free text without what looks like a secret."""
    text = text[:_LOOKED_AT]
    for pattern, shown in _PATTERNS:
        text = pattern.sub(shown, text)
    return clean(text, most)


def without_secrets(value: Any, depth: int = 0) -> Any:
    """Parsed JSON with the values of secret keys starred; an error's `code` is no secret."""
    if depth > 8:  # noqa: PLR2004 - nothing of TikTok's is nested deeper than four
        return "…"
    if isinstance(value, dict):
        return {
            key: "***" if _is_secret(key, each) else without_secrets(each, depth + 1)
            for key, each in value.items()
        }
    if isinstance(value, list):
        return [without_secrets(each, depth + 1) for each in value[:40]]
    return value


def _is_secret(key: str, value: Any) -> bool:
    if key == "code":  # an OAuth code is long; an error code is a word
        return isinstance(value, str) and ("*" in value or len(value) > 60)  # noqa: PLR2004 - no error code is that long
    return key in _SECRET_KEYS and bool(value)
