import io
import struct
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from media import BadSourceError
from media.cadence import NEVER, from_table, from_times
from media.errors import CorruptError, CutShortError, EmptyFileError, UnknownFormatError
from media.facts import Facts, Kind
from media.jpeg import strip, trailing_bytes
from media.movie import read_movie
from media.plans import Keep, read_one_of
from media.progress import BEGUN, step, written_seconds
from media.sniff import sniff
from tests.media.make_facts import FILM, PHOTO

HEADS = {
    b"\0\0\0\x20ftypisom": "mp4",
    b"\0\0\0\x14ftypqt  ": "mov",
    b"\0\0\0\x14ftypM4A ": "m4a",
    b"\0\0\0\x14ftyp3gp4": "3gp",
    b"\0\0\0\x18ftypheic": "heic",
    b"\0\0\0\x18ftypmif1\0\0\0\0heic\0\0\0\0": "heic",
    b"\0\0\0\x18ftypmif1\0\0\0\0avif\0\0\0\0": "avif",
    b"\0\0\0\x18ftypavif": "avif",
    b"\0\0\x10\0moov": "mov",
    b"\x1aE\xdf\xa3....webm": "webm",
    b"\x1aE\xdf\xa3....matroska": "matroska",
    b"RIFF....AVI LIST": "avi",
    b"RIFF....WEBPVP8 ": "webp",
    b"GIF89a": "gif",
    b"FLV\x01": "flv",
    b"\0\0\x01\xba": "mpeg",
    b"\xff\xd8\xff\xe0": "jpeg",
    b"\x89PNG\r\n\x1a\n": "png",
    b"II*\0": "tiff",
    (b"G" + bytes(187)) * 3: "mpegts",
    (bytes(4) + b"G" + bytes(187)) * 3: "mpegts",
}
STRANGERS = [
    b"#EXTM3U\n",
    b"ffconcat version 1.0",
    b"<svg/>",
    b"\0\0\0\x14ftypcrx ",
    b"\0\0\0\x0cJXL ",
    b"RIFF....WAVEfmt ",
    b"G" * 100,
    b"\0\0\0\x18ftypmif1\0\0\0\0none\0\0\0\0",
    b"x",
]


@pytest.mark.parametrize(("head", "container"), HEADS.items())
def test_first_bytes_say_what_a_file_is(head: bytes, container: str) -> None:
    assert sniff(head).container == container


@pytest.mark.parametrize("head", STRANGERS)
def test_what_first_bytes_do_not_say_is_never_opened(head: bytes) -> None:
    with pytest.raises(UnknownFormatError):
        sniff(head)


def test_nothing_at_all_is_an_error_of_its_own() -> None:
    with pytest.raises(EmptyFileError):
        sniff(b"")


def test_a_gif_is_what_it_is_wanted_for() -> None:
    assert sniff(b"GIF89a").kind is Kind.FILM
    assert sniff(b"GIF89a", Kind.PICTURE).kind is Kind.PICTURE


def box(name: bytes, body: bytes) -> bytes:
    return struct.pack(">I4s", 8 + len(body), name) + body


@pytest.mark.parametrize(
    "content",
    [
        box(b"moov", b""),
        box(b"moov", box(b"trak", b"")),
        box(b"moov", box(b"mvhd", bytes(20))),
        box(b"moov", box(b"mvhd", b"")),
        box(b"moov", struct.pack(">I4s", 500, b"trak")),
        box(b"moov", box(b"free", b"") * 21_000),
        box(b"free", b"") * 5000,
        b"\0\0\0\0moov",
        b"\0\0\0\1moov" + bytes(8),
        b"\0\0\0\5moov",
        box(b"ftyp", b"isom") + b"\xff\xff\xff\xffmoov",
    ],
)
def test_an_absurd_index_is_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "film"
    path.write_bytes(content)
    with path.open("rb") as file, pytest.raises(BadSourceError):
        read_movie(file)


LEAVES = b"stts stsz stco stsc elst tkhd mdhd mvhd stsd dref keys ilst meta url  hvc1"
NAMES = st.sampled_from([*LEAVES.split(), b"trak", b"mdia", b"minf", b"stbl", b"edts", b"udta"])
BOXES = st.recursive(
    st.builds(box, NAMES, st.binary(max_size=40)),
    lambda inner: st.builds(
        lambda name, parts: box(name, b"".join(parts)), NAMES, st.lists(inner, max_size=6)
    ),
    max_leaves=12,
)


@settings(max_examples=300, deadline=None)
@given(parts=st.lists(BOXES, max_size=4))
def test_whatever_stands_in_an_index_is_read_or_refused(
    parts: list[bytes], tmp_path_factory: pytest.TempPathFactory
) -> None:
    path = tmp_path_factory.getbasetemp() / "any.mp4"
    path.write_bytes(box(b"moov", b"".join(parts)))

    with path.open("rb") as file:
        try:
            read_movie(file)
        except BadSourceError:
            return


