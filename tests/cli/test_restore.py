"""After an older copy of the database: the service holds back until a person has confirmed."""

import json
import sqlite3

import pytest

from tests.cli.test_commands import run

NUMBER = 7


@pytest.fixture
def here(tmp_path):
    """A folder with a migrated database."""
    assert run("migrate", cwd=tmp_path).returncode == 0
    return tmp_path


@pytest.fixture
def restored(here):
    """The same as the sweep leaves it when it has met an older copy."""
    row = ("database", NUMBER, "2026-03-02 12:00:00", "2026-03-02 12:00:00")
    with sqlite3.connect(here / "var" / "publisher.sqlite3") as line:
        line.execute(
            "INSERT INTO generations (what, number, at, safe_since) VALUES (?, ?, ?, ?)", row
        )
    return here


def told(*words, cwd):
    done = run("restore", *words, "--json", cwd=cwd)
    return done.returncode, json.loads(done.stdout)


def test_without_a_restore_there_is_nothing_to_confirm(here):
    assert told("look", cwd=here) == (0, {"holds_back_since": None})
    assert told("confirm", cwd=here) == (1, {"holds_back_since": None})


def test_looking_confirms_nothing(restored):
    assert told("look", cwd=restored) == told("look", cwd=restored)
    assert told("look", cwd=restored)[0] == 1


def test_a_worker_that_is_there_before_any_clock_notices_it_as_well(here):
    (here / "var" / "generation").write_text(f"{NUMBER}")

    assert run("worker", cwd=here, REDIS_URL="redis://127.0.0.1:1").returncode != 0

    assert told("look", cwd=here)[0] == 1


def test_who_confirmed_stands_in_the_audit(restored):
    assert told("confirm", "--who", "Ada", cwd=restored)[0] == 0

    with sqlite3.connect(restored / "var" / "publisher.sqlite3") as line:
        said = line.execute(
            "SELECT who, detail FROM audit WHERE what = 'restore.confirmed'"
        ).fetchall()
    assert [(who, json.loads(detail)) for who, detail in said] == [
        ("operator Ada", {"number": NUMBER})
    ]
    assert told("look", cwd=restored) == (0, {"holds_back_since": None})


def test_the_doctor_fails_until_then(restored):
    done = run("doctor", "--json", cwd=restored)
    (check,) = [one for one in json.loads(done.stdout) if one["name"] == "database copy"]

    assert done.returncode == 1
    assert "publisher restore confirm" in check["fix"]
