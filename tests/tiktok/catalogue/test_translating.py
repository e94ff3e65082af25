"""What a translation says, how sure it is, and what it leaves open."""

import json

import pytest

from publisher.tiktok.reasons import Confidence
from publisher.tiktok.translate import translate
from publisher.tiktok.translate.translation import Form

LOG = "202206221854370101130062072500FFA2"


def v2(code: str, message: str = "", **data: object) -> str:
    return json.dumps({"data": data, "error": {"code": code, "message": message, "log_id": LOG}})


def business(code: int, message: str) -> str:
    return json.dumps({"code": code, "message": message, "request_id": "20260813", "data": {}})


@pytest.mark.parametrize(
    ("code", "surface", "http", "key"),
    [
        ("40100", "business", 429, "business.40100"),
        ("40100", None, 401, "guide.40100"),
        ("40002", "ads", None, "ads.40002"),
        ("40002", "guide", None, "guide.40002"),
        ("50002", "ads", None, "ads.50002"),
        ("403", "transfer", None, "transfer.403"),
        ("403", None, None, "http.403"),
        ("internal", "fail_reason", None, "internal"),
    ],
)
def test_surface_and_status_choose_among_meanings(code, surface, http, key):
    assert translate(code, surface=surface, http=http).entry.key == f"tiktok.{key}"


def test_a_step_chooses_the_meaning_and_the_freedom():
    assert translate("internal_error", step="status").entry.key == "tiktok.internal_error"
    photo = translate("internal_error", step="content_init")
    assert photo.entry.key == "tiktok.internal_error.pull_init"


def test_a_translation_never_tells_to_announce_a_film_anew_without_knowing_its_source():
    found = translate("internal_error", step="video_init")
    assert found.reason.resend.value == "after_reconciling"


@pytest.mark.parametrize("code", ["zzz_new_code", "spam_risk_texts", "99999", "auth_failed"])
def test_an_unknown_code_is_marked_and_only_suggestions_are_made(code):
    for given in (code, v2(code), f"tiktok: code={code}"):
        found = translate(given)
        assert found.entry.key == "tiktok.unknown"
        assert not found.known
        assert found.code == code
        assert found.confidence in {Confidence.NONE, Confidence.HTTP_CLASS}


def test_nearest_keys_are_suggested():
    assert "tiktok.spam_risk_text" in translate("spam_risk_texts").suggestions
    assert translate("zzzzqqq_xxxx").suggestions == ()
    assert "TikTok does not send it" in translate("token_expired").note


@pytest.mark.parametrize(
    "text",
    [
        "the internal rate_limit was fine",
        "no scope or internal error here",
        "we saw a spam_risk_textual problem and my_invalid_params_list",
        "duration: too long",
        "TikTok said the video duration is too long",
    ],
)
def test_codes_are_not_found_inside_other_words_or_prose(text):
    assert not translate(text).known


def test_a_body_without_a_code_takes_the_status_that_was_given():
    found = translate("<html>nothing</html>", http=503)
    assert found.entry.key == "tiktok.http.5xx"
    assert found.confidence is Confidence.HTTP_CLASS
    assert found.form is Form.STATUS


def test_success_is_not_an_error_and_gives_way_to_any_error():
    assert translate(v2("ok")).entry.key == "tiktok.ok"
    assert translate(business(0, "OK")).entry.key == "tiktok.business.0"
    both = translate(v2("ok", status="FAILED", fail_reason="spam_risk"))
    assert both.entry.key == "tiktok.spam_risk"


def test_a_failed_post_without_a_reason_is_unknown_and_held():
    found = translate('{"data":{"status":"FAILED"},"error":{"code":"ok","log_id":"x"}}')
    assert found.entry.key == "tiktok.unknown"
    assert found.reason.handling.value == "hold"


def test_what_stood_around_the_code_is_kept():
    found = translate(
        v2("invalid_params", "The chunk size is invalid"), step="video_init", http=400
    )
    assert (found.code, found.message) == ("invalid_params", "The chunk size is invalid")
    assert (found.log_id, found.step, found.http) == (LOG, "video_init", 400)
    assert "single chunk" in found.hint
    assert found.raw == v2("invalid_params", "The chunk size is invalid")


def test_further_codes_of_the_same_input_are_listed():
    found = translate("codes seen: spam_risk_text, then invalid_publish_id")
    assert found.entry.key == "tiktok.spam_risk_text"
    assert found.others == ("tiktok.invalid_publish_id",)


@pytest.mark.parametrize(
    ("text", "confidence"),
    [
        ("error=internal_error", "likely"),
        ("billing: code=rate_limit_exceeded", "likely"),
        ("tiktok: code=rate_limit_exceeded", "exact"),
        ("saw ACCOUNT_SUSPENDED today", "likely"),
        ('{"error":"invalid_grant","error_description":"Bad Request"}', "likely"),
        (f'{{"error":"invalid_grant","log_id":"{LOG}"}}', "exact"),
        ("code=spam_risk_text", "exact"),
    ],
)
def test_words_that_others_use_too_are_less_sure_without_a_sign_of_tiktok(text, confidence):
    assert translate(text).confidence == confidence


def test_a_bare_failure_of_an_announcement_is_not_called_safe_to_repeat():
    found = translate("POST /v2/post/publish/video/init/ -> 500 Internal Server Error")
    assert (found.step, found.http) == ("video_init", 500)
    assert found.reason.resend.value == "after_reconciling"


@pytest.mark.parametrize(("http", "key"), [(None, "unknown"), (500, "http.5xx"), (401, "http.401")])
def test_an_answer_whose_code_is_empty_is_judged_by_its_status_alone(http, key):
    found = translate(v2(""), http=http)
    assert found.entry.key == f"tiktok.{key}"
    assert found.log_id == LOG


@pytest.mark.parametrize("text", ["null", "true", "{}", "[]", "{", "}", '""', "0.5", "-1", "NaN"])
def test_trifles_are_not_errors(text):
    assert not translate(text).known


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ('{"code":"40105","message":"revoked"}', "business.40105"),
        ('{"error_code": 40105}', "business.40105"),
        ('{"error":null,"code":40105,"message":""}', "business.40105"),
        ('{"message":"spam_risk_text"}', "spam_risk_text"),
        ('"spam_risk"', "spam_risk"),
        ("spam_risk\r\n", "spam_risk"),
    ],
)
def test_odd_ways_of_writing_a_known_code_are_understood(text, key):
    assert translate(text).entry.key == f"tiktok.{key}"
