"""`publisher explain` as somebody at a shell meets it."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

ENVELOPE = '{"data":{},"error":{"code":"spam_risk_too_many_posts","message":"m","log_id":"L1"}}'


def explain(*words, given="", cwd):
    return subprocess.run(
        [sys.executable, "-m", "publisher", "explain", *words],
        env={**os.environ, "PYTHONPATH": str(Path.cwd()), "DATABASE_URL": "oracle://nowhere"},
        cwd=cwd,
        input=given if isinstance(given, bytes) else given.encode(),
        capture_output=True,
        check=False,
    )


def test_a_code_is_explained_to_people_without_any_settings(tmp_path):
    done = explain("reached_active_user_cap", cwd=tmp_path)

    assert done.returncode == 0
    assert b"tiktok.reached_active_user_cap" in done.stdout
    assert b"operator: wait_for_window" in done.stdout
    assert b"creator:" in done.stdout


@pytest.mark.parametrize("words", [(ENVELOPE, "--json"), ("--json",)])
def test_an_answer_is_explained_as_json_from_the_line_or_from_a_pipe(words, tmp_path):
    done = explain(*words, given=ENVELOPE, cwd=tmp_path)

    told = json.loads(done.stdout)
    assert told["key"] == told["entry"]["key"] == "tiktok.spam_risk_too_many_posts"
    assert told["tiktok"]["log_id"] == "L1"


def test_surface_step_and_status_decide_a_meaning(tmp_path):
    words = ("internal_error", "--step", "content_init", "--http", "500", "--json")

    told = json.loads(explain(*words, cwd=tmp_path).stdout)

    assert told["key"] == "tiktok.internal_error.pull_init"


def test_everything_is_the_whole_reference(tmp_path):
    told = json.loads(explain("--all", "--json", cwd=tmp_path).stdout)

    keys = {one["key"] for one in told["entries"]}
    assert told["count"] == len(told["entries"]) == len(keys)
    assert {"tiktok.spam_risk", "tiktok.business.40100", "tiktok.ads.bid_too_low"} <= keys
    assert {"not_found", "tiktok.privacy_missing"} <= keys


@pytest.mark.parametrize("noise", [bytes(range(256)) * 4096, b"[" * 10**6, b"hello", b""])
def test_noise_is_not_known_and_says_so(noise, tmp_path):
    done = explain("--json", given=noise, cwd=tmp_path)

    assert done.returncode == 1
    assert json.loads(done.stdout)["known"] is False
    assert b"Traceback" not in done.stderr


def test_a_surface_that_there_is_not_names_those_that_there_are(tmp_path):
    done = explain("x", "--surface", "moon", cwd=tmp_path)

    assert done.returncode == 2
    assert b"posting" in done.stderr
