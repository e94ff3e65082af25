"""What Creators want in a month: wishes, changes of mind, other apps; all by one seed."""

import random
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

ZONES = ("Europe/London", "America/New_York", "Asia/Tokyo", "Australia/Lord_Howe", "Asia/Kathmandu")
A_DAY = 3
OUR_OUTAGES, THEIR_OUTAGES = 3, 3
HOUR = timedelta(hours=1)
STORIES = ("moderation=40m", "slow=5m", "lost-init*1", "500-status*1")
MARKS = ("", *(f" [sim:{one}]" for one in STORIES))


@dataclass(frozen=True, slots=True)
class Wish:
    """One Post that somebody will ask for."""

    number: int
    creator: int
    asked_at: datetime
    wanted_at: datetime
    how: str  # now | at | wall | next_free | queue
    inbox: bool
    marks: str
    then: str  # what becomes of the wish: kept | cancelled | moved | edited
    then_at: datetime


@dataclass(frozen=True, slots=True)
class Person:
    """One Creator of the month."""

    number: int
    zone: ZoneInfo
    habit: str  # steady | bursts | queue
    daily_cap: int  # TikTok's own, which nobody is told
    others: tuple[datetime, ...]  # when other apps post for the same Creator


@dataclass(frozen=True, slots=True)
class Load:
    """All of it, in the order of time."""

    people: tuple[Person, ...]
    wishes: tuple[Wish, ...]
    ours_away: tuple[tuple[datetime, datetime], ...]  # no worker runs
    theirs_away: tuple[tuple[datetime, datetime], ...]  # TikTok answers 500


def load(seed: int, shard: int, creators: int, start: datetime, days: int) -> Load:
    """The same for the same arguments."""
    dice = random.Random(f"{seed}/{shard}")
    people = tuple(_person(dice, number, start, days) for number in range(creators))
    wishes = [one for person in people for one in _wishes(dice, person, start, days)]
    wishes.sort(key=lambda one: (one.asked_at, one.creator, one.wanted_at))
    numbered = tuple(_numbered(one, number) for number, one in enumerate(wishes))
    return Load(
        people,
        numbered,
        _spans(dice, start, days, OUR_OUTAGES, 20, 240),
        _spans(dice, start, days, THEIR_OUTAGES, 5, 90),
    )


def _person(dice: random.Random, number: int, start: datetime, days: int) -> Person:
    habit = dice.choices(("steady", "bursts", "queue"), (80, 14, 6))[0]
    a_day = dice.choices((0, 1, 4, 10), (70, 15, 10, 5))[0]
    others = sorted(start + timedelta(days=days) * dice.random() for _ in range(a_day * days))
    cap = dice.choices((15, 12), (90, 10))[0]
    return Person(number, ZoneInfo(dice.choice(ZONES)), habit, cap, tuple(others))


def _wishes(dice: random.Random, person: Person, start: datetime, days: int) -> list[Wish]:
    found = []
    for day in range(days):
        midnight = start + timedelta(days=day)
        if person.habit == "bursts":  # a week's posts at once, within an hour
            if day % 7 == 0:
                hour = midnight + HOUR * dice.randrange(20)
                several = A_DAY * min(7, days - day)
                instants = [hour + HOUR * dice.random() for _ in range(several)]
                found += [_wish(dice, person, start, one, "at") for one in instants]
            continue
        for _ in range(A_DAY):
            at = (midnight + HOUR * (24 * dice.random())).replace(microsecond=0)
            hows = ("wall", "at", "next_free", "now")
            how = "queue" if person.habit == "queue" else dice.choices(hows, (50, 30, 10, 10))[0]
            found.append(_wish(dice, person, start, at, how))
    return found


def _wish(dice: random.Random, person: Person, start: datetime, at: datetime, how: str) -> Wish:
    asked = at if how == "now" else max(start, at - HOUR * 48 * dice.random())
    then = dice.choices(("kept", "cancelled", "moved", "edited"), (92, 2, 3, 3))[0]
    then_at = asked + (at - asked) * dice.random()
    marks = dice.choices(MARKS, (94, 2, 2, 1, 1))[0]
    inbox = dice.random() < 0.04
    return Wish(0, person.number, asked, at, how, inbox, "" if inbox else marks, then, then_at)


def _numbered(one: Wish, number: int) -> Wish:
    values = {name: getattr(one, name) for name in one.__slots__}
    return Wish(**{**values, "number": number})


def _spans(
    dice: random.Random, start: datetime, days: int, number: int, least: int, most: int
) -> tuple[tuple[datetime, datetime], ...]:
    spans = []
    for place in range(number):
        begin = start + timedelta(days=days) * ((place + dice.random()) / (number + 1))
        spans.append((begin, begin + timedelta(minutes=dice.uniform(least, most))))
    return tuple(spans)


START = datetime(2026, 3, 2, 12, tzinfo=UTC)
