"""When a Post is rung: not while somebody holds its lease, and at once when a dead one lets go."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict
from datetime import timedelta

from publisher.services.publishing.lease import LeaseTimes
from publisher.services.scheduling.sweep import BATCH
from publisher.store import posts, posts_due

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


def many_due(stage, number):
    """So many Posts due, the latest made first; gives their ids, the earliest due first."""
    like = asdict(stage.row(stage.post()))
    stage.bell.take("publish")
    rows = [
        {**like, "id": f"post_{place}", "due_at": like["due_at"] - timedelta(seconds=place)}
        for place in range(number - 1)
    ]
    with stage.store.write() as tx:
        tx.run(posts.posts.insert(), rows)
    return [row["id"] for row in reversed(rows)] + [like["id"]]


def test_a_backlog_of_many_looks_is_rung_in_one_sweep_each_once_and_the_earliest_first(stage):
    due = many_due(stage, 2 * BATCH + 2)

    swept = stage.publisher.sweep.once(lambda: stage.seconds)

    rung = [ref for _, ref in stage.bell.rung]
    assert swept.posts == len(rung) == len(due)
    assert rung[:-2] == due[:-2]  # the last two are due at the same instant
    assert set(rung) == set(due)


def test_of_three_sweeps_at_once_each_rings_others(stage):
    due = many_due(stage, 500)

    with ThreadPoolExecutor(3) as pool:
        swept = list(pool.map(lambda _: stage.publisher.sweep.once(lambda: 0.0), range(3)))

    assert sum(one.posts for one in swept) == 500
    assert sorted(ref for _, ref in stage.bell.rung) == sorted(due)
