"""What an answer means depends on the exchange at which it came."""

import pytest

from publisher.domain.reasons import Handling, Headline, Resend
from publisher.tiktok.catalogue.entry import Exchange
from publisher.tiktok.catalogue.tables import BY_CODE, UNKNOWN
from publisher.tiktok.reasons import Confidence, judge

H, S = Handling, Resend
YES, NO, ASK = S.YES, S.NO, S.AFTER_RECONCILING

# step, code, HTTP: key without its prefix, what we do, may it be sent again
TABLE = [
    ("status", "internal_error", 500, "internal_error", H.BACK_OFF, ASK),
    ("status", "", 503, "internal_error", H.BACK_OFF, ASK),
    ("status", "internal", 500, "internal_error", H.BACK_OFF, ASK),
    ("creator_info", "internal_error", 500, "internal_error", H.BACK_OFF, YES),
    ("cancel", "internal_error", 500, "internal_error", H.BACK_OFF, ASK),
    ("video_init", "internal_error", 500, "internal_error.file_init", H.NEW_ATTEMPT, YES),
    ("inbox_init", "", 502, "internal_error.file_init", H.NEW_ATTEMPT, YES),
    ("content_init", "internal_error", 500, "internal_error.pull_init", H.HOLD, ASK),
    ("content_init", "", 500, "internal_error.pull_init", H.HOLD, ASK),
    ("video_init", "", None, "no_answer.file_init", H.NEW_ATTEMPT, YES),
    ("content_init", "", None, "no_answer.pull_init", H.HOLD, ASK),
    ("content_init", "", 200, "no_answer.pull_init", H.HOLD, ASK),
    ("status", "", None, "no_answer", H.BACK_OFF, ASK),
    ("token", "", None, "no_answer", H.BACK_OFF, ASK),
    ("token", "", 502, "http.5xx", H.BACK_OFF, ASK),
    ("creator_info", "access_token_invalid", 401, "access_token_invalid", H.REFRESH_ONCE, YES),
    ("video_init", "access_token_invalid", 401, "access_token_invalid", H.REFRESH_ONCE, YES),
    ("status", "access_token_invalid", 401, "access_token_invalid", H.REFRESH_ONCE, ASK),
    ("status", "scope_not_authorized", 401, "scope_not_authorized", H.HOLD, NO),
    ("video_init", "rate_limit_exceeded", 429, "rate_limit_exceeded", H.BACK_OFF, YES),
    ("status", "rate_limit_exceeded", 429, "rate_limit_exceeded", H.BACK_OFF, ASK),
    ("status", "", 429, "http.429", H.BACK_OFF, ASK),
    ("creator_info", "spam_risk_too_many_posts", 200, "spam_risk_too_many_posts", H.RESLOT, YES),
    ("video_init", "spam_risk_too_many_posts", 403, "spam_risk_too_many_posts", H.RESLOT, YES),
    ("fail_reason", "spam_risk_too_many_posts", None, "spam_risk_too_many_posts", H.RESLOT, YES),
    ("video_init", "reached_active_user_cap", 403, "reached_active_user_cap", H.HOLD, YES),
    ("inbox_init", "spam_risk_too_many_pending_share", 400, "spam_risk_too_many_pending_share",
     H.RESLOT, YES),
    ("video_init", "invalid_param", 400, "invalid_params", H.FAIL, NO),
    ("video_init", "invalid_params", 403, "invalid_params", H.FAIL, NO),
    ("status", "invalid_publish_id", 400, "invalid_publish_id", H.HOLD, ASK),
    ("fail_reason", "internal", None, "internal", H.NEW_ATTEMPT, YES),
    ("notice", "internal", None, "internal", H.NEW_ATTEMPT, YES),
    ("fail_reason", "internal_error", None, "internal", H.NEW_ATTEMPT, YES),
    ("fail_reason", "video_pull_failed", None, "video_pull_failed", H.NEW_ATTEMPT, YES),
    ("notice", "picture_size_check_failed", None, "picture_size_check_failed", H.FAIL, NO),
    ("notice", "authorization.removed:1", None, "authorization_removed.1", H.HOLD, NO),
    ("transfer", "", 206, "transfer.206", H.NOTE, NO),
    ("transfer", "", 400, "transfer.400", H.HOLD, ASK),
    ("transfer", "", 403, "transfer.403", H.NEW_ATTEMPT, ASK),
    ("transfer", "", 404, "transfer.404", H.NEW_ATTEMPT, ASK),
    ("transfer", "", 416, "transfer.416", H.RESUME, ASK),
    ("transfer", "416", None, "transfer.416", H.RESUME, ASK),
    ("transfer", "", 502, "transfer.5xx", H.BACK_OFF, ASK),
    ("transfer", "", 429, "transfer.429", H.BACK_OFF, ASK),
    ("transfer", "", 418, "transfer.4xx", H.HOLD, ASK),
    ("transfer", "", None, "transfer.no_answer", H.RESUME, ASK),
    ("token", "invalid_grant", 200, "oauth.invalid_grant", H.HOLD, NO),
    ("token", "invalid_client", 401, "oauth.invalid_client", H.HOLD, NO),
    ("token", "server_error", 500, "oauth.server_error", H.BACK_OFF, YES),
    ("authorize", "access_denied", None, "oauth.access_denied", H.FAIL, NO),
    ("authorize", "client_key", None, "consent.client_key", H.HOLD, NO),
]  # fmt: skip


