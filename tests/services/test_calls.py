"""How often TikTok is called: budgets, breakers and the brake, over the real store."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

from publisher.domain.reasons import Raw
from publisher.services.calls import Calls, NotNow, Permit
from publisher.tiktok.limits import RATES
from publisher.tiktok.own_reasons import UNREACHABLE


class CallsOfTheirOwn(Calls):
    """Each call asked for in a transaction of its own."""

    def ask(self, connection_id, endpoint):
        with self._means.store.write() as tx:
            return super().ask(tx, connection_id, endpoint)


def calls_of(stage):
    return CallsOfTheirOwn(stage.publisher.connections._means, {"tiktok": dict(RATES)})


def test_never_more_than_six_announcements_in_any_minute(stage):
    calls, connection = calls_of(stage), stage.connect()
    sent = []
    for _ in range(600):
        if isinstance(calls.ask(connection, "init"), Permit):
            sent.append(stage.now())
        stage.turn(1)

    busiest = max(sum(one <= at < one + timedelta(minutes=1) for at in sent) for one in sent)
    assert busiest <= 6
    assert len(sent) >= 40


def test_a_refusal_names_the_instant_from_which_it_is_allowed(stage):
    calls, connection = calls_of(stage), stage.connect()
    answers = [calls.ask(connection, "init") for _ in range(3)]

    assert isinstance(answers[2], NotNow)
    stage.turn((answers[2].until - stage.now()).total_seconds())
    assert isinstance(calls.ask(connection, "init"), Permit)


def test_fifty_who_ask_at_once_share_one_budget(stage):
    calls, connection = calls_of(stage), stage.connect()

    with ThreadPoolExecutor(16) as pool:
        answers = list(pool.map(lambda _: calls.ask(connection, "init"), range(50)))

    assert sum(isinstance(one, Permit) for one in answers) == 2


def test_two_apps_with_one_creator_share_its_budget(stage):
    calls, connection = calls_of(stage), stage.connect()
    theirs = stage.connect(app=stage.publisher.apps.create("Another App").id)
    calls.ask(connection, "init")
    calls.ask(connection, "init")

    assert isinstance(calls.ask(theirs, "init"), NotNow)


def test_a_429_keeps_everybody_away_for_as_long_as_it_said(stage):
    calls, connection = calls_of(stage), stage.connect()
    permit = calls.ask(connection, "init")
    until = stage.now() + timedelta(seconds=120)

    calls.heard(permit, Raw(http=429, code="rate_limit_exceeded"), UNREACHABLE, until)

    refused = calls.ask(connection, "init")
    assert isinstance(refused, NotNow)
    assert refused.until == until


def test_after_five_failures_an_endpoint_rests_and_one_call_tries_it(stage):
    calls, connection = calls_of(stage), stage.connect()
    for _ in range(5):
        calls.heard(calls.ask(connection, "status"), Raw(http=502), UNREACHABLE)

    refused = calls.ask(connection, "status")
    assert isinstance(refused, NotNow)
    assert refused.reason.code == "platform_resting"
    assert isinstance(calls.ask(connection, "creator_info"), Permit)

    stage.turn(31)
    trial, second = calls.ask(connection, "status"), calls.ask(connection, "status")
    assert isinstance(trial, Permit)
    assert isinstance(second, NotNow)
    calls.heard(trial, Raw(http=200), None)
    assert isinstance(calls.ask(connection, "status"), Permit)


def test_refusals_do_not_open_a_breaker(stage):
    calls, connection = calls_of(stage), stage.connect()
    for _ in range(9):
        calls.heard(calls.ask(connection, "status"), Raw(http=403, code="no"), None)

    assert isinstance(calls.ask(connection, "status"), Permit)


def test_one_code_that_hits_many_creators_stops_announcements_and_says_so(stage):
    from sqlalchemy import select

    from publisher.store.events import audit

    calls = calls_of(stage)
    people = [stage.connect(one) for one in _creators(stage, 10)]
    for connection in people[:8]:
        permit = calls.ask(connection, "init")
        calls.heard(permit, Raw(http=200, code="internal_error"), UNREACHABLE)

    assert isinstance(calls.ask(people[9], "init"), NotNow)
    assert isinstance(calls.ask(people[9], "status"), Permit)
    with stage.store.read() as tx:
        noted = [row.what for row in tx.run(select(audit))]
    assert noted.count("platform.braked") == 1

    stage.turn(6 * 60)
    assert isinstance(calls.ask(people[9], "init"), Permit)


def test_a_post_that_has_to_wait_for_a_budget_is_only_late(stage):
    calls, connection = calls_of(stage), stage.connect()
    for _ in range(2):
        calls.ask(connection, "init")

    post = stage.post(connection)
    stage.work()

    assert stage.state(post) == "scheduled"
    assert stage.code(post) == "slowed_down"
    assert stage.row(post).tries == 0
    assert not stage.inits()
    assert stage.settle(post).state == "published"


def test_a_post_that_waits_for_the_creator_s_options_names_the_instant(stage):
    calls, connection = calls_of(stage), stage.connect()
    while isinstance(refused := calls.ask(connection, "creator_info"), Permit):
        pass
    post = stage.post(connection)

    stage.work()

    row = stage.row(post)
    assert (row.state, row.reason["code"]) == ("scheduled", refused.reason.code)
    assert row.due_at == refused.until  # not the longer pause of somebody who knows nothing
    assert row.reason["retry_at"] == row.due_at.isoformat()
    assert stage.settle(post).state == "published"


def _creators(stage, number):
    for place in range(number):
        handle = f"someone_{place}"
        stage.control(f"creators/{handle}", {"nickname": handle})
        yield handle
