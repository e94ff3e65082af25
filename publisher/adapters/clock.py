"""The real time, and real waiting."""

import random
import secrets
import time
from datetime import UTC, datetime


def now() -> datetime:
    """The instant it is now."""
    return datetime.now(UTC)


def monotonic() -> float:
    """Seconds that never jump."""
    return time.monotonic()


def wait(seconds: float) -> None:
    """Let this much time pass."""
    time.sleep(seconds)


def chance_bytes(count: int) -> bytes:
    """Bytes that nobody can foresee."""
    return secrets.token_bytes(count)


def chance() -> float:
    """A number from 0 to 1, for spreading retries; nothing secret hangs on it."""
    return random.random()  # noqa: S311 jitter, not a secret
