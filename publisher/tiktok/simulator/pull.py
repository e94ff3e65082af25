"""Fetches the files of a PULL_FROM_URL share: verified addresses only, no redirect followed."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import SplitResult, urlsplit

import httpx

from publisher.tiktok.simulator.records import Client
from publisher.tiktok.simulator.world import World

# A server that compresses all the same is taken at its word: the bytes count as they came [I]
HEADERS = {"User-Agent": "tiktok-simulator/1 (pull)", "Accept-Encoding": "identity"}
TIMEOUT = 30.0
LOOPBACK = ("localhost", "127.0.0.1", "::1")
LONGEST_URL = 2048
_PLAIN = re.compile(r"[!-~]+")  # ASCII without blanks and controls


class PullFailed(Exception):
    """The file could not be had; ends as video_pull_failed or photo_pull_failed."""


def parsed(url: str) -> SplitResult | None:
    """The address in parts, or None when it is no absolute http(s) address."""
    if len(url) > LONGEST_URL or not _PLAIN.fullmatch(url):
        return None
    try:
        parts = urlsplit(url)
        port_is_fine = parts.port is None or parts.port > 0
    except ValueError:
        return None
    return parts if parts.scheme in {"http", "https"} and parts.hostname and port_is_fine else None


def verified(client: Client, url: str) -> bool:
    """Is the address under a verified domain or URL prefix ("Media Transfer Guide") [D]?

    https and a domain name are demanded, except for loopback hosts, which the real TikTok could
    never reach [I]. A domain covers its subdomains, a prefix only what begins with it.
    """
    parts = parsed(url)
    if parts is None or parts.username is not None or parts.password is not None:
        return False
    host = (parts.hostname or "").lower()
    near = host in LOOPBACK
    if not near and (parts.scheme != "https" or _is_address(host)):
        return False
    if ".." in parts.path.split("/") or "\\" in url or "%2e" in parts.path.lower():
        return False
    return any(_covers(entry, url, host) for entry in client.verified)


def _covers(entry: str, url: str, host: str) -> bool:
    if "://" in entry:
        return url.startswith(entry if entry.endswith("/") else entry + "/")
    return host == entry.lower() or host.endswith("." + entry.lower())


def _is_address(host: str) -> bool:
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True


def fetch(world: World, url: str, path: Path, limit: int) -> int:
    """Bring the file to `path`; gives its size, at most one byte more than `limit`."""
    try:
        if world.fetch:
            return _handed(world, world.fetch(url), path, limit)
        with (
            httpx.Client(follow_redirects=False, trust_env=False, timeout=TIMEOUT) as client,
            client.stream("GET", url, headers=HEADERS) as response,
        ):
            _must_be_fine(response.status_code)
            return _written(world, response.iter_raw(256 * 1024), path, limit)
    except (httpx.HTTPError, httpx.InvalidURL, httpx.StreamError, OSError) as error:
        raise PullFailed(type(error).__name__) from error


def _handed(world: World, response: object, path: Path, limit: int) -> int:
    if not isinstance(response, httpx.Response):
        raise TypeError("World.fetch must give an httpx.Response")
    _must_be_fine(response.status_code)
    return _written(world, iter([response.content]), path, limit)


def _must_be_fine(http: int) -> None:
    if http != httpx.codes.OK:  # a redirect is a failure too [D]
        raise PullFailed(f"HTTP {http}")


def _written(world: World, pieces: Iterator[bytes], path: Path, limit: int) -> int:
    size, end = 0, world.clock.now() + world.behaviour.pull_seconds
    with path.open("wb") as file:
        for piece in pieces:
            file.write(piece)
            size += len(piece)
            if world.clock.now() > end:
                raise PullFailed("too slow")
            if size > limit:
                break
    if size == 0:
        raise PullFailed("nothing came")
    return size
