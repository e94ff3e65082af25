"""Tokens that end: one renewal for all, and only TikTok's repeated no asks the creator again."""

import threading
from datetime import timedelta

import pytest

from publisher.domain.errors import StoreAway
from publisher.domain.ports import Declined
from publisher.domain.when import At
from publisher.store import connections, events
from publisher.store.connections import of_post
from tests.interposed import interpose, once

EXPIRED = 2 * 3600 + 1


def _row(stage, connection):
    with stage.store.read() as tx:
        return of_post(tx, connection)


def _pair(stage, connection):
    with stage.store.read() as tx:
        return connections.tokens(tx, connection)


def _in(stage, time):
    later = stage.now() + time
    return At(later, later.replace(tzinfo=None), "+00:00")


def _renewals(stage):
    return sum(stage.ledger()["calls"].get("token:refresh_token", {}).values())


@pytest.mark.parametrize(
    ("kind", "wishes"),
    [
        ("lost", {"before": True}),
        ("hang", {"before": True, "seconds": 1}),
        ("500", {}),
        ("503", {}),
        ("html", {"before": True}),
        ("empty", {"before": True}),
        ("code", {"code": "server_error", "http": 200}),
        ("code", {"code": "temporarily_unavailable", "http": 503}),
        ("code", {"code": "invalid_client", "http": 401}),
        ("code", {"code": "invalid_grant", "http": 200, "times": 1}),
    ],
)
def test_no_trouble_but_a_repeated_no_disconnects_or_changes_a_token(stage, kind, wishes):
    connection = stage.connect()
    before = _pair(stage, connection)
    stage.turn(EXPIRED)
    stage.order("token", kind, **{"times": "all", **wishes})

    stage.publisher.connections.token(connection)

    assert _row(stage, connection).state == "active"
    if wishes.get("times") != 1:
        assert _pair(stage, connection) == before
    stage.calm()
    stage.turn(61)
    assert not isinstance(stage.publisher.connections.token(connection), Declined)


def test_a_repeated_no_is_told_with_the_posts_that_wait_and_they_stay(stage):
    connection = stage.connect()
    post = stage.post(connection, when=_in(stage, timedelta(seconds=EXPIRED)))
    stage.turn(EXPIRED)
    stage.order("token", "code", code="invalid_grant", http=200, times="all")

    for _ in range(5):
        stage.work()
        stage.turn(30)

    assert _row(stage, connection).state == "broken"
    assert stage.state(post) == "scheduled"
    with stage.store.read() as tx:
        told = [one for one in events.of_ref(tx, connection) if one.kind == "connection.broken"]
    assert [one.payload["posts"] for one in told] == [[post]]


def test_many_who_meet_one_ended_token_renew_it_once_and_all_go_on(stage):
    connection = stage.connect()
    refused = _pair(stage, connection)[0]
    got = []

    def go_on():
        got.append(stage.publisher.connections.token(connection, refused=refused))

    everybody = [threading.Thread(target=go_on) for _ in range(8)]
    for one in everybody:
        one.start()
    for one in everybody:
        one.join()

    assert got == [_pair(stage, connection)[0]] * len(everybody)
    assert refused not in got
    assert _renewals(stage) == 1


def test_a_slow_renewal_is_not_overtaken_by_a_second_with_the_same_refresh_token(stage):
    """TikTok may have dropped the pair that we keep where it had answered the other one last."""
    connection = stage.connect()
    stage.turn(EXPIRED)
    meanwhile = []

    def slow(real, refresh):
        answer = real(refresh)
        stage.turn(100)  # a line that waits its longest for each part of the answer
        meanwhile.append(stage.publisher.connections.token(connection))
        return answer

    interpose(stage, renew=once(slow))

    assert stage.publisher.connections.token(connection) == _pair(stage, connection)[0]
    assert isinstance(meanwhile[0], Declined)
    assert _renewals(stage) == 1


def test_a_new_pair_outlasts_minutes_without_a_database(stage, monkeypatch):
    """The old one may be dead already: lost, the creator would have to connect again."""
    connection = stage.connect()
    stage.turn(EXPIRED)
    real, left = stage.store.write, iter(range(400))

    def away():
        if next(left, None) is None:
            return real()
        raise StoreAway("the database does not answer")

    def cut(renew, refresh):
        answer = renew(refresh)
        monkeypatch.setattr(stage.store, "write", away)
        return answer

    interpose(stage, renew=once(cut))

    assert stage.publisher.connections.token(connection) == _pair(stage, connection)[0]
    assert _renewals(stage) == 1


@pytest.mark.parametrize("access", [60, 24 * 3600])
def test_lifetimes_come_from_the_answer_whatever_they_are(staged, access):
    stage = staged(access_seconds=access)
    post = stage.post(when=_in(stage, timedelta(minutes=10)))

    done = stage.settle(post, seconds=1200)

    assert done.state == "published"
    assert (_renewals(stage) > 0) is (access == 60)
