"""Finding an entry by what somebody types."""

import pytest

from publisher.tiktok.catalogue.search import search
from publisher.tiktok.catalogue.tables import ENTRIES


def keys(*arguments, **filters):
    return [one.key for one in search(*arguments, **filters)]


def test_nothing_asked_gives_everything():
    assert search() == list(ENTRIES)


@pytest.mark.parametrize(
    ("query", "first"),
    [
        ("spam_risk", "tiktok.spam_risk"),
        ("SPAM RISK TEXT", "tiktok.spam_risk_text"),
        ("40100", "tiktok.business.40100"),
        ("bid too low", "tiktok.ads.bid_too_low"),
        ("tiktok.oauth.invalid_grant", "tiktok.oauth.invalid_grant"),
        ("video dur", "tiktok.video_duration"),
        ("invalid_param", "tiktok.invalid_params"),
    ],
)
def test_the_code_itself_comes_first(query, first):
    assert keys(query)[0] == first


def test_words_of_a_sentence_find_their_entry():
    assert "tiktok.reached_active_user_cap" in keys("five unaudited creators")
    assert keys("no such words anywhere at all zzz") == []


def test_filters_narrow_the_list_together():
    found = search("", outcome="reconnect", actor="creator", surface="posting")
    assert found
    for one in found:
        assert (one.reason.outcome, one.reason.actor) == ("reconnect", "creator")
        assert "posting" in one.surfaces
    assert keys("", category="spam", outcome="retry") == []
    assert keys("", category="moon") == []


@pytest.mark.parametrize("query", ["%", "\x00", "'; --", "<b>", "x" * 10**6, "🦆", " _ _ "])
def test_strange_queries_are_only_words(query):
    assert isinstance(search(query), list)
