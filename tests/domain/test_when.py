from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from publisher.domain import when, zones
from publisher.domain.errors import FieldFault
from publisher.domain.when import At, BadTime, NextFree, Now, Queue, Wall

NOW = datetime(2026, 3, 4, 12, tzinfo=UTC)
SECOND = timedelta(seconds=1)


def utc(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=UTC)


def wall(*parts: int) -> datetime:
    return datetime(*parts)  # noqa: DTZ001 - a wall time has no zone: that is its point


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ("now", Now()),
        ("next_free", NextFree()),
        ({"next_free": {}}, NextFree()),
        (
            {"at": "2026-05-01T18:00:00+02:00"},
            At(utc(2026, 5, 1, 16), wall(2026, 5, 1, 18), "+02:00"),
        ),
        ({"at": "2026-05-01t18:00z"}, At(utc(2026, 5, 1, 18), wall(2026, 5, 1, 18), "+00:00")),
        (
            {"at": "2026-05-01T18:00:00.5-00:00"},
            At(utc(2026, 5, 1, 18, 0, 0, 500_000), wall(2026, 5, 1, 18, 0, 0, 500_000), "-00:00"),
        ),
        (
            {"wall_time": "2026-05-01T18:00", "zone": "Asia/Kathmandu"},
            Wall(utc(2026, 5, 1, 12, 15), wall(2026, 5, 1, 18), "Asia/Kathmandu"),
        ),
        (
            {"next_free": {"after": "2026-05-01T18:00Z", "before": "2026-05-02T18:00Z"}},
            NextFree(utc(2026, 5, 1, 18), utc(2026, 5, 2, 18)),
        ),
        (
            {"next_free": {"after": "2020-05-01T18:00Z", "before": None}},
            NextFree(utc(2020, 5, 1, 18)),
        ),
        (
            {"next_free": {"before": {"wall_time": "2026-05-01T18:00", "zone": "Europe/London"}}},
            NextFree(None, utc(2026, 5, 1, 17)),
        ),
        ({"queue": "evenings"}, Queue("evenings")),
    ],
)
def test_every_way_of_saying_when_is_understood(raw, expected):
    assert when.read(raw, NOW) == expected


@pytest.mark.parametrize(
    ("raw", "pointer", "rule", "way_out"),
    [
        (None, "/schedule", "schedule_unknown", "one of these ways"),
        ("tomorrow", "/schedule", "schedule_unknown", "one of these ways"),
        ("2026-05-01T18:00:00Z", "/schedule", "schedule_unknown", "one of these ways"),
        ({}, "/schedule", "schedule_unknown", "one of these ways"),
        ([], "/schedule", "schedule_unknown", "one of these ways"),
        ({"at": "2026-05-01T18:00:00"}, "/schedule/at", "time_needs_offset", "Add the offset"),
        ({"at": "2026-05-01"}, "/schedule/at", "time_malformed", "in this form"),
        ({"at": "1777658400"}, "/schedule/at", "time_malformed", "in this form"),
        ({"at": 1777658400}, "/schedule/at", "time_malformed", "in this form"),
        ({"at": None}, "/schedule/at", "time_malformed", "in this form"),
        ({"at": "٢٠٢٦-05-01T18:00Z"}, "/schedule/at", "time_malformed", "in this form"),
        ({"at": "2026-02-29T18:00Z"}, "/schedule/at", "time_malformed", "no such time"),
        ({"at": "2026-05-01T24:00Z"}, "/schedule/at", "time_malformed", "no such time"),
        ({"at": "2026-05-01T18:00+24:00"}, "/schedule/at", "time_malformed", "the offset"),
        ({"at": "9999-12-31T23:59-23:59"}, "/schedule/at", "time_too_far", "Check the year"),
        ({"at": "0001-01-01T00:00+23:59"}, "/schedule/at", "time_too_far", "Check the year"),
        ({"at": "2026-03-04T11:54:59Z"}, "/schedule/at", "time_past", '"now"'),
        (
            {"wall_time": "2026-03-04T11:54:59", "zone": "UTC"},
            "/schedule/wall_time",
            "time_past",
            '"now"',
        ),
        ({"at": "2026-05-01T18:00Z", "zone": "UTC"}, "/schedule/zone", "field_unknown", "Leave"),
        ({"wall_time": "2026-05-01T18:00"}, "/schedule/zone", "zone_missing", "Add the zone"),
        (
            {"wall_time": "2026-05-01T18:00Z", "zone": "UTC"},
            "/schedule/wall_time",
            "time_has_offset",
            "{at}",
        ),
        (
            {"wall_time": "9999-12-31T18:00", "zone": "UTC"},
            "/schedule/wall_time",
            "time_too_far",
            "Check the year",
        ),
        (
            {"wall_time": "2026-05-01T18:00", "zone": "UTC", "fold": 1},
            "/schedule/fold",
            "fold_unknown",
            "first of the two",
        ),
        (
            {"wall_time": "2026-03-29T01:30", "zone": "Europe/London"},
            "/schedule/wall_time",
            "time_in_gap",
            "2026-03-29T02:00:00 in Europe/London (2026-03-29T01:00:00Z)",
        ),
        ({"next_free": None}, "/schedule/next_free", "window_malformed", "{}"),
        ({"next_free": {"soon": 1}}, "/schedule/next_free/soon", "field_unknown", "Leave"),
        (
            {"next_free": {"before": "2026-03-04T12:00Z"}},
            "/schedule/next_free/before",
            "time_past",
            "later",
        ),
        (
            {"next_free": {"after": "2026-03-05T00:00Z", "before": "2026-03-05T00:00Z"}},
            "/schedule/next_free/before",
            "window_empty",
            "Widen",
        ),
        ({"next_free": {"after": 7}}, "/schedule/next_free/after", "time_malformed", "Send one"),
        ({"queue": ""}, "/schedule/queue", "queue_malformed", "Name a queue"),
        ({"queue": "Evenings!"}, "/schedule/queue", "queue_malformed", "Name a queue"),
        ({"queue": "evenings", "at": "x"}, "/schedule/at", "field_unknown", "Leave"),
    ],
)
def test_what_cannot_be_followed_is_refused_with_the_way_out(raw, pointer, rule, way_out):
    with pytest.raises(BadTime) as refused:
        when.read(raw, NOW)

    fault = refused.value.fault
    assert (fault.pointer, fault.rule) == (pointer, rule)
    assert way_out in fault.way_out
    assert fault.allowed


