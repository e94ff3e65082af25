"""What a forked child does with a ring, and with those that wait behind it."""

from types import SimpleNamespace

import pytest
from redis import Redis

from publisher.adapters.bell import RqBell
from publisher.domain import ids
from publisher.worker import jobs, rings

NOBODY = "redis://127.0.0.1:1"


def post(number):
    return f"{ids.POST}_{number:026d}"


@pytest.fixture
def line(redis_url):
    with Redis.from_url(redis_url) as made:
        yield made


@pytest.fixture
def bell(line):
    return RqBell(line, {"publish": 60, "media": 60})


@pytest.fixture
def worker(line, monkeypatch):
    """A child with a service that only notes what it was asked; each piece takes four seconds."""
    done, clock = [], [0.0]

    def note(ref):
        done.append(ref)
        clock[0] += 4

    service = SimpleNamespace(
        attempts=SimpleNamespace(work=note),
        connections=SimpleNamespace(keep_alive=note),
        revoking=SimpleNamespace(finish=lambda ref: note(f"revoke {ref}")),
        monotonic=lambda: clock[0],
        redis=line,
    )
    monkeypatch.setattr(jobs, "_publisher", [service])
    return done


def test_a_ring_is_taken_once_in_its_turn_and_leaves_nothing_in_redis(bell, line):
    bell.ring("publish", post(1), post(2))

    assert [rings.take(line, "publish") for _ in range(3)] == [post(1), post(2), None]
    assert line.keys("rq:job:*") == []


def test_without_redis_nothing_waits():
    with Redis.from_url(NOBODY) as line:
        assert rings.take(line, "publish") is None


def test_a_ring_whose_job_is_gone_is_passed_over(bell, line):
    bell.ring("publish", post(1), post(2))
    [first] = line.lrange("rq:queue:publish", 0, 0)
    line.delete(b"rq:job:" + first)

    assert rings.take(line, "publish") == post(2)


def test_a_child_goes_on_with_what_waits_and_leaves_the_rest_after_a_while(bell, line, worker):
    bell.ring("publish", *(post(number) for number in range(1, 6)))

    jobs.drive(post(0))

    assert worker == [post(0), post(1), post(2)]
    assert rings.take(line, "publish") == post(3)


def test_nonsense_in_a_ring_is_nobodys_work(bell, worker):
    bell.ring("publish", "no id", post(2))

    jobs.drive(post(1))

    assert worker == [post(1), post(2)]


def test_a_connection_is_kept_alive_or_where_it_is_ended_revoked(worker):
    connection = f"{ids.CONNECTION}_{1:026d}"

    jobs.drive(connection)

    assert worker == [connection, f"revoke {connection}"]
