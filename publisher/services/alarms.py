"""Tell the Operator, once for each new code, of what only they can mend or nobody has met.

And of what should have passed by itself, and has not.
"""

from datetime import datetime
from typing import Any

from publisher.domain.outcomes import Outcome, Working
from publisher.domain.ports import Declined
from publisher.domain.reasons import Raw, Reason
from publisher.store import alarms, events
from publisher.store.engine import Tx

NEW_WORD = "unknown_status"  # a state of the platform's that no page of theirs names
UNKNOWN = "tiktok.unknown"


def hear(tx: Tx, outcome: Outcome | Declined) -> None:
    """Count an answer that the Operator should know of; the first of its code is an alarm."""
    key = _key(outcome)
    if key is None:
        return
    raw = outcome.raw
    _raise(tx, key, raw.message if raw.code == NEW_WORD else raw.code, raw)


def ours(tx: Tx, reason: Reason, step: str, message: str) -> None:
    """Something of this installation that only the Operator can mend; the first is an alarm."""
    _raise(tx, reason.code, reason.code, Raw(code=reason.code, step=step, message=message))


def lasts(tx: Tx, platform: str, reason: Reason, raw: Raw, since: datetime) -> None:
    """A refusal that passes by itself has not passed for long; said once, until `passed`."""
    code = raw.code or f"http_{raw.http}"
    _raise(tx, reason.code, code, raw)
    detail = {"code": code, "step": raw.step, "since": since.isoformat()}
    events.note(tx, "service", "platform.limited", platform, detail)


def passed(tx: Tx, platform: str, last: datetime) -> None:
    """What was told by `lasts` is over."""
    events.note(tx, "service", "platform.limited_no_more", platform, {"last": last.isoformat()})


def _raise(tx: Tx, key: str, code: str, raw: Raw) -> None:
    if alarms.count(tx, key, code, raw.step, _sample(raw)):
        events.note(tx, "service", "alarm.raised", key, {"code": code, "step": raw.step})


def _key(outcome: Outcome | Declined) -> str | None:
    """The key of the entry that is to be raised, if any is."""
    if isinstance(outcome, Working):
        return UNKNOWN if outcome.raw.code == NEW_WORD else None
    reason = getattr(outcome, "reason", None)
    if reason is None or not (reason.alarm or reason.is_unknown):
        return None
    return str(reason.code)


def _sample(raw: Raw) -> dict[str, Any]:
    return {
        "message": raw.message,
        "log_id": raw.log_id,
        "http_status": raw.http,
        "body": raw.body,
        "request_id": raw.request_id,
    }
