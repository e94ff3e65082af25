"""Nothing of a household outlives it, whichever way it ends."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.waiting import until

HOUSEHOLD = Path(__file__).with_name("household_of_two.py")
MEMBERS = ("obedient", "stubborn", "grandchild")


@pytest.fixture
def household(tmp_path):
    """A running household and the ids of all its members."""
    running = subprocess.Popen(
        [sys.executable, HOUSEHOLD, tmp_path],
        env={**os.environ, "PYTHONPATH": str(Path.cwd())},
        stdout=subprocess.DEVNULL,
    )
    members = [read_pid(tmp_path / name) for name in MEMBERS]
    yield running, members
    running.kill()
    running.wait()


def read_pid(file: Path) -> int:
    return int(until(lambda: file.exists() and file.read_text(), f"{file.name} to start"))


def is_alive(pid: int) -> bool:
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except FileNotFoundError:
        return False
    return state != "Z"


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL])
def test_nobody_is_left_after(how, household):
    running, members = household

    running.send_signal(how)
    running.wait(10)

    until(lambda: not any(map(is_alive, members)), "everybody to be gone")


def test_all_are_ended_when_one_ends(household):
    running, (obedient, stubborn, grandchild) = household

    os.kill(obedient, signal.SIGKILL)
    status = running.wait(10)

    assert status != 0
    until(lambda: not is_alive(stubborn) and not is_alive(grandchild), "everybody to be gone")
