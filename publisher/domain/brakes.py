"""A brake for a whole platform: when one code suddenly hits many Creators, everybody waits.

Pure. A breaker sees one Creator and one endpoint; this sees what they have in common.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any


@dataclass(frozen=True, slots=True)
class Temper:
    """When the brake closes, and how it lets go."""

    creators: int = 8  # so many different ones …
    within: timedelta = timedelta(minutes=5)  # … met the same code in so long …
    share: float = 0.25  # … and of all who announced then they were so many
    rest: timedelta = timedelta(minutes=1)  # the first rest; each that follows doubles it
    longest_rest: timedelta = timedelta(minutes=15)
    stage: timedelta = timedelta(minutes=1)  # each further stage lets twice as many through
    stages: int = 4  # an eighth, a quarter, a half, all


STANDARD = Temper()


@dataclass(frozen=True, slots=True)
class Brake:
    """What is remembered of one code."""

    hits: Mapping[str, datetime]  # the Creators who met it lately, and when
    until: datetime | None = None  # nobody goes before this
    rests: int = 0  # rests in a row


NONE = Brake({})


def counted_from(brake: Brake, now: datetime, temper: Temper = STANDARD) -> datetime:
    """Since when those who met a code are weighed against those who did not."""
    start = now - temper.within
    return start if brake.until is None else min(now, max(start, brake.until))


def hit(brake: Brake, who: str, now: datetime, passed: int = 0, temper: Temper = STANDARD) -> Brake:
    """The brake after one more Creator met its code, while so many announcements went well."""
    hits = {one: at for one, at in brake.hits.items() if at > now - temper.within} | {who: now}
    if brake.until is not None and now < brake.until:
        return Brake(hits, brake.until, brake.rests)  # called before the rest, answered in it
    trying = brake.until is not None and now < _over(brake.until, temper)
    # A bad line spoils a few of very many: that is no trouble of the platform's with everybody.
    is_rare = len(hits) < temper.share * (len(hits) + passed)
    if is_rare and trying:
        return Brake(hits, brake.until, brake.rests)
    if is_rare or (len(hits) < temper.creators and not trying):
        return Brake(hits, None, 0)
    rests = brake.rests + 1 if trying else 1
    rest = min(temper.longest_rest, temper.rest * 2 ** min(rests - 1, 16))
    return Brake({}, now + rest, rests)


def wait(brake: Brake, who: str, now: datetime, temper: Temper = STANDARD) -> datetime | None:
    """Until when this Creator waits, or None; after the rest some go first, the same ones."""
    if brake.until is None or now >= _over(brake.until, temper):
        return None
    return None if now >= (turn := brake.until + temper.stage * _place(who, temper)) else turn


def is_over(brake: Brake, now: datetime, temper: Temper = STANDARD) -> bool:
    """Whether nothing of it needs to be remembered."""
    if brake.until is not None and now < _over(brake.until, temper):
        return False
    return all(at <= now - temper.within for at in brake.hits.values())


def written(brake: Brake) -> dict[str, Any]:
    """As it is kept."""
    return {
        "hits": {who: at.isoformat() for who, at in brake.hits.items()},
        "until": brake.until and brake.until.isoformat(),
        "rests": brake.rests,
    }


def read(kept: Mapping[str, Any]) -> Brake:
    """As it was kept."""
    hits = {who: datetime.fromisoformat(at) for who, at in kept["hits"].items()}
    until = kept["until"]
    return Brake(hits, until and datetime.fromisoformat(until), kept["rests"])


def _over(until: datetime, temper: Temper) -> datetime:
    return until + temper.stage * (temper.stages - 1)


def _place(who: str, temper: Temper) -> int:
    """In which stage this Creator's turn comes: 0 for an eighth of all, then 1 for as many, …"""
    share = hashlib.blake2b(who.encode(), digest_size=2).digest()
    drawn: int = int.from_bytes(share) % (1 << (temper.stages - 1))
    return drawn.bit_length()
