"""Serves the simulator on a real port: threads, HTTP/1.1, lines kept open between requests."""

from __future__ import annotations

import io
import socket
import sys
import threading
import traceback
from concurrent.futures import ThreadPoolExecutor
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

from publisher.tiktok.simulator import deeds
from publisher.tiktok.simulator.agenda import Agenda, Entry
from publisher.tiktok.simulator.world import World

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication

_DRAIN = 256 * 1024 * 1024
_PIECE = 256 * 1024
_IDLE = 75.0
_DIGITS = 16


class Handler(BaseHTTPRequestHandler):
    """One connection. (werkzeug's server closes the line after every answer, so it is not used.)"""

    protocol_version = "HTTP/1.1"
    timeout = _IDLE
    server: Server
    disable_nagle_algorithm = True

    def _answer(self) -> None:
        if "chunked" in self.headers.get("Transfer-Encoding", "").lower():
            self.close_connection = True
            self.send_error(411)
            return
        length = self.headers.get("Content-Length", "0")
        if not (length.isascii() and length.isdigit() and len(length) < _DIGITS):
            self.close_connection = True
            self.send_error(400)
            return
        body = Body(self.rfile, int(length))
        try:
            self._run(body)
            body.drain(_DRAIN)
            self.close_connection = self.close_connection or body.left > 0
        except OSError:  # the line is gone, by accident or on purpose
            self.close_connection = True

    def _run(self, body: Body) -> None:
        sent: list[tuple[str, list[tuple[str, str]]]] = []

        def start(status: str, headers: list[tuple[str, str]], _info: object = None) -> Any:
            sent[:] = [(status, headers)]
            return lambda _: None

        pieces = self.server.app(self._environ(body), start)
        try:
            begun = False
            for piece in pieces:
                if not begun:
                    self._begin(*sent[0])
                    begun = True
                if self.command != "HEAD":
                    self.wfile.write(piece)
            if not begun:
                self._begin(*sent[0])
            self.wfile.flush()
        finally:
            close = getattr(pieces, "close", None)
            if close:
                close()

    def _begin(self, status: str, headers: list[tuple[str, str]]) -> None:
        number, _, phrase = status.partition(" ")
        self.send_response_only(int(number), phrase)
        for name, value in headers:
            self.send_header(name, value)
        if not any(name.lower() == "content-length" for name, _ in headers):
            self.send_header("Connection", "close")
            self.close_connection = True
        self.end_headers()

    def _environ(self, body: Body) -> dict[str, Any]:
        path, _, query = self.path.partition("?")
        host, port = self.server.server_address[:2]
        environ: dict[str, Any] = {
            "REQUEST_METHOD": self.command,
            "SCRIPT_NAME": "",
            "PATH_INFO": unquote(path, "latin-1"),
            "QUERY_STRING": query,
            "SERVER_NAME": str(host),
            "SERVER_PORT": str(port),
            "SERVER_PROTOCOL": self.request_version,
            "REMOTE_ADDR": self.client_address[0],
            "CONTENT_TYPE": self.headers.get("Content-Type", ""),
            "wsgi.version": (1, 0),
            "wsgi.url_scheme": "http",
            "wsgi.input": io.BufferedReader(body, _PIECE),
            "wsgi.errors": sys.stderr,
            "wsgi.multithread": True,
            "wsgi.multiprocess": False,
            "wsgi.run_once": False,
            "simulator.socket": self.connection,
        }
        if "Content-Length" in self.headers:
            environ["CONTENT_LENGTH"] = self.headers["Content-Length"]
        for name, value in self.headers.items():
            environ.setdefault("HTTP_" + name.upper().replace("-", "_"), value)
        return environ

    do_GET = do_POST = do_PUT = do_HEAD = do_DELETE = do_PATCH = do_OPTIONS = _answer  # noqa: N815 - names that http.server looks for

    def log_message(self, *_args: object) -> None:
        """Say nothing: upload addresses are secrets, and `/_sim/calls` tells the rest."""


class Body(io.RawIOBase):
    """The bytes of one request, and not one more."""

    def __init__(self, source: io.BufferedIOBase, length: int) -> None:
        self._source = source
        self.left = length

    def readable(self) -> bool:
        """Yes."""
        return True

    def readinto(self, buffer: Any) -> int:
        """Fill the buffer with what is left, as far as it has arrived."""
        want = min(len(buffer), self.left)
        got = self._source.readinto(memoryview(buffer)[:want]) if want else 0
        self.left -= got or 0
        return got or 0

    def drain(self, limit: int) -> None:
        """Read what the site did not want, so that the next request can follow on this line."""
        scratch = bytearray(_PIECE)
        while self.left > 0 and limit > 0:
            got = self.readinto(scratch)
            if not got:
                break
            limit -= got


class Server(ThreadingHTTPServer):
    """The listening socket, and the thread that lets things happen as time passes."""

    daemon_threads = True
    request_queue_size = 256

    def __init__(self, host: str, port: int, world: World, app: WSGIApplication) -> None:
        super().__init__((host, port), Handler)
        self.world = world
        self.app = app
        self._pulse = Pulse(world)

    @property
    def url(self) -> str:
        """Where it listens."""
        host, port = self.server_address[:2]
        return f"http://{host!s}:{port}"

    def start(self) -> Server:
        """Serve in threads of its own; `stop` ends them."""
        self._pulse.start()
        threading.Thread(target=self.serve_forever, args=(0.1,), daemon=True).start()
        return self

    def stop(self) -> None:
        """Answer nothing more and let nothing more happen."""
        self.shutdown()
        self.server_close()
        self._pulse.stop()

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A line that broke is part of the game; anything else is printed."""
        if not isinstance(sys.exception(), OSError):
            super().handle_error(request, client_address)

    def server_bind(self) -> None:
        """Bind without asking the name server for our own name."""
        self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        self.socket.bind(self.server_address)
        self.server_address = self.socket.getsockname()
        self.server_name, self.server_port = str(self.server_address[0]), self.server_address[1]


class Pulse:
    """Takes what is due off the agenda and does it in a few threads."""

    def __init__(self, world: World, workers: int = 16) -> None:
        self._world = world
        self._ended = threading.Event()
        self._workers = workers
        self._thread = threading.Thread(target=self._beat, daemon=True)

    def start(self) -> None:
        """Begin."""
        self._thread.start()

    def stop(self) -> None:
        """End, when what is under way is done."""
        self._ended.set()
        self._thread.join(timeout=10)

    def _do(self, entry: Entry) -> None:
        try:
            deeds.perform(self._world, entry)
        except Exception:  # whatever it is: a pool would swallow it
            traceback.print_exc()
            raise

    def _beat(self) -> None:
        world = self._world
        with ThreadPoolExecutor(self._workers) as makers, ThreadPoolExecutor(self._workers) as post:
            pairs: list[tuple[Agenda, ThreadPoolExecutor]] = [
                (world.agenda, makers), (world.outbox, post),
            ]  # fmt: skip
            while not self._ended.is_set():
                for agenda, pool in pairs:
                    while entry := agenda.pop(world.clock.now()):
                        pool.submit(self._do, entry)
                world.stirred.wait(0.05)
                world.stirred.clear()
