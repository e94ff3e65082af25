"""The one line to TikTok: time limits, bounded answers, no redirects; trouble becomes a value."""

import os
import threading
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

import httpx

ANSWER_SECONDS = 60.0
_LIMITS = {"timeout": {"connect": 5.0, "read": 30.0, "write": 30.0, "pool": 30.0}}
MOST_BYTES = 1_000_000  # TikTok's own answers have a few thousand

# Compressed answers could unfold to any size; ours are small as they are.
_HEADERS = {"User-Agent": "publisher", "Accept": "*/*", "Accept-Encoding": "identity"}

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

    It speaks through a bare transport: httpx's Client would write every address into the log,
    upload addresses with their secret among them, and carry one creator's cookies to another.

    Raises RuntimeError when a database transaction is open: nobody waits for TikTok inside one.
    """

    def __init__(
        self,
        transport: httpx.BaseTransport | None = None,
        is_quiet: Callable[[], bool] = lambda: True,
        ticks: Callable[[], float] = time.monotonic,
    ) -> None:
        self._given = transport
        # Reading the certificates takes 30 ms: once, and not in each child that a worker forks.
        self._trusted = None if transport else httpx.create_ssl_context(trust_env=False)
        self._is_quiet = is_quiet
        self._ticks = ticks
        self._guard = threading.Lock()
        self._open: httpx.BaseTransport | None = None
        self._owner = 0

    def exchange(
        self,
        method: str,
        url: str | httpx.URL,
        *,
        headers: Mapping[str, str] | None = None,
        content: bytes | Iterable[bytes] = b"",
    ) -> Answer:
        """One request and its answer. An error raised by `content` itself passes through."""
        if not self._is_quiet():
            raise RuntimeError("no transaction may be open while we wait for the world")
        try:
            sent = {**_HEADERS, **(headers or {})}
            request = httpx.Request(method, url, headers=sent, content=content, extensions=_LIMITS)
            return self._read(self._transport().handle_request(request))
        except (httpx.InvalidURL, *_NOT_SENT) as error:
            return Answer(lost=Lost.NOT_SENT, trouble=_named(error))
        except httpx.HTTPError as error:
            return Answer(lost=Lost.MAYBE, trouble=_named(error))

    def close(self) -> None:
        """Let go of open connections; a later exchange opens new ones."""
        with self._guard:
            if self._open is not None and self._owner == os.getpid():
                self._open.close()
            self._open = None

    def _transport(self) -> httpx.BaseTransport:
        """That of this process: one inherited by fork would mix up two conversations."""
        if self._given is not None:
            return self._given
        with self._guard:
            if self._open is None or self._owner != os.getpid():
                self._owner = os.getpid()
                self._open = httpx.HTTPTransport(verify=self._trusted or True, trust_env=False)
            return self._open

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
