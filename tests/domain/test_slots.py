from collections.abc import Sequence
from datetime import UTC, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from publisher.domain import slots
from publisher.domain.quiet import Quiet
from publisher.domain.slots import Cap, Closed, Limits, Rule

NOON = datetime(2026, 3, 4, 12, tzinfo=UTC)
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
SECOND = timedelta(seconds=1)
LONDON = ZoneInfo("Europe/London")


def hours(*numbers: float) -> list[datetime]:
    return [NOON + HOUR * number for number in numbers]


def most_in_any_window(line: Sequence[datetime], window: timedelta) -> int:
    return max((sum(last - window < at <= last for at in line) for last in line), default=0)


@pytest.mark.parametrize(
    ("taken", "at", "cap", "expected"),
    [
        ([], 0, 1, None),
        ([0], 0, 1, NOON + DAY),
        ([0], 23.99, 1, NOON + DAY),
        ([0], 24, 1, None),  # exactly a day later is another window
        ([0], -24, 1, None),
        ([0, 1, 2], 3, 4, None),
        ([0, 1, 2], 3, 3, NOON + DAY),
        ([0, 1, 2], 25, 3, None),
        # Nothing lies in the day before 0, yet the window that ends at 20 would hold four.
        ([10, 15, 20], 0, 3, NOON + 20 * HOUR + timedelta(microseconds=1)),
        ([10, 15, 20], -4, 3, None),
        # Both sides are half full: only together do they forbid the middle.
        ([-12, -6, 10], 0, 3, NOON + 10 * HOUR + timedelta(microseconds=1)),
        ([-12, -6, 10], 0, 4, None),
    ],
)
def test_a_cap_counts_on_both_sides_of_the_instant(taken, at, cap, expected):
    found = slots.clash(hours(*taken), NOON + at * HOUR, Limits(cap))

    assert (None if found is None else found.free_from) == expected


@pytest.mark.parametrize(
    ("at", "rule", "free_from"),
    [
        (NOON + 29 * MINUTE, Rule.GAP, NOON + 30 * MINUTE),
        (NOON - 29 * MINUTE, Rule.GAP, NOON + 30 * MINUTE),
        (NOON + 30 * MINUTE, None, None),
        (NOON - 30 * MINUTE, None, None),
        (NOON + 10 * HOUR, Rule.QUIET, NOON + 19 * HOUR),
        (NOON + 19 * HOUR, None, None),
        (NOON + 2 * DAY, Rule.CLOSED, NOON + 3 * DAY),
        (NOON + 9 * DAY, Rule.CLOSED, None),
    ],
)
def test_each_rule_names_itself_and_the_instant_at_which_it_ends(at, rule, free_from):
    limits = Limits(
        15,
        gap=30 * MINUTE,
        quiet=Quiet(time(22), time(7), LONDON),
        closed=(
            Closed(NOON + 2 * DAY, NOON + 3 * DAY, "paused by the operator"),
            Closed(NOON + 8 * DAY, None, "the connection is broken"),
        ),
    )

    found = slots.clash([NOON], at, limits)

    assert (found and found.rule, found and found.free_from) == (rule, free_from)


def test_a_clash_explains_itself():
    limits = Limits(2, gap=90 * MINUTE, quiet=Quiet(time(1), time(2), LONDON))
    full = slots.clash(hours(0, 2), NOON + 4 * HOUR, limits)
    near = slots.clash(hours(0), NOON + HOUR, limits)
    night = slots.clash([], NOON + 13.5 * HOUR, limits)

    assert full.says == "At most 2 may go out in any 24 hours (cap), and none is left."
    assert near.says == "Another goes out too close to it; 90 minutes are kept between two."
    assert night.says == "It lies in the quiet hours, 01:00 to 02:00 in Europe/London."


