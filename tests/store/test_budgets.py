"""The one statement that counts calls, over any rate and any pauses: no window is ever overfull."""

import random
from datetime import timedelta

import pytest

from publisher.domain.rates import Rate
from publisher.domain.states import ConnectionState
from publisher.store import apps, budgets, connections, creators
from publisher.store.budgets import Spent


@pytest.fixture
def spend(store, clock):
    """Asks for a call now; None where it may go out, else from when."""
    with store.write() as tx:
        creators.ensure(tx, "cre_1", "tiktok", "client", "open-1")
        apps.add(tx, apps.App("app_1", "one", {}, tx.now(), None))
        values = {"id": "con_1", "app_id": "app_1", "creator_id": "cre_1", "platform": "tiktok"}
        values |= {"state": ConnectionState.ACTIVE, "scopes": [], "created_at": tx.now()}
        connections.add(tx, values)

    def asked(rate):
        with store.write() as tx:
            answer = budgets.spend(tx, "con_1", "init", rate)
        return None if isinstance(answer, Spent) else answer

    return asked


@pytest.mark.parametrize("seed", range(8))
def test_no_window_ever_holds_more_than_the_limit(spend, clock, seed):
    dice = random.Random(seed)  # noqa: S311 a test repeats itself
    limit = dice.randint(2, 20)
    window = timedelta(seconds=dice.randint(1, 60))
    rate = Rate(limit, window, dice.randint(1, limit - 1))
    passed = []
    for _ in range(60):
        clock.turn(seconds=dice.random() * 2 * window.total_seconds() / limit)
        until = spend(rate)
        if until is None:
            passed.append(clock.now())
        else:
            assert clock.now() < until <= clock.now() + rate.interval

    for last in passed:
        assert sum(last - window <= at <= last for at in passed) <= limit


def test_an_eager_caller_gets_nearly_all_of_what_is_allowed(spend, clock):
    rate, begun, passed = Rate(6, timedelta(minutes=1)), clock.now(), 0
    while clock.now() < begun + timedelta(minutes=10):
        until = spend(rate)
        passed += until is None
        if until is not None:
            clock.set(until)

    assert 50 <= passed <= 60
