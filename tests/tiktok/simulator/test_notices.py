"""Webhooks as TikTok sends them: signed over the raw body, repeated, doubled, late."""

import hashlib
import hmac
import json

import pytest

from publisher.tiktok.simulator.notices import signature


class Ear:
    """An endpoint that remembers, and answers as it is told."""

    def __init__(self, *answers):
        self.answers, self.heard = list(answers), []

    def __call__(self, url, headers, body):
        self.heard.append((url, headers, body))
        return self.answers.pop(0) if self.answers else 200

    @property
    def events(self):
        return [json.loads(body)["event"] for _, _, body in self.heard]


@pytest.fixture
def ear(world):
    world.deliver = Ear()
    return world.deliver


@pytest.fixture
def heard(anna, ear):
    anna.http.post("/_sim/clients/sim_client_key", json={"webhook_url": "https://hook.example/"})
    return anna


def test_the_vector_of_the_notes():
    body = (
        rb'{"client_key":"ck_test","event":"post.publish.complete","create_time":1633174587,'
        rb'"user_openid":"open-1","content":"{\"publish_id\":\"v_pub_file~v2-1.1\",'
        rb'\"publish_type\":\"DIRECT_PUBLISH\"}"}'
    )
    digest = "cdc0ea5709333d92661e1f5c894cf76787deebad850b94804129b1a3a6ac9625"

    assert signature("test_client_secret", 1633174587, body) == f"t=1633174587,s={digest}"


def test_a_public_post_is_told_in_two_notices_signed_over_the_raw_body(heard, ear, mp4):
    publish_id = heard.send(mp4)
    heard.later(2)

    assert ear.events == ["post.publish.complete", "post.publish.publicly_available"]
    url, headers, body = ear.heard[1]
    assert url == "https://hook.example/"
    stamp, given = (part.partition("=")[2] for part in headers["TikTok-Signature"].split(","))
    expected = hmac.new(b"sim_client_secret", f"{stamp}.".encode() + body, hashlib.sha256)
    assert given == expected.hexdigest()
    told = json.loads(body)
    assert told["user_openid"] == heard.pair["open_id"]
    assert told["client_key"] == "sim_client_key"
    content = json.loads(told["content"])
    assert content["publish_id"] == publish_id
    assert content["publish_type"] == "DIRECT_PUBLISH"
    assert len(content["post_id"]) == 19


def test_a_failure_is_told_with_its_reason(heard, ear, mp4):
    heard.send(mp4, "[sim:fail=spam_risk_text]")
    heard.later(1)

    assert ear.events == ["post.publish.failed"]
    content = json.loads(json.loads(ear.heard[0][2])["content"])
    assert content["reason"] == "spam_risk_text"


def test_drafts_are_told_when_delivered_and_each_time_they_are_posted(heard, ear, mp4):
    source = {
        "source": "FILE_UPLOAD", "video_size": len(mp4), "chunk_size": len(mp4),
        "total_chunk_count": 1,
    }  # fmt: skip
    path = "post/publish/inbox/video/init/"
    told = heard.call(path, {"source_info": source}).json()["data"]
    heard.put(told["upload_url"], mp4, 0, len(mp4))
    heard.later(1)
    for _ in range(2):
        heard.http.post(f"/_sim/drafts/{told['publish_id']}/finish", json={})
    heard.later(1)

    assert ear.events[:3] == [
        "post.publish.inbox_delivered", "post.publish.complete", "post.publish.complete",
    ]  # fmt: skip
    assert json.loads(json.loads(ear.heard[0][2])["content"])["publish_type"] == "INBOX_SHARE"


def test_a_refused_notice_comes_again_for_three_days_and_is_then_dropped(heard, ear, mp4):
    ear.answers = [500] * 100
    heard.send(mp4, post_info={"privacy_level": "SELF_ONLY"})
    heard.later(1)
    assert len(ear.heard) == 1
    heard.later(9)
    assert len(ear.heard) == 1
    heard.later(1)
    assert len(ear.heard) == 2

    for _ in range(100):
        heard.later(3600)
    (notice,) = heard.world.notices.all()
    assert notice.dropped_at
    assert 10 < notice.tries < 20
    assert len({body for _, _, body in ear.heard}) == 1
    assert len({headers["TikTok-Signature"] for _, headers, _ in ear.heard}) == notice.tries


def test_the_time_of_the_signature_can_stay_the_first_one(heard, ear, mp4):
    heard.world.configure(webhook_fresh_t=False)
    ear.answers = [500]
    heard.send(mp4, post_info={"privacy_level": "SELF_ONLY"})
    heard.later(1)
    heard.later(60)

    assert len({headers["TikTok-Signature"] for _, headers, _ in ear.heard}) == 1
    assert len(ear.heard) == 2


@pytest.mark.parametrize(("mark", "count"), [("none", 0), ("twice", 2), ("0s", 1)])
def test_notices_can_be_left_out_or_doubled_by_a_mark(heard, ear, mp4, mark, count):
    heard.send(mp4, f"[sim:webhook={mark}]", post_info={"privacy_level": "SELF_ONLY"})
    heard.later(1)

    assert len(ear.heard) == count


def test_notices_can_be_late_and_out_of_order(heard, ear, mp4):
    heard.world.configure(webhook_delay=60, webhook_shuffle=3600)
    for number in range(8):
        heard.send(mp4, f"n{number}", post_info={"privacy_level": "SELF_ONLY"})
        heard.later(11)
    assert not ear.heard
    heard.later(3700)

    times = [json.loads(body)["create_time"] for _, _, body in ear.heard]
    assert len(times) == 8
    assert times != sorted(times)


@pytest.mark.parametrize("reason", [0, 1, 2, 3, 4, 5])
def test_a_removed_authorisation_is_told_with_its_reason(heard, ear, reason):
    heard.http.post("/_sim/creators/anna_public/revoke", json={"reason": reason})
    heard.later(0)

    told = json.loads(ear.heard[0][2])
    assert told["event"] == "authorization.removed"
    assert json.loads(told["content"]) == {"reason": reason}
    assert heard.call("post/publish/creator_info/query/").status_code == 401


def test_our_own_revocation_is_told_as_the_developers(heard, ear):
    form = {"client_key": heard.key, "client_secret": heard.secret, "token": heard.token}
    heard.http.post("/v2/oauth/revoke/", data=form)
    heard.later(0)

    assert json.loads(json.loads(ear.heard[0][2])["content"]) == {"reason": 5}


def test_the_test_button_sends_an_unknown_event_in_milliseconds(heard, ear):
    heard.http.post("/_sim/webhooks/ping", json={})
    heard.later(0)

    told = json.loads(ear.heard[0][2])
    assert told["event"] == "tiktok.ping"
    assert told["create_time"] == int(heard.world.now()) * 1000


def test_a_client_that_was_never_allowed_anything_hears_of_no_removal(anna, ear):
    anna.http.post("/_sim/clients/sim_unaudited_key", json={"webhook_url": "https://h.example/"})
    anna.http.post("/_sim/creators/anna_public/revoke", json={})
    anna.later(0)

    assert not ear.heard


def test_an_endpoint_that_cannot_be_reached_is_tried_again(heard, mp4):
    import httpx

    tries = []

    def deaf(url, _headers, _body):
        tries.append(url)
        if len(tries) == 1:
            raise httpx.ConnectError("nobody there")
        return 200

    heard.world.deliver = deaf
    heard.send(mp4, post_info={"privacy_level": "SELF_ONLY"})
    heard.later(1)
    heard.later(10)

    assert len(tries) == 2
    assert heard.world.notices.all()[0].delivered_at
