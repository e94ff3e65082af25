"""What a caller says about time, read into a value: now, an instant, a wall time, or "find one"."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from publisher.domain import zones
from publisher.domain.errors import FieldFault

PAST_THAT_MEANS_NOW = timedelta(minutes=5)  # clocks differ, and so do the moments of a form
FURTHEST = timedelta(days=3653)  # ten years: beyond it a typing slip is likelier than a plan
QUEUE_NAME = re.compile(r"[a-z0-9][a-z0-9_-]{0,63}")

_STAMP = re.compile(
    r"(?P<local>[0-9]{4}-[0-9]{2}-[0-9]{2}[Tt ][0-9]{2}:[0-9]{2}(:[0-9]{2}(\.[0-9]{1,9})?)?)"
    r"(?P<offset>[Zz]|[+-][0-9]{2}:[0-9]{2})?"
)
_LOCAL = "a date and a time without offset, such as 2026-05-01T18:00"
_OFFSET = "RFC 3339 with an offset, such as 2026-05-01T18:00:00+02:00"
_WAYS = (
    '"now", "next_free", {at}, {wall_time, zone, fold?}, {next_free: {after?, before?}}, {queue}'
)


class BadTime(ValueError):
    """What was said about time cannot be followed; `fault` names field, rule and way out."""

    def __init__(self, pointer: str, rule: str, found: Any, allowed: str, way_out: str) -> None:
        self.fault = FieldFault(pointer, rule, _shown(found), allowed, way_out)
        super().__init__(f"{pointer}: {rule}: {allowed}. {way_out}")


@dataclass(frozen=True, slots=True)
class Now:
    """As soon as it may go out."""


@dataclass(frozen=True, slots=True)
class At:
    """An instant; the wall time and the offset are kept as they were said."""

    instant: datetime
    wall_time: datetime
    zone: str  # the offset, such as +02:00


@dataclass(frozen=True, slots=True)
class Wall:
    """A time on a wall clock, and the instant that this means by today's rules of its zone."""

    instant: datetime
    wall_time: datetime
    zone: str
    fold: int = 0  # 1: the second of two, where the clocks go back


@dataclass(frozen=True, slots=True)
class NextFree:
    """The earliest safe slot, within these bounds."""

    after: datetime | None = None
    before: datetime | None = None


@dataclass(frozen=True, slots=True)
class Queue:
    """The next unclaimed slot of the Connection's queue of that name."""

    name: str


When = Now | At | Wall | NextFree | Queue


def read(raw: Any, now: datetime, pointer: str = "/schedule") -> When:
    """What the caller's `schedule` means; raises BadTime with the way out."""
    if raw == "now":
        return Now()
    if raw == "next_free":
        return NextFree()
    match raw:
        case {"next_free": bounds}:
            _only(raw, {"next_free"}, pointer)
            return _next_free(bounds, now, f"{pointer}/next_free")
        case {"queue": name}:
            _only(raw, {"queue"}, pointer)
            return _queue(name, f"{pointer}/queue")
        case {"at": _} | {"wall_time": _}:
            return _not_long_past(read_moment(raw, now, pointer), now, pointer)
        case _:
            raise BadTime(pointer, "schedule_unknown", raw, _WAYS, "Say it in one of these ways.")


def read_moment(raw: Any, now: datetime, pointer: str) -> At | Wall:
    """One instant, as a string with offset, `{at}` or `{wall_time, zone}`; may lie in the past."""
    match raw:
        case str():
            return _at(raw, now, pointer)
        case {"at": stamp}:
            _only(raw, {"at"}, pointer)
            return _at(stamp, now, f"{pointer}/at")
        case {"wall_time": _}:
            _only(raw, {"wall_time", "zone", "fold"}, pointer)
            return _wall(raw, now, pointer)
        case _:
            raise BadTime(
                pointer, "time_malformed", raw, f"{_OFFSET}, or {{wall_time, zone}}", "Send one."
            )


def read_deadline(raw: Any, now: datetime, pointer: str = "/deadline") -> At | Wall:
    """The last instant at which a Post may go out; refused when it has passed."""
    moment = read_moment(raw, now, pointer)
    if moment.instant <= now:
        raise BadTime(pointer, "time_past", raw, f"after {zones.spelled(now)}", "Send a later one.")
    return moment


def _at(raw: Any, now: datetime, pointer: str) -> At:
    local, offset = _stamp(raw, pointer, _OFFSET)
    if not offset:
        way_out = "Add the offset, or send {wall_time, zone} with an IANA zone."
        raise BadTime(pointer, "time_needs_offset", raw, _OFFSET, way_out)
    _near_enough(local, raw, now, pointer)
    try:
        instant = datetime.fromisoformat(f"{local.isoformat()}{offset.upper()}").astimezone(UTC)
    except ValueError:
        raise BadTime(pointer, "time_malformed", raw, _OFFSET, "Correct the offset.") from None
    return At(instant, local, "+00:00" if offset in "Zz" else offset)


