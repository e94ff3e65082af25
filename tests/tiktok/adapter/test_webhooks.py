"""Webhooks: only what TikTok signed for us is heard, in whatever shape."""

import hashlib
import hmac
import json
from datetime import UTC, datetime, timedelta

import pytest

SECRET = b"test_client_secret"
# The vector of the shared facts: exact bytes, no trailing newline.
BODY = (
    b'{"client_key":"ck_test","event":"post.publish.complete","create_time":1633174587,'
    b'"user_openid":"open-1","content":"{\\"publish_id\\":\\"v_pub_file~v2-1.1\\",'
    b'\\"publish_type\\":\\"DIRECT_PUBLISH\\"}"}'
)
MOMENT = 1633174587
SIGNED = "cdc0ea5709333d92661e1f5c894cf76787deebad850b94804129b1a3a6ac9625"
THEN = datetime.fromtimestamp(MOMENT, UTC)


def signature(body, moment=MOMENT, secret=SECRET):
    made = hmac.new(secret, f"{moment}.".encode() + body, hashlib.sha256).hexdigest()
    return {"TikTok-Signature": f"t={moment},s={made}"}


def notice(event="post.publish.complete", content='{"publish_id": "p1"}', **changes):
    said = {"client_key": "ck_test", "event": event, "create_time": MOMENT, "user_openid": "o1"}
    return json.dumps({**said, "content": content, **changes}).encode()


@pytest.fixture
def hear(answering):
    platform = answering({})

    def heard(body, headers=None, now=THEN):
        return platform.hear(signature(body) if headers is None else headers, body, now)

    return heard


def test_the_known_vector_is_heard(hear):
    heard = hear(BODY, {"Tiktok-Signature": f"t={MOMENT},s={SIGNED}"})

    assert heard.event == "post.publish.complete"
    assert (heard.open_id, heard.publish_id) == ("open-1", "v_pub_file~v2-1.1")
    assert heard.removed is None


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"TikTok-Signature": ""},
        {"TikTok-Signature": SIGNED},
        {"TikTok-Signature": f"t={MOMENT}"},
        {"TikTok-Signature": f"s={SIGNED}"},
        {"TikTok-Signature": f"t={MOMENT},s="},
        {"TikTok-Signature": f"t={MOMENT},s={SIGNED[:-1]}0"},
        {"TikTok-Signature": f"t={MOMENT},s={SIGNED[:-2]}"},
        {"TikTok-Signature": f"t={MOMENT + 1},s={SIGNED}"},
        {"TikTok-Signature": f"t=+{MOMENT},s={SIGNED}"},
        {"TikTok-Signature": f"t=\u0661{MOMENT},s={SIGNED}"},
        {"TikTok-Signature": f"t={'9' * 5000},s={SIGNED}"},
        {"TikTok-Signature": f"t={MOMENT},s={SIGNED},s={SIGNED}"},
        {"TikTok-Signature": f"t={MOMENT},t={MOMENT},s={SIGNED}"},
        {"TikTok-Signature": f"t={MOMENT},s={'é' * 64}"},
        {"TikTok-Signature": f"t={MOMENT},s={SIGNED}", "tiktok-signature": "t=1,s=2"},
    ],
    ids=str,
)
def test_a_bad_missing_or_doubled_signature_is_not_heard(hear, headers):
    assert hear(BODY, headers) is None


def test_a_body_changed_by_one_byte_is_not_heard(hear):
    assert hear(BODY.replace(b"open-1", b"open-2"), signature(BODY)) is None


def test_a_body_written_anew_is_not_heard(hear):
    assert hear(json.dumps(json.loads(BODY)).encode(), signature(BODY)) is None


@pytest.mark.parametrize(
    ("late", "heard"),
    [
        (timedelta(0), True),
        (timedelta(hours=72), True),
        (timedelta(hours=73), False),
        (timedelta(minutes=-4), True),
        (timedelta(minutes=-6), False),
    ],
)
def test_repeats_are_heard_for_three_days_and_nothing_from_tomorrow(hear, late, heard):
    assert (hear(BODY, now=THEN + late) is not None) is heard


