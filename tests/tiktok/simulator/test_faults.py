"""Answers that go wrong on purpose: by a mark in the caption, or by order of the control room."""

import json

import httpx
import pytest

from publisher.tiktok.simulator import CODES, OAUTH_ERRORS, ledger, scenarios

INIT = "post/publish/video/init/"
BROKEN = {
    "lost": httpx.RemoteProtocolError,
    "hang": httpx.ReadTimeout,
    "reset": httpx.ReadError,
    "half": httpx.RemoteProtocolError,
}


@pytest.mark.parametrize(("kind", "error"), BROKEN.items())
@pytest.mark.parametrize("when", ["before-", "after-", ""])
def test_a_broken_init_answer_tells_nothing_about_whether_it_was_accepted(anna, kind, error, when):
    title = f"[sim:{kind}-{when}init]"
    with pytest.raises(error):
        anna.init_video(1000, title)

    assert len(anna.world.shares.all()) == (0 if when == "before-" else 1)
    assert anna.init_video(1000, title).status_code == 200  # once per creator and caption


def test_the_ledger_says_which_init_was_accepted_and_spoilt(anna):
    with pytest.raises(httpx.RemoteProtocolError):
        anna.init_video(1000, "[sim:lost-init]")
    anna.init_video(1000, "[sim:lost-init]")
    anna.init_video(1000, "[sim:lost-init]", source_info={"chunk_size": 7})

    inits = ledger(anna.world)["inits"]
    assert [(init["spoiled"], init["answer"]) for init in inits] == [
        ("lost", "ok"), ("", "ok"), ("", "invalid_params"),
    ]  # fmt: skip
    assert [share["inits"] for share in ledger(anna.world)["shares"]] == [2, 2]
    assert ledger(anna.world)["struck"] == {"video_init lost": 1}


def test_an_init_that_was_cut_off_before_it_took_effect_is_in_the_ledger_too(anna):
    assert anna.init_video(1000, "[sim:503-init]").status_code == 503

    (init,) = ledger(anna.world)["inits"]
    assert (init["caption"], init["publish_id"]) == ("[sim:503-init]", "")
    assert init["answer"] == "spoilt:503"


def test_half_an_answer_is_announced_whole(anna):
    with anna.http.stream(
        "POST",
        f"/v2/{INIT}",
        json={
            "post_info": {"privacy_level": "SELF_ONLY", "title": "[sim:half-init]"},
            "source_info": {
                "source": "FILE_UPLOAD", "video_size": 9, "chunk_size": 9, "total_chunk_count": 1,
            },
        },
        headers={"Authorization": f"Bearer {anna.token}"},
    ) as answer:  # fmt: skip
        assert answer.status_code == 200
        pieces, got = answer.iter_raw(), []
        with pytest.raises(httpx.RemoteProtocolError):
            got.extend(pieces)
        got = b"".join(got)
        assert len(got) == int(answer.headers["content-length"]) // 2


@pytest.mark.parametrize(
    ("kind", "answered", "shape"),
    [
        ("html", 200, "text/html"),
        ("500", 500, "application/json"),
        ("502", 502, "text/html"),
        ("503", 503, "text/html"),
        ("504", 504, "text/html"),
    ],
)
@pytest.mark.parametrize("when", ["before", "after"])
def test_rubbish_and_5xx_come_before_or_after_accepting(anna, kind, answered, shape, when):
    answer = anna.init_video(1000, f"[sim:{kind}-{when}-init]")

    assert answer.status_code == answered
    assert answer.headers["content-type"].startswith(shape)
    assert len(anna.world.shares.all()) == (when == "after")


def test_broken_json_and_an_empty_answer(anna):
    for kind in ("badjson", "empty"):
        answer = anna.init_video(1000, f"[sim:{kind}-init]")
        assert answer.status_code == 200
        with pytest.raises(json.JSONDecodeError):
            answer.json()


