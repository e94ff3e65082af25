from datetime import UTC, datetime, time, timedelta
from itertools import islice, pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from publisher.domain import queues, zones
from publisher.domain.queues import Week, WeeklySlot
from publisher.domain.slots import Limits

LONDON, NEW_YORK = ZoneInfo("Europe/London"), ZoneInfo("America/New_York")
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
SUNDAY = 6
ZONES = ["Europe/London", "America/New_York", "Australia/Lord_Howe", "Asia/Kathmandu"]


def utc(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=UTC)


def first(week: Week, after: datetime, number: int) -> list[datetime]:
    return list(islice(week.instants(after), number))


def test_a_slot_keeps_its_wall_time_when_the_clocks_change():
    week = Week(LONDON, (WeeklySlot(SUNDAY, time(18)),))

    assert first(week, utc(2026, 3, 20), 3) == [
        utc(2026, 3, 22, 18),
        utc(2026, 3, 29, 17),
        utc(2026, 4, 5, 17),
    ]


def test_a_slot_that_the_clocks_skip_happens_as_soon_as_they_have():
    week = Week(NEW_YORK, (WeeklySlot(SUNDAY, time(2, 30)),))

    assert first(week, utc(2026, 3, 2), 2) == [utc(2026, 3, 8, 7), utc(2026, 3, 15, 6, 30)]


def test_two_slots_that_a_gap_pushes_together_are_one_on_that_day():
    week = Week(NEW_YORK, (WeeklySlot(SUNDAY, time(2, 30)), WeeklySlot(SUNDAY, time(3))))

    assert first(week, utc(2026, 3, 8), 3) == [
        utc(2026, 3, 8, 7),
        utc(2026, 3, 15, 6, 30),
        utc(2026, 3, 15, 7),
    ]


def test_a_slot_in_the_repeated_hour_happens_once():
    week = Week(NEW_YORK, (WeeklySlot(SUNDAY, time(1, 30)),))

    assert first(week, utc(2026, 11, 1), 2) == [utc(2026, 11, 1, 5, 30), utc(2026, 11, 8, 6, 30)]
    assert first(week, utc(2026, 11, 1, 5, 31), 1) == [utc(2026, 11, 8, 6, 30)]


def test_the_instant_asked_from_counts_itself():
    week = Week(LONDON, (WeeklySlot(SUNDAY, time(18)),))

    assert first(week, utc(2026, 3, 22, 18), 1) == [utc(2026, 3, 22, 18)]


@pytest.mark.parametrize("zone", ZONES)
@given(
    walls=st.sets(st.builds(WeeklySlot, st.integers(0, 6), st.times()), min_size=1, max_size=8),
    after=st.datetimes(datetime(2026, 1, 1), datetime(2027, 12, 1)),  # noqa: DTZ001 - UTC below
)
def test_instants_come_in_order_and_show_their_wall_time_once_a_week(zone, walls, after):
    week = Week(ZoneInfo(zone), tuple(sorted(walls)))
    start = after.replace(tzinfo=UTC)
    found = first(week, start, 3 * len(walls))

    assert start <= found[0]
    assert all(earlier < later for earlier, later in pairwise(found))
    shown = [zones.shown(instant, week.zone) for instant in found]
    strangers = [one for one in shown if WeeklySlot(one.weekday(), one.time()) not in walls]
    assert len(strangers) <= 1  # a gap may push the slots of one hour
    dates = [(one.date(), one.time()) for one in shown]
    assert len(set(dates)) == len(dates)


def test_fifty_claims_one_after_the_other_get_fifty_slots():
    week = Week(LONDON, (WeeklySlot(0, time(9)), WeeklySlot(3, time(21))))
    claimed: set[datetime] = set()
    for _ in range(50):
        claimed.add(
            queues.next_unclaimed(week, claimed, sorted(claimed), utc(2026, 1, 1), None, Limits(15))
        )

    assert None not in claimed
    assert len(claimed) == 50


def test_a_slot_that_a_limit_forbids_is_left_out():
    week = Week(LONDON, (WeeklySlot(0, time(9)), WeeklySlot(1, time(9))))
    busy = [utc(2026, 1, 5, 8, 50)]

    found = queues.next_unclaimed(
        week, set(), busy, utc(2026, 1, 5), None, Limits(9, gap=30 * MINUTE)
    )

    assert found == utc(2026, 1, 6, 9)


@pytest.mark.parametrize(
    ("week", "claimed", "before"),
    [
        (Week(LONDON, ()), set(), None),
        (Week(LONDON, (WeeklySlot(0, time(9)),)), set(), utc(2026, 1, 5, 8, 59)),
        (
            Week(LONDON, (WeeklySlot(0, time(9)),)),
            {utc(2026, 1, 5, 9) + 7 * DAY * n for n in range(60)},
            utc(2026, 3, 1),
        ),
    ],
)
def test_there_may_be_no_next_slot(week, claimed, before):
    found = queues.next_unclaimed(week, claimed, [], utc(2026, 1, 5), before, Limits(9))

    assert found is None


def test_a_queue_is_read_in_the_order_of_the_week():
    raw = {
        "zone": "Europe/London",
        "slots": [{"day": "sun", "time": "18:00"}, {"day": "mon", "time": "08:30"}],
    }

    week, faults = queues.read(raw)

    assert faults == ()
    assert week == Week(LONDON, (WeeklySlot(0, time(8, 30)), WeeklySlot(SUNDAY, time(18))))
    assert [str(slot) for slot in week.slots] == ["mon 08:30", "sun 18:00"]


GOOD = {"day": "mon", "time": "08:30"}


@pytest.mark.parametrize(
    ("raw", "faults"),
    [
        (None, [("/", "queue_malformed")]),
        ({"zone": "UTC"}, [("/", "queue_malformed")]),
        ({"zone": "Mars", "slots": []}, [("/zone", "zone_unknown"), ("/slots", "queue_size")]),
        ({"slots": [GOOD]}, [("/zone", "zone_missing")]),
        ({"zone": "UTC", "slots": [GOOD] * 169}, [("/slots", "queue_size")]),
        (
            {"zone": "UTC", "slots": [GOOD, GOOD, {"day": "tue", "time": "08:30"}, GOOD]},
            [("/slots/1", "slot_twice"), ("/slots/3", "slot_twice")],
        ),
        *(
            ({"zone": "UTC", "slots": [wrong]}, [("/slots/0", "slot_malformed")])
            for wrong in (
                None,
                "mon 08:30",
                {"day": "Monday", "time": "08:30"},
                {"day": "mon", "time": "8:30"},
                {"day": "mon", "time": "24:00"},
                {"day": "mon", "time": "٠٨:30"},
                {"day": "mon", "time": "08:30", "zone": "UTC"},
                {"day": 0, "time": "08:30"},
            )
        ),
    ],
)
def test_a_queue_that_makes_no_sense_names_everything_that_is_wrong(raw, faults):
    week, found = queues.read(raw)

    assert week is None
    assert [(fault.pointer, fault.rule) for fault in found] == faults


def test_a_slot_named_twice_says_which_one_it_repeats():
    _, (fault,) = queues.read({"zone": "UTC", "slots": [GOOD, GOOD]}, "/queues/evenings")

    assert fault.way_out == "Remove it: /queues/evenings/slots/0 is the same slot."
