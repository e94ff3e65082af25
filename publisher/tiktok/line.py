"""The one line to TikTok: time limits, bounded answers, no redirects; trouble becomes a value."""

import os
import threading
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from http.cookiejar import CookieJar, DefaultCookiePolicy

import httpx

CONNECT_SECONDS, READ_SECONDS, ANSWER_SECONDS = 5.0, 30.0, 60.0
MOST_BYTES = 1_000_000  # TikTok's own answers have a few thousand

# Raised by httpx before the first byte of a request has left: names, refused connections, TLS.
_NOT_SENT = (
    httpx.ConnectError,
    httpx.ConnectTimeout,
    httpx.PoolTimeout,
    httpx.ProxyError,
    httpx.UnsupportedProtocol,
)


class Lost(StrEnum):
    """Whether an exchange brought no answer, and what that says about the request."""

    NO = "no"  # an answer came
    NOT_SENT = "not_sent"  # certain: the request never left
    MAYBE = "maybe"  # it may have arrived and taken effect


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back, read up to the limit; or how it was lost."""

    http: int | None = None
    headers: Mapping[str, str] = field(default_factory=dict)  # names in lower case
    body: bytes = b""
    whole: bool = True  # False: longer than the limit, or too slow, and cut there
    lost: Lost = Lost.NO
    trouble: str = ""


class Line:
    """Carries requests and answers; judges nothing and never raises for what the world did.

    Raises RuntimeError when a database transaction is open: nobody waits for TikTok inside one.
    """

    def __init__(
        self,
        transport: httpx.BaseTransport | None = None,
        is_quiet: Callable[[], bool] = lambda: True,
        ticks: Callable[[], float] = time.monotonic,
    ) -> None:
        self._transport = transport
        self._is_quiet = is_quiet
        self._ticks = ticks
        self._guard = threading.Lock()
        self._http: httpx.Client | None = None
        self._owner = 0

    def exchange(
        self,
        method: str,
        url: str,
        *,
        headers: Mapping[str, str] | None = None,
        content: bytes | Iterable[bytes] = b"",
    ) -> Answer:
        """One request and its answer. An error raised by `content` itself passes through."""
        if not self._is_quiet():
            raise RuntimeError("no transaction may be open while we wait for the world")
        try:
            http = self._client()
            request = http.build_request(method, url, headers=headers, content=content)
            return self._read(http.send(request, stream=True))
        except (httpx.InvalidURL, *_NOT_SENT) as error:
            return Answer(lost=Lost.NOT_SENT, trouble=_named(error))
        except httpx.HTTPError as error:
            return Answer(lost=Lost.MAYBE, trouble=_named(error))

    def close(self) -> None:
        """Let go of open connections; a later exchange opens new ones."""
        with self._guard:
            if self._http is not None and self._owner == os.getpid():
                self._http.close()
            self._http = None

    def _client(self) -> httpx.Client:
        """The client of this process: a line inherited by fork would mix up two conversations."""
        with self._guard:
            if self._http is None or self._owner != os.getpid():
                self._owner = os.getpid()
                self._http = httpx.Client(
                    transport=self._transport,
                    timeout=httpx.Timeout(READ_SECONDS, connect=CONNECT_SECONDS),
                    follow_redirects=False,
                    trust_env=False,
                    # Compressed answers could unfold to any size; ours are small as they are.
                    headers={"User-Agent": "publisher", "Accept-Encoding": "identity"},
                    # One creator's cookie must never travel with another creator's request.
                    cookies=CookieJar(DefaultCookiePolicy(allowed_domains=[])),
                )
            return self._http

    def _read(self, response: httpx.Response) -> Answer:
        until = self._ticks() + ANSWER_SECONDS
        # Asked for plain bytes; what comes packed all the same is not unpacked, to no size at all.
        body, whole = (
            bytearray(),
            response.headers.get("content-encoding", "identity") == "identity",
        )
        try:
            for piece in response.iter_bytes() if whole else ():
                body += piece
                if len(body) > MOST_BYTES or self._ticks() > until:
                    whole = False
                    break
        finally:
            response.close()
        headers = {name.lower(): value for name, value in response.headers.items()}
        return Answer(response.status_code, headers, bytes(body[:MOST_BYTES]), whole)


def _named(error: Exception) -> str:
    """The kind of trouble; the message of an exception may quote an address, so it stays here."""
    return type(error).__name__
