from dataclasses import replace
from fractions import Fraction

import pytest

from media import TIKTOK_PHOTO, TIKTOK_VIDEO, Facts, Hdr, Weight, check, check_count, worst
from media.facts import Kind, Light, Size
from media.rules import RULES
from tests.media.make_facts import FILM, PHOTO, SOUND, beat, film, photo, sound, still, video

SEEN = {
    "too_long": video(seconds=600.06),
    "too_short": video(seconds=0.99),
    "rather_short": video(seconds=2.9),
    "container": film(container="matroska"),
    "video_codec": video(codec="prores"),
    "pixel_format": video(pixel_format="yuv422p"),
    "transparency": video(alpha=True),
    "hdr": video(light=Light.HLG),
    "dolby_only": video(light=Light.DOLBY_ONLY),
    "variable_rate": beat(30, constant=False, slowest=Fraction(1)),
    "frame_rate": beat(Fraction(60_001, 1000)),
    "edit_trim": video(hidden_seconds=0.21),
    "interlaced": video(interlaced=True),
    "pixel_shape": video(pixel_shape=Fraction(64, 45)),
    "too_small": video(size=Size(358, 640)),
    "too_large": video(size=Size(4098, 2160)),
    "odd_sides": video(size=Size(1079, 1920)),
    "hev1": video(codec="hevc", tag="hev1"),
    "fragmented": film(fragmented=True),
    "trailing_bytes": film(trailing_bytes=22),
    "huge_tags": film(tag_bytes=300_000),
    "location": film(private=("location",)),
    "device": film(private=("device",)),
    "extra_streams": film(extras=("data:tmcd",)),
    "audio_codec": sound(codec="ac3"),
    "audio_channels": sound(channels=6),
    "audio_rate": sound(sample_rate=96_000),
    "audio_tail": sound(seconds=10.51),
    "damaged": film(damage="broken at 3 s"),
    "too_heavy": film(size=4_000_000_001),
}
SEEN_IN_PHOTOS = {
    "picture_format": photo(container="png"),
    "too_large": still(size=Size(1081, 1300)),
    "too_small": still(size=Size(15, 500)),
    "orientation": still(orientation=6),
    "transparency": still(mode="RGBA", alpha=True),
    "colour_mode": still(mode="CMYK"),
    "colour_depth": still(bits=16),
    "colour_profile": still(profile="Display P3"),
    "animated": still(frames=3),
    "exif": photo(private=("exif",)),
    "too_heavy": photo(size=20_000_001),
}


def test_a_plain_phone_film_and_a_plain_photo_fit_as_they_are() -> None:
    assert check(FILM, TIKTOK_VIDEO) == ()
    assert check(PHOTO, TIKTOK_PHOTO) == ()


@pytest.mark.parametrize(("code", "facts"), SEEN.items())
def test_each_limit_of_a_film_is_found_and_nothing_else(code: str, facts: Facts) -> None:
    (found,) = check(facts, TIKTOK_VIDEO)

    assert found.code == code
    assert found.measured
    assert found.allowed
    assert found.way_out.endswith(".")


@pytest.mark.parametrize(("code", "facts"), SEEN_IN_PHOTOS.items())
def test_each_limit_of_a_photo_is_found_and_nothing_else(code: str, facts: Facts) -> None:
    (found,) = check(facts, TIKTOK_PHOTO)

    assert found.code == code


def test_every_rule_is_seen_at_work() -> None:
    at_work = {
        rule
        for kind, tables in ((Kind.FILM, SEEN), (Kind.PICTURE, SEEN_IN_PHOTOS))
        for rule in RULES[kind]
        for facts in tables.values()
        if list(rule(facts, TIKTOK_VIDEO if kind is Kind.FILM else TIKTOK_PHOTO))
    }

    assert at_work == {*RULES[Kind.FILM], *RULES[Kind.PICTURE]}


