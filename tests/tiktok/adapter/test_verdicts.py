"""What each answer of TikTok proves, and what we therefore say."""

from dataclasses import replace
from datetime import timedelta

import httpx
import pytest

from publisher.domain.outcomes import (
    Blocked,
    Deferred,
    Doubtful,
    HandedOver,
    InInbox,
    Opened,
    Published,
    Refused,
    Working,
)
from publisher.domain.reasons import Handling
from publisher.domain.secret import Secret
from publisher.domain.states import Mode, Transfer
from publisher.domain.tickets import Remote, Ticket
from publisher.tiktok.simulator import FAIL_REASONS
from tests.platforms.tiktok_stage import PICTURES, film_of
from tests.tiktok.adapter.answers import LOG_ID, NOW, enveloped

ADDRESS = "https://open-upload.tiktokapis.com/video/?upload_id=1&upload_token=t"
GIVEN = {"publish_id": "v_pub_file~v2-1.7", "upload_url": ADDRESS}
SIZE = 70_000_000
FILM = Ticket(
    post="post_1",
    attempt="att_1",
    request_id="req_1",
    mode=Mode.DIRECT,
    transfer=Transfer.FILE,
    photos=False,
    token=Secret("act.x"),
    options={"privacy": "SELF_ONLY"},
    film=film_of(b"film"),
)
PULL = replace(FILM, transfer=Transfer.PULL, film=None, addresses=PICTURES[:1])
PHOTOS = replace(PULL, photos=True, addresses=PICTURES)
ASKED = replace(
    FILM,
    film=replace(film_of(b""), size=SIZE),
    remote=Remote("v_pub_file~v2-1.7", Secret(ADDRESS)),
)
LOST = httpx.ReadTimeout("slow")
REFUSED = httpx.ConnectError("refused")
HTML = httpx.Response(200, content=b"<html>Please wait")


def error(http, code, **headers):
    return enveloped(http, code, **headers)


# --- the announcement ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("answer", "film", "pull"),
    [
        (enveloped(data=GIVEN), Opened, HandedOver),
        (enveloped(data={"publish_id": "p"}), Deferred, HandedOver),
        (enveloped(data={}), Deferred, Doubtful),
        (enveloped(data={"publish_id": 7}), Deferred, Doubtful),
        (enveloped(data={"publish_id": "p" * 300}), Deferred, Doubtful),
        (REFUSED, Deferred, Deferred),
        (httpx.ConnectTimeout("slow"), Deferred, Deferred),
        (httpx.PoolTimeout("full"), Deferred, Deferred),
        (LOST, Deferred, Doubtful),
        (httpx.WriteError("reset"), Deferred, Doubtful),
        (httpx.RemoteProtocolError("cut"), Deferred, Doubtful),
        (HTML, Deferred, Doubtful),
        (httpx.Response(403, content=b"<html>"), Deferred, Doubtful),
        (httpx.Response(401, content=b"<html>"), Blocked, Blocked),
        (httpx.Response(301, headers={"location": "https://x.example"}), Deferred, Doubtful),
        (httpx.Response(500), Deferred, Doubtful),
        (error(500, "internal_error"), Deferred, Doubtful),
        (error(503, ""), Deferred, Doubtful),
        (error(500, "never_seen"), Deferred, Doubtful),
        (error(400, "never_seen"), Blocked, Doubtful),
        (error(200, "never_seen"), Blocked, Doubtful),
        (error(400, "invalid_params"), Refused, Refused),
        (error(400, "invalid_param"), Refused, Refused),
        (error(401, "access_token_invalid"), Blocked, Blocked),
        (error(401, "scope_not_authorized"), Blocked, Blocked),
        (error(403, "spam_risk_too_many_posts"), Deferred, Deferred),
        (error(403, "spam_risk_user_banned_from_posting"), Blocked, Blocked),
        (error(403, "reached_active_user_cap"), Deferred, Deferred),
        (error(403, "unaudited_client_can_only_post_to_private_accounts"), Blocked, Blocked),
        (error(403, "url_ownership_unverified"), Blocked, Blocked),
        (error(403, "privacy_level_option_mismatch"), Refused, Refused),
        (error(429, "rate_limit_exceeded"), Deferred, Deferred),
    ],
    ids=str,
)
@pytest.mark.parametrize("kind", ["film", "pulled film", "photos"])
def test_an_announcement_of_a_file_is_harmless_and_one_to_fetch_is_not(
    answering, answer, film, pull, kind
):
    ticket, expected = {
        "film": (FILM, film),
        "pulled film": (PULL, pull),
        "photos": (PHOTOS, pull),
    }[kind]

    outcome = answering(lambda _: _fresh(answer)).open(ticket)

    assert type(outcome) is expected, outcome
    assert outcome.raw.step == ("content_init" if kind == "photos" else "video_init")


