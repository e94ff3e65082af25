"""A film of many chunks before the simulator: lost, doubled, out of step, stopped, too late."""

import io
import threading
import tracemalloc
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import httpx
import pytest

from publisher.domain.outcomes import Blocked, Deferred, HandedOver, Opened, Published
from publisher.domain.reasons import Handling
from publisher.domain.secret import Secret
from publisher.domain.tickets import Film, Remote
from publisher.tiktok.platform import TikTok
from tests import waiting

UNSURE = "last_piece_unsure"
TEN = 10_000_000
SIZE = 70_000_001  # seven chunks
LAST = 60_000_000


class Zeros(io.RawIOBase):
    """A long file that takes no room; may end early or break at a place."""

    def __init__(self, size, breaks_at=None):
        self._size, self._at, self._breaks_at = size, 0, breaks_at

    def readable(self):
        return True

    def seekable(self):
        return True

    def seek(self, offset, whence=0):
        assert whence == 0
        self._at = offset
        return offset

    def read(self, size=-1):
        if self._breaks_at is not None and self._at + size > self._breaks_at:
            raise OSError(5, "Input/output error")
        length = max(0, min(size, self._size - self._at))
        self._at += length
        return bytes(length)


def film(size=SIZE, **more):
    return Film(lambda: Zeros(more.get("there", size), more.get("breaks_at")), size, "video/mp4")


def going(_sent):
    return True


def real(ticket):
    """The same ticket with an address at TikTok itself."""
    address = Secret("https://open-upload.tiktokapis.com/video/?upload_id=1")
    return replace(ticket, remote=replace(ticket.remote, address=address))


@pytest.fixture
def begun(stages):
    """A stage and a ticket whose film is announced; switches and film can be chosen."""

    def make(wanted=None, caption="seven chunks", **switches):
        stage = stages(keep_media=False, **switches)
        ticket = stage.ticket(stage.connect(), film=wanted or film(), caption=caption)
        outcome = stage.platform.open(ticket)
        assert isinstance(outcome, Opened), outcome
        return stage, replace(ticket, remote=outcome.remote)

    return make


def finished(stage, ticket):
    """Fill, commit, and see it published once."""
    filled = stage.platform.fill(ticket, going)
    assert isinstance(filled, Opened), filled
    assert filled.remote.bytes_sent == LAST
    ticket = replace(ticket, remote=filled.remote)
    assert isinstance(stage.platform.commit(ticket), HandedOver)
    stage.later(600)
    assert isinstance(stage.platform.ask(ticket), Published)
    assert stage.out() == 1
    return True


def ranges(stage):
    """What was sent, in order, as (first, last)."""
    puts = [one for one in stage.recorder.seen if one.method == "PUT"]
    said = [one.headers["content-range"].removeprefix("bytes ").split("/")[0] for one in puts]
    return [tuple(int(number) for number in one.split("-")) for one in said]


def test_all_but_the_last_piece_goes_first_and_the_rest_is_the_point_of_no_return(begun):
    stage, ticket = begun()

    filled = stage.platform.fill(ticket, going)

    assert filled.remote.bytes_sent == LAST
    assert ranges(stage) == [(n * TEN, (n + 1) * TEN - 1) for n in range(6)]
    stage.platform.commit(replace(ticket, remote=filled.remote))
    assert ranges(stage)[-1] == (LAST, SIZE - 1)
    assert stage.shares()[0]["received"] == SIZE


def test_a_small_film_has_nothing_to_fill(begun):
    stage, ticket = begun(film(64_000_000))

    filled = stage.platform.fill(ticket, going)

    assert filled == Opened(ticket.remote)
    assert ranges(stage) == []


