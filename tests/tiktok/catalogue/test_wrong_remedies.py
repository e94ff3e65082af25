"""Who must act, what we do, and what must never be said: the table that support asked for."""

import pytest

from publisher.domain.reasons import Actor, Handling, Remedy, Trouble
from publisher.tiktok.catalogue.entry import Entry
from publisher.tiktok.catalogue.tables import BY_KEY, meanings

C, A, OP, P, U = Actor.CREATOR, Actor.CALLER, Actor.OPERATOR, Actor.PLATFORM, Actor.US
R, H = Remedy, Handling

# code: who acts, what they do, what we do; then what we must not do, ask for, or say.
TABLE = [
    ("access_token_invalid", C, R.RECONNECT, H.REFRESH_ONCE,
     {H.NEW_ATTEMPT, H.FAIL}, set(), ["disconnected"]),
    ("scope_not_authorized", C, R.GRANT_SCOPE, H.HOLD,
     {H.REFRESH_ONCE}, set(), ["auth failed"]),
    ("scope_permission_missed", C, R.GRANT_SCOPE, H.HOLD,
     {H.REFRESH_ONCE}, set(), ["auth failed"]),
    ("auth_removed", C, R.RECONNECT, H.HOLD,
     {H.NEW_ATTEMPT, H.BACK_OFF, H.RESLOT}, set(), ["retry", "try again"]),
    ("unaudited_client_can_only_post_to_private_accounts", OP, R.APP_REVIEW, H.HOLD,
     {H.NEW_ATTEMPT, H.BACK_OFF}, {R.CHANGE_OPTIONS, R.RECONNECT}, ["only me", "self_only"]),
    ("reached_active_user_cap", OP, R.WAIT_FOR_WINDOW, H.HOLD,
     {H.FAIL}, {R.RECONNECT}, ["disconnect", "your fault", "reconnect"]),
    ("url_ownership_unverified", OP, R.VERIFY_DOMAIN, H.HOLD,
     {H.NEW_ATTEMPT}, {R.ASK_CREATOR_IN_TIKTOK}, ["ask the creator"]),
    ("spam_risk_too_many_posts", C, R.WAIT_FOR_WINDOW, H.RESLOT,
     {H.BACK_OFF, H.NEW_ATTEMPT}, {R.RECONNECT}, ["try again now", "immediately", "reconnect"]),
    ("spam_risk_too_many_pending_share", C, R.FINISH_DRAFTS, H.RESLOT,
     {H.BACK_OFF, H.NEW_ATTEMPT}, {R.RECONNECT}, ["delete"]),
    ("spam_risk_user_banned_from_posting", C, R.ASK_CREATOR_IN_TIKTOK, H.HOLD,
     {H.BACK_OFF, H.NEW_ATTEMPT, H.RESLOT}, {R.RECONNECT}, ["retry", "try again", "reconnect"]),
    ("spam_risk", A, R.REPLACE_MEDIA, H.FAIL,
     {H.BACK_OFF, H.NEW_ATTEMPT, H.RESLOT}, {R.RECONNECT}, ["automatic retry"]),
    ("spam_risk_text", A, R.CHANGE_CAPTION, H.FAIL,
     {H.BACK_OFF, H.NEW_ATTEMPT, H.RESLOT}, {R.RECONNECT}, ["automatic retry"]),
    ("privacy_level_option_mismatch", A, R.CHANGE_OPTIONS, H.FAIL,
     {H.NEW_ATTEMPT, H.BACK_OFF}, {R.RECONNECT}, ["we chose", "downgrade"]),
    *(
        (f"{check}_check_failed", A, R.REPLACE_MEDIA, H.FAIL,
         {H.NEW_ATTEMPT, H.BACK_OFF}, {R.RECONNECT}, ["720p", "500 mb"])
        for check in ("file_format", "duration", "frame_rate", "picture_size")
    ),
    ("video_pull_failed", OP, R.CHECK_SERVICE, H.NEW_ATTEMPT,
     {H.BACK_OFF, H.FAIL}, {R.RECONNECT}, ["keep trying"]),
    ("photo_pull_failed", OP, R.CHECK_SERVICE, H.NEW_ATTEMPT,
     {H.BACK_OFF, H.FAIL}, {R.RECONNECT}, ["keep trying"]),
    ("invalid_params", U, R.CONTACT_SUPPORT, H.FAIL,
     {H.NEW_ATTEMPT, H.BACK_OFF}, {R.RECONNECT}, []),
    ("rate_limit_exceeded", U, R.SLOW_DOWN, H.BACK_OFF,
     {H.FAIL, H.HOLD}, {R.RECONNECT}, ["for good", "permanent"]),
    ("internal", P, R.WAIT_FOR_PLATFORM, H.NEW_ATTEMPT,
     {H.FAIL}, {R.RECONNECT}, []),
    ("internal_error", P, R.WAIT_FOR_PLATFORM, H.BACK_OFF,
     {H.NEW_ATTEMPT, H.FAIL}, {R.RECONNECT}, ["send it again"]),
    ("invalid_publish_id", U, R.CONTACT_SUPPORT, H.HOLD,
     {H.NEW_ATTEMPT, H.RESLOT}, {R.RECONNECT}, ["send it again", "post it again"]),
    ("token_not_authorized_for_specified_publish_id", U, R.CONTACT_SUPPORT, H.HOLD,
     {H.NEW_ATTEMPT, H.RESLOT}, {R.RECONNECT}, ["send it again", "post it again"]),
    ("publish_cancelled", C, R.NOTHING, H.FAIL,
     {H.NEW_ATTEMPT, H.BACK_OFF, H.RESLOT}, {R.RECONNECT}, ["retry", "try again"]),
    ("app_version_check_failed", C, R.UPDATE_PLATFORM_APP, H.HOLD,
     {H.NEW_ATTEMPT, H.BACK_OFF, H.RESLOT}, {R.RECONNECT}, ["retry", "try again"]),
]  # fmt: skip


