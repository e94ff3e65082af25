"""While TikTok has a film, or part of it: patient questions, honest states, and an end."""

from datetime import timedelta

import httpx
import pytest

from publisher.domain.outcomes import Deferred
from publisher.store import attempts, steps
from publisher.tiktok import own_reasons as why
from publisher.wiring import Outside, build
from tests.interposed import interpose, once


class Killed(Exception):
    """Stands for the end of a worker in the middle of its work."""


def _questions(stage, post):
    with stage.store.read() as tx:
        return [one for one in steps.of_post(tx, post) if one.kind == "status"]


def _phases(stage, post):
    with stage.store.read() as tx:
        return [one.phase for one in attempts.of_post(tx, post)]


def _die(_real, *_given):
    raise Killed


def test_tiktok_in_trouble_is_not_asked_every_second(staged):
    stage = staged(processing_seconds=3600)
    post = stage.post()
    stage.settle(post, seconds=30)
    stage.order("status", "500", before=True, times=9999)

    for _ in range(1200):
        stage.turn(1)
        stage.work()

    assert stage.state(post) == "processing"
    assert len(_questions(stage, post)) < 60


def test_a_post_that_nobody_can_be_asked_about_is_unconfirmed_after_a_day(staged):
    stage = staged(id_seconds=20)
    post = stage.post(caption="hello [sim:stuck]")

    done = stage.settle(post, seconds=26 * 3600, step=300)

    assert done.state == "held"
    assert done.reason["code"] == "unconfirmed"
    assert len(stage.inits()) == 1


def test_a_film_of_which_nothing_was_sent_is_sent_whatever_word_tiktok_uses(stage):
    post = stage.post(caption="hello [sim:word=BAKING]")
    interpose(stage, fill=once(_die))
    with pytest.raises(Killed):
        stage.work()
    stage.turn(100)

    done = stage.settle(post)

    assert done.state == "published", _phases(stage, post)
    assert len(stage.inits()) == 1


def test_a_last_piece_that_an_outage_kept_away_goes_to_the_same_address_afterwards(stage):
    post = stage.post()
    stage.order("chunk", "500", times="all")
    for _ in range(20):
        stage.work()
        stage.turn(30)
    assert stage.published() == []
    stage.calm()

    done = stage.settle(post, seconds=1800)

    assert done.state == "published", _phases(stage, post)
    assert len(stage.inits()) == 1
    assert len(stage.published()) == 1


def test_an_outage_that_outlasts_the_address_proves_that_nothing_came_and_begins_anew(stage):
    post = stage.post(deadline=stage.now() + timedelta(hours=6))
    stage.order("chunk", "500", times="all")
    for _ in range(150):
        stage.work()
        stage.turn(30)
    stage.calm()

    done = stage.settle(post, seconds=3600)

    assert done.state == "published", done.reason
    assert len(stage.inits()) == 2
    assert len(stage.published()) == 1


def _interrupted(_real, ticket, _beat):
    return Deferred(why.TRANSFER_STOPPED, remote=ticket.remote)


def test_a_film_that_went_on_after_trouble_is_shown_where_it_is_and_ends(stage):
    post = stage.post(caption="hello [sim:stuck]")
    interpose(stage, fill=once(_interrupted))
    stage.work()
    assert stage.state(post) == "scheduled"

    for _ in range(20):
        stage.turn(3)
        stage.work()
    assert stage.state(post) == "processing"

    done = stage.settle(post, seconds=26 * 3600, step=300)
    assert done.state == "held"
    assert done.reason["code"] == "unconfirmed"
    assert len(stage.inits()) == 1


def test_a_question_refused_twice_is_put_again_and_holds_nothing(staged):
    stage = staged(processing_seconds=300)
    post = stage.post()
    stage.settle(post, seconds=30)
    stage.order("status", "code", code="access_token_invalid", http=401, before=True, times=2)

    done = stage.settle(post, seconds=3000)

    assert done.state == "published", done.reason
    assert "post.held" not in stage.told(post)


@pytest.mark.parametrize("hours", [-2, 2])
def test_a_worker_whose_clock_is_wrong_publishes_in_time_all_the_same(stage, hours):
    """Instants are compared on the database's clock: a worker's own may be anywhere."""
    elsewhere = build(
        stage.publisher.settings,
        Outside(
            now=lambda: stage.now() + timedelta(hours=hours),
            monotonic=lambda: stage.seconds,
            wait=stage.turn,
            transport=httpx.WSGITransport(app=stage.simulator),
            bell=stage.bell,
            store=stage.store,
        ),
    )
    post = stage.post()

    for _ in range(20):
        elsewhere.attempts.work(post)
        stage.turn(3)

    assert stage.state(post) == "published", stage.row(post).reason
    assert len(stage.inits()) == 1


def test_waiting_for_the_same_thing_is_told_once(stage):
    connection = stage.connect()
    stage.control("creators/anna_public/revoke")
    stage.control("tokens/expire", {"kind": "refresh"})
    post = stage.post(connection, deadline=stage.now() + timedelta(days=3))

    for _ in range(12 * 24):
        stage.turn(300)
        stage.work()

    assert stage.state(post) == "scheduled"
    assert stage.told(post).count("post.delayed") <= 3


def test_a_film_that_may_be_all_there_is_asked_about_before_its_address_ends(stage):
    """Only more sending has to wait for the end of an address; a question may be put at once."""
    post = stage.post()

    def last_seconds(real, ticket, beat):
        real(ticket, beat)
        stage.turn(52 * 60)
        raise Killed

    interpose(stage, commit=once(last_seconds))
    with pytest.raises(Killed):
        stage.work()
    assert _phases(stage, post) == ["committing"]

    assert stage.settle(post, seconds=120).state == "published"


def test_what_the_platform_has_whole_is_past_the_point_of_no_return_whoever_sent_the_last_byte(
    staged,
):
    stage = staged(processing_seconds=60)
    whole = stage.publisher.platforms["tiktok"].commit
    interpose(stage, fill=once(lambda _real, ticket, beat: whole(ticket, beat)))
    post = stage.post()

    stage.work()

    with stage.store.read() as tx:
        attempt = attempts.of_post(tx, post)[0]
    assert attempt.phase == "handed_over"
    assert attempt.committed_at == stage.now()
