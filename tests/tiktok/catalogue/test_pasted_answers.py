"""Answers as people paste them: whole, cut, escaped, in log lines, in pages."""

import json

import pytest

from publisher.tiktok.translate import translate

LOG = "202206221854370101130062072500FFA2"


def v2(code: str, message: str = "", **data: object) -> str:
    return json.dumps({"data": data, "error": {"code": code, "message": message, "log_id": LOG}})


def hook(event: str, **content: object) -> str:
    body = {"client_key": "ck", "event": event, "create_time": 1, "content": json.dumps(content)}
    return json.dumps(body)


def business(code: int, message: str) -> str:
    return json.dumps({"code": code, "message": message, "request_id": "20260813", "data": {}})


CAPPED = v2("spam_risk_too_many_posts", "The daily post cap was reached")
FAILED = hook("post.publish.failed", publish_id="v_pub_file~v2-1.7", reason="internal")
DIRTY_HTML = (
    "<pre>{&quot;error&quot;:{&quot;code&quot;:&quot;url_ownership_unverified&quot;,"
    "&quot;message&quot;:&quot;&quot;}}</pre>"
)

PASTED = {
    "envelope": (CAPPED, "spam_risk_too_many_posts"),
    "envelope, pretty": (json.dumps(json.loads(CAPPED), indent=4), "spam_risk_too_many_posts"),
    "envelope as python prints it": (str(json.loads(CAPPED)), "spam_risk_too_many_posts"),
    "envelope in a json string": (json.dumps(CAPPED), "spam_risk_too_many_posts"),
    "twice in json strings": (json.dumps(json.dumps(CAPPED)), "spam_risk_too_many_posts"),
    "escaped without its quotes": (CAPPED.replace('"', '\\"'), "spam_risk_too_many_posts"),
    "cut in the message": (CAPPED[:70], "spam_risk_too_many_posts"),
    "cut and escaped": (CAPPED.replace('"', '\\"')[:80], "spam_risk_too_many_posts"),
    "bare error object": (
        '{"code":"access_token_invalid","message":"x","log_id":"' + LOG + '"}',
        "access_token_invalid",
    ),
    "plural": (v2("invalid_params", "The chunk size is invalid"), "invalid_params"),
    "singular": (v2("invalid_param"), "invalid_params"),
    "capital letters": ("ACCESS_TOKEN_INVALID", "access_token_invalid"),
    "quoted code": ("'scope_not_authorized'.", "scope_not_authorized"),
    "unaudited without data": (
        ('{"error":{"code":"unaudited_client_can_only_post_to_private_accounts","message":'
        '"Please review our integration guidelines","log_id":"x"}}'),
        "unaudited_client_can_only_post_to_private_accounts",
    ),
    "log line around an envelope": (
        f"2026-08-01T10:00:00Z ERROR [worker-3] tiktok replied 403: {CAPPED} attempt=2",
        "spam_risk_too_many_posts",
    ),
    "log line with fields": (
        "level=error msg='publish failed' code=reached_active_user_cap http=403",
        "reached_active_user_cap",
    ),
    "log line with a word": (
        "Publishing failed (spam_risk_too_many_pending_share), giving up",
        "spam_risk_too_many_pending_share",
    ),
    "exception": (
        "tiktok.errors.ApiError: privacy_level_option_mismatch: see docs",
        "privacy_level_option_mismatch",
    ),
    "axios": (
        json.dumps({"message": "Request failed", "response": {"status": 403, "data": CAPPED}}),
        "spam_risk_too_many_posts",
    ),
    "list of answers": (f"[{v2('ok')}, {CAPPED}]", "spam_risk_too_many_posts"),
    "html page with escaped json": (DIRTY_HTML, "url_ownership_unverified"),
    "html page of a gateway": (
        "<html><head><title>502 Bad Gateway</title></head><body>nginx</body></html>",
        "http.5xx",
    ),
    "curl with headers": (
        f"HTTP/1.1 429 Too Many Requests\r\nx-tt-logid: {LOG}\r\n\r\n{v2('rate_limit_exceeded')}",
        "rate_limit_exceeded",
    ),
    "curl with headers only": ("HTTP/2 429\r\nserver: nginx\r\n", "http.429"),
    "status and its name": ("403 Forbidden", "http.403"),
    "status by itself": ("401", "http.401"),
    "axios sentence": ("Request failed with status code 429", "http.429"),
    "guide's title": ("TikTok API error 50002", "business.50002"),
    "guide's other number": ("Error code: 2200006", "guide.2200006"),
    "creator info, blocked with 200": (
        "POST /v2/post/publish/creator_info/query/ -> 200 " + v2("reached_active_user_cap"),
        "reached_active_user_cap",
    ),
    "failed status": (
        v2("ok", status="FAILED", fail_reason="picture_size_check_failed"),
        "picture_size_check_failed",
    ),
    "failed status, data only": (
        '{"status":"FAILED","fail_reason":"frame_rate_check_failed"}',
        "frame_rate_check_failed",
    ),
    "failed status, cut": (
        '{"data":{"fail_reason":"file_format_check_failed","status":"FA',
        "file_format_check_failed",
    ),
    "fail reason in a log": ("fail_reason: internal", "internal"),
    "status asked, trouble": (
        "/v2/post/publish/status/fetch/ 500 " + v2("internal_error"),
        "internal_error",
    ),
    "photos announced, trouble": (
        "/v2/post/publish/content/init/ 500 " + v2("internal_error"),
        "internal_error.pull_init",
    ),
    "webhook": (FAILED, "internal"),
    "webhook in a log": (f"webhook body={FAILED}", "internal"),
    "webhook, content parsed": (
        '{"event":"post.publish.failed","content":{"reason":"auth_removed"}}',
        "auth_removed",
    ),
    "webhook, removed": (hook("authorization.removed", reason=4), "authorization_removed.4"),
    "webhook, cut": (
        '{"event":"authorization.removed","content":"{\\"reason\\":1',
        "authorization_removed.1",
    ),
    "webhook, good news": (
        hook("post.publish.complete", publish_id="v"), "event.post_publish_complete"
    ),
    "ping": ('{"event":"tiktok.ping","content":"{}"}', "event.tiktok_ping"),
    "oauth": (
        ('{"error":"invalid_grant","error_description":"Authorization code is expired.",'
        f'"log_id":"{LOG}"}}'),
        "oauth.invalid_grant",
    ),
    "oauth, cut": (
        '{"error":"invalid_client","error_description":"Client ke',
        "oauth.invalid_client",
    ),
    "address of the consent error": (
        "https://www.tiktok.com/error?error=unauthorized_client&error_type=client_key",
        "consent.client_key",
    ),
    "callback refused": (
        "https://app.example/cb?error=access_denied&error_description=User+refused&state=s",
        "oauth.access_denied",
    ),
    "old consent error": ("errCode=10003", "consent.client_key"),
    "business": (business(40105, "Access token is incorrect or revoked."), "business.40105"),
    "business, rate": (business(40100, "App reaches the QPS limit."), "business.40100"),
    "business, parameter": (business(40002, "Invalid parameter page_size"), "business.40002"),
    "business, cut": ('{"code":40901,"message":"video is tran', "business.40901"),
    "business in a log": ("tiktok ads sync failed code=50000 request_id=2026", "business.50000"),
    "decoder's name": ("SPARK_AD_AUTH_EXPIRED", "ads.spark_ad_auth_expired"),
    "decoder's name in a line": ("Failed: [BID_TOO_LOW] on group 7", "ads.bid_too_low"),
    "loose phrase": ("Video duration", "video_duration"),
    "loose phrase as an error": ("too many requests", "too_many_requests"),
    "our own error": ('{"code":"tiktok.spam_risk","title":"x","status":403}', "spam_risk"),
    "bytes with a mark": (b"\xef\xbb\xbf" + CAPPED.encode(), "spam_risk_too_many_posts"),
    "parsed already": (json.loads(CAPPED), "spam_risk_too_many_posts"),
}  # fmt: skip


