from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from publisher.domain import spam
from publisher.domain.spam import Draft, Rule, Weight

NOON = datetime(2026, 3, 4, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)
WORDS = "A quiet morning by the harbour, and the gulls were at it again"


def draft(caption: str = "", *media: str, after: float = 0, post: str = "") -> Draft:
    return Draft(NOON + after * HOUR, caption, frozenset(media), post)


def rules(one: Draft, *others: Draft) -> list[Rule]:
    return [finding.rule for finding in spam.findings(one, others)]


def test_an_ordinary_post_finds_nothing():
    assert rules(draft(f"{WORDS} #harbour @ann", "f1"), draft("Something else", "f2")) == []


@pytest.mark.parametrize(
    ("hours", "found"),
    [(0, True), (47.9, True), (48, False), (-47.9, True), (-48, False)],
)
def test_the_same_file_within_48_hours_is_found_on_either_side(hours, found):
    earlier = draft("one", "f1", "f2", after=hours, post="post_1")

    seen = spam.findings(draft("two", "f2"), [earlier])

    assert [(one.rule, one.post) for one in seen] == (
        [(Rule.IDENTICAL_MEDIA, "post_1")] if found else []
    )


def test_a_post_is_not_its_own_repetition():
    mine = draft(WORDS, "f1", post="post_1")

    assert rules(mine, mine) == []
    assert rules(draft(WORDS), draft(WORDS)) == [Rule.NEAR_DUPLICATE_CAPTION]


@pytest.mark.parametrize(
    ("other", "alike"),
    [
        (WORDS, True),
        (WORDS.upper() + "!!! 🐦", True),
        (WORDS + " #gulls #sea", True),
        ("  ".join(WORDS.split()), True),
        (WORDS.replace("quiet", "loud"), True),
        ("A quiet evening on the pier, and the band was at it again", False),
        (WORDS[:30], False),
        ("#harbour #gulls", False),
        ("", False),
    ],
)
def test_captions_are_compared_as_a_reader_would(other, alike):
    assert (Rule.NEAR_DUPLICATE_CAPTION in rules(draft(WORDS), draft(other))) is alike


@pytest.mark.parametrize(
    ("one", "other", "alike"),
    [
        ("Day 41", "Day 42", False),
        ("Good day", "good day!", True),
        ("今日は港で静かな朝を過ごしました", "今日は港で静かな朝を過ごしました!", True),
        ("今日は港で静かな朝を過ごしました", "明日は山で賑やかな夜になるでしょう", False),
    ],
)
def test_short_captions_and_scripts_without_spaces_are_compared_too(one, other, alike):
    assert (Rule.NEAR_DUPLICATE_CAPTION in rules(draft(one), draft(other))) is alike


@given(st.text(max_size=300), st.text(max_size=300))
def test_likeness_goes_both_ways_and_everything_is_like_itself(one, other):
    assert spam.are_alike(one, one)
    assert spam.are_alike(one, other) == spam.are_alike(other, one)


@pytest.mark.parametrize(
    ("caption", "found"),
    [
        (" ".join(f"#t{n}" for n in range(8)), []),
        (" ".join(f"#t{n}" for n in range(9)), [Rule.TOO_MANY_HASHTAGS]),
        ("#Sea and #sea", [Rule.REPEATED_HASHTAG]),
        (" ".join(f"@n{n}" for n in range(5)), []),
        (" ".join(f"@n{n}" for n in range(6)), [Rule.TOO_MANY_MENTIONS]),
        ("see https://shop.example/x", [Rule.LINK_IN_CAPTION]),
    ],
)
def test_what_makes_a_caption_look_like_an_advert_is_found(caption, found):
    assert rules(draft(caption)) == found


def test_a_finding_warns_unless_policy_makes_it_a_refusal():
    one, other = draft("", "f1"), draft("", "f1")

    (warning,) = spam.findings(one, [other])
    (refusal,) = spam.findings(one, [other], refuse=["identical_media"])

    assert warning.weight is Weight.WARNING
    assert refusal.weight is Weight.REFUSAL
    assert spam.refusals([warning, refusal]) == (refusal,)


@pytest.mark.parametrize(
    ("reason", "weight", "kept"),
    [
        ("the client wants it twice", Weight.OVERRIDDEN, "the client wants it twice"),
        ("  ", Weight.REFUSAL, ""),
    ],
)
def test_a_refusal_is_overridden_by_a_reason_and_the_reason_is_kept(reason, weight, kept):
    (found,) = spam.findings(
        draft("", "f1"),
        [draft("", "f1")],
        refuse=["identical_media"],
        overrides={"identical_media": reason},
    )

    assert (found.weight, found.reason) == (weight, kept)
