"""A breaker for one Connection and endpoint: after repeated trouble it delays, it never fails."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any


@dataclass(frozen=True, slots=True)
class Temper:
    """When a breaker opens, and how long it rests."""

    failures: int = 5  # this many …
    of: int = 10  # … among the last so many calls …
    within: timedelta = timedelta(seconds=30)  # … of the last so long
    rest: timedelta = timedelta(seconds=30)  # the first rest; each failed trial doubles it
    longest_rest: timedelta = timedelta(minutes=10)
    trial: timedelta = timedelta(minutes=2)  # a trial unanswered for so long is given up


STANDARD = Temper()


@dataclass(frozen=True, slots=True)
class Beat:
    """How one call went. Refusals count as sound: the platform did answer."""

    at: datetime
    sound: bool


@dataclass(frozen=True, slots=True)
class Breaker:
    """What is remembered of the calls to one endpoint."""

    recent: tuple[Beat, ...] = ()
    open_until: datetime | None = None  # None: closed
    trial_until: datetime | None = None  # one call is out to try; the others wait
    trips: int = 0  # rests taken since the last sound trial


@dataclass(frozen=True, slots=True)
class Verdict:
    """May this call go out? If not, `until` says when to ask again."""

    breaker: Breaker
    until: datetime | None = None

    @property
    def may_pass(self) -> bool:
        """Whether the call may go out now."""
        return self.until is None


def ask(breaker: Breaker, now: datetime, temper: Temper = STANDARD) -> Verdict:
    """Whether a call may go out; after a rest exactly one may, as the trial."""
    if breaker.open_until is None:
        return Verdict(breaker)
    if now < breaker.open_until:
        return Verdict(breaker, breaker.open_until)
    if breaker.trial_until is not None and now < breaker.trial_until:
        return Verdict(breaker, breaker.trial_until)
    return Verdict(replace(breaker, trial_until=now + temper.trial))


def heard(breaker: Breaker, now: datetime, *, sound: bool, temper: Temper = STANDARD) -> Breaker:
    """The breaker after one call; `sound` is False for transport failures and 5xx only."""
    if breaker.open_until is not None:
        return _after_open(breaker, now, sound, temper)
    horizon = now - temper.within
    recent = (*(beat for beat in breaker.recent if beat.at > horizon), Beat(now, sound))
    recent = recent[-temper.of :]
    if sum(not beat.sound for beat in recent) >= temper.failures:
        return _opened(now, 1, temper)
    return replace(breaker, recent=recent)


def written(breaker: Breaker) -> dict[str, Any]:
    """As it is kept."""
    return {
        "recent": [[beat.at.isoformat(), beat.sound] for beat in breaker.recent],
        "open_until": breaker.open_until and breaker.open_until.isoformat(),
        "trial_until": breaker.trial_until and breaker.trial_until.isoformat(),
        "trips": breaker.trips,
    }


def read(kept: Mapping[str, Any]) -> Breaker:
    """As it was kept."""

    def instant(name: str) -> datetime | None:
        return None if kept[name] is None else datetime.fromisoformat(kept[name])

    recent = tuple(Beat(datetime.fromisoformat(at), sound) for at, sound in kept["recent"])
    return Breaker(recent, instant("open_until"), instant("trial_until"), kept["trips"])


def _after_open(breaker: Breaker, now: datetime, sound: bool, temper: Temper) -> Breaker:
    if breaker.trial_until is None:
        return breaker  # an answer to a call from before the rest tells nothing new
    return Breaker() if sound else _opened(now, breaker.trips + 1, temper)


def _opened(now: datetime, trips: int, temper: Temper) -> Breaker:
    rest = min(temper.longest_rest, temper.rest * 2 ** min(trips - 1, 16))
    return Breaker(open_until=now + rest, trips=trips)
