from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from publisher.domain.quiet import Quiet

LONDON, NEW_YORK = ZoneInfo("Europe/London"), ZoneInfo("America/New_York")


def utc(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=UTC)


@pytest.mark.parametrize(
    ("start", "end", "at", "quiet"),
    [
        (22, 7, utc(2026, 1, 5, 21, 59), False),
        (22, 7, utc(2026, 1, 5, 22), True),
        (22, 7, utc(2026, 1, 6, 6, 59), True),
        (22, 7, utc(2026, 1, 6, 7), False),
        (22, 7, utc(2026, 7, 5, 21), True),  # 22:00 on a summer's clock
        (22, 7, utc(2026, 7, 6, 6), False),
        (12, 14, utc(2026, 1, 5, 13), True),
        (12, 14, utc(2026, 1, 5, 14), False),
    ],
)
def test_quiet_hours_follow_the_clock_of_the_creator(start, end, at, quiet):
    assert Quiet(time(start), time(end), LONDON).covers(at) is quiet


@pytest.mark.parametrize(
    ("quiet", "at", "over"),
    [
        (Quiet(time(22), time(7), LONDON), utc(2026, 1, 5, 23), utc(2026, 1, 6, 7)),
        (Quiet(time(22), time(7), LONDON), utc(2026, 3, 28, 23), utc(2026, 3, 29, 6)),
        # The end itself is skipped by the clocks: quiet ends with the gap.
        (Quiet(time(23), time(2, 30), NEW_YORK), utc(2026, 3, 8, 5), utc(2026, 3, 8, 7)),
        # In the fold the end comes twice.
        (Quiet(time(23), time(1, 30), NEW_YORK), utc(2026, 11, 1, 5, 10), utc(2026, 11, 1, 5, 30)),
        (Quiet(time(23), time(1, 30), NEW_YORK), utc(2026, 11, 1, 6, 10), utc(2026, 11, 1, 6, 30)),
        # Nearly the whole day, and the one free stretch falls into the gap.
        (Quiet(time(2, 40), time(2, 20), NEW_YORK), utc(2026, 3, 8, 6), utc(2026, 3, 9, 6, 20)),
    ],
)
def test_quiet_hours_end_when_the_clock_says_so(quiet, at, over):
    assert quiet.covers(at)
    assert quiet.over(at) == over
    assert not quiet.covers(over)


def test_quiet_hours_have_a_length_over_midnight_too():
    assert Quiet(time(22), time(7), LONDON).length == timedelta(hours=9)
    assert Quiet(time(7), time(22), LONDON).length == timedelta(hours=15)


def test_quiet_hours_around_the_clock_cannot_be_made():
    with pytest.raises(ValueError, match="would never end"):
        Quiet(time(7), time(7), LONDON)
