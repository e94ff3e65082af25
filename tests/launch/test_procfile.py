"""Which processes a start consists of."""

from pathlib import Path

import pytest

from publisher.adapters import machine
from publisher.adapters.bell import CALLS
from publisher.launch import procfile
from publisher.settings import from_environment
from tests.settings.test_from_environment import SPARE

REAL = {"TIKTOK_CLIENT_KEY": "awx1", "TIKTOK_CLIENT_SECRET": "x"}


def test_the_simulator_is_started_only_where_it_is_used():
    assert "simulator" in procfile.processes(from_environment({}, SPARE))
    assert "simulator" not in procfile.processes(from_environment(REAL, SPARE))


def test_the_release_runs_before_the_others_and_not_beside_them():
    assert procfile.release() == "publisher migrate"
    assert "release" not in procfile.processes(from_environment({}, SPARE))


def test_workers_are_as_many_as_the_settings_say():
    settings = from_environment(
        {"PUBLISHER_PUBLISH_WORKERS": "2", "PUBLISHER_MEDIA_WORKERS": "1"}, SPARE
    )

    assert {"worker.1", "worker.2", "media"} <= set(procfile.processes(settings))


@pytest.mark.parametrize(
    ("cores", "gigabytes", "workers"),
    [(1, 32, 1), (2, 4, 2), (2, 1, 1), (8, 4, 2), (8, 32, 4), (64, 512, 4)],
)
def test_media_workers_are_as_many_as_cores_and_memory_can_feed(cores, gigabytes, workers):
    assert procfile.media_workers(cores, gigabytes << 30) == workers


def test_without_a_word_in_the_settings_this_machine_decides_how_many_media_workers():
    started = procfile.processes(from_environment({}, SPARE))

    fitting = procfile.media_workers(machine.cores(), machine.memory())
    assert sum(name.startswith("media") for name in started) == fitting


def test_every_queue_has_a_worker():
    commands = {
        name: Path(f"publisher/cli/{command.removeprefix('publisher ')}.py").read_text()
        for name, command in procfile.processes(from_environment({}, SPARE)).items()
    }

    for queue in CALLS:
        assert any(f'QUEUE = "{queue}"' in text for text in commands.values()), queue