def _fresh(answer):
    """An answer can be read once only, so each test gets its own copy."""
    if isinstance(answer, Exception):
        raise answer
    return httpx.Response(answer.status_code, headers=answer.headers, content=answer.content)


def test_a_remote_carries_its_address_as_a_secret_with_an_hour_to_live(answering):
    outcome = answering(enveloped(data=GIVEN)).open(FILM)

    assert outcome.remote == Remote("v_pub_file~v2-1.7", Secret(ADDRESS), NOW + timedelta(hours=1))
    assert "upload_token" not in repr(outcome)


def test_an_address_outside_tiktok_is_never_used(answering):
    strange = {**GIVEN, "upload_url": "https://evil.example/video/"}

    outcome = answering(enveloped(data=strange)).open(FILM)

    assert isinstance(outcome, Blocked)
    assert outcome.reason.code == "tiktok.upload_host_refused"


def test_tiktoks_own_words_are_kept_beside_ours(answering):
    raw = answering(enveloped(403, "spam_risk", "calm down")).open(FILM).raw

    assert (raw.code, raw.message, raw.log_id, raw.http) == ("spam_risk", "calm down", LOG_ID, 403)
    assert "calm down" in raw.body


@pytest.mark.parametrize(
    ("answer", "wait"),
    [
        (error(429, "rate_limit_exceeded"), None),
        (error(429, "rate_limit_exceeded", **{"Retry-After": "7"}), timedelta(seconds=7)),
        (error(429, "rate_limit_exceeded", **{"Retry-After": "0"}), timedelta(seconds=1)),
        (error(429, "rate_limit_exceeded", **{"Retry-After": "999999"}), timedelta(hours=1)),
        (error(403, "spam_risk_too_many_posts"), timedelta(hours=24)),
        (error(500, "internal_error"), None),
    ],
    ids=str,
)
def test_an_instant_is_named_where_tiktok_or_the_table_names_one(answering, answer, wait):
    outcome = answering(answer).open(FILM)

    assert outcome.until == (None if wait is None else NOW + wait)


# --- the question --------------------------------------------------------------------------------


def asked(answering, ticket=ASKED, **said):
    return answering(enveloped(data=said)).ask(ticket)


@pytest.mark.parametrize(
    ("shape", "ids"),
    [
        (7602997517160123666, ("7602997517160123666",)),
        ("7602997517160123666", ("7602997517160123666",)),
        ([7602997517160123666, "8"], ("7602997517160123666", "8")),
        ([8, 8], ("8",)),
        ([], ()),
        (None, ()),
        ("", ()),
        (0, ()),
        (True, ()),
        (7.6e18, ()),
        ({"id": 1}, ()),
        ([[1], None, -4, "a b", "\u0000", 9], ("9",)),
    ],
    ids=str,
)
def test_public_ids_are_text_whatever_shape_they_come_in(answering, shape, ids):
    outcome = asked(answering, status="PUBLISH_COMPLETE", publicaly_available_post_id=shape)

    assert isinstance(outcome, Published)
    assert outcome.public_ids == ids


def test_published_may_come_without_any_id(answering):
    assert asked(answering, status="PUBLISH_COMPLETE") == Published(
        (), asked(answering, status="PUBLISH_COMPLETE").raw
    )


