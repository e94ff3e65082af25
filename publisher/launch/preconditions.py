"""Everything that must be so before anything is started; each gives one sentence and the fix."""

import errno
import fcntl
import os
import socket
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from publisher.launch import redis_server
from publisher.launch.trouble import Trouble
from publisher.settings import Settings

OLDEST, NEWEST = (3, 11), (3, 13)
LOCK = "run.lock"
NEEDED_ENCODERS = ("libx264", "aac")


def check(settings: Settings) -> None:
    """Raise Trouble for the first thing in the way; changes nothing."""
    check_python(sys.version_info[:2])
    check_port(settings.host, settings.port, "PORT")
    if settings.uses_simulator:
        check_port("127.0.0.1", settings.simulator_port, "SIMULATOR_PORT")
    if settings.brings_redis:
        redis_server.program()
    else:
        check_redis(settings)
    check_media_tools(settings)


def check_python(version: tuple[int, ...]) -> None:
    """Whether this Python is one that we are tested on."""
    if not OLDEST <= version <= NEWEST:
        found = ".".join(map(str, version))
        raise Trouble(
            f"This is Python {found}; 3.11, 3.12 or 3.13 is needed.",
            "Remove .venv and name another: make run PYTHON=/path/to/python3.12",
        )


def check_port(host: str, port: int, setting: str) -> None:
    """Whether nobody listens there yet, and we may."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as trial:
        trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            trial.bind((host, port))
        except OSError as error:
            raise _port_trouble(error, host, port, setting) from error


def _port_trouble(error: OSError, host: str, port: int, setting: str) -> Trouble:
    other = f"Choose another: {setting}={port + 10} make run"
    if error.errno == errno.EADDRINUSE:
        return Trouble(
            f"Port {port} on {host} is taken by another program.", f"Stop that one, or: {other}"
        )
    if error.errno == errno.EACCES:
        return Trouble(f"Port {port} is reserved for root.", other)
    return Trouble(f"Nobody can listen on {host}: {error.strerror}.", "Correct HOST.")


def check_redis(settings: Settings) -> None:
    """Whether the Redis that we were given answers."""
    from redis import Redis, RedisError

    line = Redis.from_url(settings.redis_url.reveal(), socket_connect_timeout=3, socket_timeout=3)
    try:
        with line:
            line.ping()
    except (RedisError, OSError) as error:
        fix = "Start it, correct REDIS_URL, or unset it to have one started."
        raise Trouble(f"Redis does not answer: {str(error).rstrip('.')}.", fix) from error


def check_media_tools(settings: Settings) -> None:
    """Whether films can be measured and mended."""
    from media.errors import MediaError
    from media.tools import find_tools

    install = "Install ffmpeg 5.1 or newer with its usual encoders, or set FFMPEG and FFPROBE."
    try:
        tools = find_tools(settings.ffmpeg, settings.ffprobe)
    except MediaError as error:
        raise Trouble(f"Films cannot be mended here: {error}.", install) from error
    if lacking := [name for name in NEEDED_ENCODERS if name in tools.missing]:
        raise Trouble(f"{tools.ffmpeg} lacks {' and '.join(lacking)}.", install)


@contextmanager
def alone_in(var: Path) -> Iterator[None]:
    """Prepare the state folder and hold it against a second start; raises Trouble."""
    try:
        var.mkdir(parents=True, exist_ok=True)
        trial = var / f".trial-{os.getpid()}"
        trial.write_bytes(b"")
        trial.unlink()
        lock = (var / LOCK).open("a+")
    except OSError as error:
        raise Trouble(
            f"The state folder {var} cannot be used: {error.strerror}"
            f" ({Path(error.filename or var).name}).",
            "Make it a folder that you may write to, or name another: PUBLISHER_VAR=/path make run",
        ) from error
    with lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            lock.seek(0)
            raise Trouble(
                f"It already runs from {var} (process {lock.read().strip() or 'unknown'}).",
                "End that one with Ctrl-C, or name another folder with PUBLISHER_VAR.",
            ) from None
        lock.truncate(0)
        lock.write(str(os.getpid()))
        lock.flush()
        yield
