"""What a support desk is told: failures by key, posts by anything known of them, a bundle."""

import json
import re

import httpx
import pytest

from publisher.web import answers_support, create_site
from publisher.web.answers import Posts
from tests.web.callers import BASE, Caller


def fail(stage, caller, code="spam_risk_text", **changes):
    """A post that TikTok refuses; gives its id."""
    post = caller.make_post(caption=f"hello [sim:fail={code}]", **changes)
    stage.settle(post["id"])
    return post["id"]


def test_failures_are_grouped_by_key_with_counts_and_a_trend(stage, caller):
    fail(stage, caller)
    stage.turn(24 * 3600)
    fail(stage, caller)
    fail(stage, caller, "auth_removed", connection=stage.connect("nora_noid"))

    items = caller.get("/v1/failures").json()["items"]

    found = {one["key"]: one for one in items}
    text = found["tiktok.spam_risk_text"]
    assert (text["today"], text["yesterday"], text["week"]) == (1, 1, 2)
    assert (text["posts"], text["waiting"], text["class"]) == (2, 2, "fix_input")
    assert found["tiktok.auth_removed"]["actor"] == "creator"
    assert answers_support.Failures.model_validate(caller.get("/v1/failures").json())


def test_another_apps_failures_are_nobody_elses(stage, caller, stranger):
    post = fail(stage, caller)

    assert stranger.get("/v1/failures").json()["items"] == []
    assert stranger.get("/v1/failures/search", params={"q": post}).json()["items"] == []
    assert stranger.get(f"/v1/posts/{post}/bundle").status_code == 404
    assert stranger.post(f"/v1/posts/{post}/poll").status_code == 404


def test_a_post_is_found_by_anything_that_support_was_told(stage, caller):
    post = fail(stage, caller, client_reference="order-7")
    told = caller.get(f"/v1/posts/{post}/timeline").json()
    step = next(one["detail"] for one in told["items"] if one["kind"] == "step.init")
    [attempt] = told["attempts"]

    for known in (
        post,
        "order-7",
        attempt["publish_id"],
        attempt["id"],
        step["log_id"],
        step["request_id"],
        "Anna Public",
        "anna_public",
        "spam_risk_text",
        "tiktok.spam_risk_text",
    ):
        found = caller.get("/v1/failures/search", params={"q": known})
        assert [one["id"] for one in Posts.model_validate(found.json()).model_dump()["items"]] == [
            post
        ], known
    assert caller.get("/v1/failures/search", params={"q": "nothing"}).json()["items"] == []
    assert caller.get("/v1/failures/search").status_code == 422


def test_what_is_found_is_given_a_page_at_a_time(stage, caller):
    for _ in range(3):
        fail(stage, caller)
        stage.turn(600)

    first = caller.get("/v1/failures/search", params={"q": "spam_risk_text", "limit": 2}).json()
    wish = {"q": "spam_risk_text", "limit": 2, "cursor": first["next"]}
    second = caller.get("/v1/failures/search", params=wish).json()

    assert (len(first["items"]), len(second["items"])) == (2, 1)
    assert caller.get("/v1/failures/search", params={**wish, "q": "other"}).status_code == 400


def test_a_bundle_is_the_whole_story_with_its_surroundings(stage, caller):
    post = fail(stage, caller)

    told = caller.get(f"/v1/posts/{post}/bundle").json()

    assert answers_support.Bundle.model_validate(told)
    assert told["post"]["reason"]["platform"]["code"] == "spam_risk_text"
    assert told["meaning"]["key"] == "tiktok.spam_risk_text"
    assert told["connection"]["token"] == "good"
    [attempt] = told["attempts"]
    assert attempt["circumstances"]["creator"]["privacy_options"]
    assert attempt["circumstances"]["token"]["access_until"]
    assert told["media"][0]["before"]["sha256"]
    assert told["media"][0]["after"]["output_type"] == "video/mp4"
    [action] = told["actions"]
    assert (action["name"], action["call"]) == ("retry", f"POST /v1/posts/{post}/retry")
    assert action["risk"]


def test_a_bundle_is_copied_as_text(stage, caller):
    post = fail(stage, caller)

    page = caller.get(f"/v1/posts/{post}/bundle", headers={"Accept": "text/plain"})

    assert page.headers["Content-Type"].startswith("text/plain")
    assert "code: spam_risk_text" in page.text
    assert "log_id:" in page.text


