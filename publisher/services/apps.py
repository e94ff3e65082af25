"""Create an App; issue, turn and withdraw its keys; know an App by its key."""

import hashlib
import hmac
import zlib
from dataclasses import dataclass
from datetime import datetime, timedelta

from publisher.domain import ids
from publisher.domain.errors import Refusal
from publisher.domain.refusals import NOT_FOUND, UNAUTHORISED
from publisher.domain.secret import Secret
from publisher.services.means import Means
from publisher.store import apps, events

KINDS = ("live", "test")
_BODY, _CHECK = 30, 6
_LETTERS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"


@dataclass(frozen=True, slots=True)
class Issued:
    """A new key, shown this once."""

    id: str
    app_id: str
    key: Secret


class Apps:
    """Apps and their keys."""

    def __init__(self, means: Means, pepper: Secret) -> None:
        self._means = means
        self._pepper = pepper.reveal().encode()

    def create(self, name: str) -> apps.App:
        """A new App."""
        means = self._means
        app = apps.App(means.new_id(ids.APP), name, {}, means.clock(), None)
        with means.store.write() as tx:
            apps.add(tx, app)
            events.note(tx, "operator", "app.created", app.id, {"name": name})
        return app

    def every(self) -> list[apps.App]:
        """All Apps, oldest first."""
        with self._means.store.read() as tx:
            return apps.every_app(tx)

    def issue_key(self, app_id: str, kind: str = "live", lasts: timedelta | None = None) -> Issued:
        """A new key for an App; raises NOT_FOUND where there is no such App."""
        means = self._means
        key = make_key(kind, means.chance_bytes(32))
        made = means.clock()
        row = apps.Key(
            means.new_id(ids.KEY),
            app_id,
            kind,
            key.reveal()[-4:],
            made,
            None if lasts is None else made + lasts,
            None,
        )
        with means.store.write() as tx:
            if apps.get(tx, app_id) is None:
                raise Refusal(NOT_FOUND, f"there is no App {app_id}")
            apps.add_key(tx, row, self._digest(key.reveal()))
            events.note(tx, "operator", "key.issued", app_id, {"key": row.id, "kind": kind})
        return Issued(row.id, app_id, key)

    def keys(self, app_id: str) -> list[apps.Key]:
        """An App's keys, oldest first."""
        with self._means.store.read() as tx:
            return apps.keys_of(tx, app_id)

    def withdraw_key(self, app_id: str, key_id: str) -> None:
        """End a key at once; raises NOT_FOUND where there is no such live key."""
        with self._means.store.write() as tx:
            if not apps.withdraw_key(tx, app_id, key_id):
                raise Refusal(NOT_FOUND, f"the App {app_id} has no live key {key_id}")
            events.note(tx, "operator", "key.withdrawn", app_id, {"key": key_id})

    def known_by(self, key: str) -> apps.App:
        """The App that this key belongs to; raises UNAUTHORISED for every other text."""
        if not has_key_shape(key):  # a typo or a guess costs no query
            raise Refusal(UNAUTHORISED, "this is not one of our keys: its check letters are wrong")
        with self._means.store.read() as tx:
            found = apps.by_digest(tx, self._digest(key))
        if found is None or found[1].closed_at is not None:
            raise Refusal(UNAUTHORISED, "no App has this key")
        row, app = found
        if row.withdrawn_at is not None or _is_over(row.expires_at, self._means.clock()):
            raise Refusal(UNAUTHORISED, "this key was withdrawn or has expired")
        return app

    def _digest(self, key: str) -> str:
        # 178 bits of chance need no slow hash; the pepper keeps a stolen table useless.
        return hmac.new(self._pepper, key.encode(), hashlib.sha256).hexdigest()


def make_key(kind: str, chance: bytes) -> Secret:
    """A key such as `pub_live_…`: thirty letters of chance and six that check them."""
    if kind not in KINDS:
        raise ValueError(f"a key is one of {', '.join(KINDS)}, not {kind!r}")
    body = _spell(int.from_bytes(chance), _BODY)
    return Secret(f"pub_{kind}_{body}{_check(body)}")


def has_key_shape(key: str) -> bool:
    """Whether this could be one of our keys."""
    head, _, tail = key.rpartition("_")
    if head not in {f"pub_{kind}" for kind in KINDS} or len(tail) != _BODY + _CHECK:
        return False
    return tail.isascii() and hmac.compare_digest(tail[_BODY:], _check(tail[:_BODY]))


def _check(body: str) -> str:
    return _spell(zlib.crc32(body.encode()), _CHECK)


def _spell(number: int, width: int) -> str:
    letters = []
    for _ in range(width):
        number, rest = divmod(number, len(_LETTERS))
        letters.append(_LETTERS[rest])
    return "".join(letters)


def _is_over(until: datetime | None, now: datetime) -> bool:
    return until is not None and until <= now
