"""Spoils answers on their way out: lost, cut off, half, dripping, or replaced by rubbish."""

from __future__ import annotations

import socket
import struct
import sys
from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING

import httpx
from flask import Response, request

from publisher.tiktok.simulator.envelope import OAuthRefusal, Refusal, oauth_refusal, refusal
from publisher.tiktok.simulator.faults import FLAT, Strike
from publisher.tiktok.simulator.world import World

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

MARK = "X-Sim-Spoil"  # never leaves the simulator
SILENCE = 30.0  # how long a hanging answer keeps its line open
DRIP = 5.0
_SOCKETS = ("simulator.socket", "gunicorn.socket", "werkzeug.socket")
_PAGE = "<!doctype html><title>{0}</title><h1>{0}</h1><p>tengine</p>"
_WORDS = {502: "Bad Gateway", 503: "Service Unavailable", 504: "Gateway Timeout"}


def replaced(world: World, response: Response, strike: Strike) -> Response:
    """The answer with another body, or marked for the line to break it."""
    kind = strike.kind
    if kind == "code" or kind.isdigit():
        return _said(world, strike)
    if kind == "html":
        return Response(_PAGE.format("Please wait..."), strike.http or 200, mimetype="text/html")
    if kind == "badjson":
        response.set_data(response.get_data()[: max(1, len(response.get_data()) // 2)])
        return response
    if kind == "empty":
        return Response(b"", strike.http or response.status_code)
    response.headers[MARK] = f"{kind} {strike.seconds}"
    return response


def _said(world: World, strike: Strike) -> Response:
    """An ordered code or 5xx in the shape of this endpoint; gateways answer with a page."""
    endpoint = (request.endpoint or "").rpartition(".")[2]
    http = strike.http or (int(strike.kind) if strike.kind.isdigit() else 400)
    if endpoint == "chunk":
        return Response(b"", http)
    if http > 500:  # noqa: PLR2004 - 500 is the one 5xx that TikTok itself words
        page = _PAGE.format(f"{http} {_WORDS.get(http, 'Error')}")
        return Response(page, http, mimetype="text/html")
    if endpoint in FLAT:
        why = OAuthRefusal(strike.code or "server_error", strike.code, http)
        return oauth_refusal(world, why)
    return refusal(world, Refusal(strike.code or "internal_error", "", http))


class Line:
    """The wire between the site and its caller.

    On a real socket a lost answer closes the connection. Inside a test there is none, so the
    exception that httpx would raise on such a connection is raised instead.
    """

    def __init__(self, app: WSGIApplication, world: World) -> None:
        self._app = app
        self._world = world

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Pass an answer through, or spoil it as its mark says."""
        caught: list[tuple[str, list[tuple[str, str]]]] = []

        def catch(
            status: str, headers: list[tuple[str, str]], exc_info: object = None
        ) -> Callable[[bytes], object]:
            del exc_info
            caught[:] = [(status, headers)]
            return lambda _: None

        body = self._app(environ, catch)
        status, headers = caught[0]
        order = dict(headers).get(MARK, "")
        kept = [(name, value) for name, value in headers if name != MARK]
        if not order:
            start_response(status, kept)
            return body
        kind, seconds = order.split()
        return self._break(kind, float(seconds), environ, (start_response, status, kept, body))

    def _break(
        self,
        kind: str,
        seconds: float,
        environ: WSGIEnvironment,
        answer: tuple[StartResponse, str, list[tuple[str, str]], Iterable[bytes]],
    ) -> Iterable[bytes]:
        """Spoil one answer; raises what a broken connection raises."""
        start_response, status, headers, body = answer
        whole = b"".join(body)
        if kind in {"half", "drip"}:
            start_response(status, headers)
            if kind == "drip":
                return self._drip(whole, seconds or DRIP)
            return self._half(whole, environ)
        if kind == "hang":
            self._world.sleep(seconds or SILENCE)
        raise _cut(environ, kind)

    def _half(self, whole: bytes, environ: WSGIEnvironment) -> Iterator[bytes]:
        yield whole[: len(whole) // 2]
        raise _cut(environ, "half")

    def _drip(self, whole: bytes, seconds: float) -> Iterator[bytes]:
        for index in range(len(whole)):
            self._world.sleep(seconds / len(whole))
            yield whole[index : index + 1]


def _cut(environ: WSGIEnvironment, kind: str) -> Exception:
    line = next((environ[name] for name in _SOCKETS if name in environ), None)
    if line is None:
        return _as_httpx_says(kind)
    if kind == "reset" and sys.platform != "win32":
        line.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        line.close()
    else:
        line.shutdown(socket.SHUT_RDWR)
    return ConnectionAbortedError(f"this answer is spoilt on purpose: {kind}")


def _as_httpx_says(kind: str) -> httpx.TransportError:
    if kind == "hang":
        return httpx.ReadTimeout("The read operation timed out")
    if kind == "reset":
        return httpx.ReadError("[Errno 104] Connection reset by peer")
    if kind == "half":
        return httpx.RemoteProtocolError("peer closed connection without sending complete body")
    return httpx.RemoteProtocolError("Server disconnected without sending a response.")
