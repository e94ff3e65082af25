"""The Redis of our own: private, replaced when left over, found also in a deep folder."""

import os
import signal
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from redis import Redis

from publisher.launch import redis_server
from publisher.launch.redis_server import RedisServer
from publisher.launch.trouble import Trouble
from tests.needs import missing
from tests.waiting import until

HOLDS_A_REDIS = """
import sys, time
from pathlib import Path
from publisher.launch.redis_server import RedisServer
server = RedisServer(Path(sys.argv[1])); server.start()
print(server.pid, flush=True)
time.sleep(600)
"""


@pytest.fixture(autouse=True)
def program():
    if redis_server.find() is None:
        missing("Redis server")


def ping(server):
    with Redis.from_url(server.url) as client:
        return client.ping()


def test_a_redis_in_a_deep_folder_answers(tmp_path, monkeypatch):
    deep = tmp_path.joinpath(*["a-folder-with-a-long-name"] * 5)
    deep.mkdir(parents=True)
    monkeypatch.chdir(deep)

    with RedisServer(Path.cwd() / "var") as server:
        assert ping(server)


def test_a_deep_folder_elsewhere_is_refused_with_the_way_out(tmp_path):
    deep = tmp_path.joinpath(*["a-folder-with-a-long-name"] * 5)

    with pytest.raises(Trouble, match="too long"):
        RedisServer(deep).start()


def test_one_left_over_is_replaced(tmp_path):
    first = RedisServer(tmp_path)
    first.start()
    left_over = first.pid

    with RedisServer(tmp_path) as second:
        assert ping(second)
        assert second.pid != left_over
    first.stop()


def test_a_dead_socket_is_no_obstacle(tmp_path):
    first = RedisServer(tmp_path)
    first.start()
    os.kill(first.pid, signal.SIGKILL)
    first.stop()
    assert (tmp_path / "redis" / "redis.sock").exists()

    with RedisServer(tmp_path) as second:
        assert ping(second)


def test_it_ends_with_the_one_who_started_it(tmp_path):
    holder = subprocess.Popen(
        [sys.executable, "-c", HOLDS_A_REDIS, tmp_path], stdout=subprocess.PIPE, text=True
    )
    pid = int(holder.stdout.readline())

    holder.kill()
    holder.communicate()

    until(lambda: not Path(f"/proc/{pid}").exists(), "Redis to be gone")


def test_two_of_them_do_not_meet(tmp_path):
    with RedisServer(tmp_path / "one") as one, RedisServer(tmp_path / "two") as two:
        with Redis.from_url(one.url) as client:
            client.set("whose", "one")
        with Redis.from_url(two.url) as client:
            assert client.get("whose") is None


def test_one_that_is_killed_is_started_again(tmp_path):
    with RedisServer(tmp_path) as server:
        threading.Thread(target=server.keep_running, daemon=True).start()
        killed = server.pid

        os.kill(killed, signal.SIGKILL)

        until(lambda: server.pid != killed and server.answers(), "another Redis")
