"""One reference for all Reasons: found by key, by code, and by what somebody types."""

import pytest

from publisher import platforms
from publisher.domain import refusals
from publisher.services.support.reference import Reference, Wanted
from publisher.tiktok import own_reasons

REFERENCE = Reference(platforms.references())


def search(query="", **filters):
    return REFERENCE.search(Wanted(query, **filters))


def keys(*arguments, **filters):
    return [one.key for one in search(*arguments, **filters)]


def test_nothing_asked_gives_everything():
    assert search() == list(REFERENCE.entries)


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


def test_every_reason_that_this_service_can_give_has_an_entry():
    for code in (*refusals.every(), *own_reasons.every()):
        found = REFERENCE.get(code)
        assert found is not None
        assert found.reason.docs == f"/errors/{code}"
        assert all(
            sentence for words in found.told["readers"].values() for sentence in words.values()
        )


def test_no_two_entries_share_a_key():
    assert len({one.key for one in REFERENCE.entries}) == len(REFERENCE.entries)


def test_a_bare_code_finds_every_meaning_and_a_strange_one_none():
    assert REFERENCE.meant_by("40100")[0].key == "tiktok.business.40100"
    assert len(REFERENCE.meant_by("40100")) == 3
    assert REFERENCE.meant_by("zzz_new_code") == ()
    assert REFERENCE.get("zzz_new_code") is None
