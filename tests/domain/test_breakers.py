from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from publisher.domain import breakers
from publisher.domain.breakers import Breaker, Temper

NOON = datetime(2026, 3, 4, 12, tzinfo=UTC)
REST = breakers.STANDARD.rest


def second(number: float) -> datetime:
    return NOON + timedelta(seconds=number)


def after(breaker: Breaker, *calls: tuple[float, bool]) -> Breaker:
    for moment, sound in calls:
        breaker = breakers.heard(breaker, second(moment), sound=sound)
    return breaker


def opened() -> Breaker:
    return after(Breaker(), *((n, False) for n in range(5)))


def test_five_failures_among_ten_calls_open_it():
    mixed = [(n, n % 2 == 0) for n in range(10)]

    assert breakers.ask(after(Breaker(), *mixed[:9]), second(9)).may_pass
    verdict = breakers.ask(after(Breaker(), *mixed), second(9))

    assert not verdict.may_pass
    assert verdict.until == second(9) + REST


def test_five_failures_spread_over_more_than_half_a_minute_do_not_open_it():
    slow = after(Breaker(), *((n * 8, False) for n in range(9)))

    assert breakers.ask(slow, second(70)).may_pass


def test_five_failures_among_more_than_ten_calls_do_not_open_it():
    calls = [(n, n % 3 != 0) for n in range(28)]

    assert breakers.ask(after(Breaker(), *calls), second(28)).may_pass


def test_after_the_rest_one_call_passes_as_the_trial_and_the_others_wait():
    first = breakers.ask(opened(), second(4) + REST)
    second_call = breakers.ask(first.breaker, second(5) + REST)

    assert first.may_pass
    assert second_call.until == second(4) + REST + breakers.STANDARD.trial


def test_a_sound_trial_closes_it_and_forgets_the_trouble():
    trial = breakers.ask(opened(), second(4) + REST).breaker

    assert breakers.heard(trial, second(40), sound=True) == Breaker()


def test_each_failed_trial_doubles_the_rest_up_to_the_longest():
    breaker, now, rests = opened(), second(4), []
    for _ in range(8):
        until = breakers.ask(breaker, now).until
        rests.append(int((until - now).total_seconds()))
        trial = breakers.ask(breaker, until).breaker
        breaker, now = breakers.heard(trial, until, sound=False), until

    assert rests == [30, 60, 120, 240, 480, 600, 600, 600]


def test_a_trial_that_never_answers_gives_way_to_another():
    trial = breakers.ask(opened(), second(4) + REST).breaker
    late = second(4) + REST + breakers.STANDARD.trial

    assert breakers.ask(trial, late).may_pass


def test_an_answer_from_before_the_rest_changes_nothing():
    resting = opened()

    assert breakers.heard(resting, second(6), sound=True) == resting
    assert breakers.heard(resting, second(6), sound=False) == resting


@given(st.lists(st.tuples(st.floats(0, 40), st.booleans()), max_size=60))
def test_it_never_stays_shut_for_longer_than_its_longest_rest(calls):
    breaker, now = Breaker(), NOON
    temper = Temper()
    for pause, sound in calls:
        now += timedelta(seconds=pause)
        verdict = breakers.ask(breaker, now, temper)
        limit = max(temper.longest_rest, temper.trial)
        assert verdict.may_pass or now < verdict.until <= now + limit
        if verdict.may_pass:
            breaker = breakers.heard(verdict.breaker, now, sound=sound, temper=temper)
        assert len(breaker.recent) <= temper.of
