"""The catalogue as a whole: nothing missing, nothing contradicting itself."""

import re
from collections import Counter

import pytest

from publisher.domain.reasons import Handling, Remedy, Resend
from publisher.tiktok.catalogue.entry import Category, Entry, Exchange, Surface
from publisher.tiktok.catalogue.posting import films
from publisher.tiktok.catalogue.reference import roll
from publisher.tiktok.catalogue.tables import (
    BY_CODE,
    BY_KEY,
    BY_PLACE,
    ENTRIES,
    NOT_RECOGNISED,
    meanings,
)

WAITING = {Handling.BACK_OFF, Handling.RESUME, Handling.NEW_ATTEMPT}
ALL = pytest.mark.parametrize("one", ENTRIES, ids=lambda one: one.key)


def sentences(one: Entry) -> list[str]:
    readers = (one.creator, one.caller, one.support)
    return [text for words in readers for text in (words.what, words.why, words.do)]


@pytest.mark.parametrize("source", roll.ROLL)
def test_every_code_of_every_source_has_an_entry_on_its_surface(source):
    assert roll.ROLL[source].missing == ()


@pytest.mark.parametrize(
    ("source", "count"),
    [
        ("content_posting", 20),
        ("upload", 7),
        ("fail_reasons", 13),
        ("oauth", 12),
        ("webhooks", 6),
        ("business", 72),
        ("seeds000_001_004", 7),
        ("seeds002", 25),
        ("seeds003", 100),
    ],
)
def test_the_roll_calls_as_many_different_codes_as_its_source_lists(source, count):
    codes = roll.ROLL[source].codes
    assert len(codes) == len(set(codes)) == count


def test_a_missing_code_is_named_with_its_source():
    page = roll.Page("A test", (Surface.ADS,), ("BID_TOO_LOW", "BID_TOO_ODD"))
    assert page.missing == ("BID_TOO_ODD",)


def test_keys_are_unique_and_fit_an_address():
    assert len(BY_KEY) == len(ENTRIES)
    for key in BY_KEY:
        assert re.fullmatch(r"tiktok\.[a-z0-9_.]+", key), key


def test_no_two_entries_claim_the_same_code_at_the_same_exchange():
    claimed = Counter(
        (exchange, spelling) for one in ENTRIES for exchange in one.at for spelling in one.spellings
    )
    assert [place for place, times in claimed.items() if times > 1] == []
    assert len(claimed) == len(BY_PLACE)


@ALL
def test_an_entry_speaks_to_three_readers_in_whole_sentences(one):
    for text in sentences(one):
        assert text == text.strip()
        assert text[0].isupper() or text[0].isdigit()
        assert text.endswith("."), text
        assert len(text) < 160


@ALL
def test_each_reader_is_told_what_happened_in_words_of_their_own(one):
    if one is NOT_RECOGNISED:  # nobody's: whoever pastes something that is not TikTok's
        return
    told = {one.creator.what, one.caller.what, one.support.what}
    assert len(told) == 3


def test_support_is_seldom_told_to_do_the_same_about_two_errors():
    done = Counter(one.support.do for one in ENTRIES if one.category is not Category.SUCCESS)
    assert max(done.values()) <= 2


@ALL
def test_an_entry_never_says_what_it_forbids(one):
    for phrase in one.never.phrases:
        assert phrase == phrase.casefold()
        assert not [text for text in sentences(one) if phrase in text.casefold()]
    assert one.reason.remedy not in one.never.remedies
    assert one.reason.handling not in one.never.handlings
    assert not {remedy for _, remedy in one.also} & set(one.never.remedies)


@ALL
def test_an_entry_that_waits_says_how_long(one):
    assert (one.patience is not None) == (one.reason.handling in WAITING)
    if one.reason.handling is Handling.RESLOT:
        assert one.window is not None
    if one.reason.handling is Handling.NEW_ATTEMPT:
        assert 0 < one.tries <= 5


@ALL
def test_an_entry_names_dated_sources_and_follows_one_claim_at_least(one):
    assert one.sources
    assert all(source.name and source.date for source in one.sources)
    assert one.official
    if one.claims and one.category is not Category.UNKNOWN and "Not in TikTok" not in one.official:
        assert any(claim.holds for claim in one.claims)


@ALL
def test_a_reason_carries_the_key_and_the_sentences_for_the_developer(one):
    assert one.reason.code == one.key
    assert (one.reason.says, one.reason.do) == (one.caller.what, one.caller.do)
    assert one.reason.docs == f"/errors/{one.key}"


@ALL
def test_nothing_that_may_be_out_is_sent_again_unasked(one):
    if one.reason.handling is Handling.NEW_ATTEMPT and one.reason.resend is not Resend.YES:
        assert Surface.TRANSFER in one.surfaces  # asks for the state first
    if Exchange.STATUS in one.at or Exchange.CANCEL in one.at:
        assert one.reason.resend is not Resend.YES


@pytest.mark.parametrize("one", films.ENTRIES, ids=lambda one: one.key)
def test_a_verdict_on_a_file_names_only_limits_that_tiktok_documents(one):
    codecs = {"264", "265", "4", "8", "9"}  # H.264, H.265, MP4, VP8, VP9
    limits = {"23", "60", "360", "4096", "1080", "10"}
    for text in sentences(one):
        assert set(re.findall(r"\d+", text)) <= codecs | limits, text


def test_spellings_and_cases_of_a_code_are_one():
    assert meanings("invalid_param") == meanings("INVALID_PARAMS")
    assert meanings("Video Duration")[0].key == "tiktok.video_duration"
    assert all(code == code.casefold() for code in BY_CODE)


def test_a_cap_of_the_client_never_asks_the_creator_for_anything():
    one = BY_KEY["tiktok.reached_active_user_cap"]
    assert one.reason.remedy is Remedy.WAIT_FOR_WINDOW
    assert one.creator.do.startswith("Nothing")


def test_whoever_can_mend_an_advertisement_is_told_how_in_words_of_its_own():
    told = [
        one.creator.do
        for one in ENTRIES
        if Surface.ADS in one.surfaces and not one.creator.do.startswith("Nothing")
    ]

    assert len(told) > 75
    assert len(set(told)) == len(told)
