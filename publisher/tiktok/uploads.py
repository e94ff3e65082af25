"""How a file is cut into TikTok's chunks, and which piece belongs to which offset; pure.

Source: "Media Transfer Guide" and, for the single chunk, refusals measured since 2026-08: with one
chunk its size must be the file's size. Ten million bytes fit both readings of "MB".
"""

import re
from dataclasses import dataclass
from functools import cache

import httpx

LARGEST_SINGLE = 64_000_000
CHUNK = 10_000_000
_HOSTS = ".tiktokapis.com"
_HTTPS = 443
_HOST = re.compile(r"[a-z0-9-]+(?:\.[a-z0-9-]+)*")  # programs disagree on every other sign


@dataclass(frozen=True, slots=True)
class Piece:
    """One request's worth of a file: its first and last byte, and whether nothing follows."""

    first: int
    last: int
    ends: bool

    @property
    def size(self) -> int:
        """Bytes in this piece."""
        return self.last - self.first + 1


@dataclass(frozen=True, slots=True)
class Chunks:
    """A file's plan: all chunks of one size, the remainder added to the last."""

    size: int
    chunk_size: int
    count: int

    @property
    def last_begins(self) -> int:
        """Where the last piece begins: before it nothing can appear."""
        return (self.count - 1) * self.chunk_size

    def piece_at(self, offset: int) -> Piece:
        """What to send from this offset on: the rest of the chunk that it lies in."""
        if not 0 <= offset < self.size:
            raise ValueError(f"no piece begins at {offset} of {self.size}")
        number = min(offset // self.chunk_size, self.count - 1)
        ends = number == self.count - 1
        return Piece(offset, self.size - 1 if ends else (number + 1) * self.chunk_size - 1, ends)

    def settled(self, said: int) -> int:
        """The offset meant by TikTok's number, which may be a count or the last byte's index.

        The guide leaves that open. A number one short of a border of ours is read as an index.
        """
        said = min(max(said, 0), self.size)
        after = said + 1
        border = after == self.size or (after % self.chunk_size == 0 and after < self.size)
        return after if border else said


def plan(size: int) -> Chunks:
    """Cut a file of this size; raises ValueError for an empty one."""
    if size < 1:
        raise ValueError("an empty file has no chunks")
    if size <= LARGEST_SINGLE:
        return Chunks(size, size, 1)
    return Chunks(size, CHUNK, size // CHUNK)


def may_receive(address: str, api_url: str) -> bool:
    """May bytes go to this address?

    TikTok's upload hosts over https; where the configured service is not TikTok (a simulator), only
    that service itself.
    """
    try:
        there, ours = httpx.URL(address), _parsed(api_url)
        if there.userinfo or not _HOST.fullmatch(there.host):
            return False
    except (httpx.InvalidURL, ValueError):
        return False
    if ours.host.endswith(_HOSTS):
        return there.scheme == "https" and there.host.endswith(_HOSTS) and _port(there) == _HTTPS
    return (there.scheme, there.host, _port(there)) == (ours.scheme, ours.host, _port(ours))


@cache
def _parsed(api_url: str) -> httpx.URL:
    return httpx.URL(api_url)


def _port(url: httpx.URL) -> int:
    return url.port or (_HTTPS if url.scheme == "https" else 80)