@pytest.mark.parametrize(
    ("zone", "hint"),
    [
        ("europe/london", "Europe/London"),
        ("London", "Europe/London"),
        ("Europe/Lodnon", "Europe/London"),
        ("America/New York", "America/New_York"),
        ("../../etc/passwd", "IANA list"),
        ("/etc/localtime", "IANA list"),
        ("localtime", "IANA list"),
        ("right/Europe/London", "Europe/London"),
        ("", "IANA list"),
        ("x" * 100_000, "IANA list"),
        (7, "IANA list"),
        ("Europe/London\n", "Europe/London"),
        ("\x00", "IANA list"),
    ],
)
def test_an_unknown_zone_is_refused_with_the_one_that_was_likely_meant(zone, hint):
    with pytest.raises(BadTime) as refused:
        when.read({"wall_time": "2026-05-01T18:00", "zone": zone}, NOW)

    assert refused.value.fault.rule == "zone_unknown"
    assert hint in refused.value.fault.way_out
    assert len(str(refused.value.fault.found)) <= 80


@pytest.mark.parametrize(
    ("age", "expected"),
    [(0, Now), (1, Now), (300, Now), (-1, At)],
)
def test_up_to_five_minutes_past_means_now(age, expected):
    stamp = zones.spelled(NOW - age * SECOND)

    assert isinstance(when.read({"at": stamp}, NOW), expected)


@pytest.mark.parametrize(
    ("fold", "instant", "kept"),
    [
        ({}, utc(2026, 11, 1, 5, 30), 0),
        ({"fold": "first"}, utc(2026, 11, 1, 5, 30), 0),
        ({"fold": "second"}, utc(2026, 11, 1, 6, 30), 1),
    ],
)
def test_in_a_fold_the_first_time_is_meant_unless_the_second_is_chosen(fold, instant, kept):
    raw = {"wall_time": "2026-11-01T01:30", "zone": "America/New_York", **fold}

    found = when.read(raw, NOW)

    assert found == Wall(instant, wall(2026, 11, 1, 1, 30), "America/New_York", kept)


def test_choosing_the_second_of_a_time_that_comes_once_changes_nothing():
    raw = {"wall_time": "2026-11-02T01:30", "zone": "America/New_York", "fold": "second"}

    assert when.read(raw, NOW).fold == 0


