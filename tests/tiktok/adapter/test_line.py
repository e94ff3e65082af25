"""The one line out: quiet, bounded, cookieless; and what each kind of trouble says."""

import logging
import os
import socket
import threading
from contextlib import contextmanager

import httpx
import pytest

from publisher.domain.secret import Secret
from publisher.domain.tickets import Ticket
from publisher.tiktok.line import MOST_BYTES, Line, Lost


class Canned(httpx.BaseTransport):
    """Answers with a stream, as a real line does."""

    def __init__(self, pieces=(b"ok",), http=200, headers=None):
        self.pieces, self.http, self.headers, self.seen = pieces, http, headers or {}, []

    def handle_request(self, request):
        self.seen.append(request)
        outer = self

        class Stream(httpx.SyncByteStream):
            def __iter__(self):
                yield from outer.pieces

        return httpx.Response(self.http, headers=self.headers, stream=Stream())


@pytest.fixture
def line():
    """A line to real sockets."""
    made = Line()
    yield made
    made.close()


@contextmanager
def listening(answer):
    """A server on a free port that gives each connection to `answer`."""
    server = socket.create_server(("127.0.0.1", 0))
    server.settimeout(10)

    def serve():
        try:
            peer, _ = server.accept()
        except OSError:
            return
        with peer:
            peer.settimeout(10)
            answer(peer)

    thread = threading.Thread(target=serve)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.getsockname()[1]}"
    finally:
        server.close()
        thread.join(10)


def greeting(peer):
    """One answer to one request, on a line that stays open."""
    peer.recv(65536)
    peer.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok")


def test_a_closed_line_opens_anew(line):
    for _ in range(2):
        with listening(greeting) as url:
            assert line.exchange("GET", url).body == b"ok"
        line.close()
        line.close()


def test_nothing_leaves_while_a_transaction_is_open(stages):
    quiet = [True]
    stage = stages(is_quiet=lambda: quiet[0])
    grant = stage.connect()
    quiet[0] = False
    ticket: Ticket = stage.ticket(grant)

    for call in (
        lambda: stage.platform.open(ticket),
        lambda: stage.platform.creator(grant.access),
        lambda: stage.platform.renew(grant.refresh),
        lambda: stage.platform.revoke(grant.access),
        lambda: stage.platform.listed(grant.access),
    ):
        before = len(stage.recorder.seen)
        with pytest.raises(RuntimeError, match="no transaction may be open"):
            call()
        assert len(stage.recorder.seen) == before


def test_a_refused_connection_was_certainly_not_sent(line):
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]

    answer = line.exchange("POST", f"http://127.0.0.1:{port}/", content=b"x")

    assert (answer.lost, answer.http) == (Lost.NOT_SENT, None)


@pytest.mark.parametrize("address", ["http://no-such-host.invalid/", "http://[::1", "ftp://x/"])
def test_an_address_that_leads_nowhere_was_certainly_not_sent(line, address):
    assert line.exchange("GET", address).lost is Lost.NOT_SENT


def test_a_failed_tls_greeting_was_certainly_not_sent(line):
    with listening(lambda peer: peer.recv(10) and peer.sendall(b"HTTP/1.1 400 no\r\n\r\n")) as url:
        answer = line.exchange("POST", url.replace("http:", "https:"), content=b"x")

    assert answer.lost is Lost.NOT_SENT


@pytest.mark.parametrize(
    "said",
    [
        b"",
        b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf",
        b"SSH-2.0-OpenSSH\r\n",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
    ],
    ids=str,
)
def test_an_answer_that_breaks_off_may_have_been_sent(line, said):
    def answer(peer):
        peer.recv(65536)
        peer.sendall(said)

    with listening(answer) as url:
        got = line.exchange("POST", url, content=b"x")

    assert got.lost is Lost.MAYBE
    assert got.trouble


def test_a_huge_answer_is_cut_and_known_as_cut():
    transport = Canned(pieces=[b"x" * 100_000] * 1000)

    answer = Line(transport).exchange("GET", "https://open.tiktokapis.com/")

    assert (answer.whole, len(answer.body)) == (False, MOST_BYTES)


def test_an_endless_drip_is_cut():
    ticks = iter(range(0, 100_000, 7))

    def drip():
        while True:
            yield b"x"

    line = Line(Canned(pieces=drip()), ticks=lambda: next(ticks))

    answer = line.exchange("GET", "https://open.tiktokapis.com/")

    assert not answer.whole
    assert len(answer.body) < 20


def test_a_packed_answer_is_not_unpacked():
    transport = Canned(pieces=[b"\x1f\x8b" + b"\x00" * 100], headers={"content-encoding": "gzip"})

    answer = Line(transport).exchange("GET", "https://open.tiktokapis.com/")

    assert (answer.whole, answer.body) == (False, b"")
    assert transport.seen[0].headers["accept-encoding"] == "identity"


def test_a_redirect_is_an_answer_and_not_an_order():
    transport = Canned(http=302, headers={"location": "https://evil.example/"})

    answer = Line(transport).exchange("POST", "https://open.tiktokapis.com/", content=b"x")

    assert answer.http == 302
    assert len(transport.seen) == 1


def test_one_creators_cookie_never_travels_with_anothers_request():
    transport = Canned(headers={"set-cookie": "who=anna; Path=/"})
    line = Line(transport)

    for _ in range(2):
        line.exchange("GET", "https://open.tiktokapis.com/")

    assert all("cookie" not in request.headers for request in transport.seen)


def test_no_proxy_is_taken_from_the_environment(line, monkeypatch):
    with socket.create_server(("127.0.0.1", 0)) as server:
        nowhere = f"http://127.0.0.1:{server.getsockname()[1]}"
    monkeypatch.setenv("HTTP_PROXY", nowhere)

    with listening(greeting) as url:
        assert line.exchange("GET", url).body == b"ok"


def test_each_call_has_its_time_limits():
    transport = Canned()

    Line(transport).exchange("GET", "https://open.tiktokapis.com/")

    limits = transport.seen[0].extensions["timeout"]
    assert limits == {"connect": 5.0, "read": 30.0, "write": 30.0, "pool": 30.0}


def test_a_forked_process_speaks_on_a_line_of_its_own(line):
    with listening(greeting) as url:
        line.exchange("GET", url)
    parents = line._open

    line._owner = os.getpid() + 1  # as it looks to a child

    with listening(greeting) as url:
        assert line.exchange("GET", url).body == b"ok"
    assert line._open is not parents
    parents.close()


def test_no_log_ever_has_an_address_or_a_token(line, caplog):
    caplog.set_level(logging.DEBUG)
    secrets = {"Authorization": "Bearer SECRET"}

    with listening(greeting) as url:
        line.exchange("PUT", f"{url}/video/?upload_token=SECRET", headers=secrets, content=b"x")

    assert caplog.records  # the libraries below do talk at this level
    assert "SECRET" not in caplog.text


def test_a_secret_shows_in_no_trouble(line):
    address = "https://no-such-host.invalid/v?upload_token=SECRET"

    answer = line.exchange("PUT", address, headers={"Authorization": Secret("x").reveal()})

    assert "SECRET" not in repr(answer)