@pytest.mark.parametrize(
    "facts",
    [
        video(seconds=600.05),
        video(hidden_seconds=0.2),
        video(size=Size(360, 640)),
        video(size=Size(4096, 2160)),
        video(pixel_format="yuvj420p", full_range=True),
        video(codec="hevc", pixel_format="yuv420p10le", tag="hvc1"),
        beat(23),
        beat(60),
        beat(Fraction(60_000, 1001)),
        sound(seconds=10.5),
        sound(channels=1, sample_rate=8000),
        film(sound=None),
        film(index_first=False),
        film(size=4_000_000_000),
    ],
)
def test_the_edge_of_a_limit_is_still_inside(facts: Facts) -> None:
    assert check(facts, TIKTOK_VIDEO) == ()


def test_a_creator_may_post_only_so_long() -> None:
    narrowed = TIKTOK_VIDEO.narrowed(max_seconds=9.0)

    (found,) = check(FILM, narrowed)

    assert (found.code, found.weight, found.allowed) == ("too_long", Weight.FATAL, "at most 9 s")
    assert TIKTOK_VIDEO.narrowed(max_seconds=3600).max_seconds == 600


@pytest.mark.parametrize("light", [Light.HLG, Light.PQ, Light.DOLBY])
def test_hdr_is_no_finding_where_it_is_to_be_kept(light: Light) -> None:
    facts = video(light=light, codec="hevc", tag="hvc1", pixel_format="yuv420p10le")

    assert [one.code for one in check(facts, TIKTOK_VIDEO)] == ["hdr"]
    assert check(facts, TIKTOK_VIDEO.with_hdr(Hdr.KEEP)) == ()


def test_a_finding_names_its_photo() -> None:
    (found,) = check(still(orientation=3), TIKTOK_PHOTO, item="photo 3")

    assert found.item == "photo 3"
    assert found.says.startswith("photo 3: to be turned")


def test_sound_alone_can_make_a_film_too_long_and_is_cut() -> None:
    facts = replace(video(seconds=600.0), sound=replace(SOUND, seconds=600.4))

    assert [one.code for one in check(facts, TIKTOK_VIDEO)] == ["audio_tail"]
    assert check(replace(facts, sound=replace(SOUND, seconds=600.04)), TIKTOK_VIDEO) == ()


def test_more_pixels_than_we_decode_are_refused_before_any_work() -> None:
    (found,) = check(video(size=Size(16_384, 8640)), TIKTOK_VIDEO)

    assert (found.code, found.weight) == ("too_many_pixels", Weight.FATAL)


def test_thirty_five_photos_go_into_one_post_and_no_more() -> None:
    assert check_count(35, TIKTOK_PHOTO) == ()
    (found,) = check_count(36, TIKTOK_PHOTO)
    assert (found.code, found.weight) == ("too_many_items", Weight.FATAL)


def test_a_picture_is_no_film_and_a_film_no_picture() -> None:
    assert [one.code for one in check(PHOTO, TIKTOK_VIDEO)] == ["is_picture"]
    assert [one.code for one in check(FILM, TIKTOK_PHOTO)] == ["is_film"]
    (found,) = check(still(frames=20), TIKTOK_VIDEO)
    assert "animated" in found.measured


def test_metadata_may_leave_when_somebody_asked_for_it() -> None:
    spec = replace(TIKTOK_VIDEO, keeps_private=("location",))

    found = check(film(private=("location", "device")), spec)

    assert [one.code for one in found] == ["device"]


def test_the_second_sound_track_counts_as_extra() -> None:
    facts = film(other_sounds=(replace(SOUND, index=2, codec=""),))

    (found,) = check(facts, TIKTOK_VIDEO)

    assert found.measured == "audio:unknown"


def test_the_heaviest_weight_decides() -> None:
    findings = check(video(seconds=0.5, interlaced=True), TIKTOK_VIDEO)

    assert worst(findings) is Weight.FATAL
    assert worst(check(SEEN["interlaced"], TIKTOK_VIDEO)) is Weight.MENDABLE
    assert worst(()) is None
