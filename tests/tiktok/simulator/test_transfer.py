"""The upload host: order, lengths, addresses, and what is said about progress."""

import threading

import pytest

SIZE, CHUNK = 12_000_000, 5_500_000  # two chunks, the last with the rest


@pytest.fixture
def begun(anna):
    wish = {"video_size": SIZE, "chunk_size": CHUNK, "total_chunk_count": 2}
    return anna.init_video(1, source_info=wish).json()["data"]


@pytest.fixture
def put(anna, begun):
    def send(first, last, length=None, **headers):
        piece = b"x" * (length or last - first + 1)
        sent = {"Content-Range": f"bytes {first}-{last}/{SIZE}", **headers}
        return anna.put(begun["upload_url"], piece, first, SIZE, **sent)

    return send


def test_chunks_in_order_are_206_then_201_and_progress_is_told(anna, begun, put):
    first = put(0, CHUNK - 1)
    assert (first.status_code, first.headers["content-range"]) == (206, f"bytes 0-{CHUNK}/{SIZE}")
    assert anna.status(begun["publish_id"])["uploaded_bytes"] == CHUNK

    last = put(CHUNK, SIZE - 1)
    assert (last.status_code, last.headers["content-range"]) == (201, f"bytes 0-{SIZE}/{SIZE}")


def test_progress_can_be_told_as_the_last_index(anna, put):
    anna.world.configure(content_range="last")

    assert put(0, CHUNK - 1).headers["content-range"] == f"bytes 0-{CHUNK - 1}/{SIZE}"


def test_an_upload_address_is_opaque_short_and_absolute(begun):
    assert begun["upload_url"].startswith("https://open.tiktokapis.test/upload/")
    assert len(begun["upload_url"]) <= 256
    assert len(begun["publish_id"]) <= 64


@pytest.mark.parametrize(
    ("first", "last", "headers", "answered"),
    [
        (0, CHUNK - 1, {"Content-Type": "application/octet-stream"}, 400),
        (0, CHUNK - 1, {"Content-Range": "bytes=0-5499999/12000000"}, 400),
        (0, CHUNK - 1, {"Content-Range": "bytes 0-5499999/*"}, 400),
        (0, CHUNK - 1, {"Content-Range": "bytes 0-5499999/13000000"}, 400),
        (0, CHUNK - 1, {"Content-Range": "bytes 0-5499998/12000000"}, 400),
        (0, CHUNK - 1, {"Content-Range": "bytes 9-3/12000000"}, 400),
        (0, CHUNK, {}, 400),  # longer than the plan
        (0, 99, {}, 400),  # shorter than the plan
        (CHUNK, SIZE - 1, {}, 416),  # the second before the first
        (1, CHUNK, {}, 416),
    ],
)
def test_a_chunk_that_does_not_fit_is_refused_and_nothing_is_kept(
    anna, begun, put, first, last, headers, answered
):
    assert put(first, last, **headers).status_code == answered
    assert anna.status(begun["publish_id"])["uploaded_bytes"] == 0
    assert put(0, CHUNK - 1).status_code == 206


def test_an_accepted_chunk_sent_again_is_416_with_the_place_to_go_on(put):
    put(0, CHUNK - 1)
    again = put(0, CHUNK - 1)
    assert (again.status_code, again.headers["content-range"]) == (416, f"bytes 0-{CHUNK}/{SIZE}")

    put(CHUNK, SIZE - 1)
    again = put(CHUNK, SIZE - 1)
    assert (again.status_code, again.headers["content-range"]) == (416, f"bytes 0-{SIZE}/{SIZE}")


def test_the_address_lives_one_hour(anna, put):
    put(0, CHUNK - 1)
    anna.later(3599)
    assert put(0, CHUNK - 1).status_code == 416
    anna.later(1)
    assert put(CHUNK, SIZE - 1).status_code == 403


def test_an_unknown_address_is_404(anna, begun):
    for url in (begun["upload_url"][:-1], "https://open.tiktokapis.test/upload/video/"):
        assert anna.put(url, b"x", 0, 1).status_code == 404


def test_a_body_that_breaks_off_leaves_nothing(anna, begun):
    """Fed by hand: a polite client cannot announce more than it sends."""
    from werkzeug.test import EnvironBuilder, run_wsgi_app

    site = anna.http._transport.app
    sent = {"Content-Type": "video/mp4", "Content-Range": f"bytes 0-{CHUNK - 1}/{SIZE}"}
    query = begun["upload_url"].partition("?")[2]
    builder = EnvironBuilder("/upload/video/", method="PUT", query_string=query, headers=sent)
    environ = builder.get_environ()
    environ["wsgi.input"].close()
    import io

    environ.update({"wsgi.input": io.BytesIO(b"x" * 1000), "CONTENT_LENGTH": str(CHUNK)})
    _, status, _ = run_wsgi_app(site, environ)

    assert status.startswith("400")
    assert anna.status(begun["publish_id"])["uploaded_bytes"] == 0


def test_two_senders_of_one_last_chunk_make_one_post(anna, mp4):
    told = anna.init_video(len(mp4), "raced").json()["data"]
    gate, answers = threading.Barrier(8), []

    def send():
        gate.wait()
        answers.append(anna.put(told["upload_url"], mp4, 0, len(mp4)).status_code)

    threads = [threading.Thread(target=send) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    anna.later(2)

    assert sorted(answers) == [201] + [416] * 7
    assert len(anna.world.items.all()) == 1


def test_bytes_can_be_counted_and_hashed_without_being_kept(anna):
    import hashlib

    anna.world.configure(keep_media=False)
    publish_id = anna.send(b"z" * 4_000_000)
    anna.later(1)

    share = anna.world.shares.get(publish_id)
    assert share.digests == (hashlib.sha256(b"z" * 4_000_000).hexdigest(),)
    assert anna.status(publish_id)["status"] == "PUBLISH_COMPLETE"
    assert sum(path.stat().st_size for path in anna.world.folder.iterdir()) == 0
