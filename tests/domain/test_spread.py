from datetime import UTC, datetime, timedelta
from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from publisher.domain.slots import Limits, clash
from publisher.domain.spread import spread

NOON = datetime(2026, 3, 4, 12, tzinfo=UTC)
DAY, HOUR = timedelta(days=1), timedelta(hours=1)


def test_forty_over_ten_days_go_out_every_six_hours():
    plan = spread(40, NOON, NOON + 10 * DAY, [], Limits(15))

    assert plan[0] == NOON + 3 * HOUR
    assert {later - earlier for earlier, later in pairwise(plan)} == {6 * HOUR}


def test_what_does_not_fit_evenly_is_packed_from_the_start():
    plan = spread(3, NOON, NOON + 2 * DAY, [], Limits(1))

    assert plan == (NOON, NOON + DAY, NOON + 2 * DAY)


def test_what_does_not_fit_at_all_is_left_without_a_slot():
    plan = spread(4, NOON, NOON + 2 * DAY, [], Limits(1))

    assert plan == (NOON, NOON + DAY, NOON + 2 * DAY, None)


def test_the_same_question_gives_the_same_plan_and_another_seed_another():
    question = (9, NOON, NOON + DAY, [], Limits(15))

    assert spread(*question, "a", HOUR) == spread(*question, "a", HOUR)
    assert spread(*question, "a", HOUR) != spread(*question, "b", HOUR)


@settings(max_examples=50)
@given(
    number=st.integers(0, 25),
    days=st.integers(0, 4),
    busy=st.lists(st.timedeltas(-DAY, 5 * DAY), max_size=20),
    cap=st.integers(1, 15),
    gap=st.sampled_from([timedelta(0), HOUR, 5 * HOUR]),
    jitter=st.sampled_from([timedelta(0), HOUR]),
)
def test_every_plan_keeps_every_limit_and_its_order(number, days, busy, cap, gap, jitter):
    limits, end = Limits(cap, gap=gap), NOON + days * DAY
    taken = [NOON + one for one in busy]

    plan = spread(number, NOON, end, taken, limits, "seed", jitter)

    slots = [at for at in plan if at is not None]
    assert len(plan) == number
    assert plan == (*slots, *(None,) * (number - len(slots)))
    assert all(earlier < later for earlier, later in pairwise(slots))
    for index, at in enumerate(slots):
        assert NOON <= at <= end
        assert clash([*taken, *slots[:index]], at, limits) is None
