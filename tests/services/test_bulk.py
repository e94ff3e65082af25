"""Many Posts in one call: a result per row, each once, and the plan of a spread."""

from dataclasses import replace
from datetime import timedelta
from itertools import pairwise

import pytest

from publisher.domain.errors import Refusal
from publisher.domain.states import Mode
from publisher.domain.when import Now
from publisher.services.bulk import MOST, Period, Row
from publisher.services.once import Once
from publisher.services.posts_check import NewPost
from tests.stage import PUBLIC


@pytest.fixture
def rows(stage):
    """Makes rows for one Connection."""
    connection = stage.connect()

    def make(number, **changes):
        new = NewPost(connection, (), Mode.DIRECT, Now(), options=PUBLIC)
        return [
            Row(
                place,
                replace(new, assets=(stage.asset(),), caption=f"row number {place}", **changes),
                f"row {place}",
            )
            for place in range(number)
        ]

    return make


def call(stage, key="one"):
    return Once(stage.app, "bulk", key, "same", lambda post: (201, {"id": post.id}))


def test_each_row_has_the_answer_that_it_would_have_had_alone(stage, rows):
    several = rows(3)
    several[1] = replace(several[1], new=replace(several[1].new, assets=("ast_nobody",)))

    results = stage.publisher.bulk.create(call(stage), several, None)

    assert [one.answer is not None for one in results] == [True, False, True]
    assert results[1].refusal.reason.code == "not_found"
    assert results[1].refusal.faults[0].pointer == "/assets/0"


def test_the_same_call_again_makes_nothing_new(stage, rows):
    several = rows(4)
    first = stage.publisher.bulk.create(call(stage), several, None)

    again = stage.publisher.bulk.create(call(stage), several, None)

    assert [one.answer.body for one in again] == [one.answer.body for one in first]
    assert all(one.answer.replayed for one in again)
    assert len(stage.publisher.lists.posts(stage.app, 100, None)) == 4


def test_a_call_that_broke_off_is_finished_by_repeating_it(stage, rows):
    several = rows(4)
    stage.publisher.bulk.create(call(stage), several[:2], None)

    results = stage.publisher.bulk.create(call(stage), several, None)

    assert [one.answer.replayed for one in results] == [True, True, False, False]


def test_a_row_sent_again_under_another_key_is_known_by_its_reference(stage, rows):
    several = [
        replace(row, new=replace(row.new, client_reference=f"ref {row.number}")) for row in rows(2)
    ]
    stage.publisher.bulk.create(call(stage), several, None)

    results = stage.publisher.bulk.create(call(stage, "another"), several, None)

    assert [one.refusal.reason.code for one in results] == ["client_reference_taken"] * 2
    assert results[0].refusal.extra["post"].startswith("post_")


def test_forty_over_ten_days_are_planned_apart_and_carried_out_as_planned(stage, rows):
    several = rows(40)
    period = Period(stage.now(), stage.now() + timedelta(days=10))

    plan = stage.publisher.bulk.plan(stage.app, several, period)
    stage.publisher.bulk.create(call(stage), several, period)

    instants = [one.at for one in plan]
    assert instants == sorted(instants)
    gaps = [later - earlier for earlier, later in pairwise(instants)]
    assert min(gaps) > timedelta(hours=5)
    kept = stage.publisher.lists.posts(stage.app, 100, None)
    assert sorted(post.slot_at for post in kept) == instants


def test_what_does_not_fit_is_shown_without_an_instant(stage, rows):
    period = Period(stage.now(), stage.now() + timedelta(minutes=25))

    plan = stage.publisher.bulk.plan(stage.app, rows(5), period)

    assert [one.at is not None for one in plan] == [True, True, True, False, False]


def test_what_does_not_fit_is_refused_and_the_rest_is_known_when_the_call_is_repeated(stage, rows):
    several = rows(5)
    period = Period(stage.now(), stage.now() + timedelta(minutes=25))

    first = stage.publisher.bulk.create(call(stage), several, period)
    again = stage.publisher.bulk.create(call(stage), several, period)

    for told in (first, again):
        assert [one.answer is not None for one in told] == [True, True, True, False, False]
        assert {one.refusal.faults[0].pointer for one in told[3:]} == {"/spread/end"}
        assert all(one.refusal.retry_at > period.end for one in told[3:])
    assert all(one.answer.replayed for one in again[:3])
    kept = stage.publisher.lists.posts(stage.app, 100, None)
    assert len(kept) == 3
    assert all(period.start <= post.slot_at <= period.end for post in kept)


def test_a_row_of_a_connection_nobody_knows_spoils_no_other(stage, rows):
    several = rows(3)
    several[1] = replace(several[1], new=replace(several[1].new, connection="con_nobody"))
    period = Period(stage.now(), stage.now() + timedelta(days=1))

    plan = stage.publisher.bulk.plan(stage.app, several, period)
    results = stage.publisher.bulk.create(call(stage), several, period)

    assert [one.at is not None for one in plan] == [True, False, True]
    assert plan[1].refusal.faults[0].pointer == "/connection"
    assert results[1].refusal.reason.code == "not_found"
    assert [one.answer is not None for one in results] == [True, False, True]


def test_more_rows_than_allowed_are_refused_with_the_number(stage):
    row = Row(0, None, "")

    with pytest.raises(Refusal) as refused:
        stage.publisher.bulk.create(call(stage), [row] * (MOST + 1), None)

    assert refused.value.faults[0].found == MOST + 1
