"""One refusal of TikTok's, looked at wherever it is shown: the same whole account each time."""

import html
import re

import pytest

from publisher.store.assets import assets
from tests.web.callers import BASE

ENTRY = ("code", "class", "outcome", "actor", "remedy")
PLATFORM = ("code", "message", "log_id", "http_status", "step", "request_id")


def spoken(shown):
    """What every surface that speaks JSON must carry, as a plain value to compare."""
    return {name: shown[name] for name in ENTRY} | {
        "message": shown["message"],
        "action": shown["action"],
        "retry_at": shown["retry_at"],
        "docs": shown["docs"],
        "tiktok": {name: shown["tiktok"][name] for name in PLATFORM},
    }


@pytest.fixture
def delayed(stage, caller):
    return delay(stage, caller)


def delay(stage, caller):
    """A film that TikTok was too busy to take: a reason that has everything, retry_at too."""
    stage.order("video_init", "code", code="rate_limit_exceeded", http=429, before=True)
    post = caller.make_post()
    for _ in range(3):
        stage.work()
        if stage.code(post["id"]):
            break
    stage.turn(10)
    return post["id"]


def events_of(caller, ref):
    items = caller.get("/v1/events").json()["items"]
    return [
        one["detail"]["reason"] for one in items if one["ref"] == ref and "reason" in one["detail"]
    ]


def test_post_attempt_event_and_bundle_carry_one_whole_account(stage, caller, delayed):
    post = caller.get(f"/v1/posts/{delayed}").json()["reason"]
    told = caller.get(f"/v1/posts/{delayed}/timeline").json()
    bundle = caller.get(f"/v1/posts/{delayed}/bundle").json()

    whole = spoken(post)
    assert whole["code"] == "tiktok.rate_limit_exceeded"
    assert whole["docs"] == f"{BASE}/errors/tiktok.rate_limit_exceeded"
    assert whole["retry_at"]
    assert whole["message"].startswith("film.mp4 for @anna_public: ")
    assert whole["tiktok"]["step"] == "video_init"
    assert whole["tiktok"]["http_status"] == 429
    assert whole["tiktok"]["request_id"].startswith("step_")
    assert None not in whole["tiktok"].values()
    assert [spoken(one) for one in events_of(caller, delayed)] == [whole]
    assert [spoken(one["reason"]) for one in told["attempts"]] == [whole]
    kept = bundle["post"]["reason"]
    assert kept["platform"]["log_id"] == whole["tiktok"]["log_id"]
    assert kept["message"] == whole["message"]


def test_the_step_on_the_timeline_has_the_same_ids_and_words(caller, delayed):
    reason = caller.get(f"/v1/posts/{delayed}").json()["reason"]["tiktok"]
    items = caller.get(f"/v1/posts/{delayed}/timeline").json()["items"]

    step = next(one["detail"] for one in items if one["detail"].get("code") == reason["code"])

    assert {name: step[name] for name in PLATFORM if name != "step"} == {
        name: reason[name] for name in PLATFORM if name != "step"
    }


def test_the_console_shows_the_same(stage, caller, delayed, site):
    reason = caller.get(f"/v1/posts/{delayed}").json()["reason"]
    page = html.unescape(sign_in(site).get(f"/console/posts/{delayed}").text)

    words = [reason["message"], reason["action"], f"/errors/{reason['code']}", "not before"]
    words += [
        str(reason["tiktok"][name]) for name in ("code", "log_id", "http_status", "request_id")
    ]
    assert [one for one in words if one not in page] == []
    assert "video init" in page


def test_a_line_of_the_log_has_the_same(stage, caller, capfd):
    delayed = delay(stage, caller)
    reason = caller.get(f"/v1/posts/{delayed}").json()["reason"]

    line = next(one for one in capfd.readouterr().out.splitlines() if "post.delayed" in one)

    for name in ENTRY:
        assert f"{name}={reason[name]}" in line, name
    assert f"retry_at={reason['retry_at'].removesuffix('Z')}" in line
    for name in ("code", "log_id", "http_status", "step", "request_id"):
        assert f"platform_{name}={reason['tiktok'][name]}" in line, name
    assert "platform_message=" in line
    assert f"docs=/errors/{reason['code']}" in line


