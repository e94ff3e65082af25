"""The chunk plan: contiguous, complete, and inside both readings of "MB"."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from publisher.tiktok.uploads import may_receive, plan

REAL = "https://open.tiktokapis.com"
SIM = "http://127.0.0.1:8600"
TEN = 10_000_000
SIZES = st.one_of(
    st.integers(1, 4_000_000_000),
    st.integers(63_999_990, 64_000_010),
    st.integers(1, 400).map(lambda n: n * TEN),
    st.integers(7, 400).map(lambda n: n * TEN - 1),
)


@pytest.mark.parametrize(
    ("size", "chunk_size", "count", "last"),
    [
        (1, 1, 1, 1),
        (3_145_728, 3_145_728, 1, 3_145_728),
        (64_000_000, 64_000_000, 1, 64_000_000),
        (64_000_001, TEN, 6, 14_000_001),
        (66_259_900, TEN, 6, 16_259_900),
        (4_294_967_296, TEN, 429, 14_967_296),
    ],
)
def test_a_file_is_cut_as_the_guide_says(size, chunk_size, count, last):
    chunks = plan(size)

    assert (chunks.chunk_size, chunks.count) == (chunk_size, count)
    assert chunks.piece_at(chunks.last_begins).size == last


@given(SIZES)
def test_the_pieces_cover_every_byte_once_and_fit_every_reading_of_the_limits(size):
    chunks, offset, pieces = plan(size), 0, []
    while offset < size:
        pieces.append(chunks.piece_at(offset))
        assert pieces[-1].first == offset
        offset = pieces[-1].last + 1

    assert offset == size
    assert len(pieces) == chunks.count == size // chunks.chunk_size
    assert [one.ends for one in pieces] == [False] * (chunks.count - 1) + [True]
    assert chunks.count <= 1000
    if chunks.count == 1:
        assert chunks.chunk_size == size <= 64_000_000  # one chunk must be the whole file
        return
    for mega in (10**6, 2**20):
        assert all(5 * mega <= one.size <= 64 * mega for one in pieces[:-1])
        assert pieces[-1].size <= 128 * mega
        assert pieces[-1].size >= 5 * mega
    assert pieces[-1].size < 20_000_000


def test_an_empty_file_has_no_plan():
    with pytest.raises(ValueError, match="empty"):
        plan(0)


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        (0, 0),
        (TEN, TEN),
        (TEN - 1, TEN),  # the last byte's index
        (20_000_000, 20_000_000),
        (19_999_999, 20_000_000),
        (70_000_000, 70_000_000),
        (69_999_999, 70_000_000),
        (70_000_001, 70_000_000),  # more than there is
        (12_345_678, 12_345_678),  # in the middle of a chunk: taken as it is
        (-5, 0),
    ],
)
def test_tiktoks_count_is_understood_in_both_readings(said, meant):
    assert plan(70_000_000).settled(said) == meant


@pytest.mark.parametrize("offset", [-1, 70_000_000, 80_000_000])
def test_no_piece_begins_outside_the_file(offset):
    with pytest.raises(ValueError, match="no piece"):
        plan(70_000_000).piece_at(offset)


def test_a_stop_in_the_middle_of_a_chunk_goes_on_to_that_chunks_end():
    piece = plan(70_000_000).piece_at(12_345_678)

    assert (piece.first, piece.last, piece.ends) == (12_345_678, 19_999_999, False)


@pytest.mark.parametrize(
    ("address", "api_url", "allowed"),
    [
        ("https://open-upload.tiktokapis.com/video/?upload_id=1", REAL, True),
        ("https://upload.us.tiktokapis.com/video/?a=b", REAL, True),
        ("https://open-upload-sg.tiktokapis.com:443/x", REAL, True),
        ("http://open-upload.tiktokapis.com/video/", REAL, False),
        ("https://open-upload.tiktokapis.com:8443/x", REAL, False),
        ("https://eviltiktokapis.com/x", REAL, False),
        ("https://tiktokapis.com.evil.example/x", REAL, False),
        ("https://evil.example/.tiktokapis.com", REAL, False),
        ("https://evil.example?.tiktokapis.com", REAL, False),
        ("https://evil.example#.tiktokapis.com", REAL, False),
        ("https://a.tiktokapis.com@evil.example/x", REAL, False),
        ("https://evil.example@a.tiktokapis.com/x", REAL, False),
        ("https://evil.example\\.tiktokapis.com/x", REAL, False),
        ("https://169.254.169.254/x", REAL, False),
        ("//open-upload.tiktokapis.com/x", REAL, False),
        ("ftp://open-upload.tiktokapis.com/x", REAL, False),
        ("", REAL, False),
        ("https://[::1", REAL, False),
        (f"{SIM}/upload/video/?upload_id=1", REAL, False),
        (f"{SIM}/upload/video/?upload_id=1", SIM, True),
        ("http://127.0.0.1:8601/upload/", SIM, False),
        ("http://localhost:8600/upload/", SIM, False),
        ("https://127.0.0.1:8600/upload/", SIM, False),
        ("https://open-upload.tiktokapis.com/video/", SIM, False),
    ],
)
def test_bytes_go_to_tiktoks_upload_hosts_only(address, api_url, allowed):
    assert may_receive(address, api_url) is allowed
