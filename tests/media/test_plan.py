from dataclasses import replace
from fractions import Fraction
from typing import Any

import pytest

from media import (
    TIKTOK_PHOTO,
    TIKTOK_VIDEO,
    Encode,
    EncodeAudio,
    Facts,
    Fill,
    Frame,
    Keep,
    Options,
    Plan,
    Reject,
    Remux,
    Spec,
    check,
    plan,
    plan_from_json,
)
from media.facts import Light, Size
from media.plans import Act, CopySound, EncodePicture, EncodeSound, EncodeStill, StripStill
from tests.media.make_facts import FILM, PHOTO, SOUND, beat, film, photo, sound, still, video
from tests.media.test_rules import SEEN, SEEN_IN_PHOTOS


def planned(facts: Facts, spec: Spec = TIKTOK_VIDEO, **asked: Any) -> Plan:
    return plan(facts, spec, check(facts, spec), Options(**asked))


def picture(facts: Facts, **asked: Any) -> EncodePicture:
    todo = planned(facts, **asked)
    assert isinstance(todo, Encode)
    assert isinstance(todo.picture, EncodePicture)
    return todo.picture


KINDS = {
    Keep: "rather_short",
    Remux: "container hev1 fragmented trailing_bytes huge_tags location device extra_streams "
    "audio_tail frame_rate",
    EncodeAudio: "audio_codec audio_channels audio_rate",
    Encode: "video_codec pixel_format transparency hdr variable_rate edit_trim interlaced "
    "pixel_shape too_small too_large odd_sides damaged too_heavy",
    Reject: "too_long too_short dolby_only",
}


@pytest.mark.parametrize(
    ("kind", "code"), [(kind, code) for kind, codes in KINDS.items() for code in codes.split()]
)
def test_each_finding_is_answered_by_the_least_work(kind: type, code: str) -> None:
    todo = planned(SEEN[code])

    assert type(todo) is kind
    if isinstance(todo, Remux | EncodeAudio | Encode):
        assert {one.why for one in todo.operations} == {(code,)}
        assert todo.cost.cpu_seconds > 0
        assert todo.cost.output_bytes > 0


def test_the_table_of_plans_knows_every_finding() -> None:
    assert {code for codes in KINDS.values() for code in codes.split()} == set(SEEN)


@pytest.mark.parametrize(("code", "facts"), SEEN_IN_PHOTOS.items())
def test_a_photo_is_stripped_where_that_is_enough(code: str, facts: Facts) -> None:
    todo = planned(facts, TIKTOK_PHOTO)

    wanted = {"exif": Remux, "animated": Keep, "too_small": Reject}.get(code, Encode)
    assert type(todo) is wanted
    if isinstance(todo, Remux):
        assert isinstance(todo.picture, StripStill)


def test_what_fits_is_kept_and_costs_nothing() -> None:
    todo = planned(FILM)

    assert isinstance(todo, Keep)
    assert (todo.cost.cpu_seconds, todo.cost.output_bytes) == (0.0, FILM.size)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ((320, 240), "480x360"),
        ((200, 2000), "360x3600"),
        ((100, 4000), "102x4096"),
        ((4320, 2160), "1920x960"),
        ((721, 1281), "720x1280"),
        ((4098, 2160), "1920x1012"),
        ((6000, 400), "5400x360"),
    ],
)
def test_a_film_changes_size_by_the_least_that_fits(before: tuple[int, int], after: str) -> None:
    aimed = picture(video(size=Size(*before)))

    canvas = aimed.pad or aimed.size
    assert canvas.short >= 360
    assert canvas.long <= 4096
    if before != (6000, 400):
        assert str(aimed.size) == after


def test_a_film_too_long_and_thin_gets_bars_instead_of_losing_its_shape() -> None:
    aimed = picture(video(size=Size(100, 4000)))

    assert aimed.crop is None
    assert str(aimed.pad) == "360x4096"


def test_a_turned_film_is_judged_and_scaled_as_it_is_seen() -> None:
    aimed = picture(video(size=Size(3840, 2160), rotation=90, interlaced=True))

    assert str(aimed.size) == "1080x1920"


@pytest.mark.parametrize(
    ("facts", "rate"),
    [
        (beat(120), 60),
        (beat(240), 60),
        (beat(1), 30),
        (beat(15), 30),
        (beat(Fraction(24_000, 1001), exact=False), None),
        (beat(45, constant=False, usual=Fraction(60)), 60),
        (beat(28, constant=False, usual=Fraction(29)), 30),
        (beat(7, constant=False, usual=Fraction(8)), 30),
        (beat(90, constant=False, usual=Fraction(118)), 60),
    ],
)
def test_the_rate_is_kept_or_brought_to_the_nearest(facts: Facts, rate: int | None) -> None:
    if rate is None:
        assert isinstance(planned(facts), Keep)
        return
    assert picture(facts).rate == rate


def test_an_untidy_rate_is_tidied_when_the_film_is_encoded_anyway() -> None:
    def encoded_at(rate: Fraction) -> Fraction:
        facts = beat(rate)
        assert facts.video
        return picture(replace(facts, video=replace(facts.video, interlaced=True))).rate

    assert encoded_at(Fraction(29_995, 1000)) == 30
    assert encoded_at(Fraction(30_000, 1001)) == Fraction(30_000, 1001)
    assert encoded_at(Fraction(57, 2)) == Fraction(57, 2)


def test_a_rate_just_above_the_limit_is_stretched_not_encoded() -> None:
    todo = planned(beat(Fraction(3001, 50)))

    assert isinstance(todo, Remux)
    assert todo.operations[0].act is Act.RETIME
    assert todo.seconds == pytest.approx(10 * 3001 / 3000)


