"""Checks a webhook's signature over the raw body, and reads what it says without believing it."""

import hashlib
import hmac
import json
import re
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from publisher.domain.ports import Heard
from publisher.domain.reasons import Reason
from publisher.domain.secret import Secret
from publisher.tiktok.limits import NOTICE_LIFE
from publisher.tiktok.masks import clean, without_secrets
from publisher.tiktok.reasons import judge
from publisher.tiktok.wire import post_ids

HEADER = "tiktok-signature"
MOST_BYTES = 256_000  # TikTok's own have a few hundred
REMOVED = "authorization.removed"
UNREADABLE = "unreadable"  # genuine, yet not of any shape we know: kept, without effect
# TikTok repeats for 72 hours and does not say whether `t` is new each time; repeats are harmless
# to us, a refused genuine notice is not. Ahead of our clock only as much as clocks differ.
_AHEAD = timedelta(minutes=5)
_MOMENT = re.compile(r"[0-9]{1,11}")
_HEX = re.compile(r"[0-9a-fA-F]{64}")


def is_genuine(headers: Mapping[str, str], body: bytes, secret: Secret, now: datetime) -> bool:
    """Was this body signed with our secret, lately enough? Compares in constant time."""
    if len(body) > MOST_BYTES:
        return False
    parts = _parts(headers)
    moment, signature = parts.get("t", ""), parts.get("s", "")
    if not _MOMENT.fullmatch(moment) or not _HEX.fullmatch(signature):
        return False
    age = now.timestamp() - int(moment)
    if not -_AHEAD.total_seconds() <= age <= (NOTICE_LIFE + _AHEAD).total_seconds():
        return False
    message = moment.encode() + b"." + body
    expected = hmac.new(secret.reveal().encode(), message, hashlib.sha256).hexdigest()
    return hmac.compare_digest(expected, signature.lower())


def read(body: bytes, client_key: str) -> Heard | None:
    """What a genuine body says; None when it was meant for another client."""
    said = _object(body)
    if said is None:
        digest = hashlib.sha256(body).hexdigest()
        return Heard(digest, UNREADABLE, client_key, "", None, None, None, {})
    client = _word(said.get("client_key"))
    if client and client != client_key:
        return None
    event, open_id = _word(said.get("event")) or UNREADABLE, _word(said.get("user_openid"))
    content = _content(said.get("content"))
    public = post_ids(content.get("post_id"))
    return Heard(
        fingerprint=_fingerprint(said),
        event=event,
        client=client or client_key,
        open_id=open_id,
        publish_id=_word(content.get("publish_id")) or None,
        public_id=public[0] if public else None,
        removed=_removed(content) if event == REMOVED else None,
        body={
            "event": event,
            "create_time": _moment(said.get("create_time")),
            "content": _storable(without_secrets(content)),
        },
    )


def _parts(headers: Mapping[str, str]) -> dict[str, str]:
    """The parts of the signature header; nothing when it is there twice or a part is doubled."""
    found = [value for name, value in headers.items() if name.lower() == HEADER]
    if len(found) != 1 or len(found[0]) > 200:  # noqa: PLR2004 - a real one has 81 signs
        return {}
    pairs = [part.strip().partition("=")[::2] for part in found[0].split(",")]
    parts = dict(pairs)
    return parts if len(parts) == len(pairs) else {}


def _content(content: Any) -> dict[str, Any]:
    """JSON inside a string; an object is taken too, should TikTok ever stop wrapping it."""
    if isinstance(content, dict):
        return content
    return _object(content.encode("utf-8", "replace")) or {} if isinstance(content, str) else {}


def _object(text: bytes) -> dict[str, Any] | None:
    try:
        found = json.loads(text, parse_constant=_no_constant)
    except (ValueError, RecursionError):
        return None
    return found if isinstance(found, dict) else None


def _no_constant(name: str) -> None:
    raise ValueError(f"{name} is not JSON")


def _fingerprint(said: Mapping[str, Any]) -> str:
    """What makes two deliveries the same notice: event, creator, moment and content.

    The publish id alone would not do: one draft may complete several times.
    """
    names = ("event", "user_openid", "create_time", "content")
    told = json.dumps([without_secrets(said.get(name)) for name in names], sort_keys=True)
    return hashlib.sha256(told.encode()).hexdigest()


def _removed(content: Mapping[str, Any]) -> Reason:
    """Why the permission is gone; a number that nobody knows counts as TikTok's 0, unknown."""
    number = content.get("reason")
    if isinstance(number, str) and number.isascii() and number.isdigit():
        number = int(number[:3])
    known = isinstance(number, int) and not isinstance(number, bool) and number in range(6)
    return judge("notice", f"{REMOVED}:{number if known else 0}").reason


def _moment(value: Any) -> str:
    """When TikTok made it, as text: seconds, or milliseconds from the portal's test button."""
    if isinstance(value, bool) or not isinstance(value, int) or value <= 0:
        return ""
    seconds = value / 1000 if value > 10**11 else float(value)
    try:
        return datetime.fromtimestamp(seconds, UTC).isoformat()
    except (OverflowError, ValueError, OSError):
        return ""


def _word(value: Any) -> str:
    return clean(value, 200) if isinstance(value, str) else ""


def _storable(value: Any) -> Any:
    """The content as any database takes it, public ids as text."""
    if isinstance(value, dict):
        return {clean(str(key), 100): _storable(each) for key, each in list(value.items())[:50]}
    if isinstance(value, list):
        return [_storable(each) for each in value]
    if isinstance(value, str):
        return clean(value, 1_000)
    if isinstance(value, float) or (type(value) is int and abs(value) > 2**53):
        return repr(value)[:100]  # infinities and long numbers do not survive every JSON reader
    return value