def test_a_connection_that_broke_names_the_account_and_every_word(stage, caller, site):
    post = caller.make_post(caption="hello [sim:auth-removed]")
    stage.order("token", "code", code="invalid_grant", times=9, before=True)
    stage.settle(post["id"], seconds=120)
    stage.turn(24 * 3600 + 60)
    stage.publisher.connections.token(post["connection"])
    stage.turn(10)

    shown = caller.get(f"/v1/connections/{post['connection']}").json()

    assert shown["state"] == "broken"
    whole = spoken(shown["reason"])
    assert whole["outcome"] == "reconnect"
    assert whole["message"].startswith("@anna_public: ")
    assert spoken(events_of(caller, post["connection"])[-1]) == whole
    page = html.unescape(sign_in(site).get("/console/connections").text)
    for word in (whole["message"], whole["action"], f"/errors/{whole['code']}"):
        assert word in page


def test_a_problem_of_the_api_carries_the_platforms_words_and_ours(stage, caller, capfd):
    connection = stage.connect()
    stage.turn(60)
    stage.order("creator_info", "code", code="rate_limit_exceeded", http=429, before=True)

    answer = caller.get(f"/v1/connections/{connection}/creator")

    told = answer.json()
    assert answer.status_code == 429
    assert {name: told[name] for name in ENTRY} == {
        "code": "tiktok.rate_limit_exceeded",
        "class": "retry",
        "outcome": "retry",
        "actor": "us",
        "remedy": "slow_down",
    }
    assert told["detail"].startswith("@anna_public: ")
    assert told["retry_at"]
    assert told["docs"] == f"{BASE}/errors/tiktok.rate_limit_exceeded"
    assert told["request_id"] == answer.headers["Request-Id"]
    said = told["tiktok"]
    assert (said["code"], said["http_status"], said["step"]) == (
        "rate_limit_exceeded",
        429,
        "creator_info",
    )
    assert said["log_id"]
    assert said["message"]
    line = next(one for one in capfd.readouterr().out.splitlines() if " problem " in one)
    assert f"request_id={told['request_id']}" in line
    assert f"platform_log_id={said['log_id']}" in line


@pytest.mark.parametrize("name", ["<img src=x>.mp4", "a\nb\u202e.mp4", "x" * 200, "", "  "])
def test_a_files_name_stays_inside_its_sentence(stage, caller, site, name):
    asset = stage.asset()
    with stage.store.write() as tx:
        tx.run(assets.update().where(assets.c.id == asset).values(name=name))
    post = caller.make_post(assets=[asset], caption="hello [sim:fail=spam_risk_text]")
    stage.settle(post["id"])

    message = caller.get(f"/v1/posts/{post['id']}").json()["reason"]["message"]
    page = sign_in(site).get(f"/console/posts/{post['id']}").text

    assert message.isprintable()
    assert len(message) < 300
    assert "@anna_public: TikTok" in message
    assert "<img src=x" not in page


def test_a_post_that_is_refused_at_once_names_the_account_and_the_file(caller):
    answer = caller.post("/v1/posts", caller.draft(options={"privacy": "EVERYBODY"}))

    assert answer.status_code == 422
    assert answer.json()["detail"].startswith("film.mp4 for @anna_public: ")


def sign_in(site):
    """A browser that has signed in."""
    browser = site.test_client()
    page = browser.get("/console/sign-in").text
    form = re.search(r'name="form" value="([0-9a-f]{64})"', page)[1]
    done = browser.post("/console/sign-in", data={"form": form, "password": "a long password"})
    assert done.status_code == 303
    return browser