def sentences(one: Entry) -> str:
    readers = (one.creator, one.caller, one.support)
    return " ".join(f"{words.what} {words.why} {words.do}" for words in readers).casefold()


@pytest.mark.parametrize("line", TABLE, ids=[line[0] for line in TABLE])
def test_a_code_names_who_acts_and_never_a_wrong_remedy(line):
    code, actor, remedy, handling, never_handled, never_asked, never_said = line
    one = meanings(code)[0]
    assert (one.reason.actor, one.reason.remedy) == (actor, remedy)
    assert one.reason.handling is handling
    assert never_handled <= set(one.never.handlings), "the catalogue itself must forbid these"
    assert never_asked <= set(one.never.remedies)
    said = sentences(one)
    assert [phrase for phrase in never_said if phrase in said] == []


def test_an_unaudited_client_is_explained_by_both_ways_out():
    one = meanings("unaudited_client_can_only_post_to_private_accounts")[0]
    assert (Actor.CREATOR, Remedy.MAKE_ACCOUNT_PRIVATE) in one.also
    assert "audit" in one.creator.why
    assert "private" in one.creator.do


def test_a_full_quota_of_the_client_waits_a_day_and_leaves_the_creator_alone():
    one = meanings("reached_active_user_cap")[0]
    assert one.window is not None
    assert one.window.total_seconds() == 24 * 3600
    assert "your TikTok is in order" in one.creator.why


@pytest.mark.parametrize("code", ["video_pull_failed", "photo_pull_failed"])
def test_a_failed_fetch_is_tried_a_few_times_and_not_for_ever(code):
    assert meanings(code)[0].tries == 3


def test_a_minute_limit_is_waited_out_for_a_minute():
    patience = meanings("rate_limit_exceeded")[0].patience
    assert patience is not None
    assert patience.least.total_seconds() >= 60


@pytest.mark.parametrize(
    "code",
    ["file_format_check_failed", "invalid_params", "invalid_publish_id", "invalid_file_upload"],
)
def test_what_our_checks_should_have_caught_raises_an_alarm(code):
    assert meanings(code)[0].alarm


@pytest.mark.parametrize(
    ("trouble", "codes"),
    [
        ("reconnect", "access_token_invalid scope_not_authorized auth_removed oauth.invalid_grant"),
        ("operator", "unaudited_client_can_only_post_to_private_accounts url_ownership_unverified"),
        ("operator", "internal_error.pull_init oauth.invalid_client consent.redirect_uri"),
        ("wait", "reached_active_user_cap spam_risk_too_many_posts"),
        ("creator", "spam_risk_too_many_pending_share spam_risk_user_banned_from_posting"),
        ("creator", "publish_cancelled app_version_check_failed"),
        ("fix_input", "spam_risk spam_risk_text privacy_level_option_mismatch"),
        ("fix_input", "file_format_check_failed duration_check_failed frame_rate_check_failed"),
        ("retry", "video_pull_failed photo_pull_failed rate_limit_exceeded internal"),
        ("retry", "internal_error internal_error.file_init transfer.5xx transfer.416"),
        ("our_bug", "invalid_params invalid_publish_id transfer.400"),
        ("our_bug", "token_not_authorized_for_specified_publish_id"),
        ("unknown", "unknown not_recognised"),
    ],
)
def test_the_precise_class_is_one_of_eight(trouble, codes):
    assert len(Trouble) == 8
    for code in codes.split():
        assert BY_KEY[f"tiktok.{code}"].trouble == trouble, code
