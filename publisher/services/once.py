"""The same key twice gives the same answer: key and effect are one transaction."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

from publisher.domain.errors import Refusal, StoreBusy
from publisher.domain.refusals import KEY_BUSY, KEY_REUSED
from publisher.store import ledger
from publisher.store.engine import Store, Tx

V = TypeVar("V")


@dataclass(frozen=True, slots=True)
class Once:
    """One call that may arrive twice."""

    app_id: str
    route: str
    key: str
    fingerprint: str  # of the body: another body under the same key is a mistake
    shape: Callable[[Any], tuple[int, dict[str, Any]]]  # the answer for what was made


@dataclass(frozen=True, slots=True)
class Answer:
    """What the caller is told, and whether it is a replay."""

    http: int
    body: str
    replayed: bool = False


def seen(tx: Tx, once: Once) -> Answer | None:
    """What this call was answered before, if it was; spares the work of preparing it again."""
    known = ledger.look_key(tx, once.app_id, once.route, once.key)
    return None if known is None else _replay(once, known)


def do_once(store: Store, once: Once, act: Callable[[Tx], V]) -> Answer:
    """Act and keep the answer in one transaction, or give the answer that was kept.

    A refusal raised by `act` rolls the key back with everything else: nothing was done, so the
    corrected call may use the key again.
    """
    try:
        with store.write() as tx:
            known = ledger.claim_key(tx, once.app_id, once.route, once.key, once.fingerprint)
            if known is not None:
                return _replay(once, known)
            http, shown = once.shape(act(tx))
            body = json.dumps(shown)
            ledger.keep_answer(tx, once.app_id, once.route, once.key, http, body)
            return Answer(http, body)
    except StoreBusy as busy:
        raise Refusal(KEY_BUSY) from busy


def _replay(once: Once, known: ledger.Answer) -> Answer:
    if known.fingerprint != once.fingerprint:
        raise Refusal(KEY_REUSED, f"the key {once.key!r} came first with another body")
    if known.status is None or known.body is None:
        raise Refusal(KEY_BUSY)
    return Answer(known.status, known.body, replayed=True)
