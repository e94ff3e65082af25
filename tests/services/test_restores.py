"""A database that comes back from an old copy, and what is not sent twice because of it."""

from datetime import timedelta

import pytest
from sqlalchemy import select, update

from publisher.domain.when import At
from publisher.store.events import audit
from publisher.store.generations import generations


def grow(stage, times=5):
    for _ in range(times):
        stage.work()
        stage.turn(61)


def restore_old_copy(stage, number=1):
    """As after a restore: the database says it has come less far than it had."""
    with stage.store.write() as tx:
        tx.run(update(generations).values(number=number))


def later(stage, **by):
    instant = stage.now() + timedelta(**by)
    return At(instant, instant.replace(tzinfo=None), "+00:00")


def test_a_database_that_only_grows_is_trusted(stage):
    grow(stage)

    assert not stage.publisher.restores.look().is_on
    assert stage.settle(stage.post()).state == "published"


def test_after_a_restore_what_was_due_is_held_and_nothing_goes_out(stage):
    connection = stage.connect()
    due = stage.post(connection, when=later(stage, minutes=20))
    future = stage.post(connection, when=later(stage, days=2))
    grow(stage)
    stage.turn(3600)
    restore_old_copy(stage)

    stage.work()

    assert stage.publisher.restores.look().is_on
    assert stage.state(due) == "held"
    assert stage.code(due) == "restored_from_copy"
    assert stage.told(due)[-1] == "post.held"
    assert stage.state(future) == "scheduled"
    assert not stage.inits()


def test_what_the_platform_may_have_is_held_too(staged):
    stage = staged(processing_seconds=3600)
    post = stage.post()
    grow(stage, 2)
    assert stage.state(post) == "processing"
    restore_old_copy(stage, 0)

    stage.work()

    assert stage.state(post) == "held"


def test_nothing_is_rung_until_a_person_has_confirmed(stage):
    grow(stage)
    restore_old_copy(stage)
    stage.work()
    post = stage.post(when=later(stage, minutes=5))
    stage.turn(600)
    stage.work()
    assert stage.state(post) == "scheduled"

    stage.publisher.restores.confirm("nina, operator")

    assert stage.settle(post).state == "published"
    with stage.store.read() as tx:
        noted = [(row.who, row.what) for row in tx.run(select(audit))]
    assert ("nina, operator", "restore.confirmed") in noted


def test_a_ring_that_waited_through_the_restore_sends_nothing(stage):
    grow(stage)
    restore_old_copy(stage)
    stage.work()
    post = stage.post(when=later(stage, minutes=5))
    stage.turn(600)

    stage.publisher.attempts.work(post)
    assert not stage.inits()
    assert stage.state(post) == "scheduled"

    stage.publisher.restores.confirm("nina, operator")
    assert stage.settle(post).state == "published"


def test_the_service_says_that_it_is_not_ready_until_then(stage):
    grow(stage)
    restore_old_copy(stage)
    stage.work()

    assert "restore" in stage.publisher.health.look().faults
    stage.publisher.restores.confirm("Ada")
    assert "restore" not in stage.publisher.health.look().faults


def test_a_held_post_is_released_by_a_person_and_published_once(stage):
    post = stage.post(when=later(stage, minutes=5))
    grow(stage, 2)
    stage.turn(600)
    restore_old_copy(stage, 0)
    stage.work()
    stage.publisher.restores.confirm("nina")

    stage.publisher.post_changes.release(stage.app, post)

    assert stage.settle(post).state == "published"
    assert len(stage.published()) == 1


@pytest.mark.parametrize("spoilt", ["", "no number", "12\x0034"])
def test_a_reminder_that_cannot_be_read_is_no_alarm(stage, tmp_path, spoilt):
    grow(stage, 2)
    marker = tmp_path / "var" / "generation"
    assert marker.exists()
    marker.write_text(spoilt)

    assert not stage.publisher.restores.look().is_on
