"""`publisher connections`: an Operator sees who is connected, and ends one after a second word."""

import json
from datetime import timedelta

import pytest

from publisher.domain.when import At
from tests.cli.test_commands import run
from tests.stage import Stage


@pytest.fixture
def stage(database_url, seal, tmp_path):
    made = Stage(database_url, seal, tmp_path / "var")
    yield made
    made.close()


@pytest.fixture
def told(database_url, tmp_path):
    """Runs the command beside the stage; gives its status and its JSON."""

    def tell(*words):
        done = run("connections", *words, "--json", cwd=tmp_path, DATABASE_URL=database_url)
        return done.returncode, json.loads(done.stdout)

    return tell


def test_everybody_who_is_connected_is_listed(stage, told):
    assert told("list") == (0, [])

    connection = stage.connect()

    status, (one,) = told("list")
    assert (status, one["id"], one["creator"]) == (0, connection, "anna_public")


def test_posts_that_wait_are_named_first_and_called_off_when_that_is_said(stage, told):
    connection = stage.connect()
    at = stage.now() + timedelta(days=1)
    post = stage.post(connection, when=At(at, at, "+00:00"))

    asked = told("end", connection)
    before = stage.state(post)
    done = told("end", connection, "--cancel-posts")

    assert asked == (1, {"error": "posts_wait", "posts": [post]})
    assert before == "scheduled"
    assert done == (0, {"posts": [post], "too_late": [], "revocation": "no_token"})
    assert stage.state(post) == "cancelled"


def test_an_unknown_connection_is_a_sentence(stage, told):
    status, said = told("end", "con_nobody")

    assert status == 1
    assert "there is no connection con_nobody" in said["error"]
