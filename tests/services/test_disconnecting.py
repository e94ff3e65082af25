"""The end of a Connection: what waits is named, then called off; what may be out ends honestly."""

from datetime import timedelta

import pytest

from publisher.domain.errors import Refusal
from publisher.domain.when import At
from tests.interposed import interpose, once

STEPS = ["creator", "open", "fill", "commit", "ask"]


def _end(stage, connection, *, cancel_posts=True):
    return stage.publisher.disconnecting.end(stage.app, connection, cancel_posts=cancel_posts)


def _in(stage, days):
    at = stage.now() + timedelta(days=days)
    return At(at, at, "+00:00")


def test_it_is_refused_with_the_posts_that_wait_and_nothing_changes(stage):
    connection = stage.connect()
    later = stage.post(connection, when=_in(stage, days=2))

    with pytest.raises(Refusal) as refused:
        _end(stage, connection, cancel_posts=False)

    assert refused.value.reason.code == "posts_wait"
    assert refused.value.extra == {"posts": [later]}
    assert stage.state(later) == "scheduled"
    assert stage.publisher.connections.get(stage.app, connection)[0].state == "active"
    assert "connection.ended" not in stage.told(connection)


def test_what_waits_is_called_off_with_an_event_each_and_its_place_is_free(stage):
    connection = stage.connect()
    soon = stage.post(connection, when=_in(stage, days=1))
    later = stage.post(connection, when=_in(stage, days=2))

    done = _end(stage, connection)

    assert (done.posts, done.too_late) == ([soon, later], [])
    assert [stage.state(one) for one in (soon, later)] == ["cancelled", "cancelled"]
    assert stage.code(soon) == "connection_ended"
    assert stage.told(soon)[-1] == "post.cancelled"
    assert stage.told(connection)[-2:] == ["connection.ended", "connection.revocation"]
    stage.turn(3 * 86_400)
    stage.work()
    assert stage.published() == []


def test_ended_twice_it_is_told_once(stage):
    connection = stage.connect()

    _end(stage, connection)
    _end(stage, connection)

    assert stage.told(connection).count("connection.ended") == 1


@pytest.mark.parametrize("when", ["before", "after"])
@pytest.mark.parametrize("step", STEPS)
def test_with_bytes_under_way_it_never_appears_or_a_person_is_asked(stage, step, when):
    connection = stage.connect()
    post = stage.post(connection)
    said = []

    def during(real, *given):
        if when == "before":
            said.append(_end(stage, connection))
        answer = real(*given)
        if when == "after":
            said.append(_end(stage, connection))
        return answer

    interpose(stage, **{step: once(during)})
    stage.settle(post, seconds=120)
    stage.turn(26 * 3600)
    stage.settle(post, seconds=120)

    fate, public = stage.state(post), len(stage.published())
    if said[0].posts:
        assert (fate, stage.code(post), public) == ("cancelled", "connection_ended", 0)
    else:
        assert said[0].too_late == [post]
        assert (fate, public) == ("published", 1) or _asks_a_person(stage.row(post))


def test_what_the_platform_has_is_told_at_once_as_what_nobody_can_ask_about(stage):
    connection = stage.connect()
    post = stage.post(connection, caption="slow [sim:slow=1h]")
    stage.work()
    assert stage.state(post) == "processing"

    done = _end(stage, connection)
    stage.work()

    assert done.too_late == [post]
    assert (stage.state(post), stage.code(post)) == ("held", "nobody_can_ask")
    assert stage.told(post)[-1] == "post.held"


def _asks_a_person(post):
    return post.state == "held" and post.reason["remedy"] == "confirm_outcome"
