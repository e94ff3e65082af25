from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from publisher.domain import rates
from publisher.domain.rates import Rate

NOON = datetime(2026, 3, 4, 12, tzinfo=UTC)
MINUTE, SECOND = timedelta(minutes=1), timedelta(seconds=1)
SIX = Rate(6, MINUTE, burst=2)


def test_two_may_come_at_once_and_then_one_every_fifteen_seconds():
    due, waits, now = None, [], NOON
    for _ in range(6):
        decision = rates.ask(due, now, SIX)
        waits.append(0 if decision.may_pass else int((decision.retry_at - now) / SECOND))
        if not decision.may_pass:
            now = decision.retry_at
            decision = rates.ask(due, now, SIX)
        due = decision.due

    assert waits == [0, 0, 15, 15, 15, 15]


def test_a_refusal_spends_nothing():
    due = rates.ask(rates.ask(None, NOON, SIX).due, NOON, SIX).due

    assert rates.ask(due, NOON, SIX).due == due


def test_what_is_left_of_the_burst_is_told():
    rate = Rate(10, MINUTE, burst=3)
    due, left = None, []
    for _ in range(4):
        decision = rates.ask(due, NOON, rate)
        due = decision.due
        left.append(decision.left)

    assert left == [2, 1, 0, 0]


def test_after_the_platform_said_not_before_then_nothing_passes_before_then_and_no_burst_follows():
    until = NOON + 40 * SECOND
    due = rates.pushed_back(None, until, SIX)

    assert rates.ask(due, until - SECOND, SIX).retry_at == until
    first = rates.ask(due, until, SIX)
    assert first.may_pass
    assert not rates.ask(first.due, until, SIX).may_pass


def test_being_pushed_back_never_shortens_a_wait():
    far = NOON + MINUTE * 9

    assert rates.pushed_back(far, NOON, SIX) == far


@pytest.mark.parametrize(("limit", "burst"), [(1, 1), (6, 6), (6, 7), (6, 0), (0, 0)])
def test_a_rate_whose_burst_fills_its_window_cannot_be_made(limit, burst):
    with pytest.raises(ValueError, match="a rate needs"):
        Rate(limit, MINUTE, burst)


@given(
    rate=st.integers(2, 40).flatmap(
        lambda limit: st.builds(
            Rate,
            limit=st.just(limit),
            window=st.timedeltas(SECOND, MINUTE),
            burst=st.integers(1, limit - 1),
        )
    ),
    pauses=st.lists(st.timedeltas(timedelta(0), 9 * SECOND), max_size=120),
)
def test_no_window_ever_holds_more_than_the_limit(rate, pauses):
    due, now, passed = None, NOON, []
    for pause in pauses:
        now += pause
        decision = rates.ask(due, now, rate)
        due = decision.due
        if decision.may_pass:
            passed.append(now)
        else:
            assert now < decision.retry_at <= now + rate.interval

    for last in passed:
        assert sum(last - rate.window <= at <= last for at in passed) <= rate.limit


@given(st.integers(2, 60), st.timedeltas(SECOND, MINUTE))
def test_an_eager_caller_gets_nearly_all_of_what_is_allowed(limit, window):
    rate = Rate(limit, window)
    due, now, passed = None, NOON, 0
    while now < NOON + window * 10:
        decision = rates.ask(due, now, rate)
        due, passed = decision.due, passed + decision.may_pass
        now = decision.due if decision.may_pass else decision.retry_at

    assert (limit - 1) * 10 <= passed <= limit * 10
