"""What a caller may ask: a table of everything that is refused, by field, and all that is not."""

import pytest

from publisher.domain.ports import Draft
from publisher.domain.states import Mode
from publisher.tiktok import options

FILM = {"mode": Mode.DIRECT, "photos": False}
DRAFT = {"mode": Mode.INBOX, "photos": False}
CAROUSEL = {"mode": Mode.DIRECT, "photos": True, "count": 3}
DRAFT_CAROUSEL = {"mode": Mode.INBOX, "photos": True, "count": 3}
PRIVATE = {"privacy": "SELF_ONLY"}


def draft(**wishes):
    plain = {"caption": "", "title": "", "description": "", "options": {}, "count": 1}
    return Draft(**{**plain, **wishes})


def pointers(wanted):
    return [(one.fault.pointer, one.reason.code.removeprefix("tiktok.")) for one in wanted]


@pytest.mark.parametrize(
    ("place", "asked", "pointer", "code"),
    [
        (FILM, {}, "/options/privacy", "privacy_missing"),
        (CAROUSEL, {}, "/options/privacy", "privacy_missing"),
        (FILM, {"privacy": "public"}, "/options/privacy", "option_wrong"),
        (FILM, {"privacy": None}, "/options/privacy", "option_wrong"),
        (FILM, {"privacy": ["SELF_ONLY"]}, "/options/privacy", "option_wrong"),
        (FILM, {**PRIVATE, "visibility": 1}, "/options/visibility", "option_unknown"),
        (FILM, {**PRIVATE, "a/b~c": 1}, "/options/a~1b~0c", "option_unknown"),
        (FILM, {**PRIVATE, "allow_comment": 1}, "/options/allow_comment", "option_wrong"),
        (FILM, {**PRIVATE, "allow_duet": "true"}, "/options/allow_duet", "option_wrong"),
        (FILM, {**PRIVATE, "ai_generated": None}, "/options/ai_generated", "option_wrong"),
        (FILM, {**PRIVATE, "cover_ms": -1}, "/options/cover_ms", "option_wrong"),
        (FILM, {**PRIVATE, "cover_ms": 1.5}, "/options/cover_ms", "option_wrong"),
        (FILM, {**PRIVATE, "cover_ms": True}, "/options/cover_ms", "option_wrong"),
        (FILM, {**PRIVATE, "cover_ms": 2**31}, "/options/cover_ms", "option_wrong"),
        (FILM, {**PRIVATE, "cover_index": 0}, "/options/cover_index", "option_out_of_place"),
        (FILM, {**PRIVATE, "auto_music": True}, "/options/auto_music", "option_out_of_place"),
        (FILM, {**PRIVATE, "discloses": True}, "/options/discloses", "option_wrong"),
        (FILM, {**PRIVATE, "discloses": {}}, "/options/discloses", "disclosure_empty"),
        (
            FILM,
            {**PRIVATE, "discloses": {"your_brand": False, "branded_content": False}},
            "/options/discloses",
            "disclosure_empty",
        ),
        (
            FILM,
            {**PRIVATE, "discloses": {"your_brand": True, "sponsor": "x"}},
            "/options/discloses/sponsor",
            "option_unknown",
        ),
        (
            FILM,
            {**PRIVATE, "discloses": {"your_brand": True, "branded_content": "no"}},
            "/options/discloses/branded_content",
            "option_wrong",
        ),
        (
            FILM,
            {**PRIVATE, "discloses": {"branded_content": True}},
            "/options/privacy",
            "branded_content_private",
        ),
        (CAROUSEL, {**PRIVATE, "allow_duet": False}, "/options/allow_duet", "option_out_of_place"),
        (
            CAROUSEL,
            {**PRIVATE, "allow_stitch": True},
            "/options/allow_stitch",
            "option_out_of_place",
        ),
        (CAROUSEL, {**PRIVATE, "cover_ms": 0}, "/options/cover_ms", "option_out_of_place"),
        (CAROUSEL, {**PRIVATE, "cover_index": 3}, "/options/cover_index", "option_wrong"),
        (CAROUSEL, {**PRIVATE, "cover_index": -1}, "/options/cover_index", "option_wrong"),
        (CAROUSEL, {**PRIVATE, "cover_index": False}, "/options/cover_index", "option_wrong"),
        (DRAFT, PRIVATE, "/options/privacy", "option_out_of_place"),
        (DRAFT, {"ai_generated": True}, "/options/ai_generated", "option_out_of_place"),
        (DRAFT, {"allow_comment": False}, "/options/allow_comment", "option_out_of_place"),
        (DRAFT_CAROUSEL, PRIVATE, "/options/privacy", "option_out_of_place"),
        (DRAFT_CAROUSEL, {"auto_music": True}, "/options/auto_music", "option_out_of_place"),
    ],
    ids=str,
)
def test_what_cannot_be_asked_is_refused_by_its_field(place, asked, pointer, code):
    found = options.faults(draft(**place, options=asked))

    assert pointers(found) == [(pointer, code)]
    fault = found[0].fault
    assert fault.rule
    assert fault.allowed
    assert fault.way_out
    assert found[0].stops


