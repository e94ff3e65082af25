"""After the end of a Connection: our permission goes, and no more is told than is known."""

from datetime import timedelta

import pytest

from publisher.domain.errors import StoreAway
from publisher.domain.ports import Declined
from publisher.domain.revocation import Revocation, next_try
from publisher.services.connections import at_hand
from publisher.store import connections, endings, events
from tests.interposed import interpose, once

HOUR, DAY = 3600, 24 * 3600


class Crash(Exception):
    """The process is gone."""


def _end(stage, connection, app=None):
    return stage.publisher.disconnecting.end(
        app or stage.app, connection, cancel_posts=True
    ).revocation


def _crash_at(stage, connection, **calls):
    interpose(stage, **{name: once(call) for name, call in calls.items()})
    with pytest.raises(Crash):
        _end(stage, connection)


def _before(_real, *_given):
    raise Crash


def _after(real, *given):
    real(*given)
    raise Crash


def _upkeep(stage, seconds=0.0):
    """What the clock and a worker do after so long."""
    stage.turn(seconds)
    stage.publisher.upkeep.once()
    for ref in stage.bell.take("publish"):
        stage.publisher.connections.keep_alive(ref)
        stage.publisher.revoking.finish(ref)


def _told(stage, connection):
    """What the App was told of the end, in order."""
    with stage.store.read() as tx:
        every = events.of_ref(tx, connection)
    return [one.payload["revocation"] for one in every if "revocation" in one.payload]


def _noted(stage, connection):
    with stage.store.read() as tx:
        query = events.audit.select().where(events.audit.c.ref == connection)
        return [(row.what, row.detail.get("revocation")) for row in tx.run(query)][-1]


def _row(stage, connection):
    with stage.store.read() as tx:
        return connections.of_post(tx, connection)


def _tokens(stage, connection):
    with stage.store.read() as tx:
        return connections.tokens(tx, connection)


def _cannot_post(stage, connection):
    with stage.store.read() as tx:
        hand = at_hand(tx, connection)
    return isinstance(hand, Declined) and isinstance(
        stage.publisher.connections.token(connection), Declined
    )


def _count(stage):
    """Notes each revocation that is asked for, and passes it on."""
    asked = []

    def counted(real, access):
        asked.append(access)
        return real(access)

    interpose(stage, revoke=counted)
    return asked


def test_confirmed_it_is_said_and_nothing_is_left(stage):
    connection = stage.connect()

    assert _end(stage, connection) is Revocation.CONFIRMED

    assert _told(stage, connection) == ["pending", "confirmed"]
    assert _noted(stage, connection) == ("connection.revocation", "confirmed")
    assert (_row(stage, connection).reason, _tokens(stage, connection)) == (None, None)
    assert _end(stage, connection) is Revocation.CONFIRMED  # told again, not asked again
    assert _told(stage, connection) == ["pending", "confirmed"]


def test_refused_it_is_said_with_the_platforms_words_and_the_creators_way_out(stage):
    connection = stage.connect()
    for endpoint in ("revoke", "token"):
        stage.order(endpoint, "code", code="invalid_client", http=401, before=True, times=3)

    assert _end(stage, connection) is Revocation.REFUSED

    reason = _row(stage, connection).reason
    assert (reason["code"], reason["platform"]["code"]) == (
        "permission_may_stand",
        "invalid_client",
    )
    assert "Apps and services" in reason["do"]
    assert _told(stage, connection) == ["pending", "refused"]
    assert _tokens(stage, connection) is None


def test_away_for_a_while_it_is_asked_again_and_meanwhile_nothing_can_be_posted(stage):
    connection = stage.connect()
    stage.order("revoke", "503", times=2)

    assert _end(stage, connection) is Revocation.PENDING

    assert _row(stage, connection).state == "ended"
    assert _row(stage, connection).reason["code"] == "revocation_pending"
    assert _cannot_post(stage, connection)
    _upkeep(stage, 60)
    assert _told(stage, connection) == ["pending"]
    for _ in range(4):
        _upkeep(stage, 10 * 60)
    assert _told(stage, connection) == ["pending", "confirmed"]
    assert _tokens(stage, connection) is None


def test_away_for_a_day_the_tokens_go_in_any_case_and_that_is_said(stage):
    connection = stage.connect()
    stage.order("revoke", "503", times=1000)
    stage.order("token", "503", times=1000)
    assert _end(stage, connection) is Revocation.PENDING

    for _ in range(26 * 4):
        _upkeep(stage, 15 * 60)

    assert _told(stage, connection) == ["pending", "unreached"]
    assert _tokens(stage, connection) is None
    assert "Apps and services" in _row(stage, connection).reason["do"]


def test_without_any_worker_the_tokens_go_after_a_day(stage):
    connection = stage.connect()
    _crash_at(stage, connection, revoke=_before)

    stage.turn(DAY + HOUR)
    stage.publisher.upkeep.once()

    assert _told(stage, connection) == ["pending", "unreached"]
    assert _tokens(stage, connection) is None


def test_with_the_database_away_afterwards_the_end_stands_and_is_told_as_pending(stage):
    connection = stage.connect()

    def away(real, access):
        real(access)
        raise StoreAway("the database does not answer")

    interpose(stage, revoke=once(away))

    assert _end(stage, connection) is Revocation.PENDING
    assert _row(stage, connection).state == "ended"


