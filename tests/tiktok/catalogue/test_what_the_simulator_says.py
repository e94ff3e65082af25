"""Every answer that the stand-in TikTok can give is one that the catalogue judges."""

import pytest

from publisher.domain.reasons import Handling
from publisher.tiktok.catalogue.tables import UNKNOWN
from publisher.tiktok.reasons import Confidence, judge
from publisher.tiktok.simulator import scenarios
from publisher.tiktok.simulator.envelope import HTTP, MESSAGES

ANSWERS = [
    (exchange, code, http)
    for exchange, codes in scenarios.CODES.items()
    for code, statuses in codes.items()
    for http in statuses
]
# Lists of a creator's videos are read for evidence only; they have no Step of their own.
LISTS = {"video_list", "video_query"}
# Seen there only with another code in its message; any other is held, as the post may be out.
ELSEWHERE = {("status", "invalid_params"), ("cancel", "invalid_params")}


@pytest.mark.parametrize(("exchange", "code", "http"), ANSWERS)
def test_an_answer_of_an_endpoint_is_known_at_its_place(exchange, code, http):
    found = judge(exchange, code, http, MESSAGES.get(code, code))
    assert found.entry is not UNKNOWN
    if (exchange, code) in ELSEWHERE:
        assert found.reason.handling is Handling.HOLD
    elif exchange not in LISTS:
        assert found.confidence is Confidence.EXACT
        assert http in found.entry.http


@pytest.mark.parametrize("code", sorted(HTTP))
def test_a_code_comes_with_a_status_that_its_entry_names(code):
    assert HTTP[code] in judge("", code).entry.http


@pytest.mark.parametrize("code", scenarios.FAIL_REASONS)
def test_a_verdict_is_known_wherever_it_is_said(code):
    for exchange in ("fail_reason", "notice"):
        assert judge(exchange, code).confidence is Confidence.EXACT


@pytest.mark.parametrize("code", scenarios.OAUTH_ERRORS)
def test_an_oauth_error_is_known(code):
    for exchange in ("token", "authorize"):
        assert judge(exchange, code, 400).entry.key == f"tiktok.oauth.{code}"


@pytest.mark.parametrize("http", scenarios.CHUNK_ANSWERS)
def test_an_answer_to_a_chunk_is_known(http):
    assert judge("transfer", "", http).confidence in {Confidence.EXACT, Confidence.HTTP_CLASS}


@pytest.mark.parametrize("event", scenarios.WEBHOOK_EVENTS)
def test_an_event_is_known(event):
    if event == "post.publish.failed":
        return  # its reason speaks, not its name
    code = f"{event}:0" if event == "authorization.removed" else event
    assert judge("notice", code).confidence is Confidence.EXACT


@pytest.mark.parametrize("reason", scenarios.REMOVAL_REASONS)
def test_a_numbered_reason_is_known(reason):
    found = judge("notice", f"authorization.removed:{reason}")
    assert found.entry.key == f"tiktok.authorization_removed.{reason}"
