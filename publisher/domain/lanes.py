"""How many announcements may be under way at once, once the platform says: too many calls.

Pure. Half as many at each refusal, one more for each while without one. The budgets count for one
Creator; this is for what the platform counts over all of them, and never tells.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any


@dataclass(frozen=True, slots=True)
class Temper:
    """When lanes close, how they open again, and when somebody is told."""

    creators: int = 2  # one Creator's refusals are its own, from so many on they are everybody's
    within: timedelta = timedelta(minutes=1)  # the window of every rate that is documented
    settles: timedelta = timedelta(seconds=10)  # refusals of calls sent before say nothing new
    opens: timedelta = timedelta(minutes=1)  # so long for each further lane: one such window
    widest: int = 16  # with so many nobody waits
    long: timedelta = timedelta(minutes=10)  # refused for so long: the operator should know
    # So long without a refusal: it is over. Longer than any wait for the next try (ten minutes).
    calm: timedelta = timedelta(minutes=15)


STANDARD = Temper()


@dataclass(frozen=True, slots=True)
class Lanes:
    """What is remembered while the platform says that there are too many calls."""

    since: datetime  # the first refusal
    last: datetime  # the latest one
    by: Mapping[str, datetime]  # the Creators who met it lately, and when
    width: int | None = None  # how many at once, at `narrowed`; None: any number
    narrowed: datetime | None = None
    is_told: bool = False  # the Operator knows that it goes on


def refused(
    before: Lanes | None, who: str, now: datetime, under_way: int | None, temper: Temper = STANDARD
) -> Lanes:
    """The lanes after one more refusal, while so many announcements were under way.

    None where a question was refused: fewer announcements would not help it.
    """
    if before is None or is_over(before, now, temper):
        before = Lanes(now, now, {})
    if under_way is None:
        return replace(before, last=now)
    by = {one: at for one, at in before.by.items() if at > now - temper.within} | {who: now}
    lanes = replace(before, last=now, by=by)
    narrowed = before.narrowed
    if len(by) < temper.creators or (narrowed is not None and now - narrowed < temper.settles):
        return lanes
    open_ = width(before, now, temper)
    most = under_way if open_ is None else min(open_, under_way)
    return replace(lanes, width=max(1, min(most, temper.widest) // 2), narrowed=now)


def width(lanes: Lanes, now: datetime, temper: Temper = STANDARD) -> int | None:
    """How many may be under way at once; None where nobody has to wait."""
    if lanes.width is None or lanes.narrowed is None:
        return None
    found = lanes.width + (now - lanes.narrowed) // temper.opens
    return found if found < temper.widest else None


def told(lanes: Lanes, temper: Temper = STANDARD) -> Lanes | None:
    """The lanes once the Operator has been told that it goes on; None where that is not due."""
    if lanes.is_told or lanes.last - lanes.since < temper.long:
        return None
    return replace(lanes, is_told=True)


def is_over(lanes: Lanes, now: datetime, temper: Temper = STANDARD) -> bool:
    """Whether there was no refusal for so long that nothing needs to be remembered."""
    return now - lanes.last >= temper.calm


def written(lanes: Lanes) -> dict[str, Any]:
    """As they are kept."""
    return {
        "since": lanes.since.isoformat(),
        "last": lanes.last.isoformat(),
        "by": {who: at.isoformat() for who, at in lanes.by.items()},
        "width": lanes.width,
        "narrowed": lanes.narrowed and lanes.narrowed.isoformat(),
        "is_told": lanes.is_told,
    }


def read(kept: Mapping[str, Any]) -> Lanes:
    """As they were kept."""
    return Lanes(
        since=datetime.fromisoformat(kept["since"]),
        last=datetime.fromisoformat(kept["last"]),
        by={who: datetime.fromisoformat(at) for who, at in kept["by"].items()},
        width=kept["width"],
        narrowed=kept["narrowed"] and datetime.fromisoformat(kept["narrowed"]),
        is_told=kept["is_told"],
    )