def test_a_poll_asks_at_once_and_sends_nothing_again(staged, make_caller):
    stage = staged(processing_seconds=3600)
    caller = make_caller(stage)
    post = caller.make_post()["id"]
    for _ in range(40):
        stage.work()
        stage.turn(30)
    asked = len(_questions(caller, post))

    answer = caller.post(f"/v1/posts/{post}/poll")
    stage.work()

    assert answer.status_code == 202
    assert len(_questions(caller, post)) == asked + 1
    assert len(stage.inits()) == 1


def _questions(caller, post):
    told = caller.get(f"/v1/posts/{post}/timeline").json()
    return [one for one in told["items"] if one["kind"] == "step.status"]


def test_a_doubt_offers_no_retry(stage, caller):
    stage.order("init", "lost", before=False)
    photos = [stage.asset(photo=True), stage.asset(photo=True)]
    post = caller.make_post(assets=photos, caption="", title="two")["id"]
    stage.settle(post, seconds=60)

    actions = caller.get(f"/v1/posts/{post}/bundle").json()["actions"]

    assert [one["name"] for one in actions] == ["resolve"]
    assert "twice" in actions[0]["risk"]


def test_every_action_that_is_offered_is_one_that_is_taken(stage, caller):
    post = fail(stage, caller, "spam_risk_user_banned_from_posting")

    for action in caller.get(f"/v1/posts/{post}/bundle").json()["actions"]:
        method, path = action["call"].split()
        answer = caller.post(path, {}) if method == "POST" else caller.get(path)
        assert answer.status_code < 300, (action, answer.text)
        break


def test_every_reason_over_http_carries_all_that_support_asks_for(stage, caller):
    post = fail(stage, caller)

    seen = caller.get(f"/v1/posts/{post}").json()["reason"]
    stage.turn(10)
    told = caller.get("/v1/events").json()["items"]
    event = next(one for one in told if one["kind"] == "post.failed")["detail"]["reason"]

    assert seen["docs"] == f"{BASE}/errors/{seen['code']}"
    assert {"code", "class", "outcome", "actor", "remedy", "handling", "resend"} <= set(seen)
    for words in (seen["tiktok"], event["tiktok"]):
        assert words["code"] == "spam_risk_text"
        assert words["step"] == "fail_reason"
        assert words["http_status"] == 200
        assert words["log_id"]
        assert words["request_id"].startswith("step_")
    assert (event["class"], event["docs"]) == ("fix_input", seen["docs"])


def test_a_line_of_the_log_names_who_acts_and_the_platforms_ids(stage, caller, capfd):
    fail(stage, caller)

    line = next(one for one in capfd.readouterr().out.splitlines() if "post.failed" in one)
    line = re.sub(r"\x1b\[[0-9;]*m", "", line)
    for word in (
        "class=fix_input",
        "actor=caller",
        "platform_step=fail_reason",
        "platform_log_id=",
    ):
        assert word in line


def test_the_console_shows_failures_and_alarms(stage, caller, operator):
    stage.order("video_init", "code", code="zzz_<b>new", http=400, before=True)
    caller.make_post()
    stage.work()

    page = operator.get("/console/failures")

    assert page.status_code == 200
    assert "zzz_&lt;b&gt;new" in page.text
    assert "nobody has met this one" in page.text
    assert "/errors/tiktok.unknown" in page.text


def test_a_bundle_survives_being_read_back(stage, caller):
    post = fail(stage, caller)

    told = caller.get(f"/v1/posts/{post}/bundle")

    assert json.loads(told.text)["post"]["id"] == post


@pytest.fixture
def operator(site):
    """A browser that has signed in."""
    browser = httpx.Client(transport=httpx.WSGITransport(app=site), base_url=BASE)
    page = browser.get("/console/sign-in").text
    form = {"form": re.search(r'name="form" value="([^"]+)"', page)[1]}
    done = browser.post("/console/sign-in", data={**form, "password": "a long password"})
    assert done.status_code == 303
    return browser


@pytest.fixture
def make_caller():
    def make(stage):
        return Caller(create_site(stage.publisher), stage, stage.app)

    return make
