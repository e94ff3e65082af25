"""What nearly every service needs: the store, the time, fresh ids and chance."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import structlog

from publisher.domain import ids
from publisher.domain.events import EventKind
from publisher.domain.reasons import Raw, Reason
from publisher.store import events
from publisher.store.engine import Store, Tx

log = structlog.get_logger("publisher")
_NAMES = ("code", "class", "outcome", "actor", "remedy", "retry_at", "docs")
_WORDS = ("code", "message", "log_id", "http_status", "step", "request_id")


@dataclass(frozen=True, slots=True)
class Means:
    """The store, the time, chance, and somebody to tell what happened."""

    store: Store
    clock: Callable[[], datetime]
    chance_bytes: Callable[[int], bytes]
    chance: Callable[[], float]

    def new_id(self, prefix: str) -> str:
        """A fresh id, made by us before any transaction so that a lost commit can be asked for."""
        return ids.make(prefix, self.clock(), self.chance_bytes(ids.CHANCE_BYTES))

    def tell(self, tx: Tx, app_id: str, kind: EventKind, ref: str, **payload: Any) -> None:
        """Write an Event in the transaction of the change it tells of, and a line in the log."""
        log.info(kind.value, ref=ref, app=app_id, **logged(payload.get("reason") or {}))
        events.tell(tx, self.new_id(ids.EVENT), app_id, kind, ref, payload)


def logged(reason: dict[str, Any]) -> dict[str, Any]:
    """What a line of the log tells of a Reason; the platform's words are masked already."""
    said = reason.get("platform") or {}
    told = {name: reason.get(name) for name in _NAMES}
    told |= {f"platform_{name}": said.get(name) for name in _WORDS}
    return {name: value for name, value in told.items() if value}


def spell(reason: Reason, raw: Raw | None = None, **more: Any) -> dict[str, Any]:
    """A Reason as it is kept and shown: our words, and the platform's own beside them."""
    told: dict[str, Any] = {
        "code": reason.code,
        "class": reason.trouble.value,
        "outcome": reason.outcome.value,
        "actor": reason.actor.value,
        "remedy": reason.remedy.value,
        "handling": reason.handling.value,
        "resend": reason.resend.value,
        "says": reason.says,
        "do": reason.do,
        "docs": reason.docs,
    }
    if raw is not None and (raw.code or raw.http is not None or raw.step):
        told["platform"] = {
            "code": raw.code,
            "message": raw.message,
            "log_id": raw.log_id,
            "http_status": raw.http,
            "step": raw.step,
            "body": raw.body,
            "request_id": raw.request_id,
        }
    told.update({name: value for name, value in more.items() if value is not None})
    return told
