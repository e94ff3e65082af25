from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from publisher.domain import retry
from publisher.domain.retry import Patience

NOON = datetime(2026, 3, 4, 12, tzinfo=UTC)
PLAIN = Patience(
    first=timedelta(seconds=10), longest=timedelta(minutes=2), least=timedelta(seconds=1)
)
KINDS = [retry.OUTAGE, retry.LIMITED, retry.TRANSPORT, retry.ASKING, PLAIN]


@pytest.mark.parametrize(
    ("tries", "chance", "expected"),
    [
        (1, 0.0, 1),
        (1, 0.5, 5.5),
        (1, 1.0, 10),
        (2, 1.0, 20),
        (3, 1.0, 40),
        (4, 1.0, 80),
        (5, 1.0, 120),
        (6, 1.0, 120),
        (10_000, 1.0, 120),
    ],
)
def test_the_ceiling_doubles_until_the_longest_and_chance_picks_below_it(tries, chance, expected):
    assert retry.delay(tries, chance, PLAIN) == timedelta(seconds=expected)


def test_an_outage_is_asked_after_at_1_2_4_8_16_seconds_and_then_patiently():
    soonest = [retry.delay(tries, 0.0, retry.OUTAGE) for tries in range(1, 6)]
    latest = [retry.delay(tries, 1.0, retry.OUTAGE) for tries in range(1, 12)]

    assert [wait.total_seconds() for wait in soonest] == [1, 2, 4, 8, 16]
    assert [wait.total_seconds() for wait in latest] == [
        *(1.25, 2.5, 5, 10, 20),
        *(30, 60, 120, 240, 480, 900),
    ]


@pytest.mark.parametrize(
    ("asked", "granted"),
    [(-5, 1), (0, 1), (0.2, 1), (1, 1), (37, 37), (3600, 3600), (3601, 3600), (10**9, 3600)],
)
def test_what_the_platform_asked_for_wins_within_a_second_and_an_hour(asked, granted):
    wait = retry.delay(1, 0.9, retry.OUTAGE, asked=timedelta(seconds=asked))

    assert wait == timedelta(seconds=granted)


@given(
    tries=st.integers(1, 10**9),
    chance=st.floats(0, 1),
    patience=st.sampled_from(KINDS),
    asked=st.none() | st.timedeltas(timedelta(days=-9), timedelta(days=9)),
)
def test_no_wait_is_nothing_and_none_is_longer_than_patience_allows(tries, chance, patience, asked):
    wait = retry.delay(tries, chance, patience, asked)

    longest = max(patience.longest, retry.LONGEST_ASKED if asked is not None else timedelta(0))
    assert timedelta(seconds=1) <= wait <= longest


@pytest.mark.parametrize(("tries", "chance"), [(0, 0.5), (-1, 0.5), (1, -0.1), (1, 1.1)])
def test_a_wait_that_makes_no_sense_is_refused(tries, chance):
    with pytest.raises(ValueError, match="no wait after"):
        retry.delay(tries, chance, PLAIN)


@pytest.mark.parametrize(
    "wrong",
    [
        {"first": timedelta(0)},
        {"least": timedelta(0)},
        {"first": timedelta(minutes=9)},
        {"least": timedelta(seconds=11)},
        {"quick": (timedelta(0),)},
    ],
)
def test_patience_that_contradicts_itself_cannot_be_made(wrong):
    sound = {"first": PLAIN.first, "longest": PLAIN.longest, "least": PLAIN.least}

    with pytest.raises(ValueError, match=r"patience needs|quick wait"):
        Patience(**(sound | wrong))


def test_the_last_instant_is_the_deadline_or_else_slot_and_grace():
    deadline = NOON + timedelta(days=2)

    assert retry.last_instant(NOON, timedelta(hours=1)) == NOON + timedelta(hours=1)
    assert retry.last_instant(NOON, timedelta(hours=1), deadline) == deadline
