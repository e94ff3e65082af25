"""When a Post is rung: not while somebody holds its lease, and at once when a dead one lets go."""

from publisher.services.publishing.lease import LeaseTimes
from publisher.store import posts_due

LASTS = LeaseTimes().lasts


def rung(stage, post):
    stage.publisher.sweep.once(lambda: stage.seconds)
    return post in stage.bell.take("publish")


def test_a_post_is_rung_the_moment_its_dead_workers_lease_has_lapsed(stage):
    post = stage.post()
    assert rung(stage, post)
    stage.turn(20)  # by now the next ring is close, and the lease is fresh
    with stage.store.write() as tx:
        assert posts_due.claim(tx, post, LASTS)

    before = []
    while stage.now() < stage.row(post).lease_until:
        before.append(rung(stage, post))
        stage.turn(1)
    stage.turn(1)

    assert not any(before)
    assert rung(stage, post)


def test_a_ring_that_nobody_heard_is_repeated(stage):
    post = stage.post()
    assert rung(stage, post)

    stage.turn(29)
    assert not rung(stage, post)
    stage.turn(2)

    assert rung(stage, post)
