"""Which processes a start consists of."""

from pathlib import Path

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
    settings = from_environment({"PUBLISHER_PUBLISH_WORKERS": "2"}, SPARE)

    assert {"worker.1", "worker.2", "media"} <= set(procfile.processes(settings))


def test_every_queue_has_a_worker():
    commands = {
        name: Path(f"publisher/cli/{command.removeprefix('publisher ')}.py").read_text()
        for name, command in procfile.processes(from_environment({}, SPARE)).items()
    }

    for queue in CALLS:
        assert any(f'QUEUE = "{queue}"' in text for text in commands.values()), queue