@pytest.mark.parametrize("where", ["first-chunk", "last-chunk", "chunk", "chunk-1"])
def test_a_lost_chunk_answer_leaves_the_chunk_accepted(anna, mp4, where):
    told = anna.init_video(len(mp4), f"[sim:lost-{where}]").json()["data"]
    with pytest.raises(httpx.RemoteProtocolError):
        anna.put(told["upload_url"], mp4, 0, len(mp4))

    assert anna.status(told["publish_id"])["uploaded_bytes"] == len(mp4)
    assert anna.put(told["upload_url"], mp4, 0, len(mp4)).status_code == 416


def test_a_5xx_before_a_chunk_keeps_nothing_and_the_same_chunk_passes(anna, mp4):
    told = anna.init_video(len(mp4), "[sim:503-last-chunk*2]").json()["data"]
    answers = [anna.put(told["upload_url"], mp4, 0, len(mp4)).status_code for _ in range(3)]

    assert answers == [503, 503, 201]


def test_status_can_be_lost_refused_and_strange(anna, mp4):
    marks = "[sim:lost-status] [sim:status-error=internal_error@500] [sim:word=BAKING]"
    publish_id = anna.send(mp4, marks + "[sim:unknown-id] [sim:token-dies]")

    def ask():
        body = {"publish_id": publish_id}
        return anna.call("post/publish/status/fetch/", body)

    assert ask().json()["error"]["code"] == "access_token_invalid"
    anna.token = anna.refresh().json()["access_token"]
    assert ask().json()["error"]["code"] == "invalid_publish_id"
    assert (first := ask()).status_code == 500
    assert first.json()["error"]["code"] == "internal_error"
    with pytest.raises(httpx.RemoteProtocolError):
        ask()  # this one said BAKING, and nobody heard it
    assert ask().json()["data"]["status"] == "PROCESSING_UPLOAD"


@pytest.mark.parametrize(
    ("endpoint", "code", "answered"),
    [
        (endpoint, code, answered)
        for endpoint, codes in CODES.items()
        for code, statuses in codes.items()
        for answered in statuses
    ],
)
def test_every_code_of_every_endpoint_can_be_had_by_order(anna, endpoint, code, answered):
    order = {"endpoint": endpoint, "kind": "code", "code": code, "http": answered}
    anna.http.post("/_sim/faults", json=order)
    answer = ask(anna, endpoint)

    assert (answer.status_code, answer.json()["error"]["code"]) == (answered, code)
    assert not anna.world.shares.all()
    assert not anna.world.faults.all()


def ask(caller, endpoint):
    if endpoint == "user_info":
        headers = {"Authorization": f"Bearer {caller.token}"}
        return caller.http.get("/v2/user/info/?fields=open_id", headers=headers)
    paths = {
        "creator_info": "post/publish/creator_info/query/",
        "video_init": INIT,
        "inbox_init": "post/publish/inbox/video/init/",
        "content_init": "post/publish/content/init/",
        "status": "post/publish/status/fetch/",
        "cancel": "post/publish/cancel/",
        "video_list": "video/list/?fields=id",
        "video_query": "video/query/?fields=id",
    }
    return caller.call(paths[endpoint])


@pytest.mark.parametrize("code", sorted(scenarios.every_code()))
def test_every_code_can_be_had_by_a_mark(anna, code):
    answer = anna.init_video(1000, f"[sim:error={code}]")

    assert answer.json()["error"]["code"] == code
    assert answer.status_code >= 400
    assert not anna.world.shares.all()


@pytest.mark.parametrize("error", OAUTH_ERRORS)
def test_every_oauth_error_can_be_had_by_order(anna, error):
    anna.http.post("/_sim/faults", json={"endpoint": "token", "kind": "code", "code": error})

    assert anna.refresh().json()["error"] == error
    assert "access_token" in anna.refresh().json()


