"""What is heard late: of an Attempt already judged, from a worker already replaced."""

import pytest

from publisher.domain.outcomes import Deferred
from publisher.domain.ports import Heard
from publisher.domain.reasons import Raw
from publisher.store import attempts, creators, posts
from publisher.tiktok import own_reasons as why
from tests.interposed import interpose, once

PULL = {"photos": 2, "title": "two", "caption": ""}


def _attempts(stage, post):
    with stage.store.read() as tx:
        return attempts.of_post(tx, post)


def _rounds(stage, count, seconds):
    for _ in range(count):
        stage.turn(seconds)
        stage.work()


def test_a_worker_replaced_while_it_announced_still_tells_the_handle_it_got(stage):
    post = stage.post(**PULL)

    def slow(real, ticket):
        answer = real(ticket)
        stage.turn(100)  # longer than the lease: somebody else takes the Post
        stage.publisher.attempts.work(post)
        assert stage.state(post) == "held"
        return answer

    interpose(stage, open=once(slow))
    _rounds(stage, 20, 3)

    assert stage.state(post) == "published"
    assert len(stage.inits()) == 1


def _given_up_and_named_late(stage, connection):
    """A Post whose announcement was in doubt: a person gave it up, and then its Notice came."""
    stage.order("init", "lost", before=False)
    stage.world.configure(webhooks=True)
    post = stage.post(connection, **PULL)
    assert stage.settle(post, seconds=60).state == "held"
    stage.turn(60)
    stage.publisher.post_changes.resolve(stage.app, post, "ann", is_there=False)
    assert stage.deliver_notices()
    return post


def test_a_late_notice_stops_the_repeat(stage):
    post = _given_up_and_named_late(stage, stage.connect())

    done = stage.settle(post)

    assert done.state == "published"
    assert len(stage.inits()) == 1
    assert len(stage.published()) == 1


def _spend_all_questions(stage, connection):
    with stage.store.write() as tx:
        for _ in range(30):
            stage.publisher.connections._calls.ask(tx, connection, "status")


def _unreachable(stage, _connection):
    lost = Deferred(why.UNREACHABLE, Raw(step="status"))
    interpose(stage, ask=once(lambda _real, _ticket: lost))


def _failing(stage, _connection):
    stage.order("status", "500", before=True)


@pytest.mark.parametrize("trouble", [_spend_all_questions, _unreachable, _failing])
def test_the_repeat_waits_for_the_answer_to_its_question(stage, trouble):
    """What was given up can be asked about: unasked, or unanswered, is no reason to send again."""
    connection = stage.connect()
    post = _given_up_and_named_late(stage, connection)

    trouble(stage, connection)

    assert stage.settle(post).state == "published"
    assert len(stage.published()) == 1


def test_a_question_that_is_never_answered_does_not_outlast_the_patience_of_the_post(stage):
    post = _given_up_and_named_late(stage, stage.connect())
    stage.order("status", "500", before=True, times=10_000)

    assert stage.settle(post, seconds=26 * 3600, step=600).state == "held"
    assert stage.code(post) == "missed"
    assert len(stage.published()) == 1


def test_a_late_notice_also_stops_a_repeat_that_was_announced_already(stage):
    stage.order("init", "lost", before=False)
    stage.world.configure(webhooks=True)
    connection = stage.connect()
    post = stage.post(connection, **PULL)
    stage.settle(post, seconds=60)
    stage.turn(60)
    with stage.store.write() as tx:  # as if the first had been a film: the second has a middle
        tx.run(posts.posts.update().values(photos=False, title=""))
        tx.run(posts.post_assets.delete().where(posts.post_assets.c.position > 0))
    stage.publisher.post_changes.resolve(stage.app, post, "ann", is_there=False)
    interpose(stage, fill=once(_interrupted))
    stage.turn((stage.row(post).due_at - stage.now()).total_seconds())
    stage.work()
    assert [one.phase for one in _attempts(stage, post)] == ["ended", "inited"]

    stage.deliver_notices()
    assert stage.settle(post).state == "published"

    assert len(stage.published()) == 1
    assert [one.outcome for one in _attempts(stage, post)] == ["published", "void"]
    # The second stands in nobody's way: the next of the same Connection goes out.
    assert stage.settle(stage.post(connection), seconds=1200).state == "published"


def _interrupted(_real, ticket, _beat):
    return Deferred(why.TRANSFER_STOPPED, remote=ticket.remote)


