"""The same key twice gives the same answer: reading the key, and fingerprinting the call."""

import hashlib
import json
import re
from collections.abc import Callable
from typing import Any

from flask import Response, request
from pydantic import BaseModel

from publisher.domain.errors import FieldFault, Malformed
from publisher.domain.refusals import KEY_MISSING
from publisher.services.once import Answer, Once

HEADER = "Idempotency-Key"
REPLAYED = "Idempotent-Replayed"
_KEY = re.compile(r"[!-~]{1,200}")


def key() -> str:
    """The caller's key; raises Malformed where there is none, or none that can be kept."""
    given = request.headers.get(HEADER, "").strip()
    if not given:
        raise Malformed(KEY_MISSING)
    if not _KEY.fullmatch(given):
        allowed = "1 to 200 visible ASCII letters"
        fault = FieldFault(HEADER, "letters", given[:80], allowed, "A UUID is a good key.")
        raise Malformed(KEY_MISSING, "this Idempotency-Key cannot be kept", faults=(fault,))
    return given


def once(
    app_id: str, route: str, body: Any, answer: Callable[[Any], BaseModel], http: int = 201
) -> Once:
    """One call that may arrive twice, and how its first answer is made."""

    def shape(value: Any) -> tuple[int, dict[str, Any]]:
        return http, answer(value).model_dump(mode="json")

    return Once(app_id, route, key(), fingerprint(route, body), shape)


def fingerprint(route: str, body: Any) -> str:
    """What makes two calls the same: the route, and the body whatever its spelling."""
    canonical = json.dumps([route, body], sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()


def reply(answer: Answer, place: str) -> Response:
    """The answer, marked when it is an old one; `place` is where its resource lives."""
    response = Response(answer.body, answer.http, mimetype="application/json")
    response.headers["Location"] = f"{place}/{json.loads(answer.body)['id']}"
    if answer.replayed:
        response.headers[REPLAYED] = "true"
    return response