@pytest.mark.parametrize(
    "caption",
    [
        "[sim:500-chunk-3]",
        "[sim:502-chunk-3*2]",
        "[sim:503-first-chunk]",
        "[sim:lost-before-chunk-3]",
        "[sim:lost-chunk-3]",
        "[sim:reset-chunk-3]",
        "[sim:500-after-chunk-3]",
        "[sim:lost-last-chunk]",
        "[sim:lost-before-last-chunk]",
        "[sim:504-last-chunk]",
        "[sim:500-after-last-chunk]",
    ],
)
@pytest.mark.parametrize("counted", ["count", "last"])
def test_trouble_with_one_chunk_is_that_chunks_alone(begun, caption, counted):
    stage, ticket = begun(caption=caption, content_range=counted)

    assert finished(stage, ticket)
    assert len(ranges(stage)) > 7  # the trouble did strike
    assert stage.announced() == 1


def test_pauses_between_tries_are_short_and_few(begun):
    stage, ticket = begun(caption="[sim:500-chunk-2*all]")

    outcome = stage.platform.fill(ticket, going)

    assert isinstance(outcome, Deferred)
    assert outcome.reason.handling is Handling.BACK_OFF
    assert outcome.remote.bytes_sent == TEN
    assert stage.rests == [1.0, 3.0]


def test_a_transfer_goes_on_where_it_stopped(begun):
    stage, ticket = begun(caption="[sim:500-chunk-4*3]")
    stopped = stage.platform.fill(ticket, going)
    sent = len(ranges(stage))

    assert finished(stage, replace(ticket, remote=stopped.remote))
    assert ranges(stage)[sent][0] == 3 * TEN


@pytest.mark.parametrize("counted", ["count", "last"])
def test_after_a_loss_of_memory_the_status_tells_where_to_go_on(begun, counted):
    stage, ticket = begun(content_range=counted)
    calls = iter([True] * 85)
    stage.platform.fill(ticket, lambda _sent: next(calls, False))

    told = stage.platform.ask(ticket)

    assert isinstance(told, Deferred)
    assert told.reason.code == "tiktok.upload_unfinished"
    assert told.remote.bytes_sent == 2 * TEN
    assert finished(stage, replace(ticket, remote=told.remote))


@pytest.mark.parametrize("counted", ["count", "last"])
@pytest.mark.parametrize("believed", [0, TEN, 3 * TEN, 5 * TEN])
def test_a_wrong_belief_about_the_offset_is_put_right_by_tiktok(begun, believed, counted):
    stage, ticket = begun(content_range=counted)
    calls = iter([True] * 130)
    stopped = stage.platform.fill(ticket, lambda _sent: next(calls, False))
    assert stopped.remote.bytes_sent == 3 * TEN

    assert finished(stage, replace(ticket, remote=replace(ticket.remote, bytes_sent=believed)))


def test_a_last_piece_sent_too_early_says_where_tiktok_stands(begun):
    stage, ticket = begun()

    outcome = stage.platform.commit(ticket)

    assert isinstance(outcome, Deferred)
    assert outcome.reason.handling is Handling.RESUME
    assert outcome.remote.bytes_sent == 0
    assert finished(stage, replace(ticket, remote=outcome.remote))


def test_everything_there_already_counts_as_handed_over(begun):
    stage, ticket = begun()
    filled = stage.platform.fill(ticket, going)
    stage.platform.commit(replace(ticket, remote=filled.remote))

    assert isinstance(stage.platform.fill(ticket, going), HandedOver)
    assert isinstance(stage.platform.commit(replace(ticket, remote=filled.remote)), HandedOver)


def test_not_one_more_byte_leaves_after_the_lease_is_lost(begun):
    stage, ticket = begun()

    outcome = stage.platform.fill(ticket, lambda sent: sent < 2 * TEN)

    assert isinstance(outcome, Deferred)
    assert outcome.reason.code == "tiktok.transfer_stopped"
    assert outcome.remote.bytes_sent == 2 * TEN
    assert stage.shares()[0]["received"] == 2 * TEN


