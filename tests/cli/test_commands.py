"""The command line as an operator meets it."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from publisher.cli.commands import COMMANDS


def run(*words, cwd, timeout=None, **environ):
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PUBLISHER_")}
    return subprocess.run(
        [sys.executable, "-m", "publisher", *words],
        env={**kept, "PYTHONPATH": str(Path.cwd()), **environ},
        cwd=cwd,
        capture_output=True,
        text=True,
        check=False,
        timeout=timeout,
    )


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_explains_itself(command, tmp_path):
    done = run(command, "--help", cwd=tmp_path)

    assert done.returncode == 0
    assert COMMANDS[command] in " ".join(done.stdout.split())


def test_an_unknown_command_shows_those_that_there_are(tmp_path):
    done = run("rnu", cwd=tmp_path)

    assert done.returncode == 2
    assert "'rnu' is no command" in done.stderr
    assert "publisher COMMAND" in done.stderr


@pytest.mark.parametrize("command", ["run", "web", "worker", "clock", "simulator", "doctor"])
def test_wrong_settings_start_nothing(command, tmp_path):
    done = run(command, cwd=tmp_path, PORT="eighty", DATABASE_URL="oracle://x")

    assert done.returncode == 1
    assert "PORT: is 'eighty'" in done.stderr
    assert "DATABASE_URL: is no database address" in done.stderr
    assert "Traceback" not in done.stderr


def test_migrate_says_what_it_did_and_the_second_time_that_nothing_was_to_do(tmp_path):
    first = json.loads(run("migrate", "--json", cwd=tmp_path).stdout)
    second = json.loads(run("migrate", "--json", cwd=tmp_path).stdout)

    assert first["before"] is None
    assert second["before"] == second["after"] == first["after"]


def test_a_database_that_does_not_answer_is_one_sentence(tmp_path):
    done = run("migrate", cwd=tmp_path, DATABASE_URL="postgresql://u:hunter2@127.0.0.1:1/x")

    assert done.returncode == 1
    assert "database" in done.stderr
    assert "Traceback" not in done.stderr
    assert "hunter2" not in done.stderr


def test_settings_are_shown_without_their_secrets(tmp_path):
    done = run("settings", "--json", cwd=tmp_path, REDIS_URL="redis://:hunter2@h")

    shown = json.loads(done.stdout)
    assert shown["REDIS_URL"] == "***"
    assert shown["PORT"] == 8000
    assert "hunter2" not in done.stdout