@pytest.mark.parametrize(
    ("said", "expected", "sent"),
    [
        ({"status": "PROCESSING_UPLOAD", "uploaded_bytes": 0}, Deferred, 0),
        ({"status": "PROCESSING_UPLOAD", "uploaded_bytes": 10_000_000}, Deferred, 10_000_000),
        ({"status": "PROCESSING_UPLOAD", "uploaded_bytes": 9_999_999}, Deferred, 10_000_000),
        ({"status": "PROCESSING_UPLOAD", "uploaded_bytes": "60000000"}, Deferred, 60_000_000),
        ({"status": "PROCESSING_UPLOAD", "uploaded_bytes": SIZE - 1}, Working, SIZE),
        ({"status": "PROCESSING_UPLOAD", "uploaded_bytes": SIZE}, Working, SIZE),
        ({"status": "PROCESSING_UPLOAD", "uploaded_bytes": SIZE + 5}, Working, SIZE),
        ({"status": "PROCESSING_UPLOAD"}, Working, 0),
        ({"status": "PROCESSING_UPLOAD", "uploaded_bytes": "many"}, Working, 0),
        ({"status": "PROCESSING_DOWNLOAD"}, Working, 0),
        ({"status": "A_NEW_WORD"}, Working, 0),
    ],
    ids=str,
)
def test_under_way_is_decided_by_the_bytes_and_not_by_the_word(answering, said, expected, sent):
    outcome = asked(answering, **said)

    assert type(outcome) is expected
    assert outcome.remote.bytes_sent == sent
    assert outcome.remote.address == Secret(ADDRESS)


def test_a_word_nobody_knows_is_noted(answering):
    raw = asked(answering, status="A_NEW_WORD").raw

    assert (raw.code, raw.message) == ("unknown_status", "A_NEW_WORD")


def test_a_pull_is_never_asked_for_its_bytes(answering):
    ticket = replace(ASKED, transfer=Transfer.PULL, film=None)

    assert isinstance(
        asked(answering, ticket, status="PROCESSING_UPLOAD", uploaded_bytes=0), Working
    )


def test_a_draft_in_the_inbox_is_not_published(answering):
    assert isinstance(asked(answering, status="SEND_TO_USER_INBOX"), InInbox)


@pytest.mark.parametrize("reason", [*FAIL_REASONS, "never_seen", "", None])
def test_failed_ends_the_attempt_with_tiktoks_reason(answering, reason):
    outcome = asked(answering, status="FAILED", fail_reason=reason)

    assert isinstance(outcome, Refused | Blocked | Deferred)
    assert outcome.raw.step == "fail_reason"
    assert outcome.raw.code == (reason or "")
    assert isinstance(outcome, Deferred) is (outcome.reason.handling is Handling.RESLOT)


@pytest.mark.parametrize(
    "answer",
    [
        LOST,
        REFUSED,
        HTML,
        httpx.Response(500),
        enveloped(data={}),
        enveloped(data={"status": 5}),
        enveloped(data={"status": ""}),
        error(500, "internal_error"),
        error(429, "rate_limit_exceeded"),
        error(400, "invalid_publish_id"),
        error(400, "invalid_params"),
        error(400, "token_not_authorized_for_specified_publish_id"),
        error(401, "scope_not_authorized"),
        error(403, "spam_risk_too_many_posts"),
        error(400, "never_seen"),
    ],
    ids=str,
)
def test_a_question_that_fails_says_nothing_about_the_post(answering, answer):
    outcome = answering(lambda _: _fresh(answer)).ask(ASKED)

    assert isinstance(outcome, Deferred)
    assert outcome.remote == ASKED.remote
    assert outcome.raw.step == "status"
    assert outcome.reason.handling is not Handling.RESLOT  # which would mean: that one is dead


def test_a_dead_token_while_asking_is_renewed_first(answering):
    outcome = answering(error(401, "access_token_invalid")).ask(ASKED)

    assert isinstance(outcome, Blocked)
    assert outcome.reason.handling is Handling.REFRESH_ONCE


def test_a_step_without_what_it_needs_is_a_mistake_of_ours(answering):
    platform = answering(enveloped())

    for call, ticket in (
        (platform.ask, FILM),
        (platform.commit, replace(ASKED, film=None)),
        (platform.open, replace(FILM, film=None)),
    ):
        with pytest.raises(ValueError, match=r"needs|without"):
            call(ticket)
    assert platform.seen == []


# --- cancel --------------------------------------------------------------------------------------


def test_a_cancellation_is_agreed_to_or_declined(answering):
    assert answering(enveloped()).cancel(ASKED) is None
    assert answering(error(400, "publish_not_cancellable")).cancel(ASKED).raw.step == "cancel"
