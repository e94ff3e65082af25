"""What stands on the wire when we connect, and how TikTok's strange answers are taken."""

import json
from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest

from publisher.domain.ports import Declined
from publisher.domain.reasons import Actor, Handling, Headline
from publisher.domain.secret import Secret
from publisher.domain.tickets import Grant
from publisher.tiktok.oauth import NO_END, challenge
from tests.platforms.tiktok_stage import ALL_SCOPES, BACK, VERIFIER
from tests.tiktok.adapter.answers import NOW

PAIR = {
    "open_id": "-000abc",
    "scope": "user.info.basic,video.publish",
    "access_token": "act.new",
    "expires_in": 7200,
    "refresh_token": "rft.new",
    "refresh_expires_in": 15_552_000,
    "token_type": "Bearer",
}
ERROR = {"error": "invalid_grant", "error_description": "no", "log_id": "L1"}


def flat(body, http=200):
    return httpx.Response(http, content=json.dumps(body))


def form(request):
    return {name: values[0] for name, values in parse_qs(request.content.decode()).items()}


def test_the_challenge_is_hex_and_not_what_the_standard_says():
    assert challenge(VERIFIER) == "13d31e961a1ad8ec2f16b10c4c982e0876a878ad6df144566ee1894acb70f9c3"


def test_the_consent_address_is_spelled_as_tiktok_spells_it(answering):
    platform = answering({})

    address = platform.consent("st/1&x", VERIFIER, BACK, ("user.info.basic", "video.publish"))

    parts = urlsplit(address)
    assert f"{parts.scheme}://{parts.netloc}{parts.path}" == (
        "https://www.tiktok.com/v2/auth/authorize/"
    )
    assert parse_qs(parts.query) == {
        "client_key": ["ck_test"],
        "response_type": ["code"],
        "scope": ["user.info.basic,video.publish"],
        "redirect_uri": [BACK],
        "state": ["st/1&x"],
        "code_challenge": [challenge(VERIFIER)],
        "code_challenge_method": ["S256"],
        "disable_auto_auth": ["1"],
    }
    assert platform.seen == []


def test_the_exchange_is_one_form_with_client_key_in_its_body(answering):
    platform = answering(flat(PAIR))

    platform.exchange("a*b!c+d e%2A*1!6431.u1", VERIFIER, BACK)

    (request,) = platform.seen
    assert str(request.url) == "https://open.tiktokapis.com/v2/oauth/token/"
    assert request.headers["content-type"].startswith("application/x-www-form-urlencoded")
    assert "authorization" not in request.headers
    assert form(request) == {
        "client_key": "ck_test",
        "client_secret": "test_client_secret",
        "code": "a*b!c+d e%2A*1!6431.u1",
        "grant_type": "authorization_code",
        "redirect_uri": BACK,
        "code_verifier": VERIFIER.reveal(),
    }


def test_a_renewal_repeats_no_scope(answering):
    platform = answering(flat(PAIR))

    platform.renew(Secret("rft.old"))

    assert form(platform.seen[0]) == {
        "client_key": "ck_test",
        "client_secret": "test_client_secret",
        "grant_type": "refresh_token",
        "refresh_token": "rft.old",
    }


def test_a_revocation_sends_the_access_token(answering):
    platform = answering(httpx.Response(200))

    assert platform.revoke(Secret("act.mine")) is None
    assert str(platform.seen[0].url).endswith("/v2/oauth/revoke/")
    assert form(platform.seen[0])["token"] == "act.mine"


@pytest.mark.parametrize(
    "answer",
    [flat(ERROR), flat(ERROR, 400), httpx.Response(500), httpx.ReadTimeout("slow")],
    ids=["said with 200", "said with 400", "server error", "no answer"],
)
def test_a_failed_revocation_is_told(answering, answer):
    assert isinstance(answering(answer).revoke(Secret("act.mine")), Declined)


@pytest.mark.parametrize("seconds", [60, 7_200, 86_400])
def test_lifetimes_come_from_the_answer_alone(answering, seconds):
    platform = answering(flat({**PAIR, "expires_in": seconds, "refresh_expires_in": seconds * 9}))

    grant = platform.renew(Secret("rft.old"))

    assert grant.access_until == NOW + timedelta(seconds=seconds)
    assert grant.refresh_until == NOW + timedelta(seconds=seconds * 9)
    assert grant.scopes == ("user.info.basic", "video.publish")


@pytest.mark.parametrize("http", [200, 400, 401, 500])
def test_an_access_token_is_success_whatever_the_status(answering, http):
    assert isinstance(answering(flat(PAIR, http)).renew(Secret("rft.old")), Grant)


def test_a_pair_that_says_ok_as_other_endpoints_do_is_not_lost(answering):
    body = {**PAIR, "error": {"code": "ok", "message": "", "log_id": "L"}}

    assert isinstance(answering(flat(body)).renew(Secret("rft.old")), Grant)


@pytest.mark.parametrize("code", ["", "é\n\x00;&=%zz", "x" * 100_000, "a;b", "%", "+ +"])
def test_a_hostile_code_is_a_code_that_tiktok_refuses(answering, code):
    platform = answering(flat(ERROR))

    assert isinstance(platform.exchange(code, VERIFIER, BACK), Declined)
    assert form(platform.seen[0]).get("code", "") == code


