"""Two at once: the same reference, the same Creator, the same Connection."""

import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import text

from publisher.domain.errors import Refusal
from publisher.domain.outcomes import Deferred
from publisher.domain.states import ConnectionState, Mode
from publisher.domain.when import At, Now
from publisher.services.once import Once
from publisher.services.posts_check import NewPost
from publisher.store import connections, creators, ledger, posts
from publisher.tiktok import own_reasons as why
from tests.interposed import interpose
from tests.stage import PUBLIC
from tests.waiting import until

WAITING = "select count(*) from pg_stat_activity where wait_event_type = 'Lock'"


def _new(connection, asset, **more):
    plain = NewPost(connection, (asset,), Mode.DIRECT, Now(), "a caption", options=PUBLIC)
    return replace(plain, **more)


def _somebody_waits(stage):
    with stage.store.engine.connect() as connection:
        return connection.execute(text(WAITING)).scalar_one()


def test_two_calls_with_one_reference_at_once_make_one_post(stage):
    if not stage.store.is_postgres:
        pytest.skip("writers on SQLite take turns from their first statement on")
    first, second = stage.connect(), stage.connect("paul_private")
    assets = stage.asset(), stage.asset()
    refused = []

    def other():
        once = Once(stage.app, "posts", "key-b", "b", lambda post: (201, {"id": post.id}))
        try:
            private = {"privacy": "SELF_ONLY"}
            new = _new(second, assets[1], client_reference="one", options=private)
            stage.publisher.posts.create(once, new)
        except Refusal as refusal:
            refused.append(refusal.reason.code)

    late = threading.Thread(target=other)

    def shape(post):
        late.start()
        until(lambda: _somebody_waits(stage), "the other call to come as far")
        return 201, {"id": post.id}

    once = Once(stage.app, "posts", "key-a", "a", shape)
    stage.publisher.posts.create(once, _new(first, assets[0], client_reference="one"))
    late.join()

    assert refused == ["client_reference_taken"]


def test_one_key_from_many_at_once_makes_one_post_and_all_are_answered_as_the_first(stage):
    connection, film = stage.connect(), stage.asset()
    soon = stage.now() + timedelta(hours=1)

    def call(number):
        once = Once(stage.app, "posts", f"key {number % 8}", "a", lambda post: (201, post.id))
        at = soon + timedelta(days=number % 8)
        when = At(at, at.replace(tzinfo=None), "+00:00")
        new = _new(connection, film, when=when, on_cap="fail")
        try:
            return number % 8, stage.publisher.posts.create(once, new).body
        except Refusal as refusal:
            return number % 8, refusal.reason.code

    with ThreadPoolExecutor(10) as pool:
        answers = set(pool.map(call, range(80))) - {
            (key, "idempotency_key_in_progress") for key in range(8)
        }

    # A place that its own post has taken is no reason to refuse the second of a pair.
    assert sorted(key for key, _ in answers) == list(range(8))
    assert all("post_" in answer for _, answer in answers)


def test_a_call_of_old_is_answered_without_a_question_to_the_platform(stage):
    connection, film = stage.connect(), stage.asset()
    once = Once(stage.app, "posts", "key", "a", lambda post: (201, post.id))
    first = stage.publisher.posts.create(once, _new(connection, film))
    stage.turn(3600)
    interpose(stage, creator=lambda *_given: pytest.fail("the platform was asked"))

    again = stage.publisher.posts.create(once, _new(connection, film))

    assert again == replace(first, replayed=True)


def _stuck(_real, ticket, _beat):
    return Deferred(why.TRANSFER_STOPPED, remote=ticket.remote)


def test_a_post_that_waits_for_another_of_its_connection_asks_nobody_meanwhile(stage):
    connection = stage.connect()
    first, second = stage.post(connection), stage.post(connection, mode=Mode.INBOX)
    with stage.store.write() as tx:
        now = {"slot_at": tx.now(), "due_at": tx.now(), "poke_after": tx.now()}
        tx.run(posts.posts.update().values(now))
    interpose(stage, fill=_stuck)
    stage.work()
    questions = []
    interpose(stage, creator=lambda real, *given: questions.append(1) or real(*given))

    for _ in range(240):
        stage.turn(1)
        stage.work()

    assert len(stage.inits()) == 1
    assert len(questions) < 10, (stage.row(first).reason, stage.row(second).reason)


def test_two_links_of_one_creator_finished_at_once_make_one_connection(stage):
    if not stage.store.is_postgres:
        pytest.skip("writers on SQLite take turns from their first statement on")
    made = []
    late = threading.Thread(target=lambda: made.append(stage.connect()))
    with stage.store.write() as tx:
        person = creators.ensure(tx, "cre_1", "tiktok", "sim_client_key", _open_id(stage))
    with stage.store.write() as tx:
        mine = {"id": "con_1", "app_id": stage.app, "creator_id": person.id, "platform": "tiktok"}
        mine |= {"state": ConnectionState.ACTIVE, "scopes": [], "external_id": None}
        assert connections.add(tx, {**mine, "created_at": tx.now()})
        late.start()
        until(lambda: _somebody_waits(stage), "the other link to come as far")
    late.join()

    assert made == ["con_1"]


def _open_id(stage):
    return stage.world.open_id("sim_client_key", "anna_public")


def test_a_cancelled_post_that_tiktok_has_counted_keeps_its_place(stage):
    post = stage.post(caption="hello [sim:fail=internal]")
    for _ in range(60):
        stage.work()
        if stage.row(post).tries:
            break
        stage.turn(1)
    assert stage.state(post) == "scheduled"

    stage.publisher.post_changes.cancel(stage.app, post)

    with stage.store.read() as tx:
        places = tx.run(ledger.commitments.select()).all()
    assert [place.post_id for place in places] == [post]