@pytest.mark.parametrize(
    "facts",
    [
        beat(Fraction(603, 10)),
        beat(Fraction(3001, 50), exact=False),
        replace(beat(Fraction(3001, 50)), container="webm"),
    ],
)
def test_a_rate_that_cannot_be_stretched_unseen_is_encoded(facts: Facts) -> None:
    if facts.container == "webm":
        assert facts.video
        facts = replace(facts, video=replace(facts.video, codec="vp9"))
    assert isinstance(planned(facts), Encode)


def test_a_long_film_is_not_stretched_out_of_step_with_its_sound() -> None:
    facts = beat(Fraction(3001, 50))
    assert facts.video
    long = replace(facts, video=replace(facts.video, seconds=121.0))

    assert isinstance(planned(long), Encode)


def test_nothing_is_cut_unless_asked() -> None:
    assert isinstance(planned(SEEN["too_long"]), Reject)

    todo = planned(SEEN["too_long"], trim=True)

    assert isinstance(todo, Remux)
    assert (todo.until, todo.operations[0].act) == (600.0, Act.CUT)


def test_a_film_gets_another_shape_only_when_asked() -> None:
    wide = video(size=Size(1920, 1080))

    assert isinstance(planned(wide), Keep)
    barred = picture(wide, frame=Frame(9, 16, Fill.PAD))
    assert (str(barred.size), str(barred.pad)) == ("1080x608", "1080x1920")
    cropped = picture(wide, frame=Frame(9, 16, Fill.CROP))
    assert (str(cropped.crop), cropped.pad) == ("606x1080", None)


def test_a_film_of_the_asked_shape_is_left_alone() -> None:
    assert isinstance(planned(FILM, frame=Frame(9, 16, Fill.CROP)), Keep)


@pytest.mark.parametrize(
    ("light", "transfer", "mapped"),
    [
        (Light.PQ, "smpte2084", Light.PQ),
        (Light.HLG, "arib-std-b67", Light.HLG),
        (Light.DOLBY, "smpte2084", Light.PQ),
        (Light.DOLBY, "arib-std-b67", Light.HLG),
    ],
)
def test_hdr_is_mapped_from_the_light_of_its_own_picture(
    light: Light, transfer: str, mapped: Light
) -> None:
    assert picture(video(light=light, transfer=transfer)).tone_map is mapped
    assert picture(video(interlaced=True)).tone_map is None


@pytest.mark.parametrize(
    ("facts", "matrix"),
    [
        (video(interlaced=True, matrix="bt470bg"), "bt470bg"),
        (video(interlaced=True, matrix="unknown"), "bt709"),
        (video(interlaced=True, matrix="unknown", size=Size(720, 576)), "smpte170m"),
    ],
)
def test_colours_that_are_not_told_are_what_players_assume(facts: Facts, matrix: str) -> None:
    assert picture(facts).matrix == matrix


def test_sound_that_fits_is_copied_even_when_the_picture_is_not() -> None:
    todo = planned(SEEN["interlaced"])

    assert isinstance(todo, Encode)
    assert isinstance(todo.sound, CopySound)


def test_sound_of_webm_is_made_anew_when_the_picture_moves_to_mp4() -> None:
    facts = replace(SEEN["interlaced"], container="webm", sound=replace(SOUND, codec="opus"))
    assert facts.video
    facts = replace(facts, video=replace(facts.video, codec="vp9"))

    todo = planned(facts)

    assert isinstance(todo, Encode)
    assert isinstance(todo.sound, EncodeSound)
    assert Act.ENCODE_SOUND in [one.act for one in todo.operations]


def test_vp9_from_matroska_goes_into_webm_with_opus() -> None:
    facts = film(container="matroska")
    assert facts.video
    facts = replace(facts, video=replace(facts.video, codec="vp9"))

    todo = planned(facts)

    assert isinstance(todo, EncodeAudio)
    assert todo.container == "webm"


def test_sound_that_nothing_can_read_is_left_out_and_said_so() -> None:
    todo = planned(sound(codec="apac", decodable=False, channels=0))

    assert isinstance(todo, Remux)
    assert todo.sound is None
    assert [one.act for one in todo.operations] == [Act.DROP_SOUND]


def test_an_odd_sampling_rate_becomes_one_that_aac_knows() -> None:
    todo = planned(sound(codec="pcm_s16le", sample_rate=37_800))

    assert isinstance(todo, EncodeAudio)
    assert todo.sound.sample_rate == 48_000


def test_a_film_being_encoded_is_made_to_go_in_one_request_where_that_does_not_show() -> None:
    assert picture(video(interlaced=True, seconds=60.0)).max_bit_rate == 8_064_000
    assert picture(video(interlaced=True, seconds=300.0)).max_bit_rate == 16_000_000


def test_a_photo_is_never_enlarged() -> None:
    todo = planned(still(size=Size(300, 200), orientation=6), TIKTOK_PHOTO)

    assert isinstance(todo, Encode)
    assert isinstance(todo.picture, EncodeStill)
    assert str(todo.picture.size) == "200x300"


@pytest.mark.parametrize("facts", [*SEEN.values(), FILM])
def test_a_plan_survives_being_stored(facts: Facts) -> None:
    todo = planned(facts)

    assert plan_from_json(todo.to_json()) == todo


@pytest.mark.parametrize("facts", [*SEEN_IN_PHOTOS.values(), PHOTO, photo(private=("xmp",))])
def test_a_plan_for_a_photo_survives_being_stored(facts: Facts) -> None:
    todo = planned(facts, TIKTOK_PHOTO)

    assert plan_from_json(todo.to_json()) == todo