@pytest.mark.parametrize(
    "wishes",
    [
        {"expires_in": None},
        {"expires_in": "soon"},
        {"expires_in": -1},
        {"expires_in": 10**40},
        {"expires_in": True},
        {"refresh_expires_in": [1]},
        {"scope": None},
        {"scope": 5},
        {"open_id": None},
        {"token_type": 9},
    ],
    ids=str,
)
def test_a_new_pair_is_never_thrown_away_for_a_missing_detail(answering, wishes):
    grant = answering(flat({**PAIR, **wishes})).renew(Secret("rft.old"))

    assert isinstance(grant, Grant)
    assert grant.refresh == Secret("rft.new")
    assert grant.access_until >= NOW


def test_without_a_new_refresh_token_the_old_one_goes_on(answering):
    body = {name: PAIR[name] for name in ("access_token", "expires_in", "open_id")}

    grant = answering(flat(body)).renew(Secret("rft.old"))

    assert (grant.refresh, grant.refresh_until) == (Secret("rft.old"), NO_END)


@pytest.mark.parametrize(
    "answer",
    [
        flat(ERROR),
        flat({**PAIR, **ERROR}),
        flat({**PAIR, "access_token": ""}),
        flat({**PAIR, "access_token": None}),
        flat({**PAIR, "access_token": 5}),
        flat({**PAIR, "access_token": "act.\u0000"}),
        flat({"data": {}, "error": {"code": "access_token_invalid"}}, 401),
        flat([PAIR]),
        httpx.Response(200, content=b"<html>"),
        httpx.Response(200),
        httpx.Response(302, headers={"location": "https://evil.example"}),
        httpx.Response(502, content=b"bad gateway"),
        httpx.ConnectError("refused"),
        httpx.ReadTimeout("slow"),
    ],
    ids=str,
)
def test_without_an_access_token_nothing_is_granted(answering, answer):
    declined = answering(answer).renew(Secret("rft.old"))

    assert isinstance(declined, Declined)
    assert declined.raw.step == "token"


@pytest.mark.parametrize(
    ("answer", "headline", "actor"),
    [
        (flat(ERROR), Headline.RECONNECT, Actor.CREATOR),
        (flat(ERROR, 400), Headline.RECONNECT, Actor.CREATOR),
        (flat({"error": "invalid_client"}, 401), Headline.FIX_INPUT, Actor.OPERATOR),
        (flat({"error": "server_error"}), Headline.RETRY, Actor.PLATFORM),
        (httpx.Response(503), Headline.RETRY, Actor.PLATFORM),
        (httpx.ConnectError("refused"), Headline.RETRY, Actor.PLATFORM),
        (httpx.ReadTimeout("slow"), Headline.RETRY, Actor.PLATFORM),
    ],
    ids=str,
)
def test_only_a_refused_grant_asks_the_creator_to_connect_again(answering, answer, headline, actor):
    declined = answering(answer).renew(Secret("rft.old"))

    assert (declined.reason.outcome, declined.reason.actor) == (headline, actor)


@pytest.mark.parametrize("missing", ["refresh_token", "open_id"])
def test_a_first_pair_without_its_essentials_is_no_grant(answering, missing):
    body = {**PAIR, missing: None}

    assert isinstance(answering(flat(body)).exchange("code", VERIFIER, BACK), Declined)


def test_no_answer_is_followed_elsewhere(answering):
    platform = answering(httpx.Response(307, headers={"location": "https://evil.example/"}))

    platform.renew(Secret("rft.old"))

    assert [request.url.host for request in platform.seen] == ["open.tiktokapis.com"]


# --- against the simulator ----------------------------------------------------------------------


def test_what_was_granted_is_read_back(stage):
    grant = stage.connect(granted=("user.info.basic", "video.upload"))

    assert grant.scopes == ("user.info.basic", "video.upload")


@pytest.mark.parametrize("http", [0, 200], ids=["4xx", "200"])
def test_a_code_serves_once(stages, http):
    stage = stages(oauth_error_http=http)
    code = stage.code()

    assert isinstance(stage.platform.exchange(code, VERIFIER, BACK), Grant)
    again = stage.platform.exchange(code, VERIFIER, BACK)
    assert isinstance(again, Declined)
    assert again.reason.code == "tiktok.oauth.invalid_grant"


def test_a_false_verifier_is_refused(stage):
    declined = stage.platform.exchange(stage.code(), Secret("x" * 43), BACK)

    assert isinstance(declined, Declined)
    assert declined.raw.code == "invalid_request"


def test_the_old_refresh_token_is_dead_after_renewal(stage, grant):
    renewed = stage.platform.renew(grant.refresh)
    again = stage.platform.renew(grant.refresh)

    assert isinstance(renewed, Grant)
    assert again.reason.handling is Handling.HOLD
    assert again.reason.outcome is Headline.RECONNECT


def test_a_wrong_secret_is_the_operators_and_disconnects_nobody(stages):
    stage = stages()
    grant = stage.connect()
    with stage.world.change():
        client = stage.world.clients.get("sim_client_key")
        stage.world.clients.put(client.key, type(client)(**{**vars(client), "secret": "turned"}))

    declined = stage.platform.renew(grant.refresh)

    assert declined.reason.actor is Actor.OPERATOR
    assert declined.reason.outcome is not Headline.RECONNECT


def test_no_token_or_secret_shows_in_what_is_kept(stage, grant):
    declined = stage.platform.renew(Secret("rft.wrong"))

    assert grant.access.reveal() not in repr(grant)
    assert "rft.wrong" not in repr(declined)
    assert "sim_client_secret" not in repr(declined)
    assert set(ALL_SCOPES) == set(grant.scopes)
