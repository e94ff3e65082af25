"""How each kind of setting is read from its text; a reader raises ValueError with a sentence."""

import base64
from collections.abc import Callable
from enum import StrEnum
from pathlib import Path
from typing import TypeVar
from urllib.parse import SplitResult, urlsplit

from publisher.domain.secret import Secret

DATABASES = ("sqlite", "postgresql")
BELLS = ("redis", "rediss", "unix")
SHORTEST_SECRET = 32
SEAL_KEY_BYTES = 32

Member = TypeVar("Member", bound=StrEnum)


def text(value: str) -> str:
    """Any text."""
    return value


def whole(lowest: int, highest: int) -> Callable[[str], int]:
    """A whole number within bounds."""

    def read(value: str) -> int:
        if not (value.isascii() and value.isdigit() and lowest <= int(value) <= highest):
            raise ValueError(f"is {value!r}; a whole number from {lowest} to {highest} is allowed")
        return int(value)

    return read


def choice(members: type[Member]) -> Callable[[str], Member]:
    """One of a closed set of words."""

    def read(value: str) -> Member:
        try:
            return members(value)
        except ValueError:
            allowed = ", ".join(members)
            raise ValueError(f"is {value!r}; allowed are {allowed}") from None

    return read


def words(value: str) -> tuple[str, ...]:
    """A list, divided by commas or spaces."""
    return tuple(value.replace(",", " ").split())


def folder(value: str) -> Path:
    """A folder; relative to where the program is started."""
    return Path(value).expanduser().absolute()


def secret(value: str) -> Secret:
    """Text that is never shown."""
    return Secret(value)


def long_secret(value: str) -> Secret:
    """A secret that nobody can guess."""
    if len(value) < SHORTEST_SECRET:
        raise ValueError(f"is too short; take at least {SHORTEST_SECRET} random characters")
    return Secret(value)


def seal_keys(value: str) -> tuple[Secret, ...]:
    """Keys that seal secrets at rest, newest first."""
    keys = words(value)
    for place, key in enumerate(keys, start=1):
        if not _is_seal_key(key):
            raise ValueError(
                f"key number {place} is not 32 bytes in URL-safe base64;"
                " `publisher seal key` makes one"
            )
    return tuple(Secret(key) for key in keys)


def _is_seal_key(key: str) -> bool:
    # What Fernet asks of a key, without loading it: not every process seals.
    try:
        return len(base64.b64decode(key.encode(), altchars=b"-_", validate=True)) == SEAL_KEY_BYTES
    except ValueError:
        return False


def address(value: str) -> str:
    """A web address without path: scheme, host and perhaps a port."""
    parts = _split(value)
    bare = not (parts.path.strip("/") or parts.query or parts.fragment or parts.username)
    if parts.scheme not in ("http", "https") or not parts.hostname or not bare:
        raise ValueError(f"is {value!r}; an address such as https://publish.example.com is allowed")
    return f"{parts.scheme}://{parts.netloc}"


def folder_address(value: str) -> str:
    """A web address that other addresses are made under; a path is welcome."""
    parts = _split(value)
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.query or parts.fragment:
        raise ValueError(f"is {value!r}; an address such as https://media.example.com/m is allowed")
    return value.rstrip("/")


def database(value: str) -> Secret:
    """The address of a database; secret, because it carries a password."""
    if value.startswith("postgres://"):  # what some hosts still hand out; SQLAlchemy refuses it
        value = "postgresql://" + value.removeprefix("postgres://")
    scheme = _split(value).scheme.partition("+")[0]
    if scheme not in DATABASES or "://" not in value:
        raise ValueError(
            "is no database address; sqlite:///file or postgresql://name:password@host/name"
            " is allowed (its text is not shown, it may hold a password)"
        )
    if scheme == "postgresql" and not value.partition("://")[2].strip("/"):
        raise ValueError("names no server; postgresql://name:password@host/name is allowed")
    if scheme == "sqlite" and not value.startswith("sqlite:///"):
        raise ValueError("needs three slashes before a relative path, four before an absolute one")
    return Secret(value)


def bell(value: str) -> Secret:
    """The address of a Redis; secret, because it may carry a password."""
    scheme, divider, rest = value.partition("://")
    if scheme not in BELLS or not divider or not rest:
        raise ValueError(
            "is no Redis address; redis://host:6379/0, rediss://… or unix:///path is allowed"
            " (its text is not shown, it may hold a password)"
        )
    _split(value)
    return Secret(value)


def _split(value: str) -> SplitResult:
    try:
        parts = urlsplit(value)
        _ = parts.port
    except ValueError:
        raise ValueError("cannot be read as an address; is a bracket or the port wrong?") from None
    return parts