@pytest.mark.parametrize("line", TABLE, ids=[f"{t[0]}-{t[1] or 'bare'}-{t[2]}" for t in TABLE])
def test_a_code_is_judged_by_the_place_where_it_came(line):
    step, code, http, key, handling, resend = line
    found = judge(step, code, http)
    assert found.entry.key == f"tiktok.{key}"
    assert found.reason.handling is handling
    assert found.reason.resend is resend
    assert found.reason.code == found.entry.key


@pytest.mark.parametrize("step", ["video_init", "inbox_init"])
@pytest.mark.parametrize("code", ["internal_error", ""])
def test_a_film_that_tiktok_fetches_itself_is_never_announced_twice(step, code):
    found = judge(step, code, 500, pull=True)
    assert found.reason.handling is Handling.HOLD
    assert found.reason.resend is Resend.AFTER_RECONCILING
    assert step in found.matched


def test_an_unknown_publish_id_is_recognised_under_its_other_code():
    found = judge("status", "invalid_params", 400, "invalid_publish_id")
    assert found.entry.key == "tiktok.invalid_publish_id"


def test_a_whole_message_of_tiktoks_adds_a_hint():
    assert (
        "hex"
        in judge(
            "token", "invalid_request", 200, "Code verifier or code challenge is invalid."
        ).hint
    )
    assert judge("token", "invalid_request", 200, "Code verifier").hint == ""


@pytest.mark.parametrize("step", [*Exchange, "no_such_step", ""])
@pytest.mark.parametrize("http", [None, 400, 401, 403, 404, 429, 500])
def test_an_unknown_code_is_held_and_never_guessed(step, http):
    if step == "transfer":
        return  # chunks carry no codes
    found = judge(step, "zzz_new_code", http)
    assert found.entry is UNKNOWN
    assert found.reason.resend is Resend.AFTER_RECONCILING
    busy = http in {429, 500} and step in {"status", "creator_info", "user_info"}
    assert found.reason.handling is (Handling.BACK_OFF if busy else Handling.HOLD)
    assert (found.patience is not None) == busy


@pytest.mark.parametrize(
    ("http", "outcome"),
    [
        (401, Headline.RECONNECT),
        (400, Headline.FIX_INPUT),
        (403, Headline.FIX_INPUT),
        (429, Headline.RETRY),
        (500, Headline.RETRY),
    ],
)
def test_an_unknown_code_takes_at_most_its_heading_from_the_http_class(http, outcome):
    found = judge("video_init", "zzz_new_code", http)
    assert found.reason.outcome is outcome
    assert found.confidence is Confidence.HTTP_CLASS


@pytest.mark.parametrize("step", ["transfer", "status", "cancel"])
def test_no_known_word_starts_a_new_attempt_while_the_post_may_be_under_way(step):
    for code in BY_CODE:
        found = judge(step, code, None if step == "transfer" else 400)
        bold = found.reason.handling in {Handling.NEW_ATTEMPT, Handling.RESLOT, Handling.FAIL}
        if bold:
            assert found.reason.resend is Resend.AFTER_RECONCILING, (step, code)
            assert found.entry.key in {"tiktok.transfer.403", "tiktok.transfer.404"}


def test_no_known_word_takes_a_step_again_that_is_over():
    for code in BY_CODE:
        assert judge("fail_reason", code).reason.handling not in {
            Handling.BACK_OFF,
            Handling.REFRESH_ONCE,
            Handling.RESUME,
        }, code


def test_an_announcement_to_fetch_is_never_repeated_by_itself():
    for code in (*BY_CODE, "", "zzz_new_code"):
        for http in (None, 200, 500, 502):
            assert judge("content_init", code, http).reason.handling is not Handling.NEW_ATTEMPT


def test_numbers_of_the_advertising_api_mean_nothing_at_a_posting_endpoint():
    assert judge("video_init", "40100", 400).entry is UNKNOWN
    assert judge("video_init", 40100, 400).entry is UNKNOWN


@pytest.mark.parametrize("code", ["", "\x00", "x" * 100_000, "🦆", "9" * 5000, -1, 10**18])
@pytest.mark.parametrize("step", [*Exchange, "💥"])
def test_judging_never_raises(step, code):
    for http in (None, 0, -5, 200, 999, 10**9):
        assert judge(step, code, http, str(code)).entry.key
