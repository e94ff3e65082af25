"""Workers as processes: they survive what happens to Redis, and nothing survives them."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from redis import Redis
from rq import Queue, Worker
from rq.registry import FailedJobRegistry
from rq.serializers import JSONSerializer
from sqlalchemy import insert

from publisher.adapters.bell import RqBell
from publisher.domain.secret import Secret
from publisher.launch.redis_server import RedisServer
from publisher.store.ledger import idempotency
from publisher.worker.lifeline import children_of
from tests.settings.test_from_environment import SPARE
from tests.waiting import until

RINGS = 60


class Workers:
    """Worker processes on one database."""

    def __init__(self, folder, database_url):
        self._log = folder / "worker.log"
        self._env = {
            **{name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ},
            **SPARE,
            "PYTHONPATH": str(Path.cwd()),
            "PUBLISHER_VAR": str(folder / "var"),
            "DATABASE_URL": database_url,
        }
        self._running = []

    def start(self, redis_url):
        with self._log.open("ab") as log:
            process = subprocess.Popen(
                [sys.executable, "-m", "publisher", "worker"],
                env={**self._env, "REDIS_URL": redis_url},
                stderr=log,
            )
        self._running.append(process)
        return process

    def log(self):
        return self._log.read_text()

    def end(self):
        for process in self._running:
            process.kill()
            process.wait()


@pytest.fixture
def workers(tmp_path, database_url):
    made = Workers(tmp_path, database_url)
    yield made
    made.end()


@pytest.fixture
def queue(redis_url):
    with Redis.from_url(redis_url) as line:
        yield Queue("publish", connection=line, serializer=JSONSerializer)


def at_work(queue):
    return Worker.count(queue=queue)


def test_children_of_many_workers_never_share_a_line(workers, queue, redis_url, engine_name):
    bell = RqBell(queue.connection, {"publish": 60, "media": 60})
    for _ in range(2):
        workers.start(redis_url)
    until(lambda: at_work(queue) == 2, "two workers", seconds=30)

    for number in range(RINGS):
        bell.ring("publish", f"post_nobody_{number}")

    until(lambda: queue.started_job_registry.count + queue.count == 0, "quiet", seconds=60)
    failed = FailedJobRegistry(queue=queue)
    reasons = [queue.fetch_job(name).latest_result().exc_string for name in failed.get_job_ids()]
    assert reasons == []


@pytest.mark.parametrize("engine_name", ["sqlite"])
def test_a_worker_that_is_asked_to_stop_leaves_in_peace(workers, queue, redis_url, engine_name):
    worker = workers.start(redis_url)
    until(lambda: at_work(queue) == 1, "the worker", seconds=30)

    worker.send_signal(signal.SIGTERM)

    assert worker.wait(10) == 0


@pytest.mark.parametrize("engine_name", ["sqlite"])
def test_a_killed_worker_takes_its_child_along(workers, queue, redis_url, engine_name):
    worker = workers.start(redis_url)
    queue.enqueue("time.sleep", 600, job_timeout=900)
    (child,) = until(lambda: children_of(worker.pid), "a child at work", seconds=30)

    worker.kill()
    worker.wait()

    until(lambda: not Path(f"/proc/{child}").exists(), "the child to be gone")


@pytest.mark.parametrize("engine_name", ["sqlite"])
def test_a_worker_waits_for_a_redis_that_went_away(workers, tmp_path, engine_name):
    with RedisServer(tmp_path) as first, Redis.from_url(first.url) as line:
        worker = workers.start(first.url)
        queue = Queue("publish", connection=line, serializer=JSONSerializer)
        until(lambda: at_work(queue) == 1, "the worker", seconds=30)
    with RedisServer(tmp_path) as second, Redis.from_url(second.url) as line:
        queue = Queue("publish", connection=line, serializer=JSONSerializer)
        until(lambda: at_work(queue) == 1, "the worker to come back", seconds=30)

        worker.send_signal(signal.SIGTERM)
        assert worker.wait(10) == 0
    assert "Redis does not answer" in workers.log()


@pytest.mark.parametrize("engine_name", ["sqlite"])
def test_without_redis_at_the_start_a_worker_says_so_and_ends(workers, tmp_path, engine_name):
    worker = workers.start(f"unix://{tmp_path}/nobody.sock")

    assert worker.wait(30) == 1

    assert "Redis does not answer" in workers.log()
    assert "Traceback" not in workers.log()


def test_a_worker_without_the_key_that_closed_the_tokens_says_so_and_ends(
    workers, redis_url, store, engine_name
):
    with store.write() as tx:
        closed_otherwise = tx.seal.close(Secret("an answer"), "place")
        row = {"app_id": "app_1", "route": "posts", "key": "k", "fingerprint": "f"}
        tx.run(insert(idempotency).values(**row, at=tx.now(), status=201, body=closed_otherwise))

    worker = workers.start(redis_url)

    assert worker.wait(60) == 1
    assert "None of the 1 secrets at rest opens" in workers.log()
    assert "Traceback" not in workers.log()