def test_a_huge_body_is_not_heard_however_well_signed(hear):
    assert hear(b" " * 1_000_000 + BODY) is None


def test_a_notice_for_another_client_is_not_heard(hear):
    assert hear(notice(client_key="somebody else")) is None


@pytest.mark.parametrize("number", [7602997517160123666, "7602997517160123666"])
def test_a_public_id_is_text_in_either_spelling(hear, number):
    content = json.dumps({"publish_id": "p1", "post_id": number})

    heard = hear(notice("post.publish.publicly_available", content))

    assert heard.public_id == "7602997517160123666"
    assert heard.body["content"]["post_id"] == "7602997517160123666"


@pytest.mark.parametrize("number", [0, 1, 2, 3, 4, 5])
def test_a_removed_permission_comes_with_its_reason(hear, number):
    heard = hear(notice("authorization.removed", json.dumps({"reason": number})))

    assert heard.removed.code == f"tiktok.authorization_removed.{number}"


@pytest.mark.parametrize("content", ['{"reason": 77}', "{}", "", "rubbish", '{"reason": true}'])
def test_a_removal_that_nobody_understands_still_removes(hear, content):
    heard = hear(notice("authorization.removed", content))

    assert heard.removed.code == "tiktok.authorization_removed.0"


def test_the_portals_test_button_is_heard_without_effect(hear):
    said = {"create_time": 1752894700622, "content": '{"reason":"testing Webhook"}'}

    heard = hear(notice("tiktok.ping", **said))

    assert (heard.event, heard.publish_id, heard.removed) == ("tiktok.ping", None, None)
    assert heard.body["create_time"].startswith("2025-07-19")


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"null",
        b"[]",
        b"{",
        b"\xff",
        b'{"event": 5, "content": 7, "create_time": "x", "user_openid": []}',
        notice(content='{"publish_id": 5, "post_id": {"a": 1}}'),
        notice(content="[]"),
        notice(content='{"a":' * 9_000),
        notice(content='{"a": "\\u0000\\ud800"}'),
        notice(create_time=10**30),
        notice(content='{"a": 1e999, "b": -1e999, "c": [1e400]}'),
        notice(content={"publish_id": "p1"}),
        notice("some.new.event"),
        b"[" * 100_000,
        b'{"event": "e", "content": ' + b'{"a": ' * 500 + b"1" + b"}" * 501,
        notice(content=[1e999]),
        notice(content='{"a": NaN}'),
    ],
    ids=lambda body: repr(body[:40]),
)
def test_a_genuine_notice_of_any_shape_is_heard_and_harmless(hear, body):
    heard = hear(body)

    assert heard.fingerprint
    assert heard.removed is None
    json.dumps(heard.body, allow_nan=False).encode()
    assert "\x00" not in json.dumps(heard.body, ensure_ascii=False)


def test_the_same_notice_has_one_fingerprint_and_others_have_others(hear):
    bodies = [
        notice(),
        notice("post.publish.failed"),
        notice(content='{"publish_id": "p2"}'),
        notice(create_time=MOMENT + 1),
        notice(user_openid="o2"),
    ]

    assert len({hear(body).fingerprint for body in bodies}) == len(bodies)
    again = hear(notice(), signature(notice(), MOMENT + 60))
    assert again.fingerprint == hear(notice()).fingerprint


def test_what_the_simulator_signs_is_heard(stages):
    caught = []
    stage = stages()
    stage.world.deliver = lambda _url, headers, body: caught.append((headers, body)) or 200
    with stage.world.change():
        client = stage.world.clients.get("sim_client_key")
        kept = {**vars(client), "webhook_url": "https://publisher.example/notices/tiktok"}
        stage.world.clients.put(client.key, type(client)(**kept))
    grant = stage.connect()
    outcome = stage.platform.open(stage.ticket(grant, photos=True))
    stage.later(120)

    heard = [stage.platform.hear(headers, body, stage.now()) for headers, body in caught]

    assert heard
    assert {one.publish_id for one in heard} == {outcome.remote.publish_id}
    assert {one.open_id for one in heard} == {grant.open_id}
