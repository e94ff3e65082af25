"""Wall times and instants: what a clock on the wall means in a zone, gaps and folds included."""

import difflib
import re
from datetime import UTC, datetime, timedelta
from functools import cache
from zoneinfo import ZoneInfo, available_timezones

# Of the list these are no places: the machine's own zone would leak in.
_NOT_PLACES = frozenset({"localtime", "Factory", "posixrules"})
_SHAPE = re.compile(r"[A-Za-z0-9_+\-]+(/[A-Za-z0-9_+\-]+)*")


@cache
def names() -> frozenset[str]:
    """Every zone we accept. Reading the list takes a while, so it is read once."""
    return frozenset(available_timezones()) - _NOT_PLACES


def find(name: str) -> ZoneInfo | None:
    """The zone of that exact name, or None; a name from outside never becomes a path."""
    if not _SHAPE.fullmatch(name) or name not in names():
        return None
    return ZoneInfo(name)


def near(name: str) -> str | None:
    """The zone that was most likely meant, so that a refusal can say so."""
    folded = {known.casefold(): known for known in sorted(names())}
    wanted = name[:64].strip().replace(" ", "_").casefold()
    cities = {known.rpartition("/")[2].casefold(): known for known in sorted(names())}
    exact = folded.get(wanted) or cities.get(wanted.rpartition("/")[2])
    if exact:
        return exact
    close = difflib.get_close_matches(wanted, folded, n=1, cutoff=0.7)
    return folded[close[0]] if close else None


def instants(wall: datetime, zone: ZoneInfo) -> tuple[datetime, ...]:
    """The instants at which the wall clock shows this: one, two in a fold, none in a gap."""
    found: list[datetime] = []
    for fold in (0, 1):
        instant = wall.replace(tzinfo=zone, fold=fold).astimezone(UTC)
        if instant not in found and shown(instant, zone) == wall:
            found.append(instant)
    return tuple(found)


def after_gap(wall: datetime, zone: ZoneInfo) -> datetime:
    """The first instant after the gap that swallowed this wall time."""
    early = wall.replace(tzinfo=zone, fold=1).astimezone(UTC)
    late = wall.replace(tzinfo=zone, fold=0).astimezone(UTC)
    new = late.astimezone(zone).utcoffset()
    # The clocks change once between the two; a gap may be a whole day (Apia, 2011).
    before, after = 0, int((late - early) / timedelta(seconds=1))
    start = early.replace(microsecond=0)
    while after - before > 1:
        middle = (before + after) // 2
        moved = (start + timedelta(seconds=middle)).astimezone(zone).utcoffset() == new
        before, after = (before, middle) if moved else (middle, after)
    return start + timedelta(seconds=after)


def first_instant(wall: datetime, zone: ZoneInfo) -> datetime:
    """When a repeating wall time happens on its day: its first time in a fold, else after a gap."""
    found = instants(wall, zone)
    return found[0] if found else after_gap(wall, zone)


def shown(instant: datetime, zone: ZoneInfo) -> datetime:
    """What the wall clock shows at an instant."""
    return instant.astimezone(zone).replace(tzinfo=None, fold=0)


def spelled(instant: datetime) -> str:
    """An instant as RFC 3339 in UTC, as our messages spell it."""
    return instant.astimezone(UTC).isoformat().replace("+00:00", "Z")
