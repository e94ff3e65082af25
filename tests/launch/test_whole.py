"""The whole service as a newcomer starts it: one command, one published post, one clean end."""

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import httpx
import pytest

from publisher.launch.visitor import walk
from publisher.worker.lifeline import children_of
from tests import ports
from tests.waiting import until


class House:
    """One `publisher run` in a folder of its own."""

    def __init__(self, folder, port):
        self.folder = folder
        self.port = port
        self.log = folder / "run.log"
        kept = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
        with self.log.open("wb") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "publisher", "run"],
                cwd=folder,
                env={**kept, "PYTHONPATH": str(Path.cwd()), "PORT": str(port)},
                stdout=log,
                stderr=log,
                start_new_session=True,
            )

    def wait_for(self, words, seconds=120):
        def look():
            said = self.log.read_text()
            assert self.process.poll() is None or words in said, said
            return words in said

        until(look, f"{words!r}", seconds=seconds)

    def first_run(self):
        return json.loads((self.folder / "var" / "first-run.json").read_text())

    def ask(self, method, path, **sent):
        headers = {"Authorization": f"Bearer {self.first_run()['api_key']}"}
        headers |= sent.pop("headers", {})
        address = f"http://127.0.0.1:{self.port}{path}"
        return httpx.request(method, address, headers=headers, timeout=30, **sent)

    def connect(self, creator):
        key = {"Idempotency-Key": f"connect-{creator}"}
        wish = {"platform": "tiktok", "external_id": creator}
        link = self.ask("POST", "/v1/connections/links", json=wish, headers=key).json()
        with httpx.Client(follow_redirects=True, timeout=30) as browser:
            walk(browser, link["url"], choose={"creator": creator})
        found = self.ask("GET", "/v1/connections").json()["items"]
        (made,) = [one["id"] for one in found if one["external_id"] == creator]
        return made

    def family(self):
        found = [self.process.pid]
        for pid in found:
            found += children_of(pid)
        return found

    def stop(self, how=signal.SIGINT):
        """End it; gives its exit status and who is left."""
        family = self.family()
        self.process.send_signal(how)
        status = self.process.wait(20)
        return status, [pid for pid in family if Path(f"/proc/{pid}").exists()]


@pytest.fixture(scope="module")
def house(tmp_path_factory):
    """A house after its first run."""
    made = House(tmp_path_factory.mktemp("house"), ports.two_in_a_row())
    made.wait_for("Ctrl-C ends everything")
    yield made
    if made.process.poll() is None:
        made.stop()


def test_a_newcomer_finds_a_published_post_and_a_key_that_works(house):
    first = house.first_run()

    post = house.ask("GET", f"/v1/posts/{first['post']}").json()

    assert post["state"] == "published"
    assert first["api_key"] in house.log.read_text()
    assert (house.folder / "var" / "first-run.json").stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize("address", ["/health/live", "/health/ready"])
def test_it_says_that_it_is_well(house, address):
    assert house.ask("GET", address).status_code == 200


def test_a_second_one_says_what_is_in_the_way_and_changes_nothing(house, tmp_path):
    second = House(tmp_path, house.port)

    assert second.process.wait(60) == 1
    assert f"Port {house.port} on 127.0.0.1 is taken" in second.log.read_text()
    assert f"PORT={house.port + 10} make run" in second.log.read_text()
    assert not (tmp_path / "var" / "publisher.sqlite3").exists()


def test_a_post_accepted_while_redis_is_away_goes_out_when_it_is_back(house):
    connection = house.connect("cara_quiet")  # another creator, who need not wait for a gap
    (redis,) = [pid for pid in house.family() if "redis" in Path(f"/proc/{pid}/comm").read_text()]
    wish = {
        "connection": connection,
        "assets": [house.first_run()["asset"]],
        "mode": "direct",
        "caption": "Accepted while nobody could ring",
        "options": {"privacy": "SELF_ONLY"},
        "schedule": "now",
    }

    os.kill(redis, signal.SIGKILL)
    accepted = house.ask("POST", "/v1/posts", json=wish, headers={"Idempotency-Key": "redis-away"})

    assert accepted.status_code == 201, accepted.text
    post = accepted.json()["id"]

    def is_published():
        return house.ask("GET", f"/v1/posts/{post}").json()["state"] == "published"

    until(is_published, "the post to go out", seconds=120)


def test_the_second_start_shows_the_same_way_in_and_ends_without_a_trace(house):
    key = house.first_run()["api_key"]
    status, left = house.stop()
    assert (status, left) == (0, [])

    again = House(house.folder, house.port)
    again.wait_for("Ctrl-C ends everything")

    assert key in again.log.read_text()
    assert "creating an App" not in again.log.read_text()
    assert again.stop(signal.SIGTERM) == (0, [])