@given(st.binary(max_size=300))
def test_whatever_stands_in_a_jpeg_is_read_or_refused(body: bytes) -> None:
    try:
        trailing_bytes(b"\xff\xd8" + body)
    except BadSourceError:
        return


def test_a_jpeg_loses_its_notes_and_keeps_its_pixels() -> None:
    kept = b"\xff\xdb\0\x04ab" + b"\xff\xda\0\x02" + b"pixels\xff\0\xff\xd0more" + b"\xff\xd9"
    notes = b"\xff\xe1\0\x06Exif" + b"\xff\xfe\0\x04hi" + b"\xff\xe2\0\x06MPF\0"
    out = io.BytesIO()

    strip(b"\xff\xd8" + notes + kept + b"tail", out)

    assert out.getvalue() == b"\xff\xd8" + kept
    assert trailing_bytes(b"\xff\xd8" + kept + b"tail") == 4


@pytest.mark.parametrize(
    ("content", "error"),
    [
        (b"\xff\xd8\xff\xda\0\x02pixels", CutShortError),
        (b"\xff\xd8\xff\xe1\xff\xff", CutShortError),
        (b"\xff\xd8nonsense", CorruptError),
        (b"\xff\xd9", CorruptError),
        (b"\xff\xd8" + b"\xff\xe1\0\2" * 10_001, CorruptError),
        (b"\xff\xd8\xff\xe1\0\0", CorruptError),
    ],
)
def test_a_broken_jpeg_says_how(content: bytes, error: type[Exception]) -> None:
    with pytest.raises(error):
        trailing_bytes(content)


# --- cadence ----------------------------------------------------------------------------------


def test_one_tick_for_all_is_exact() -> None:
    beat = from_table([(1001, 300)], 30_000)

    assert (beat.rate, beat.constant, beat.exact) == (Fraction(30_000, 1001), True, True)


def test_a_phone_that_writes_whole_ticks_does_not_vary() -> None:
    beat = from_table([(19, 20), (20, 260), (21, 20)], 600)

    assert beat.constant
    assert beat.rate == 30


def test_half_the_film_at_half_the_rate_varies() -> None:
    beat = from_table([(1, 120), (2, 60)], 60)

    assert not beat.constant
    assert (beat.slowest, beat.fastest, beat.usual) == (30, 60, 60)


def test_one_lost_picture_is_no_varying_rate() -> None:
    beat = from_table([(20, 299), (200, 1)], 600)

    assert beat.constant
    assert beat.rate == 30


def test_milliseconds_are_too_coarse_to_tell_sixty_from_a_little_more() -> None:
    beat = from_times([round(n * 1000 / 60) for n in range(240)], Fraction(1, 1000))

    assert (beat.rate, beat.constant) == (Fraction(60), True)


def test_packets_out_of_order_are_put_in_order() -> None:
    beat = from_times([0, 3, 1, 2, 6, 4, 5], Fraction(1, 30))

    assert (beat.rate, beat.pictures) == (30, 7)


@pytest.mark.parametrize("times", [[], [5]])
def test_too_few_pictures_have_no_rate(times: list[int]) -> None:
    assert from_times(times, Fraction(1, 30)) == NEVER


@given(st.lists(st.tuples(st.integers(0, 2**32 - 1), st.integers(0, 2**32 - 1)), max_size=8))
def test_any_table_of_ticks_has_an_answer(deltas: list[tuple[int, int]]) -> None:
    beat = from_table(deltas, 600)

    assert beat == NEVER or 0 < beat.slowest <= beat.usual <= beat.fastest or beat.constant


# --- progress and records ---------------------------------------------------------------------


@pytest.mark.parametrize(
    ("line", "seconds"),
    [
        ("out_time_us=1500000", 1.5),
        ("out_time_us=-23000", 0.0),
        ("out_time_us=N/A", None),
        ("out_time_ms=1500000", None),
        ("progress=end", None),
    ],
)
def test_one_line_in_many_tells_the_time(line: str, seconds: float | None) -> None:
    assert written_seconds(line) == seconds


def test_progress_never_runs_back_and_never_ends_too_soon() -> None:
    half = step(BEGUN, 5.0, 10.0, elapsed=2.0)

    assert (half.fraction, half.seconds_left) == (0.5, 2.0)
    assert step(half, 4.0, 10.0, elapsed=2.0).fraction == 0.5
    assert step(half, 11.0, 10.0, elapsed=4.0).fraction == 0.99
    assert step(BEGUN, 1.0, 0.0, elapsed=1.0).seconds_left is None


@pytest.mark.parametrize("facts", [FILM, PHOTO])
def test_facts_survive_being_stored(facts: Facts) -> None:
    assert Facts.from_json(facts.to_json()) == facts


def test_what_was_not_stored_by_us_is_refused() -> None:
    with pytest.raises(ValueError, match="without its cost"):
        Keep.from_json({"is": "Keep"})
    with pytest.raises(ValueError, match="none of"):
        read_one_of((Keep,), {"is": "Other"})
