"""What a worker knows whose lease is lost, or whose database went away: kept, and acted upon."""

import pytest

from publisher.domain.errors import StoreAway
from publisher.store import attempts, budgets, connections, steps
from tests.interposed import interpose, once

PULL = {"photos": 2, "title": "two", "caption": ""}


def overtaken_at_the_announcement(stage, meanwhile):
    """A worker stands still inside init; the others come, are left in doubt, and it wakes."""
    call = stage.publisher.platforms["tiktok"].open

    def slow(ticket):
        answer = call(ticket)
        stage.turn(95)
        stage.publisher.sweep.once(lambda: stage.seconds)
        for post_id in stage.bell.take("publish"):
            stage.publisher.attempts.work(post_id)
            meanwhile.append(stage.state(post_id))
        return answer

    return slow


@pytest.fixture
def late(stage):
    """A pull that was handed over by a worker who had lost its lease meanwhile."""
    platform = stage.publisher.platforms["tiktok"]
    plain, meanwhile = platform.open, []
    platform.open = overtaken_at_the_announcement(stage, meanwhile)
    post = stage.post(**PULL)
    stage.work()
    platform.open = plain
    assert meanwhile == ["held"]
    return post


def test_an_answer_that_came_too_late_for_its_lease_ends_the_doubt(stage, late):
    for _ in range(5):
        stage.turn(10)
        stage.work()

    assert stage.state(late) == "published"
    assert len(stage.inits()) == 1
    assert len(stage.published()) == 1


def test_evidence_filed_twice_is_kept_once(stage):
    post = stage.post()
    stage.settle(post)
    with stage.store.read() as tx:
        attempt = attempts.of_post(tx, post)[0]
    row = {
        "id": "evi_00000000000000000000000001",
        "app_id": attempt.app_id,
        "attempt_id": attempt.id,
        "source": "worker",
        "publish_id": "p_1",
    }

    for _ in range(2):
        with stage.store.write() as tx:
            steps.file_evidence(tx, row)

    with stage.store.read() as tx:
        assert [one.publish_id for one in steps.evidence_for(tx, attempt.id)] == ["p_1"]


def _away(stage, times):
    """The database does not answer so many times, and then does."""
    real, left = stage.store.write, iter(range(times))

    def away():
        if next(left, None) is None:
            stage.store.write = real
            return real()
        raise StoreAway("the database does not answer")

    stage.store.write = away


def test_an_answer_is_kept_where_the_database_was_away_as_its_pace_was_noted(stage):
    theirs = stage.connect(app=stage.publisher.apps.create("Another App").id)
    pull = stage.post(**PULL)
    with stage.store.write() as tx:  # a breaker counts: each answer is told to it
        stage.publisher.connections._calls.ask(tx, theirs, "init")
        creator = connections.of_post(tx, theirs).creator_id
        kept = {"open_until": None, "trial_until": None, "trips": 0}
        kept["recent"] = [[stage.now().isoformat(), False]]
        budgets.keep_breaker(tx, creator, "init", kept)

    def cut(real, ticket):
        answer = real(ticket)
        _away(stage, 1)
        return answer

    interpose(stage, open=once(cut))

    assert stage.settle(pull).state == "published"


def test_a_handle_outlasts_minutes_without_a_database(stage):
    def cut(real, ticket):
        answer = real(ticket)
        stage.turn(5)  # TikTok has fetched everything by now
        _away(stage, 400)
        return answer

    interpose(stage, open=once(cut))
    post = stage.post(**PULL)

    assert stage.settle(post).state == "published"
    assert len(stage.inits()) == 1
