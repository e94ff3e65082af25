"""Files handed in: streamed, counted, known again, and refused with the way out."""

import io
import resource
import threading
from pathlib import Path

import pytest

from publisher.web import create_site
from publisher.web.api import assets as views
from tests.web.callers import one_engine

MEGABYTE = 1_000_000
BOUNDARY = "0123456789abcdef"
KIND = f"multipart/form-data; boundary={BOUNDARY}"


def part(name, content, filename=None):
    head = f'Content-Disposition: form-data; name="{name}"'
    if filename is not None:
        head += f'; filename="{filename}"'
    return f"--{BOUNDARY}\r\n{head}\r\n\r\n".encode() + content + b"\r\n"


END = f"--{BOUNDARY}--\r\n".encode()


def send(caller, body, kind=KIND):
    return caller.post("/v1/assets", content=body, headers={"Content-Type": kind})


def left_behind(stage):
    return list((stage.publisher.settings.var / "files" / "incoming").iterdir())


def test_a_film_is_kept_whole_and_known_by_its_digest(caller, stage, film):
    import hashlib

    answer = caller.hand_in(film, "Mein Film ☀.mp4")

    said = answer.json()
    assert answer.status_code == 201
    assert said["state"] == "received"
    assert said["kind"] == "film"
    assert said["name"] == "Mein Film ☀.mp4"
    assert said["size"] == len(film)
    assert said["sha256"] == hashlib.sha256(film).hexdigest()
    assert said["renditions"][0]["state"] == "wanted"
    assert stage.publisher.files.path(caller.app, said["sha256"]).read_bytes() == film
    assert caller.get(f"/v1/assets/{said['id']}").json() == said
    assert [one["id"] for one in caller.get("/v1/assets").json()["items"]] == [said["id"]]
    assert left_behind(stage) == []


def test_the_same_key_and_file_give_the_same_asset(caller, stage, film):
    first, second = caller.hand_in(film, key="k"), caller.hand_in(film, key="k")

    assert second.json() == first.json()
    assert second.headers["Idempotent-Replayed"] == "true"
    assert left_behind(stage) == []


def test_the_same_key_with_another_file_is_refused_and_leaves_nothing(caller, stage, film):
    caller.hand_in(film, key="k")

    answer = caller.hand_in(film + b"more", key="k")

    assert answer.status_code == 422
    assert answer.json()["code"] == "idempotency_key_reused"
    assert left_behind(stage) == []


FILM = b"\0\0\0\x18ftypmp42\0\0\0\0mp42isom"
BROKEN = {
    "no body": (b"", KIND, 400),
    "json": (b"{}", "application/json", 400),
    "no boundary": (part("file", FILM, "a"), "multipart/form-data", 400),
    "another boundary": (part("file", FILM, "a") + END, f"{KIND}xx", 400),
    "cut in the head": (part("file", FILM, "a")[:40], KIND, 400),
    "cut in the file": (part("file", FILM * 900, "a")[:9000], KIND, 400),
    "no file": (END, KIND, 422),
    "a field instead": (part("file", b"text") + END, KIND, 422),
    "another name": (part("film", FILM, "a") + END, KIND, 422),
    "a field before": (part("caption", b"x") + part("file", FILM, "a") + END, KIND, 422),
    "a field after": (part("file", FILM, "a") + part("caption", b"x") + END, KIND, 422),
    "two files": (part("file", FILM, "a") + part("file", FILM, "b") + END, KIND, 422),
    "not media": (part("file", b"#!/bin/sh\nexit\n" * 9, "a.mp4") + END, KIND, 422),
    "nothing in it": (part("file", b"", "a.mp4") + END, KIND, 422),
    "a playlist": (part("file", b"#EXTM3U\nfile:///etc/passwd\n", "a.mp4") + END, KIND, 422),
    "endless head": (b"--" + BOUNDARY.encode() + b"\r\nX: " + b"a" * 5 * MEGABYTE, KIND, 400),
}


@one_engine
@pytest.mark.parametrize("name", BROKEN)
def test_a_body_that_is_no_file_is_refused_and_leaves_nothing(caller, stage, name):
    body, kind, http = BROKEN[name]

    answer = send(caller, body, kind)

    assert answer.status_code == http, answer.text
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert left_behind(stage) == []


