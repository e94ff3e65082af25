"""The control room, the ledger and the pages."""

import json
import re

import pytest

from publisher.tiktok.simulator import ledger


def test_the_clock_can_be_read_turned_set_and_run(http, world):
    start = http.get("/_sim/clock").json()["now"]
    assert http.post("/_sim/clock", json={"advance": 90}).json()["now"] == start + 90
    assert http.post("/_sim/clock", json={"set": start}).json()["now"] == start
    assert http.post("/_sim/clock", json={"rate": 60}).json()["rate"] == 60


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("clock", {"advance": "an hour"}),
        ("clock", {"advance": True}),
        ("behaviour", {"no_such_switch": 1}),
        ("behaviour", {"inspect": "yes"}),
        ("behaviour", {"access_seconds": "60"}),
        ("behaviour", {"parameter_code": 7}),
        ("creators/anna_public", {"shoe_size": 41}),
        ("clients/sim_client_key", {"shoe_size": 41}),
        ("creators/anna_public/revoke", {"reason": 9}),
        ("clock", ["advance"]),
        ("clock", {"advance": 1e300}),
        ("clock", {"set": -1}),
        ("behaviour", {"webhook_copies": 1.5}),
        ("behaviour", {"self": 1}),
        ("creators/anna_public", {"daily_cap": "many"}),
        ("creators/anna_public", {"private": 1}),
        ("clients/sim_client_key", {"redirect_uris": "https://one.example/"}),
        ("clients/sim_client_key", {"redirect_uris": [1]}),
        ("grants", {"creator": ["anna_public"]}),
        ("grants", {"creator": "anna_public", "scopes": [["video.list"]]}),
        ("tokens/expire", {"creator": ["anna_public"]}),
        ("faults", {"endpoint": ["any"]}),
        ("faults", {"times": "often"}),
        ("faults", {"http": 99999}),
        ("faults", {"kind": "drip", "seconds": -1}),
    ],
)
def test_a_wish_that_makes_no_sense_is_refused_by_name_and_changes_nothing(http, world, path, body):
    before = (world.now(), world.behaviour, world.creators.all(), world.clients.all())
    answer = http.post(f"/_sim/{path}", json=body)

    assert answer.status_code == 400
    assert answer.json()["error"]
    assert (world.now(), world.behaviour, world.creators.all(), world.clients.all()) == before


def test_another_pages_script_may_not_turn_the_clock(http):
    answer = http.post("/_sim/reset", headers={"Origin": "https://evil.example"})

    assert answer.status_code == 403


def test_reset_forgets_everything_and_leaves_the_cast(anna, mp4):
    anna.send(mp4)
    anna.later(2)
    cast = len(anna.world.creators.all())
    anna.http.post("/_sim/reset")

    told = ledger(anna.world)
    assert not told["published"]
    assert not told["inits"]
    assert len(anna.world.creators.all()) == cast
    assert anna.call("post/publish/creator_info/query/").status_code == 401


def test_the_ledger_over_http_is_the_ledger(anna, mp4):
    anna.send(mp4, "one")
    anna.later(2)

    over_http = anna.http.get("/_sim/ledger").json()
    assert over_http == json.loads(json.dumps(ledger(anna.world)))
    assert over_http["calls"]["video_init"] == {"ok": 1}
    assert over_http["calls"]["chunk"] == {"201": 1}


def test_the_code_list_is_there_for_machines(http):
    told = http.get("/_sim/codes").json()

    assert told["codes"]["creator_info"]["reached_active_user_cap"] == [200]
    assert "spam_risk_text" in told["fail_reasons"]


def test_calls_name_no_token_and_no_upload_address(anna, mp4):
    anna.send(mp4)
    calls = anna.http.get("/_sim/calls").text

    assert '"chunk"' in calls
    assert anna.token not in calls
    assert anna.world.shares.all()[0].token not in calls