@pytest.mark.parametrize(
    ("place", "asked"),
    [
        (FILM, PRIVATE),
        (FILM, {**PRIVATE, "allow_comment": True, "allow_duet": True, "allow_stitch": False}),
        (FILM, {**PRIVATE, "cover_ms": 0, "ai_generated": True}),
        (FILM, {**PRIVATE, "discloses": {"your_brand": True}}),
        (
            FILM,
            {
                "privacy": "PUBLIC_TO_EVERYONE",
                "discloses": {"your_brand": True, "branded_content": True},
            },
        ),
        (CAROUSEL, {**PRIVATE, "cover_index": 2, "auto_music": True, "allow_comment": True}),
        (DRAFT, {}),
        (DRAFT_CAROUSEL, {}),
        (DRAFT_CAROUSEL, {"cover_index": 1, "ai_generated": True}),
    ],
    ids=str,
)
def test_what_can_be_asked_is_taken(place, asked):
    assert options.faults(draft(**place, options=asked)) == []


FAMILY = "\U0001f468\u200d\U0001f469\u200d\U0001f467"  # three people with joiners: 8 units


@pytest.mark.parametrize(
    ("place", "field", "text", "code"),
    [
        (FILM, "caption", "x" * 2200, ""),
        (FILM, "caption", "x" * 2201, "text_too_long"),
        (FILM, "caption", "\U0001f600" * 1100, ""),
        (FILM, "caption", "\U0001f600" * 1101, "text_too_long"),
        (FILM, "caption", FAMILY * 275, ""),
        (FILM, "caption", FAMILY * 275 + "x", "text_too_long"),
        (FILM, "caption", "e\u0301" * 1100, ""),
        (FILM, "caption", "nul\x00", "text_unsendable"),
        (FILM, "caption", "half \ud83d pair", "text_unsendable"),
        (FILM, "title", "t", "text_out_of_place"),
        (FILM, "description", "d", "text_out_of_place"),
        (CAROUSEL, "title", "x" * 90, ""),
        (CAROUSEL, "title", "x" * 91, "text_too_long"),
        (CAROUSEL, "title", "\U0001f600" * 46, "text_too_long"),
        (CAROUSEL, "description", "x" * 4000, ""),
        (CAROUSEL, "description", "x" * 4001, "text_too_long"),
        (CAROUSEL, "caption", "c", "text_out_of_place"),
        (DRAFT, "caption", "c", "text_out_of_place"),
        (DRAFT, "title", "t", "text_out_of_place"),
        (DRAFT_CAROUSEL, "description", "x" * 4000, ""),
    ],
    ids=lambda value: repr(value)[:30],
)
def test_texts_are_counted_in_utf16_units_and_kept_in_their_place(place, field, text, code):
    allowed = {} if place["mode"] is Mode.INBOX else PRIVATE
    found = options.faults(draft(**place, options=allowed, **{field: text}))

    assert pointers(found) == ([(f"/{field}", code)] if code else [])


@pytest.mark.parametrize(
    ("place", "count", "refused"),
    [
        (FILM, 0, True),
        (FILM, 1, False),
        (FILM, 2, True),
        (CAROUSEL, 0, True),
        (CAROUSEL, 1, False),
        (CAROUSEL, 35, False),
        (CAROUSEL, 36, True),
    ],
)
def test_the_number_of_files_fits_the_kind_of_post(place, count, refused):
    found = options.faults(draft(**{**place, "count": count}, options=PRIVATE))

    assert bool(found) is refused


def test_everything_that_is_wrong_is_said_at_once():
    asked = {"privacy": "x", "cover_ms": -1, "nonsense": 1}

    found = options.faults(draft(**FILM, options=asked, title="t", caption="x" * 3000))

    assert len(found) == 5


def test_nothing_is_switched_on_that_was_not_asked_for():
    wishes = options.wishes(PRIVATE)

    assert not any(
        (
            wishes.allow_comment,
            wishes.allow_duet,
            wishes.allow_stitch,
            wishes.your_brand,
            wishes.branded_content,
            wishes.ai_generated,
            wishes.auto_music,
        )
    )
