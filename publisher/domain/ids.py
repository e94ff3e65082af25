"""Prefixed ids that sort by the time they were made."""

from datetime import datetime

ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"  # Crockford's: no i, l, o, u to misread
_TIME, _CHANCE = 10, 16
CHANCE_BYTES = 10

APP, KEY, CONNECTION, LINK = "app", "key", "con", "lnk"
ASSET, RENDITION, POST, ATTEMPT, STEP = "ast", "ren", "post", "att", "step"
EVENT, ENDPOINT, DELIVERY, EVIDENCE, NOTICE, REQUEST = "evt", "ep", "dlv", "evd", "not", "req"


def make(prefix: str, at: datetime, chance: bytes) -> str:
    """An id such as `post_06f3…`: 48 bits of milliseconds, then 80 bits of chance."""
    if len(chance) != CHANCE_BYTES:
        raise ValueError(f"an id needs {CHANCE_BYTES} bytes of chance, not {len(chance)}")
    moment = _spell(int(at.timestamp() * 1000), _TIME)
    return f"{prefix}_{moment}{_spell(int.from_bytes(chance), _CHANCE)}"


def has_shape(text: str, prefix: str) -> bool:
    """Whether this could be one of our ids; spares the database a look for nonsense."""
    head, _, tail = text.partition("_")
    return head == prefix and len(tail) == _TIME + _CHANCE and set(tail) <= set(ALPHABET)


def _spell(number: int, width: int) -> str:
    letters = []
    for _ in range(width):
        number, rest = divmod(number, 32)
        letters.append(ALPHABET[rest])
    return "".join(reversed(letters))
