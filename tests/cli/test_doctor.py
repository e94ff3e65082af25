"""The doctor: a verdict, a sentence and a fix for everything, and an exit status that tells."""

import json

import pytest

from tests.cli.test_commands import run


def looked(cwd, **environ):
    done = run("doctor", "--json", cwd=cwd, **environ)
    return done.returncode, {check["name"]: check for check in json.loads(done.stdout)}


@pytest.fixture
def here(tmp_path):
    assert run("migrate", cwd=tmp_path).returncode == 0
    return tmp_path


def test_a_migrated_folder_is_well_though_nothing_runs_yet(here):
    status, checks = looked(here)

    assert status == 0
    for name in ("python", "disk", "database", "storage", "scopes", "redirect address"):
        assert checks[name]["verdict"] == "ok", checks[name]
    assert checks["redis"]["verdict"] == "warn"
    assert checks["redirect address"]["says"].endswith(
        "http://127.0.0.1:8000/connect/tiktok/callback"
    )


def test_whatever_is_not_well_comes_with_a_fix(tmp_path):
    status, checks = looked(tmp_path)

    assert status == 1
    assert checks["database"]["fix"] == "Run: publisher migrate"
    assert [name for name, it in checks.items() if it["verdict"] != "ok" and not it["fix"]] == []


def test_while_unaudited_the_creators_of_a_day_are_counted_against_the_cap(here):
    _, checks = looked(here, TIKTOK_AUDIT="unaudited")
    _, audited = looked(here, TIKTOK_AUDIT="audited")

    assert checks["active creators"]["says"].startswith("0 of 5 creators")
    assert "active creators" not in audited


@pytest.mark.parametrize(
    ("environ", "name", "words"),
    [
        ({"DATABASE_URL": "postgresql://u:hunter2@127.0.0.1:1/x"}, "database", "does not answer"),
        ({"REDIS_URL": "redis://:hunter2@127.0.0.1:1"}, "redis", "does not answer"),
        ({"PUBLISHER_FREE_FLOOR_MB": "10000000"}, "disk", "below 10000000 MB"),
        ({"FFMPEG": "/bin/false"}, "ffmpeg", "cannot be mended"),
        ({"TIKTOK_SCOPES": "video.publish"}, "scopes", "Without user.info.basic"),
    ],
)
def test_what_stands_in_the_way_of_publishing_is_a_failure(here, environ, name, words):
    status, checks = looked(here, **environ)

    assert status == 1
    assert checks[name]["verdict"] == "fail"
    assert words in checks[name]["says"]
    assert "hunter2" not in json.dumps(checks)


def test_a_redis_that_forgets_in_silence_is_warned_of(here, redis_url):
    from redis import Redis

    with Redis.from_url(redis_url) as line:
        line.config_set("maxmemory-policy", "allkeys-lru")
        try:
            _, checks = looked(here, REDIS_URL=redis_url)
        finally:
            line.config_set("maxmemory-policy", "noeviction")

    assert checks["redis"]["verdict"] == "warn"
    assert "noeviction" in checks["redis"]["fix"]


def test_people_are_told_in_lines(here):
    done = run("doctor", cwd=here)

    assert "✓ database" in done.stdout
    assert "→ To go live set TIKTOK_CLIENT_KEY" in done.stdout