def test_the_last_piece_stops_too_when_the_lease_is_lost(begun):
    stage, ticket = begun()
    filled = stage.platform.fill(ticket, going)

    outcome = stage.platform.commit(replace(ticket, remote=filled.remote), lambda _sent: False)
    stage.later(600)

    assert outcome.reason.code == "tiktok.transfer_stopped"
    assert stage.shares()[0]["received"] == LAST
    assert stage.out() == 0


def test_the_lease_is_looked_after_several_times_a_megabyte(begun):
    stage, ticket = begun()
    beats = []

    stage.platform.fill(ticket, lambda sent: beats.append(sent) or True)

    assert len(beats) == 240 + 6  # each 250 KB read, each piece stored
    assert beats == sorted(beats)
    assert beats[-1] == LAST


@pytest.mark.parametrize("when", ["fill", "commit"])
def test_an_address_that_ran_out_is_given_up_and_the_status_decides(begun, when):
    stage, ticket = begun()
    if when == "commit":
        ticket = replace(ticket, remote=stage.platform.fill(ticket, going).remote)
    stage.later(3700)

    step = stage.platform.fill(ticket, going) if when == "fill" else stage.platform.commit(ticket)

    assert isinstance(step, Deferred)
    assert step.raw.http in {403, 404}
    assert step.remote.address is None
    assert step.reason.handling is Handling.NEW_ATTEMPT
    assert stage.out() == 0


def test_without_an_address_nothing_is_sent(begun):
    stage, ticket = begun()
    ticket = replace(ticket, remote=replace(ticket.remote, address=None))

    for outcome in (stage.platform.fill(ticket, going), stage.platform.commit(ticket)):
        assert isinstance(outcome, Deferred)
        assert outcome.reason.code == "tiktok.upload_address_gone"
    assert ranges(stage) == []


def test_a_stored_address_is_checked_again_before_bytes_go_there(begun):
    stage, ticket = begun()
    strange = replace(ticket.remote, address=Secret("https://evil.example/video/"))

    outcome = stage.platform.commit(replace(ticket, remote=strange))

    assert outcome.reason.code == "tiktok.upload_host_refused"
    assert ranges(stage) == []


def test_a_file_shorter_than_announced_is_never_completed(begun):
    stage, ticket = begun(film(there=SIZE - 1))
    filled = stage.platform.fill(ticket, going)

    outcome = stage.platform.commit(replace(ticket, remote=filled.remote))
    stage.later(600)

    assert isinstance(outcome, Blocked)
    assert outcome.reason.code == "media_changed"
    assert stage.out() == 0


def test_a_disk_that_fails_in_the_middle_keeps_what_arrived(begun):
    stage, ticket = begun(film(breaks_at=2 * TEN + 5))

    outcome = stage.platform.fill(ticket, going)

    assert outcome.reason.code == "tiktok.file_unreadable"
    assert outcome.remote.bytes_sent == 2 * TEN


def test_a_file_that_cannot_be_opened_is_the_operators(begun):
    def gone():
        raise FileNotFoundError("no such file")

    stage, ticket = begun()

    outcome = stage.platform.fill(replace(ticket, film=Film(gone, SIZE, "video/mp4")), going)

    assert isinstance(outcome, Deferred)
    assert outcome.reason.code == "tiktok.file_unreadable"


@pytest.mark.parametrize(
    ("http", "expected"),
    [
        (200, UNSURE),
        (206, UNSURE),
        (301, UNSURE),
        (400, "tiktok.transfer.400"),
        (403, "tiktok.transfer.403"),
        (404, "tiktok.transfer.404"),
        (413, UNSURE),
        (416, UNSURE),
        (429, UNSURE),
        (500, UNSURE),
    ],
)
def test_the_last_piece_is_in_doubt_unless_tiktok_refused_it_plainly(
    answering, begun, http, expected
):
    _, ticket = begun(film(5))
    ticket = real(ticket)

    outcome = answering(lambda _: httpx.Response(http)).commit(ticket)

    assert outcome.reason.code == expected