def test_a_name_cannot_lead_anywhere(caller, stage, film):
    answer = caller.hand_in(film, "../../../etc/passwd")

    assert answer.status_code == 201
    kept = stage.publisher.files.path(caller.app, answer.json()["sha256"])
    assert kept.is_relative_to(stage.publisher.settings.var)


def test_a_disk_without_room_says_so(staged, film):
    from tests.web.callers import Caller

    stage = staged(environ={"PUBLISHER_FREE_FLOOR_MB": "10000000"})
    caller = Caller(create_site(stage.publisher), stage, stage.app)

    answer = caller.hand_in(film)

    assert answer.status_code == 507
    assert answer.json()["code"] == "no_room"


def test_a_file_without_a_key_is_refused_before_it_travels(caller):
    endless = Endless(1 << 62)

    answer = caller.http.post("/v1/assets", headers={"Content-Type": KIND}, content=b"")
    with_length = send_stream(caller, endless, key=None)

    assert answer.status_code == 400
    assert answer.json()["code"] == "idempotency_key_missing"
    assert with_length.startswith("4")
    assert endless.given == 0


def test_more_than_we_take_is_refused_by_its_length_alone(caller):
    endless = Endless(views.MOST_BYTES + 1)

    assert send_stream(caller, endless, key="k").startswith("413")


def test_300_megabytes_pass_in_bounded_memory(caller, stage):
    film = Endless(300 * MEGABYTE)
    before = resident()

    status = send_stream(caller, film, key="k")

    assert status.startswith("201")
    assert film.given == film.size
    assert caller.get("/v1/assets").json()["items"][0]["size"] == 300 * MEGABYTE - film.around
    assert film.peak - before < 64 * MEGABYTE, "bytes more at the peak than before"
    assert left_behind(stage) == []


def resident():
    """How many bytes of memory this process holds just now."""
    return int(Path("/proc/self/statm").read_text().split()[1]) * resource.getpagesize()


class Endless(io.RawIOBase):
    """A multipart body of this size that is made while it is read."""

    def __init__(self, size) -> None:
        self.head = part("file", FILM, "big.mp4")[:-2]
        self.tail = b"\r\n" + END
        self.around = len(self.head) - len(FILM) + len(self.tail)
        self.size, self.given, self.peak = size, 0, 0

    def readable(self):
        return True

    def readinto(self, room):
        want = min(len(room), self.size - self.given)
        piece = self._piece(want)
        room[: len(piece)] = piece
        self.given += len(piece)
        self.peak = max(self.peak, resident())
        return len(piece)

    def _piece(self, want):
        if self.given < len(self.head):
            return self.head[self.given : self.given + want]
        body_ends = self.size - len(self.tail)
        if self.given < body_ends:
            return bytes(min(want, body_ends - self.given))
        done = self.given - body_ends
        return self.tail[done : done + want]


def send_stream(caller, body, *, key) -> str:
    """The status of an answer to a body that nobody holds in memory."""
    environ = {
        "REQUEST_METHOD": "POST",
        "PATH_INFO": "/v1/assets",
        "SERVER_NAME": "127.0.0.1",
        "SERVER_PORT": "8000",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "wsgi.url_scheme": "http",
        "wsgi.input": body,
        "wsgi.errors": io.StringIO(),
        "CONTENT_TYPE": KIND,
        "CONTENT_LENGTH": str(body.size),
        "HTTP_AUTHORIZATION": f"Bearer {caller.key}",
    }
    if key:
        environ["HTTP_IDEMPOTENCY_KEY"] = key
    told = []
    site = caller.http._transport.app
    for _ in site(environ, lambda status, _headers: told.append(status)):
        pass
    return told[0]


def test_two_uploads_of_the_same_bytes_at_once_become_two_assets(caller, film):
    answers = []
    threads = [
        threading.Thread(target=lambda: answers.append(caller.hand_in(film).json()["id"]))
        for _ in range(2)
    ]
    for one in threads:
        one.start()
    for one in threads:
        one.join()

    assert len(set(answers)) == 2
