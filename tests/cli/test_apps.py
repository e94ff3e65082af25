"""Apps and keys from the shell: what was shown once opens, and not after it was withdrawn."""

import json
import re

import pytest

from tests.cli.test_commands import run


@pytest.fixture
def here(tmp_path):
    """A folder with a migrated database."""
    assert run("migrate", cwd=tmp_path).returncode == 0
    return tmp_path


def told(*words, cwd):
    done = run("apps", *words, "--json", cwd=cwd)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def test_an_app_is_created_with_a_key_that_is_shown_once(here):
    made = told("create", "My App", cwd=here)

    assert re.fullmatch(r"pub_live_\w+", made["key"])
    assert [app["name"] for app in told("list", cwd=here)] == ["My App"]
    kept = told("keys", made["app"], cwd=here)
    assert [key["id"] for key in kept] == [made["id"]]
    assert made["key"] not in json.dumps(kept)


def test_a_test_key_says_so_in_its_first_letters(here):
    app = told("create", "My App", cwd=here)["app"]

    assert told("issue", app, "--test", cwd=here)["key"].startswith("pub_test_")


def test_a_withdrawn_key_is_marked(here):
    made = told("create", "My App", cwd=here)

    told("withdraw", made["app"], made["id"], cwd=here)

    assert told("keys", made["app"], cwd=here)[0]["withdrawn_at"] is not None


def test_an_app_that_is_not_there_is_said_in_a_sentence(here):
    done = run("apps", "issue", "app_nobody", cwd=here)

    assert done.returncode == 1
    assert "there is no App app_nobody" in done.stderr