def test_there_are_more_than_fifty():
    assert len(PASTED) > 50


@pytest.mark.parametrize("name", PASTED)
def test_a_pasted_answer_is_translated(name):
    given, key = PASTED[name]
    found = translate(given)
    assert found.entry.key == f"tiktok.{key}"
    assert found.known


@pytest.mark.parametrize(
    ("given", "key", "confidence"),
    [
        (business(40001, "No permission to operate advertiser"), "business.40001", "exact"),
        (business(40001, "advertiser_id: Missing required field"), "ads.40001", "likely"),
        (business(40001, ""), "business.40001", "disputed"),
        (business(40002, "Invalid parameter: time span too long"), "business.40002", "exact"),
        (business(40002, "The token has expired"), "ads.40002", "likely"),
        (business(40002, "You lack permission for this"), "guide.40002", "likely"),
        (business(40100, "Too many requests, rate limit"), "business.40100", "exact"),
        (business(40100, "access token revoked"), "guide.40100", "likely"),
        ("40100", "business.40100", "disputed"),
        (business(40102, "expired"), "business.40102", "exact"),
    ],
)
def test_a_disputed_number_is_read_by_its_message(given, key, confidence):
    found = translate(given)
    assert (found.entry.key, found.confidence) == (f"tiktok.{key}", confidence)