def _notice(stage, publish_id):
    """A genuine Notice that tells of this handle."""
    with stage.store.read() as tx:
        person = tx.run(creators.creators.select()).first()
    return Heard(
        fingerprint=f"about {publish_id}",
        event="post.publish.failed",
        client=stage.publisher.platforms["tiktok"].client,
        open_id=person.open_id,
        publish_id=publish_id,
        public_id=None,
        removed=None,
        body={},
    )


def test_a_handle_that_may_be_another_attempt_s_is_nobody_s(stage):
    """The film's first announcement was lost; its handle must not be taken for the carousel's."""
    connection = stage.connect()
    stage.order("video_init", "lost", before=False)
    film = stage.post(connection)
    stage.settle(film)
    lost = stage.inits()[0]["publish_id"]
    stage.turn(700)
    stage.order("content_init", "lost", before=False)
    carousel = stage.post(connection, **PULL)
    assert stage.settle(carousel, seconds=60).state == "held"

    heard = _notice(stage, lost)
    interpose(stage, hear=lambda _real, *_given: heard)
    assert stage.publisher.notices.hear("tiktok", {}, b"")

    assert [one.publish_id for one in _attempts(stage, carousel)] == [None]


def test_the_doubtful_attempt_is_asked_about_and_no_other(stage):
    """The first failed by TikTok's word; the second never reached TikTok, as time proves."""
    stage.order("content_init", "lost", before=True, skip=1)
    post = stage.post(photos=2, title="two", caption="", description="[sim:fail=internal*1]")
    assert stage.settle(post, seconds=600).state == "held"
    assert len(_attempts(stage, post)) == 2

    _rounds(stage, 150, 60)

    assert stage.state(post) == "published"
    assert len(stage.published()) == 1


def test_a_person_s_word_without_an_id_is_not_asked_about_for_ever(stage):
    stage.order("init", "lost", before=False)
    post = stage.post(**PULL)
    assert stage.settle(post, seconds=60).state == "held"
    stage.publisher.post_changes.resolve(stage.app, post, "ann", is_there=True)

    _rounds(stage, 30, 60)

    assert stage.state(post) == "published"
    assert stage.row(post).ask_at is None


def test_a_doubt_that_tiktok_ends_with_a_failure_is_a_failure(stage):
    post = stage.post(caption="hello [sim:fail=auth_removed] [sim:slow=25h]")
    assert stage.settle(post, seconds=26 * 3600, step=600).state in {"held", "failed"}

    _rounds(stage, 80, 60)

    assert stage.state(post) == "failed"
    assert stage.code(post) != "unconfirmed"


def test_another_post_of_the_same_words_is_no_proof(staged):
    """TikTok failed the first and the answer was lost; the second, word for word, is out."""
    stage = staged(environ={"TIKTOK_SCOPES": "user.info.basic,video.publish,video.list"})
    connection = stage.connect()
    words = {**PULL, "description": "good morning [sim:fail=internal*1]"}
    stage.order("init", "lost", before=False)
    first = stage.post(connection, **words)
    assert stage.settle(first, seconds=60).state == "held"
    second = stage.post(connection, **words)
    assert stage.settle(second, seconds=1200).state == "published"

    _rounds(stage, 150, 60)

    assert stage.state(first) == "held"
    assert stage.row(first).public_ids == []
    assert len(stage.published()) == 1


def test_bad_news_of_a_given_up_attempt_does_not_end_the_one_that_is_under_way(stage):
    """A person decides while the question is out, and the next Attempt has begun when it ends."""
    stage.world.configure(webhooks=True)
    stage.order("init", "lost", before=False)
    post = stage.post(**{**PULL, "description": "[sim:fail=internal*1]"})
    assert stage.settle(post, seconds=60).state == "held"
    stage.turn(60)
    assert stage.deliver_notices()

    def slow(real, ticket):
        answer = real(ticket)
        stage.publisher.post_changes.resolve(stage.app, post, "ann", is_there=False)
        stage.turn(20)
        stage.publisher.attempts.work(post)
        assert stage.state(post) == "processing"
        return answer

    interpose(stage, ask=once(slow))
    stage.work()

    assert stage.state(post) == "processing"
    assert stage.settle(post).state == "published"
    assert [one.outcome for one in _attempts(stage, post)] == ["void", "published"]
