"""The seal key from the shell: made, looked at and turned, in words and in JSON."""

import json

import pytest

from tests.cli.test_commands import run


@pytest.fixture
def here(tmp_path):
    """A folder with a migrated database."""
    assert run("migrate", cwd=tmp_path).returncode == 0
    return tmp_path


def a_key(cwd):
    return run("seal", "key", cwd=cwd).stdout.strip()


def test_a_fresh_key_is_one_that_the_settings_accept(tmp_path):
    assert run("settings", cwd=tmp_path, PUBLISHER_SEAL_KEYS=a_key(tmp_path)).returncode == 0


def test_turning_tells_how_many_and_when_older_keys_can_go(here):
    keys = f"{a_key(here)},{a_key(here)}"

    done = run("seal", "turn", cwd=here, PUBLISHER_SEAL_KEYS=keys)
    told = json.loads(run("seal", "turn", "--json", cwd=here, PUBLISHER_SEAL_KEYS=keys).stdout)

    assert done.returncode == 0
    assert "Older keys can go" in done.stdout
    assert (told["turned"], told["older"], told["broken"]) == (0, 0, 0)


def test_the_doctor_says_when_an_older_key_is_needed_no_more(here):
    keys = f"{a_key(here)},{a_key(here)}"

    checks = json.loads(run("doctor", "--json", cwd=here, PUBLISHER_SEAL_KEYS=keys).stdout)
    (check,) = [one for one in checks if one["name"] == "seal keys"]

    assert check["verdict"] == "warn"
    assert "Take the older ones out" in check["fix"]
