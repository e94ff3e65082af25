"""Posts over HTTP: committing once, reading back, changing, and what is said of each."""

import pytest


def test_a_post_is_answered_with_all_that_it_is(caller):
    wish = {
        "schedule": {"wall_time": "2026-03-03T18:00", "zone": "Europe/London"},
        "client_reference": "order-7",
        "options": {"privacy": "SELF_ONLY", "ai_generated": True},
    }

    post = caller.make_post(**wish)

    assert post["id"].startswith("post_")
    assert post["state"] == "scheduled"
    assert post["state_means"]
    assert post["slot_at"] == "2026-03-03T18:00:00Z"
    assert post["schedule"] == {
        "at": "2026-03-03T18:00:00Z",
        "wall_time": "2026-03-03T18:00:00",
        "zone": "Europe/London",
    }
    assert post["options"] == wish["options"]
    assert post["client_reference"] == "order-7"
    assert post["no_link_because"] == "It is not out."
    seen = caller.get(f"/v1/posts/{post['id']}").json()
    assert {name: seen[name] for name in post} == post
    assert seen["who_acts"] == "us"


def test_an_offset_comes_back_as_it_was_said(caller):
    post = caller.make_post(schedule={"at": "2026-03-03T18:00:00-03:30"})

    assert post["slot_at"] == "2026-03-03T21:30:00Z"
    assert post["schedule"]["zone"] == "-03:30"
    assert post["schedule"]["wall_time"] == "2026-03-03T18:00:00"


def test_the_second_of_two_equal_wall_times_stays_the_second(caller):
    twice = {"wall_time": "2026-10-25T01:30", "zone": "Europe/London", "fold": "second"}

    post = caller.make_post(schedule=twice)

    assert post["schedule"]["at"] == post["slot_at"] == "2026-10-25T01:30:00Z"


def test_the_same_key_and_body_give_the_same_post(caller, stage):
    draft = caller.draft()

    first = caller.post("/v1/posts", draft, key="once")
    second = caller.post("/v1/posts", dict(reversed(draft.items())), key="once")

    assert first.status_code == second.status_code == 201
    assert second.json() == first.json()
    assert second.headers["Idempotent-Replayed"] == "true"
    assert "Idempotent-Replayed" not in first.headers
    assert len(caller.get("/v1/posts").json()["items"]) == 1


def test_the_same_key_with_another_body_is_refused(caller):
    draft = caller.draft()
    caller.post("/v1/posts", draft, key="once")

    answer = caller.post("/v1/posts", {**draft, "caption": "another"}, key="once")

    assert answer.status_code == 422
    assert answer.json()["code"] == "idempotency_key_reused"


def test_the_key_of_another_app_is_another_key(caller, stranger):
    assert caller.post("/v1/posts", caller.draft(), key="once").status_code == 201
    assert stranger.post("/v1/posts", stranger.draft(), key="once").status_code == 201


@pytest.mark.parametrize("key", ["", " ", "a" * 201, "two words", "tab\there"])
def test_whatever_creates_wants_a_key_that_can_be_kept(caller, key):
    draft = caller.draft()

    answer = caller.http.post("/v1/posts", json=draft, headers={"Idempotency-Key": key})

    assert answer.status_code == 400
    assert answer.json()["code"] == "idempotency_key_missing"


def test_a_refused_call_leaves_its_key_free(caller):
    draft = caller.draft()
    refused = caller.post("/v1/posts", {**draft, "options": {}}, key="once")

    answer = caller.post("/v1/posts", draft, key="once")

    assert refused.status_code == 422
    assert answer.status_code == 201


def test_a_check_tells_and_keeps_nothing(caller):
    draft = caller.draft()

    good = caller.post("/v1/posts/check", draft)
    bad = caller.post("/v1/posts/check", {**draft, "options": {"privacy": "FRIENDS"}})

    assert good.json()["valid"] is True
    assert good.json()["slot_at"]
    assert bad.json()["valid"] is False
    assert bad.json()["findings"][0]["pointer"] == "/options/privacy"
    assert "id" not in good.json()
    assert caller.get("/v1/posts").json()["items"] == []


def test_an_option_that_the_platform_lacks_is_named(caller):
    answer = caller.post("/v1/posts", caller.draft(options={"privacy": "SELF_ONLY", "pin": True}))

    assert answer.status_code == 422
    assert answer.json()["errors"][0]["pointer"] == "/options/pin"


def test_lists_go_on_where_they_stopped_and_only_with_their_own_filter(caller):
    draft = caller.draft()
    made = [
        caller.make_post(**{**draft, "schedule": {"at": f"2026-03-{day:02d}T10:00:00Z"}})["id"]
        for day in (10, 11, 12)
    ]

    first = caller.get("/v1/posts?limit=2").json()
    second = caller.get("/v1/posts", params={"limit": 2, "cursor": first["next"]}).json()
    other = caller.get("/v1/posts", params={"state": "held", "cursor": first["next"]})
    forged = caller.get("/v1/posts", params={"cursor": first["next"][:-2] + "AA"})

    assert sorted(one["id"] for one in first["items"] + second["items"]) == sorted(made)
    assert second["next"] is None
    assert other.status_code == forged.status_code == 400


def test_a_cursor_is_of_no_use_to_another_app(caller, stranger):
    draft = caller.draft()
    caller.make_post(**draft)
    cursor = caller.get("/v1/posts?limit=1").json()["next"]

    assert stranger.get("/v1/posts", params={"cursor": cursor}).status_code == 400