def test_a_learnt_cap_holds_for_its_own_time_only():
    learnt = Cap(1, since=NOON, until=NOON + DAY, why="learnt")
    limits = Limits(15, also=(learnt,))
    taken = hours(-2)

    assert slots.clash(taken, NOON - HOUR, limits) is None
    assert slots.clash(taken, NOON, limits).free_from == NOON + 22 * HOUR
    assert slots.clash(hours(-2, 23), NOON + 24 * HOUR, limits) is None


def test_a_cap_of_nothing_closes_its_time_and_without_an_end_for_good():
    for_a_day = Limits(15, also=(Cap(0, since=NOON, until=NOON + DAY, why="learnt"),))

    assert slots.next_free([], NOON, None, for_a_day) == NOON + DAY
    assert slots.next_free([], NOON, None, Limits(0)) is None
    assert "none is left" in slots.clash([], NOON, Limits(0)).says


def test_the_next_free_slot_keeps_every_rule_at_once():
    limits = Limits(2, gap=30 * MINUTE, quiet=Quiet(time(7), time(20), LONDON))

    # 12:00 is quiet until 20:00; two lie within the day until the next day's 12:30, quiet again.
    assert slots.next_free(hours(-1, 0.5), NOON, None, limits) == NOON + 32 * HOUR


def test_there_is_no_free_slot_behind_the_deadline():
    assert slots.next_free(hours(0), NOON, NOON + DAY, Limits(1)) == NOON + DAY
    assert slots.next_free(hours(0), NOON, NOON + DAY - SECOND, Limits(1)) is None
    assert slots.next_free([], NOON, NOON - SECOND, Limits(1)) is None


def test_a_slot_is_a_whole_second():
    odd = NOON + timedelta(microseconds=1)

    assert slots.next_free([], odd, None, Limits(1)) == NOON + SECOND


def test_a_shift_is_taken_only_where_it_is_free_and_in_time():
    limits = Limits(9, gap=10 * MINUTE)
    later = [NOON + 12 * MINUTE]

    assert slots.next_free([], NOON, None, limits, 3 * MINUTE) == NOON + 3 * MINUTE
    assert slots.next_free(later, NOON, None, limits, 3 * MINUTE) == NOON
    assert slots.next_free([], NOON, NOON + 2 * MINUTE, limits, 3 * MINUTE) == NOON


@given(st.text(), st.timedeltas(timedelta(0), 2 * HOUR))
def test_jitter_is_the_same_for_the_same_seed_and_never_more_than_asked(seed, most):
    shift = slots.jitter(seed, most)

    assert timedelta(0) <= shift <= most
    assert shift == slots.jitter(seed, most)


def test_jitter_spreads_over_all_that_it_may():
    seen = {slots.jitter(f"post {n}", timedelta(seconds=9)) for n in range(400)}

    assert seen == {n * SECOND for n in range(10)}


def test_use_tells_how_full_a_window_is_and_when_it_empties():
    used = slots.use(hours(-30, -20, -1, 0, 4), NOON, Cap(5))

    assert (used.used, used.left, used.frees_at) == (3, 2, NOON + 4 * HOUR)
    assert slots.use([], NOON, Cap(5)).frees_at is None
    assert slots.use(hours(-2, -1, 0), NOON, Cap(2)).left == 0


def test_arithmetic_is_on_instants_even_when_the_instants_come_with_a_zone():
    # The night in which London's clocks go forward has 23 hours.
    first = datetime(2026, 3, 28, 12, tzinfo=LONDON)

    found = slots.clash([first], datetime(2026, 3, 29, 12, tzinfo=LONDON), Limits(1))

    assert found.free_from == datetime(2026, 3, 29, 12, tzinfo=UTC)


def test_reach_says_how_far_on_either_side_commitments_must_be_known():
    assert Limits(1).reach == DAY
    assert Limits(1, gap=2 * DAY).reach == 2 * DAY
    assert Limits(1, also=(Cap(5, 7 * DAY),)).reach == 7 * DAY