def _wall(raw: dict[str, Any], now: datetime, pointer: str) -> Wall:
    zone = read_zone(raw.get("zone"), f"{pointer}/zone")
    fold = _fold(raw.get("fold", "first"), f"{pointer}/fold")
    wall, offset = _stamp(raw["wall_time"], f"{pointer}/wall_time", _LOCAL)
    if offset:
        way_out = "Leave the offset out, or send {at} without a zone."
        raise BadTime(f"{pointer}/wall_time", "time_has_offset", raw["wall_time"], _LOCAL, way_out)
    _near_enough(wall, raw["wall_time"], now, f"{pointer}/wall_time")
    found = zones.instants(wall, zone)
    if not found:
        raise _gap(wall, zone, f"{pointer}/wall_time")
    # A time that comes once has no second occurrence: the choice then changes nothing.
    return Wall(found[min(fold, len(found) - 1)], wall, zone.key, min(fold, len(found) - 1))


def _gap(wall: datetime, zone: ZoneInfo, pointer: str) -> BadTime:
    instant = zones.after_gap(wall, zone)
    shown = zones.shown(instant, zone).isoformat()
    return BadTime(
        pointer,
        "time_in_gap",
        wall.isoformat(),
        f"a time that the clocks in {zone.key} show on that day; they skip this one",
        f"The next valid time is {shown} in {zone.key} ({zones.spelled(instant)}).",
    )


def read_zone(raw: Any, pointer: str) -> ZoneInfo:
    """The zone of that IANA name; raises BadTime that names the likeliest one."""
    if raw is None:
        allowed = "an IANA zone, such as Europe/London"
        raise BadTime(pointer, "zone_missing", raw, allowed, "Add the zone of the wall time.")
    zone = zones.find(raw) if isinstance(raw, str) else None
    if zone is None:
        likely = zones.near(raw) if isinstance(raw, str) else None
        way_out = f"Did you mean {likely}?" if likely else "Look the zone up in the IANA list."
        raise BadTime(pointer, "zone_unknown", raw, "an IANA zone, such as Europe/London", way_out)
    return zone


def _fold(raw: Any, pointer: str) -> int:
    if raw not in ("first", "second"):
        way_out = "Leave it out for the first of the two, or choose."
        raise BadTime(pointer, "fold_unknown", raw, '"first" or "second"', way_out)
    return int(raw == "second")


def _stamp(raw: Any, pointer: str, allowed: str) -> tuple[datetime, str]:
    """The local part and the offset (empty where there is none) of what was sent."""
    match = _STAMP.fullmatch(raw) if isinstance(raw, str) else None
    if match is None:
        raise BadTime(pointer, "time_malformed", raw, allowed, "Write it in this form.")
    try:
        return datetime.fromisoformat(match["local"].upper()), match["offset"] or ""
    except ValueError:
        way_out = "Correct the day or the hour: the calendar has no such time."
        raise BadTime(pointer, "time_malformed", raw, allowed, way_out) from None


def _near_enough(local: datetime, raw: Any, now: datetime, pointer: str) -> None:
    # Before any conversion to UTC: the years 1 and 9999 would leave the calendar.
    if abs(local - now.replace(tzinfo=None)) > FURTHEST:
        raise BadTime(pointer, "time_too_far", raw, "within ten years", "Check the year.")


def _not_long_past(moment: At | Wall, now: datetime, pointer: str) -> Now | At | Wall:
    age = now - moment.instant
    if age > PAST_THAT_MEANS_NOW:
        field = "at" if isinstance(moment, At) else "wall_time"
        found = zones.spelled(moment.instant)
        allowed = f"{zones.spelled(now - PAST_THAT_MEANS_NOW)} or later (up to 5 minutes mean now)"
        raise BadTime(
            f"{pointer}/{field}", "time_past", found, allowed, 'Send a later time, or "now".'
        )
    return Now() if age >= timedelta(0) else moment


def _next_free(raw: Any, now: datetime, pointer: str) -> NextFree:
    if not isinstance(raw, dict):
        allowed = "{after?, before?}"
        raise BadTime(pointer, "window_malformed", raw, allowed, "Send {} for no bounds.")
    _only(raw, {"after", "before"}, pointer)
    after, before = raw.get("after"), raw.get("before")
    start = None if after is None else read_moment(after, now, f"{pointer}/after").instant
    end = None if before is None else read_deadline(before, now, f"{pointer}/before").instant
    if end is not None and start is not None and end <= start:
        allowed = f"after {zones.spelled(start)}"
        raise BadTime(f"{pointer}/before", "window_empty", before, allowed, "Widen the window.")
    return NextFree(start, end)


def _queue(raw: Any, pointer: str) -> Queue:
    if not isinstance(raw, str) or not QUEUE_NAME.fullmatch(raw):
        allowed = "1 to 64 of a-z, 0-9, - and _, such as evenings"
        raise BadTime(pointer, "queue_malformed", raw, allowed, "Name a queue of the connection.")
    return Queue(raw)


def _shown(found: Any) -> Any:
    # What came in may be a megabyte of nonsense: an answer repeats scalars only, and briefly.
    if found is None or isinstance(found, int | float):
        return found
    return found[:80] if isinstance(found, str) else f"a JSON {type(found).__name__}"


def below(pointer: str, name: str) -> str:
    """The JSON pointer of a member, whose name may be anything (RFC 6901 spells ~ and / so)."""
    return f"{pointer}/{name[:80].replace('~', '~0').replace('/', '~1')}"


def _only(raw: dict[str, Any], known: set[str], pointer: str) -> None:
    for name in raw:
        if name not in known:
            allowed = "only " + ", ".join(sorted(known)) + " here"
            raise BadTime(below(pointer, name), "field_unknown", name, allowed, "Leave it out.")
