"""Cursors: opaque, signed, and good for the list and filter that they came from."""

import base64
import binascii
import hashlib
import hmac
import json
from collections.abc import Sequence
from datetime import datetime
from typing import Any, Protocol

from publisher.domain.errors import FieldFault, Malformed
from publisher.domain.refusals import UNREADABLE
from publisher.services.lists import Page
from publisher.web.service import publisher

_MARK = 16  # bytes of the signature: enough against guessing, short enough for an address


class Row(Protocol):
    """What a list goes on after."""

    @property
    def id(self) -> str:
        """Its id."""

    @property
    def created_at(self) -> datetime:
        """When it was made."""


def read(cursor: str | None, *bound: Any) -> Page | None:
    """Where the list goes on; raises Malformed for a cursor of another list or filter."""
    if cursor is None:
        return None
    try:
        sealed = base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4))
        body, mark = sealed[:-_MARK], sealed[-_MARK:]
        if hmac.compare_digest(mark, _sign(body, bound)):
            at, row_id = json.loads(body)
            return Page(datetime.fromisoformat(at), row_id)
    except (binascii.Error, ValueError):
        pass
    allowed = "`next` of the page before, with the same filter"
    fault = FieldFault("/cursor", "cursor", cursor[:80], allowed, "Begin without a cursor.")
    raise Malformed(UNREADABLE, "this cursor does not belong to this list", faults=(fault,))


def following(rows: Sequence[Row], limit: int, *bound: Any) -> str | None:
    """The cursor for the next page; None where this one is the last."""
    if len(rows) < limit:
        return None
    last = rows[-1]
    body = json.dumps([last.created_at.isoformat(), last.id]).encode()
    return base64.urlsafe_b64encode(body + _sign(body, bound)).decode().rstrip("=")


def _sign(body: bytes, bound: tuple[Any, ...]) -> bytes:
    key = b"cursor:" + publisher().settings.session_secret.reveal().encode()
    told = json.dumps(bound, sort_keys=True).encode()
    return hmac.new(key, told + b"\0" + body, hashlib.sha256).digest()[:_MARK]