@pytest.mark.parametrize("answered", scenarios.CHUNK_ANSWERS[2:])
def test_every_answer_of_the_upload_host_can_be_had_by_order(anna, mp4, answered):
    order = {"endpoint": "chunk", "kind": "code", "code": "-", "http": answered}
    anna.http.post("/_sim/faults", json=order)
    told = anna.init_video(len(mp4)).json()["data"]

    assert anna.put(told["upload_url"], mp4, 0, len(mp4)).status_code == answered
    assert anna.put(told["upload_url"], mp4, 0, len(mp4)).status_code == 201


def test_an_order_can_wait_repeat_and_mean_one_creator(anna):
    order = {"endpoint": "init", "kind": "503", "times": 2, "skip": 1, "handle": "anna_public"}
    anna.http.post("/_sim/faults", json=order)

    answers = [anna.init_video(1000).status_code for _ in range(4)]
    assert answers == [200, 503, 503, 200]


def test_an_order_for_one_share_leaves_the_others_alone(anna):
    one, two = (anna.init_video(9).json()["data"]["publish_id"] for _ in range(2))
    order = {"endpoint": "status", "kind": "lost", "publish_id": two}
    anna.http.post("/_sim/faults", json=order)

    assert anna.status(one)
    with pytest.raises(httpx.RemoteProtocolError):
        anna.status(two)
    assert anna.status(two)


def test_an_order_by_chance_strikes_about_that_often(anna):
    anna.world.configure(enforce_minutes=False)
    order = {"endpoint": "creator_info", "kind": "500", "times": "all", "chance": 0.3}
    anna.http.post("/_sim/faults", json=order)
    path = "post/publish/creator_info/query/"

    failed = sum(anna.call(path).status_code == 500 for _ in range(300))
    assert 60 < failed < 120  # seeded: always the same number


@pytest.mark.parametrize(
    "order",
    [
        {"endpoint": "nowhere"},
        {"kind": "explode"},
        {"kind": "code"},
        {"colour": "red"},
    ],
)
def test_an_order_that_makes_no_sense_is_refused(http, order):
    answer = http.post("/_sim/faults", json=order)

    assert answer.status_code == 400
    assert answer.json()["error"]


@pytest.mark.parametrize(
    "caption",
    ["[sim:]", "[sim:lost-", "[sim:unknown-word]", "[sim:lost-init*x]", "[sim:" * 400, "sim:lost"],
)
def test_what_is_no_mark_does_nothing(anna, caption):
    assert anna.init_video(1000, caption).status_code == 200


def test_a_mistyped_mark_is_told_in_the_ledger(anna):
    anna.init_video(1000, "[sim:lost-inti] [sim:slow=1s] [sim:lost-status]")

    (breach,) = anna.world.breaches.all()
    assert (breach.code, breach.message) == ("unknown_mark", "[sim:lost-inti]")


def test_a_creators_own_marks_hold_for_drafts_which_have_no_caption(caller, mp4):
    caller.http.post("/_sim/creators/anna_public", json={"marks": "[sim:503-init]"})
    caller.connect()
    source = {"source": "FILE_UPLOAD", "video_size": 9, "chunk_size": 9, "total_chunk_count": 1}

    answers = [
        caller.call("post/publish/inbox/video/init/", {"source_info": source}).status_code
        for _ in range(2)
    ]
    assert answers == [503, 200]


def test_slow_and_stuck_shares(anna, mp4):
    slow = anna.send(mp4, "[sim:slow=20m]")
    stuck = anna.send(mp4, "[sim:stuck]")
    anna.later(20 * 60 - 1)
    assert anna.status(slow)["status"] == "PROCESSING_UPLOAD"
    anna.later(1)
    assert anna.status(slow)["status"] == "PUBLISH_COMPLETE"
    anna.later(3600)
    assert anna.status(stuck)["status"] == "PROCESSING_UPLOAD"


def test_an_address_can_be_given_a_short_life(anna, mp4):
    told = anna.init_video(len(mp4), "[sim:address=30s]").json()["data"]
    anna.later(30)

    assert anna.put(told["upload_url"], mp4, 0, len(mp4)).status_code == 403
