"""The brake for a whole platform: many Creators, one code, little time."""

from datetime import UTC, datetime, timedelta

import pytest

from publisher.domain import brakes
from publisher.domain.brakes import STANDARD

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


def after(hits, step=timedelta(seconds=1), start=NOON):
    brake = brakes.NONE
    for place in range(hits):
        brake = brakes.hit(brake, f"creator {place}", start + step * place)
    return brake


def test_a_few_creators_do_not_brake_the_others():
    assert after(STANDARD.creators - 1).until is None


def test_one_creator_may_fail_as_often_as_it_likes():
    brake = brakes.NONE
    for second in range(100):
        brake = brakes.hit(brake, "the same", NOON + timedelta(seconds=second))

    assert brake.until is None


def test_many_creators_over_a_long_time_are_no_sudden_trouble():
    assert after(50, step=MINUTE).until is None


def test_a_few_of_very_many_are_a_bad_line_and_no_reason_for_all_to_rest():
    brake = brakes.NONE
    for place in range(50):
        brake = brakes.hit(brake, f"creator {place}", NOON, passed=1000)

    assert brake.until is None
    assert brakes.hit(brake, "one more", NOON, passed=100).until is not None


def test_after_a_rest_one_who_meets_it_among_many_who_do_not_holds_nobody_up():
    brake = after(STANDARD.creators)
    now = brake.until + timedelta(seconds=30)

    again = brakes.hit(brake, "unlucky", now, passed=20)

    assert (again.until, again.rests) == (brake.until, brake.rests)
    assert brakes.counted_from(brake, now) == brake.until


def test_many_creators_at_once_give_everybody_a_rest():
    brake = after(STANDARD.creators)

    assert brake.until == NOON + timedelta(seconds=STANDARD.creators - 1) + STANDARD.rest
    assert brakes.wait(brake, "anybody", NOON + timedelta(seconds=30)) is not None


def test_after_the_rest_a_few_go_first_and_then_all():
    brake = after(STANDARD.creators)
    people = [f"someone {number}" for number in range(800)]

    def through(minutes):
        now = brake.until + MINUTE * minutes
        return sum(brakes.wait(brake, one, now) is None for one in people)

    shares = [through(minutes) / len(people) for minutes in range(4)]
    assert shares == pytest.approx([1 / 8, 1 / 4, 1 / 2, 1], abs=0.05)
    assert shares[3] == 1


def test_whoever_meets_it_again_makes_the_rest_longer_for_all():
    brake = after(STANDARD.creators)
    again = brakes.hit(brake, "first through", brake.until + timedelta(seconds=5))

    assert again.rests == 2
    assert again.until == brake.until + timedelta(seconds=5) + 2 * STANDARD.rest


def test_an_answer_to_a_call_from_before_the_rest_changes_nothing():
    brake = after(STANDARD.creators)
    late = brakes.hit(brake, "late", NOON + timedelta(seconds=20))

    assert (late.until, late.rests) == (brake.until, brake.rests)


def test_a_rest_has_an_end_however_long_the_trouble():
    brake = after(STANDARD.creators)
    for _ in range(40):
        brake = brakes.hit(brake, "unlucky", brake.until)

    assert brake.rests == 41
    assert brakes.wait(brake, "x", brake.until - STANDARD.longest_rest) is not None
    assert brakes.wait(brake, "x", brake.until + 4 * STANDARD.stage) is None


def test_what_is_written_is_read_back_and_forgotten_in_time():
    brake = after(STANDARD.creators)

    assert brakes.read(brakes.written(brake)) == brake
    assert not brakes.is_over(brake, brake.until)
    assert brakes.is_over(brake, brake.until + 4 * STANDARD.stage)
    assert not brakes.is_over(after(1), NOON + MINUTE)
    assert brakes.is_over(after(1), NOON + STANDARD.within)