@pytest.mark.parametrize(("most", "window"), [(-1, DAY), (1, timedelta(0))])
def test_a_cap_that_means_nothing_cannot_be_made(most, window):
    with pytest.raises(ValueError, match="a cap needs"):
        Cap(most, window)


# --- properties: a small world of seconds, in which everything can be tried -------------------

instants = st.integers(0, 90).map(lambda number: NOON + number * SECOND)
caps = st.builds(
    Cap,
    most=st.integers(0, 4),
    window=st.integers(1, 25).map(lambda number: number * SECOND),
    since=st.none() | instants,
    until=st.none() | instants,
)
worlds = st.builds(
    Limits,
    cap=st.integers(1, 5),
    window=st.integers(1, 30).map(lambda number: number * SECOND),
    gap=st.integers(0, 6).map(lambda number: number * SECOND),
    also=st.lists(caps, max_size=2).map(tuple),
    closed=st.lists(
        st.builds(Closed, since=instants, until=instants, why=st.just("a pause")), max_size=2
    ).map(tuple),
)


def is_free(taken: Sequence[datetime], at: datetime, limits: Limits) -> bool:
    """The rules once more, the slow way: look at every window that would hold the newcomer."""
    line = [*taken, at]
    windows = (
        sum(last - cap.window < other <= last for other in line) <= cap.most
        for cap in limits.caps
        for last in line
        if cap.holds(last) and last - cap.window < at <= last
    )
    return (
        all(windows)
        and all(abs(other - at) >= limits.gap for other in taken)
        and not any(span.since <= at < span.until for span in limits.closed)
    )


@given(taken=st.lists(instants, max_size=25), at=instants, limits=worlds)
def test_an_instant_clashes_exactly_when_some_window_or_neighbour_forbids_it(taken, at, limits):
    found = slots.clash(taken, at, limits)

    assert (found is None) == is_free(taken, at, limits)
    assert found is None or found.free_from is None or found.free_from > at


@given(taken=st.lists(instants, max_size=25), after=instants, before=instants, limits=worlds)
def test_the_next_free_slot_is_the_earliest_that_there_is(taken, after, before, limits):
    seconds = int((before - after) / SECOND)
    free = (after + n * SECOND for n in range(seconds + 1))
    expected = next((at for at in free if is_free(taken, at, limits)), None)

    assert slots.next_free(taken, after, before, limits) == expected


@settings(max_examples=60)
@given(
    wishes=st.lists(st.timedeltas(timedelta(0), 4 * DAY), min_size=1, max_size=120),
    cap=st.integers(1, 15),
    gap=st.sampled_from([timedelta(0), 30 * MINUTE, 2 * HOUR]),
)
def test_no_rolling_day_ever_holds_more_than_its_cap_whatever_is_asked_in_any_order(
    wishes, cap, gap
):
    limits, taken = Limits(cap, gap=gap), []
    for wish in wishes:
        at = NOON + wish
        if slots.clash(taken, at, limits) is not None:
            at = slots.next_free(taken, at, None, limits, slots.jitter(str(wish), 5 * MINUTE))
        taken.append(at)

    line = sorted(taken)
    assert most_in_any_window(line, DAY) <= cap
    assert all(later - earlier >= gap for earlier, later in pairwise(line))


@given(
    wishes=st.lists(st.timedeltas(timedelta(0), 9 * DAY), min_size=1, max_size=20),
    start=st.times(),
    end=st.times(),
    zone=st.sampled_from(["Europe/London", "Australia/Lord_Howe", "Asia/Kathmandu", "UTC"]),
    spring=st.sampled_from([datetime(2026, 3, 25, tzinfo=UTC), datetime(2026, 10, 1, tzinfo=UTC)]),
)
def test_nothing_goes_out_in_quiet_hours_even_when_clocks_change(wishes, start, end, zone, spring):
    assume(start != end)
    limits = Limits(50, quiet=Quiet(start, end, ZoneInfo(zone)))
    for wish in wishes:
        at = slots.next_free([], spring + wish, None, limits)
        assert not limits.quiet.covers(at)