def test_a_refusal_after_a_lost_try_is_not_believed(answering, begun):
    _, ticket = begun(film(5))
    ticket = real(ticket)

    outcome = answering(httpx.ReadTimeout("slow"), httpx.Response(400)).commit(ticket)

    assert outcome.reason.code == UNSURE


def test_everything_there_sooner_than_we_thought_is_handed_over(answering, begun):
    _, ticket = begun()

    outcome = answering(lambda _: httpx.Response(201)).fill(real(ticket), going)

    assert isinstance(outcome, HandedOver)
    assert outcome.remote.bytes_sent == SIZE


def test_what_was_counted_as_there_is_not_sent_again(answering, begun):
    _, ticket = begun()
    remote = replace(ticket.remote, bytes_sent=SIZE)
    platform = answering(lambda _: httpx.Response(201))

    assert isinstance(platform.commit(real(replace(ticket, remote=remote))), HandedOver)
    assert platform.seen == []


def test_an_upload_host_out_of_reach_costs_nothing(answering, begun):
    _, ticket = begun()
    platform = answering(httpx.ConnectError("refused"))

    outcome = platform.fill(real(ticket), going)

    assert outcome.reason.code == "tiktok.unreachable"
    assert outcome.remote.bytes_sent == 0
    assert len(platform.seen) == 3


def test_endless_corrections_end(answering, begun):
    _, ticket = begun()
    ticket = real(ticket)
    back = {"Content-Range": f"bytes 0-0/{SIZE}"}
    platform = answering(lambda _: httpx.Response(416, headers=back))

    outcome = platform.fill(ticket, going)

    assert isinstance(outcome, Deferred)
    assert len(platform.seen) < 10


class Sink(BaseHTTPRequestHandler):
    """An upload host on a real socket that keeps nothing."""

    protocol_version = "HTTP/1.1"
    room = bytearray(1 << 16)

    def do_PUT(self):
        left = int(self.headers["Content-Length"])
        while left:
            read = self.rfile.readinto(memoryview(self.room)[: min(left, len(self.room))])
            if not read:
                self.server.cut.append(left)
                self.close_connection = True
                return
            left -= read
        last, total = self.headers["Content-Range"].removeprefix("bytes ").split("/")
        done = int(last.split("-")[1]) + 1 == int(total)
        self.send_response(201 if done else 206)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_args):
        pass


@pytest.fixture
def over_a_socket(stage, grant):
    """The adapter before an upload host on a real socket, and a ticket for a film of some size."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), Sink)
    server.cut = []
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    base = f"http://127.0.0.1:{server.server_port}"
    platform = TikTok(replace(stage.client, api_url=base), now=stage.now, rest=lambda _: None)
    remote = Remote("p1", Secret(f"{base}/upload"))

    def ticket(size):
        return replace(stage.ticket(grant), film=film(size), remote=remote)

    yield platform, ticket, server
    platform.close()
    server.shutdown()
    thread.join(10)
    server.server_close()


def test_memory_stays_flat_however_long_the_film(over_a_socket):
    platform, made, _ = over_a_socket
    size = 300_000_000
    ticket = made(size)

    tracemalloc.start()
    try:
        filled = platform.fill(ticket, going)
        outcome = platform.commit(replace(ticket, remote=filled.remote))
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()

    assert filled.remote.bytes_sent == size - TEN
    assert isinstance(outcome, HandedOver)
    assert peak < 16_000_000


def test_a_piece_broken_off_on_a_real_line_arrives_as_broken_and_the_next_goes_well(over_a_socket):
    platform, made, server = over_a_socket
    ticket = made(SIZE)
    calls = iter([True] * 50)

    stopped = platform.fill(ticket, lambda _sent: next(calls, False))
    filled = platform.fill(replace(ticket, remote=stopped.remote), going)

    assert stopped.reason.code == "tiktok.transfer_stopped"
    assert stopped.remote.bytes_sent == TEN
    assert isinstance(filled, Opened)
    assert filled.remote.bytes_sent == LAST
    waiting.until(lambda: server.cut, "the host to see the end")
