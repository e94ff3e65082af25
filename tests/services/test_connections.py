"""Tokens under a race: renewals against people, Apps against each other, old news against new."""

from datetime import timedelta

from publisher.domain.ports import Heard
from publisher.domain.revocation import Revocation
from publisher.store import connections, creators
from publisher.tiktok.reasons import judge
from tests.interposed import interpose, once


def _row(stage, connection_id):
    with stage.store.read() as tx:
        return connections.of_post(tx, connection_id)


def _tokens(stage, connection_id):
    with stage.store.read() as tx:
        return connections.tokens(tx, connection_id)


def _removed(stage, made_at):
    """A genuine Notice that the Creator took the permission back at this instant."""
    with stage.store.read() as tx:
        person = tx.run(creators.creators.select()).first()
    return Heard(
        fingerprint=f"removed {made_at}",
        event="authorization.removed",
        client=stage.publisher.platforms["tiktok"].client,
        open_id=person.open_id,
        publish_id=None,
        public_id=None,
        removed=judge("notice", "authorization.removed:1").reason,
        body={"create_time": made_at.isoformat()},
    )


def _hear(stage, heard):
    interpose(stage, hear=lambda _real, *_given: heard)
    assert stage.publisher.notices.hear("tiktok", {}, b"")


def test_a_renewal_under_way_does_not_undo_a_disconnection(stage):
    connection = stage.connect()

    def slow(real, refresh):
        answer = real(refresh)
        stage.publisher.disconnecting.end(stage.app, connection, cancel_posts=False)
        return answer

    interpose(stage, renew=once(slow))
    stage.turn(3600)
    stage.publisher.connections.token(connection)

    assert _row(stage, connection).state == "ended"
    assert stage.publisher.revoking.finish(connection) is Revocation.CONFIRMED  # with the new pair
    assert _tokens(stage, connection) is None


def test_a_renewal_under_way_does_not_replace_what_the_creator_has_just_granted(stage):
    connection = stage.connect()
    granted = []

    def slow(real, refresh):
        answer = real(refresh)
        stage.connect(reconnect=connection)
        granted.append(_tokens(stage, connection))
        return answer

    interpose(stage, renew=once(slow))
    stage.turn(3600)
    token = stage.publisher.connections.token(connection)

    assert [_tokens(stage, connection)] == granted
    assert token == granted[0][0]


def test_a_refused_renewal_does_not_break_what_the_creator_has_just_granted(stage):
    connection = stage.connect()
    stage.turn(3600)
    tried = []

    def refused(real, refresh):
        stage.control("tokens/expire", {"kind": "refresh"})
        answer = real(refresh)
        tried.append(answer)
        if len(tried) == 2:
            stage.connect(reconnect=connection)
        return answer

    interpose(stage, renew=refused)
    token = stage.publisher.connections.token(connection)

    assert len(tried) == 2
    assert _row(stage, connection).state == "active"
    assert token == _tokens(stage, connection)[0]


def test_old_news_of_a_removal_does_not_break_what_was_granted_since(stage):
    connection = stage.connect()
    removed_at = stage.now() + timedelta(minutes=1)
    stage.turn(600)
    stage.connect(reconnect=connection)

    _hear(stage, _removed(stage, removed_at))
    assert _row(stage, connection).state == "active"

    stage.turn(600)
    _hear(stage, _removed(stage, stage.now()))
    assert _row(stage, connection).state == "broken"


def test_an_app_that_disconnects_leaves_the_other_app_s_connection_alone(stage):
    other = stage.publisher.apps.create("Another App").id
    ours, theirs = stage.connect(), stage.connect(app=other)
    assert ours != theirs

    stage.publisher.disconnecting.end(stage.app, ours, cancel_posts=False)
    stage.turn(3600)  # past half the life: theirs has to be renewed

    assert not hasattr(stage.publisher.connections.token(theirs), "reason")
    assert _row(stage, theirs).state == "active"


def test_an_idle_connection_is_revoked_with_a_token_that_still_counts(stage):
    connection = stage.connect()
    answers = []
    interpose(stage, revoke=lambda real, access: answers.append(real(access)))

    stage.turn(24 * 3600)
    stage.publisher.disconnecting.end(stage.app, connection, cancel_posts=False)

    assert answers == [None]


def test_the_last_app_to_disconnect_gives_the_permission_back(stage):
    other = stage.publisher.apps.create("Another App").id
    ours, theirs = stage.connect(), stage.connect(app=other)
    revoked = []
    interpose(stage, revoke=lambda _real, access: revoked.append(access))

    stage.publisher.disconnecting.end(stage.app, ours, cancel_posts=False)
    stage.publisher.disconnecting.end(other, theirs, cancel_posts=False)

    assert len(revoked) == 1
