"""How pages say times, lengths, sizes and who acts."""

import re
from datetime import datetime, timedelta

from flask import Flask
from markupsafe import Markup, escape

from publisher.web import error_words

_KB = 1000
_SOON = timedelta(seconds=5)
_INSTANT = re.compile(r"\d{4}-\d\d-\d\dT[\d:.]+\+00:00")


def register(site: Flask) -> None:
    """Make these known to templates."""
    for say in (moment, clock, ago, took, size, ticked, dated, who):
        site.jinja_env.filters[say.__name__] = say


def who(actor: str) -> str:
    """Who acts, as people say it."""
    return error_words.ACTOR.get(actor, actor)


def moment(at: datetime | None) -> str:
    """A day and a time; pages speak UTC, and scripts may turn it into the reader's own."""
    return "" if at is None else f"{at:%Y-%m-%d %H:%M:%S} UTC"


def dated(text: str) -> str:
    """A sentence with its instants as the rest of a page shows them."""
    return _INSTANT.sub(lambda found: moment(datetime.fromisoformat(found[0])), text)


def clock(at: datetime) -> str:
    """The time of day, to the tenth of a second."""
    return f"{at:%H:%M:%S}.{at.microsecond // 100_000}"


def ago(at: datetime | None, now: datetime) -> str:
    """How far away a moment is."""
    if at is None:
        return "never"
    apart = now - at
    if abs(apart) < _SOON:
        return "now"
    length = _length(abs(apart))
    return f"{length} ago" if apart > timedelta(0) else f"in {length}"


def took(seconds: float | None) -> str:
    """How long something took."""
    if seconds is None:
        return ""
    return f"{seconds * 1000:.0f} ms" if seconds < 1 else f"{seconds:.1f} s"


def size(count: float | None) -> str:
    """Bytes for people."""
    if count is None:
        return ""
    for unit in ("B", "kB", "MB"):
        if count < _KB:
            return f"{count:.0f} {unit}" if unit == "B" else f"{count:.1f} {unit}"
        count /= _KB
    return f"{count:.2f} GB"


def ticked(text: str) -> Markup:
    """Text with what stands in `ticks` as code."""
    parts = text.split("`")
    return Markup("").join(
        Markup("<code>{}</code>").format(part) if place % 2 else escape(part)
        for place, part in enumerate(parts)
    )


def _length(apart: timedelta) -> str:
    for unit, words in ((86400, "day"), (3600, "hour"), (60, "minute"), (1, "second")):
        count = int(apart.total_seconds() // unit)
        if count:
            return f"{count} {words}{'' if count == 1 else 's'}"
    return "a moment"
