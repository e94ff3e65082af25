"""TikTok says 429: fewer announcements at once, later and spread, and told where it goes on."""

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

from sqlalchemy import select

from publisher.domain import lanes
from publisher.store import alarms, events
from tests.interposed import interpose

MANY = 6


class Announcements:
    """Holds each announcement until all are there, or for a second; counts how many were."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._all_there = threading.Event()
        self._now = 0
        self.most = 0

    def open(self, real, ticket):
        with self._lock:
            self._now += 1
            self.most = max(self.most, self._now)
            if self._now == MANY:
                self._all_there.set()
        self._all_there.wait(1)
        outcome = real(ticket)
        with self._lock:
            self._now -= 1
        return outcome


def connect_many(stage):
    for place in range(MANY):
        stage.control(f"creators/someone_{place}", {"nickname": f"someone {place}"})
        yield stage.connect(f"someone_{place}")


def refuse(stage, times):
    stage.order("init", "code", code="rate_limit_exceeded", http=429, before=True, times=times)


def work_at_once(stage):
    """One round of the engine with a worker for each Post; gives how many announced at once."""
    announced = Announcements()
    interpose(stage, open=announced.open)
    stage.publisher.sweep.once(lambda: stage.seconds)
    with ThreadPoolExecutor(MANY) as pool:
        list(pool.map(stage.publisher.attempts.work, stage.bell.take("publish")))
    return announced.most


def noted(stage, what):
    with stage.store.read() as tx:
        return [row.detail for row in tx.run(select(events.audit)) if row.what == what]


def keep_house(stage):
    stage.turn(61)
    stage.publisher.upkeep.once()


def test_after_refusals_of_several_creators_fewer_announce_at_once_and_all_go_out(stage):
    made = [stage.post(one) for one in list(connect_many(stage))]
    refuse(stage, MANY)

    assert work_at_once(stage) == MANY
    assert {stage.code(post) for post in made} == {"tiktok.rate_limit_exceeded"}

    stage.turn(90)
    assert work_at_once(stage) <= MANY // 2 + 1  # one lane a minute has opened meanwhile
    assert "slowed_down" in {stage.code(post) for post in made}

    assert {stage.settle(post).state for post in made} == {"published"}
    assert len(stage.published()) == MANY


def test_one_creator_that_is_refused_keeps_nobody_else_waiting(stage):
    first, *others = connect_many(stage)
    refuse(stage, 3)
    post = stage.post(first)
    while stage.row(post).tries < 3:
        stage.turn(30)
        stage.work()

    rest = [stage.post(one) for one in others]

    assert work_at_once(stage) >= len(rest)
    assert {stage.code(one) for one in rest} == {None}


def test_refusals_that_go_on_are_an_alarm_once_with_an_end(stage):
    post = stage.post()
    refuse(stage, 10_000)
    began = stage.now()
    while stage.now() - began < 3 * lanes.STANDARD.long:
        stage.turn(20)
        stage.work()
    [told] = noted(stage, "platform.limited")
    assert told["code"] == "rate_limit_exceeded"
    with stage.store.read() as tx:
        assert [one.key for one in alarms.latest(tx, 9)] == ["tiktok.rate_limit_exceeded"]

    keep_house(stage)
    assert not noted(stage, "platform.limited_no_more")

    stage.calm()
    assert stage.settle(post, seconds=1800).state == "published"
    stage.turn(lanes.STANDARD.calm.total_seconds())
    keep_house(stage)
    keep_house(stage)
    assert len(noted(stage, "platform.limited_no_more")) == 1
    assert len(stage.published()) == 1


def test_a_single_refusal_is_waited_out_and_told_to_no_operator(stage):
    post = stage.post()
    refuse(stage, 1)
    stage.work()
    waited = stage.row(post).due_at - stage.now()

    assert stage.settle(post).state == "published"
    keep_house(stage)
    assert timedelta(seconds=60) < waited < timedelta(seconds=90)
    assert not noted(stage, "platform.limited")