def test_tokens_can_be_ended_on_the_spot(anna):
    anna.http.post("/_sim/tokens/expire", json={"kind": "access", "creator": "anna_public"})
    assert anna.call("post/publish/creator_info/query/").status_code == 401
    assert "access_token" in anna.refresh().json()


def test_a_creators_page_shows_the_film_and_escapes_the_caption(anna, mp4):
    anna.send(mp4, "<script>alert(1)</script> & more")
    anna.later(2)
    answer = anna.http.get("/creators/anna_public")

    assert "<script>" not in answer.text
    assert "&lt;script&gt;alert(1)&lt;/script&gt; &amp; more" in answer.text
    assert "default-src 'self'" in answer.headers["content-security-policy"]
    source = re.search(r'<video[^>]+src="([^"]+)"', answer.text)[1]
    film = anna.http.get(source, headers={"Range": "bytes=0-9"})
    assert (film.status_code, film.headers["content-type"]) == (206, "video/mp4")
    assert film.content == mp4[:10]


@pytest.mark.parametrize(
    ("verb", "posts", "waiting"), [("finish", 1, 0), ("delete", 0, 0), ("ignore", 0, 1)]
)
def test_a_draft_has_three_buttons(anna, mp4, verb, posts, waiting):
    source = {
        "source": "FILE_UPLOAD", "video_size": len(mp4), "chunk_size": len(mp4),
        "total_chunk_count": 1,
    }  # fmt: skip
    path = "post/publish/inbox/video/init/"
    told = anna.call(path, {"source_info": source}).json()["data"]
    anna.put(told["upload_url"], mp4, 0, len(mp4))
    anna.later(1)
    page = anna.http.get("/creators/anna_public").text
    target = re.search(r'action="(/creators/anna_public/drafts/[^"]+)"', page)[1]
    anna.http.post(target, data={"verb": verb, "privacy": "SELF_ONLY"})

    page = anna.http.get("/creators/anna_public").text
    assert page.count("<article") == posts
    assert page.count("Finish and post") == waiting


@pytest.mark.parametrize(
    "path",
    [
        "/creators/nobody",
        "/creators/nobody/avatar.svg",
        "/creators/anna_public/media/1/0",
        "/creators/anna_public/media/..%2f..%2fetc/0",
        "/v2/nothing/",
        "/v2/post/publish/video/init",
    ],
)
def test_what_is_not_there_is_404(http, path):
    assert http.get(path).status_code in {404, 405, 308}


def test_every_page_opens(http):
    for path in ("/creators/", "/creators/paul_private", "/creators/paul_private/avatar.svg"):
        assert http.get(path).status_code == 200
    assert http.get("/").headers["location"] == "/creators/"


def test_a_token_pair_can_be_had_without_the_consent_page(caller):
    wish = {"creator": "paul_private", "scopes": ["video.publish"]}
    caller.token = caller.http.post("/_sim/grants", json=wish).json()["access_token"]

    told = caller.call("post/publish/creator_info/query/").json()["data"]
    assert told["creator_username"] == "paul_private"
    assert caller.http.post("/_sim/grants", json={"creator": "nobody"}).status_code == 400


def test_the_ledger_counts_refreshes_apart_from_exchanges(anna):
    anna.refresh()
    anna.refresh()

    calls = ledger(anna.world)["calls"]
    assert calls["token:authorization_code"] == {"ok": 1}
    assert calls["token:refresh_token"] == {"ok": 1, "invalid_grant": 1}


def test_the_ledger_can_be_asked_about_one_caption(anna, mp4):
    for caption in ("one", "two"):
        anna.send(mp4, caption)
    anna.later(2)

    told = anna.http.get("/_sim/ledger", params={"caption": "two"}).json()
    assert [entry["caption"] for entry in told["published"]] == ["two"]
    assert [entry["caption"] for entry in told["inits"]] == ["two"]
    assert not anna.http.get("/_sim/ledger", params={"creator": "sid_short"}).json()["shares"]