@pytest.mark.parametrize(("where", "came_to"), [(_before, "confirmed"), (_after, "gone")])
def test_a_crash_between_is_finished_by_upkeep(stage, where, came_to):
    connection = stage.connect()

    _crash_at(stage, connection, revoke=where)

    assert _row(stage, connection).state == "ended"
    assert _cannot_post(stage, connection)
    _upkeep(stage, 60)
    assert _told(stage, connection) == ["pending"]  # who died is given the time that a call takes
    _upkeep(stage, 10 * 60)
    assert _told(stage, connection) == ["pending", came_to]
    assert _tokens(stage, connection) is None


def test_connected_anew_after_a_crash_the_new_grant_is_left_alone(stage):
    connection = stage.connect()
    _crash_at(stage, connection, revoke=_before)
    asked = _count(stage)

    stage.connect(reconnect=connection)
    for _ in range(30):
        _upkeep(stage, HOUR)

    assert asked == []
    assert _row(stage, connection).state == "active"
    post = stage.post(connection)
    stage.settle(post)
    assert stage.state(post) == "published"


def test_connected_by_another_app_after_a_crash_the_permission_stays(stage):
    other = stage.publisher.apps.create("Another App").id
    connection = stage.connect()
    _crash_at(stage, connection, revoke=_before)
    asked = _count(stage)

    stage.connect(app=other)
    _upkeep(stage, 10 * 60)

    assert asked == []
    assert _told(stage, connection) == ["pending", "shared"]
    assert _tokens(stage, connection) is None


def test_who_is_just_coming_back_from_the_consent_page_keeps_the_new_grant(stage):
    connection = stage.connect()
    said, asked = [], _count(stage)

    def during(real, *given):
        said.append(_end(stage, connection))
        return real(*given)

    interpose(stage, exchange=once(during))
    stage.connect(reconnect=connection)
    for _ in range(4):
        _upkeep(stage, HOUR)

    assert (said, asked) == ([Revocation.PENDING], [])
    assert _row(stage, connection).state == "active"
    assert not isinstance(stage.publisher.connections.creator(connection), Declined)


def test_a_code_is_not_exchanged_while_a_permission_is_being_given_back(staged):
    waited, free = [], []

    def wait(_seconds):
        waited.append("a look")
        if len(waited) == 3:
            free[0]()

    stage = staged(outside={"wait": wait})
    connection = stage.connect()
    _crash_at(stage, connection, revoke=_before)

    def done():
        with stage.store.write() as tx:
            endings.let_go(tx, endings.left(tx, connection))

    free.append(done)
    interpose(stage, exchange=lambda real, *given: waited.append("exchanged") or real(*given))
    stage.connect(reconnect=connection)

    assert waited == ["a look"] * 3 + ["exchanged"]


def test_another_app_is_a_reason_not_to_ask(stage):
    other = stage.publisher.apps.create("Another App").id
    ours, theirs = stage.connect(), stage.connect(app=other)
    asked = _count(stage)

    assert _end(stage, ours) is Revocation.SHARED
    assert (asked, _told(stage, ours), _tokens(stage, ours)) == ([], ["shared"], None)
    assert _end(stage, theirs, other) is Revocation.CONFIRMED
    assert len(asked) == 1


def test_a_connection_that_was_broken_has_nothing_to_ask_with(stage):
    connection = stage.connect()
    with stage.store.write() as tx:
        connections.break_(tx, connection, {"code": "of the past"})
    asked = _count(stage)

    assert _end(stage, connection) is Revocation.NO_TOKEN
    assert (asked, _tokens(stage, connection)) == ([], None)
    assert _row(stage, connection).reason["code"] == "permission_may_stand"


def test_an_old_token_is_renewed_for_the_revocation_alone(stage):
    connection = stage.connect()
    asked = _count(stage)
    before = _tokens(stage, connection)[0]
    stage.turn(30 * HOUR)

    assert _end(stage, connection) is Revocation.CONFIRMED
    assert asked != [before]
    assert _row(stage, connection).state == "ended"


def test_a_renewal_under_way_gives_nobody_a_token_but_who_revokes(stage):
    connection = stage.connect()
    stage.turn(13 * HOUR)

    def slow(real, refresh):
        answer = real(refresh)
        assert _end(stage, connection) is Revocation.PENDING
        return answer

    interpose(stage, renew=once(slow))

    assert isinstance(stage.publisher.connections.token(connection), Declined)
    assert _row(stage, connection).state == "ended"
    _upkeep(stage, 10 * 60)
    assert _told(stage, connection) == ["pending", "confirmed"]


def test_asked_twice_at_once_the_platform_is_asked_once(stage):
    connection = stage.connect()
    asked = []

    def during(real, access):
        asked.append(stage.publisher.revoking.finish(connection))
        return real(access)

    interpose(stage, revoke=during)

    assert _end(stage, connection) is Revocation.CONFIRMED
    assert asked == [Revocation.PENDING]


def test_each_pause_is_as_long_as_all_before_and_the_last_ends_with_the_day(stage):
    ended = now = stage.now()
    pauses = []
    while now < ended + timedelta(hours=24):
        pauses.append(next_try(now, ended) - now)
        now += pauses[-1]

    assert len(pauses) < 12
    assert now == ended + timedelta(hours=24)