@pytest.mark.parametrize(
    ("zone", "said", "next_valid"),
    [
        ("Europe/London", "2026-03-29T01:00", "2026-03-29T01:00:00Z"),
        ("Europe/London", "2026-03-29T01:59:59", "2026-03-29T01:00:00Z"),
        ("America/New_York", "2027-03-14T02:30", "2027-03-14T07:00:00Z"),
        ("Australia/Lord_Howe", "2026-10-04T02:15", "2026-10-03T15:30:00Z"),  # half an hour only
        ("Pacific/Auckland", "2026-09-27T02:30", "2026-09-26T14:00:00Z"),
        ("America/St_Johns", "2027-03-14T02:30", "2027-03-14T05:30:00Z"),
        ("America/Santiago", "2026-09-06T00:30", "2026-09-06T04:00:00Z"),  # midnight itself
        ("Africa/Casablanca", "2026-03-22T02:30", "2026-03-22T02:00:00Z"),  # after Ramadan
    ],
)
def test_a_time_that_the_clocks_skip_is_refused_with_the_next_valid_one(zone, said, next_valid):
    with pytest.raises(BadTime) as refused:
        when.read({"wall_time": said, "zone": zone}, NOW)

    assert refused.value.fault.rule == "time_in_gap"
    assert f"({next_valid})" in refused.value.fault.way_out


def test_a_gap_of_a_whole_day_ends_with_the_next_day():
    with pytest.raises(BadTime) as refused:
        when.read({"wall_time": "2011-12-30T12:00", "zone": "Pacific/Apia"}, utc(2011, 12, 1))

    assert "2011-12-31T00:00:00 in Pacific/Apia" in refused.value.fault.way_out


MATRIX = [
    "Europe/London",
    "America/New_York",
    "Australia/Lord_Howe",
    "Asia/Kathmandu",
    "Pacific/Auckland",
    "America/St_Johns",
    "America/Sao_Paulo",
    "UTC",
]


def turns(zone: str) -> list[datetime]:
    """The days of three years on which this zone's clocks change, as wall times at midnight."""
    days = [wall(2026, 3, 6) + timedelta(days=number) for number in range(3 * 365)]
    place = zones.find(zone)
    offsets = [day.replace(tzinfo=place).utcoffset() for day in days]
    return [days[n] for n in range(len(days) - 1) if offsets[n] != offsets[n + 1]] or days[:1]


def attempt(raw: object) -> when.When | FieldFault:
    try:
        return when.read(raw, NOW)
    except BadTime as bad:
        return bad.fault


@pytest.mark.parametrize("zone", MATRIX)
@given(
    choice=st.integers(0, 10**6),
    clock=st.timedeltas(timedelta(0), timedelta(hours=27)),
    fold=st.sampled_from(["first", "second"]),
)
def test_on_days_of_change_a_wall_time_is_shown_by_its_instant_or_lies_in_a_gap(
    zone, choice, clock, fold
):
    days, place = turns(zone), zones.find(zone)
    said = days[choice % len(days)] + clock

    found = attempt({"wall_time": said.isoformat(), "zone": zone, "fold": fold})

    if isinstance(found, Wall):
        assert zones.shown(found.instant, place) == said == found.wall_time
        assert found.instant.tzinfo is UTC
    else:
        assert found.rule == "time_in_gap"
        opens = zones.after_gap(said, place)
        assert zones.shown(opens - timedelta(microseconds=1), place) < said
        assert zones.shown(opens, place) > said


@given(
    said=st.datetimes(datetime(2026, 3, 6), datetime(2035, 3, 5)),  # noqa: DTZ001 - wall times
    minutes=st.integers(-23 * 60 - 59, 23 * 60 + 59),
)
def test_an_instant_survives_any_offset(said, minutes):
    stamp = said.replace(tzinfo=timezone(timedelta(minutes=minutes)))

    found = when.read({"at": stamp.isoformat()}, NOW)

    assert found.instant == stamp
    assert found.wall_time == said


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=30),
        lambda inner: (
            st.lists(inner, max_size=3)
            | st.dictionaries(
                st.sampled_from(
                    ["at", "wall_time", "zone", "fold", "next_free", "after", "before", "queue"]
                ),
                inner,
                max_size=4,
            )
        ),
        max_leaves=8,
    )
)
def test_whatever_is_sent_is_either_understood_or_refused_with_a_fault(raw):
    found = attempt(raw)

    assert isinstance(found, when.When) or found.pointer.startswith("/schedule")


@pytest.mark.parametrize("raw", ["2026-03-05T00:00Z", {"at": "2026-03-05T00:00Z"}])
def test_a_deadline_is_an_instant(raw):
    assert when.read_deadline(raw, NOW).instant == utc(2026, 3, 5)


@pytest.mark.parametrize("raw", ["2026-03-04T12:00Z", "now", {"queue": "x"}, None])
def test_a_deadline_that_has_passed_or_is_none_is_refused(raw):
    with pytest.raises(BadTime):
        when.read_deadline(raw, NOW)
