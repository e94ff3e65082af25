from dataclasses import replace
from fractions import Fraction

import pytest

from media import TIKTOK_VIDEO, Encode, EncodeAudio, Facts, Options, Remux, check, plan
from media.aim import Fill, Frame
from media.cage import DECODERS
from media.command import FRONT, cover_words, film_words, follow_words
from media.facts import Light, Size, Wholeness
from tests.media.make_facts import FILM, SOUND, beat, film, video

INPUT = (
    f"-f mov -codec_whitelist {DECODERS} -format_whitelist mov,mp4,m4a,3gp,3g2,mj2 "
    "-max_pixels 36000000 -protocol_whitelist file -i file:source "
)
BOX = "-dn -map_chapters -1 -map_metadata -1 -max_muxing_queue_size 4096 -movflags +faststart -sn "


def words(facts: Facts, options: Options | None = None, threads: int | None = None) -> str:
    todo = plan(facts, TIKTOK_VIDEO, check(facts, TIKTOK_VIDEO), options)
    assert isinstance(todo, Remux | EncodeAudio | Encode)
    told = film_words(todo, facts, threads)
    assert told[: len(FRONT)] == FRONT
    return " ".join(told[len(FRONT) :])


def test_a_remux_is_twenty_words_and_keeps_only_what_will_be_shown() -> None:
    facts = film(private=("location",), extras=("data:tmcd",))

    assert words(facts) == INPUT + (
        "-map 0:0 -map 0:1 -f mp4 -c:a copy -c:v copy " + BOX + "file:out.mp4"
    )


def test_hevc_is_repacked_under_the_name_that_players_know() -> None:
    assert "-tag:v hvc1" in words(video(codec="hevc", tag="hev1"))


def test_sixty_and_a_bit_is_stretched_by_its_own_fraction() -> None:
    told = words(beat(Fraction(3001, 50)))

    by = "3001/3000"
    assert f"setts=pts=PTS*{by}:dts=DTS*{by}:duration=DURATION*{by}" in told
    assert "-video_track_timescale 60000" in told


def test_only_the_sound_is_encoded_where_only_it_is_wrong() -> None:
    told = words(film(sound=replace(SOUND, codec="pcm_s16le", channels=6)))

    assert "-c:v copy" in told
    assert "-aac_coder fast -ac 2 -ar 48000 -b:a 128k -c:a aac" in told


def test_sound_in_webm_is_opus_and_gets_no_word_meant_for_aac() -> None:
    told = words(video(codec="vp9"))

    assert "-c:a libopus" in told
    assert "aac" not in told.split("-i file:source")[1]


def test_an_encode_scales_before_it_maps_tones() -> None:
    told = words(video(light=Light.HLG, transfer="arib-std-b67", size=Size(2160, 3840)), threads=1)

    chain = told.split("-filter_complex ")[1].split(" ")[0]
    order = ["h=1920", "w=1080", "format=gbrpf32le", "tonemap", "fps=30", "setsar=1"]
    found = [chain.index(step) for step in order]
    assert found == sorted(found)


def test_one_thread_means_one_in_the_decoder_the_filters_and_the_encoder() -> None:
    told = words(video(codec="prores"), threads=1)

    before, after = told.split("-i file:source")
    assert "-threads 1" in before
    assert "-filter_complex_threads 1" in before
    assert "-threads:v 1" in after
    assert "threads" not in words(video(codec="prores"))


def test_pictures_are_thrown_away_before_and_repeated_after_they_are_scaled() -> None:
    fast = words(beat(120))
    slow = words(beat(1))

    assert fast.index("fps=60") < fast.index("scale=")
    assert slow.index("scale=") < slow.index("fps=30")


def test_an_encode_says_what_its_colours_are() -> None:
    told = words(video(interlaced=True, matrix="smpte170m", primaries="smpte170m"))

    assert "bwdif=mode=send_frame" in told
    assert "in_color_matrix=bt601" in told
    assert "out_color_matrix=bt709" in told
    assert "-color_primaries smpte170m" in told
    assert "-color_trc bt709" in told
    assert "-colorspace bt709" in told


def test_bars_and_cuts_come_only_from_options() -> None:
    wide = video(size=Size(1920, 1080), seconds=700.0)

    told = words(wide, Options(trim=True, frame=Frame(9, 16, Fill.PAD)))

    assert "pad=1080:1920" in told
    assert "-t 600.000000" in told
    plain = words(video(interlaced=True))
    assert "pad=" not in plain
    assert "crop=" not in plain


@pytest.mark.parametrize(
    "wholeness", [Wholeness.PACKETS, Wholeness.KEYFRAMES, Wholeness.EVERYTHING]
)
def test_following_a_film_writes_nothing(wholeness: Wholeness) -> None:
    told = " ".join(follow_words(FILM, wholeness))

    assert "-f null" in told
    assert told.endswith(" -")
    assert ("-c copy" in told) is (wholeness is Wholeness.PACKETS)
    assert ("-skip_frame nokey" in told) is (wholeness is Wholeness.KEYFRAMES)


def test_a_cover_seeks_before_it_reads() -> None:
    told = " ".join(cover_words(FILM, 30.0, Size(1080, 1920), tone_map=False))

    assert told.index("-ss 30.000") < told.index("-i file:source")


@pytest.mark.parametrize(
    "facts",
    [
        film(container="matroska"),
        video(codec="prores"),
        video(light=Light.PQ, transfer="smpte2084"),
        film(sound=replace(SOUND, codec="ac3")),
    ],
)
def test_every_list_opens_one_file_in_a_cage(facts: Facts) -> None:
    told = words(facts).split(" ")

    assert told.count("-i") == 1
    assert told[told.index("-protocol_whitelist") + 1] == "file"
    assert "-format_whitelist" in told
    assert "-codec_whitelist" in told
    assert told[told.index("-map_metadata") + 1] == "-1"


def test_no_word_from_outside_is_in_a_list() -> None:
    odd = replace(FILM, extras=("-version:$(x)",), private=("location",))

    assert "$(x)" not in words(odd)