def test_states_and_connections_filter(caller):
    draft = caller.draft()
    post = caller.make_post(**draft)

    mine = caller.get("/v1/posts", params={"state": "scheduled,held"}).json()["items"]
    held = caller.get("/v1/posts", params={"state": "held"}).json()["items"]
    here = caller.get("/v1/posts", params={"connection": draft["connection"]}).json()["items"]

    assert [one["id"] for one in mine] == [one["id"] for one in here] == [post["id"]]
    assert held == []


def test_a_change_wants_the_version_that_was_read(caller):
    post = caller.make_post(schedule={"at": "2026-03-10T10:00:00Z"})
    path = f"/v1/posts/{post['id']}"
    tag = caller.get(path).headers["ETag"]

    moved = caller.patch(path, {"schedule": {"at": "2026-03-11T10:00:00Z"}}, **{"If-Match": tag})
    stale = caller.patch(path, {"caption": "late"}, **{"If-Match": tag})
    odd = caller.patch(path, {"caption": "odd"}, **{"If-Match": "W/1"})

    assert moved.status_code == 200, moved.text
    assert moved.json()["slot_at"] == "2026-03-11T10:00:00Z"
    assert moved.headers["ETag"] != tag
    assert stale.status_code == odd.status_code == 412


def test_a_change_names_a_time_and_does_not_look_for_one(caller):
    post = caller.make_post(schedule={"at": "2026-03-10T10:00:00Z"})

    answer = caller.patch(f"/v1/posts/{post['id']}", {"schedule": {"next_free": {}}})

    assert answer.status_code == 422
    assert answer.json()["errors"][0]["pointer"] == "/schedule"


def test_a_post_is_called_off_once_and_stays_so(caller):
    post = caller.make_post(schedule={"at": "2026-03-10T10:00:00Z"})
    path = f"/v1/posts/{post['id']}"

    first, second = caller.post(f"{path}/cancel"), caller.post(f"{path}/cancel")

    assert first.json()["state"] == second.json()["state"] == "cancelled"
    retry = caller.post(f"{path}/retry")
    assert retry.status_code == 409
    assert retry.json()["code"] == "not_retryable"


def test_a_published_post_tells_its_id_as_text_and_its_story(caller, stage):
    post = caller.make_post()
    stage.settle(post["id"])

    seen = caller.get(f"/v1/posts/{post['id']}").json()
    told = caller.get(f"/v1/posts/{post['id']}/timeline").json()

    assert seen["state"] == "published"
    assert [one.isdigit() and len(one) for one in seen["public_ids"]] == [19]
    steps = [one for one in told["items"] if one["kind"].startswith("step.")]
    assert all(one["detail"]["request_id"].startswith("step_") for one in steps)
    assert all("seconds" in one["detail"] for one in steps)
    assert told["attempts"][0]["outcome"] == "published"
    assert told["attempts"][0]["publish_id"]


def test_a_refused_post_says_who_acts_with_the_platforms_own_words(caller, stage):
    stage.order("init", "code", code="spam_risk_user_banned_from_posting", http=403)
    post = caller.make_post()
    stage.settle(post["id"])

    why = caller.get(f"/v1/posts/{post['id']}").json()["reason"]

    assert why["actor"] == "creator"
    assert why["action"]
    assert why["tiktok"]["code"] == "spam_risk_user_banned_from_posting"
    assert why["tiktok"]["log_id"]
    assert why["docs"].startswith("http://127.0.0.1:8000/errors/")


def test_a_private_post_says_why_it_has_no_link(caller, stage):
    post = caller.make_post(options={"privacy": "SELF_ONLY"})
    stage.settle(post["id"])

    seen = caller.get(f"/v1/posts/{post['id']}").json()

    assert seen["public_ids"] == []
    assert "no public link" in seen["no_link_because"]


def test_a_finished_draft_does_not_wait_for_its_creator_any_more(caller, stage):
    post = caller.make_post(mode="inbox", caption="", options={})
    stage.settle(post["id"])
    waiting = caller.get(f"/v1/posts/{post['id']}").json()

    [share] = stage.ledger()["shares"]
    stage.control(f"drafts/{share['publish_id']}/finish", {"privacy_level": "SELF_ONLY"})
    stage.turn(2 * 3600)
    for _ in range(3):
        stage.work()
        stage.turn(5)
    done = caller.get(f"/v1/posts/{post['id']}").json()

    assert (waiting["state"], done["state"]) == ("in_inbox", "published")
    assert "The creator finishes it" in waiting["no_link_because"]
    assert "The creator has posted it" in done["no_link_because"]


def test_a_full_day_says_when_there_is_room(caller):
    draft = caller.draft(on_cap="fail")
    answers = [caller.post("/v1/posts", draft) for _ in range(17)]

    last = answers[-1]
    assert last.status_code == 429
    assert last.json()["code"] == "cap_reached"
    assert last.json()["retry_at"]
    assert int(last.headers["Retry-After"]) > 0


def test_a_reference_belongs_to_one_post(caller):
    draft = caller.draft(client_reference="order-7")
    post = caller.make_post(**draft)

    answer = caller.post("/v1/posts", draft)

    assert answer.status_code == 409
    assert answer.json()["post"] == post["id"]


def test_events_go_on_after_the_last_one_seen(caller, stage):
    post = caller.make_post()
    stage.turn(6)  # on PostgreSQL an Event is told once no older one can still come
    first = caller.get("/v1/events?limit=2").json()
    stage.settle(post["id"])
    stage.turn(6)

    rest = caller.get("/v1/events", params={"after": first["next"]}).json()

    assert len(first["items"]) == 2
    kinds = [one["kind"] for one in rest["items"]]
    assert kinds[-1] == "post.published"
    assert caller.get("/v1/events", params={"after": rest["next"]}).json()["items"] == []
    assert caller.get("/v1/events", params={"after": rest["next"]}).json()["next"] == rest["next"]
