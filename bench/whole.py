"""The whole service for a measurement: PostgreSQL, Redis, a stand-in TikTok, workers and clocks.

Everything is real and in processes of its own; only TikTok is the stand-in.
"""

import multiprocessing
import os
import signal
import tempfile
import threading
from collections.abc import Callable
from contextlib import ExitStack, suppress
from dataclasses import replace
from pathlib import Path
from typing import Any, Self

import httpx

from bench.crash import fresh_database
from bench.crashing.stage import connect, settings_for
from bench.hush import hush
from publisher.launch.redis_server import RedisServer
from publisher.services.publishing.lease import LeaseTimes
from publisher.tiktok.simulator import Behaviour, World, serve
from publisher.wiring import Outside, Publisher, build
from publisher.worker import jobs
from publisher.worker.clock import tick_until
from publisher.worker.lifeline import die_with_parent
from publisher.worker.run import work


class Whole:
    """Use it as a context; whatever it started ends with it."""

    def __init__(
        self,
        behaviour: Behaviour | None = None,
        lease: LeaseTimes | None = None,
        engine: str = "postgresql",
    ) -> None:
        self._behaviour = behaviour or Behaviour(inspect=False, keep_media=False, webhooks=False)
        self._lease = lease or LeaseTimes()
        self._engine = engine
        self._stack = ExitStack()
        self.pids: dict[int, str] = {}

    def __enter__(self) -> Self:
        hush()
        folder = Path(self._stack.enter_context(tempfile.TemporaryDirectory(prefix="whole-")))
        self.database = self._stack.enter_context(fresh_database(self._engine, folder))
        self.redis_url = self._stack.enter_context(RedisServer(folder / "redis")).url
        self._stack.callback(self._end)
        self.port = self._start_tiktok()
        self.settings = settings_for(
            self.database, folder / "var", self.port, REDIS_URL=self.redis_url
        )
        self.publisher = self.build()
        self.browser = httpx.Client(base_url=f"http://127.0.0.1:{self.port}", timeout=60)
        self.app = self.publisher.apps.create("Bench").id
        return self

    def __exit__(self, *_: object) -> None:
        self.browser.close()
        self.publisher.store.close()
        self._stack.close()

    def build(self) -> Publisher:
        """The service, as each of its processes builds it."""
        return build(self.settings, Outside(lease=self._lease))

    # --- processes

    def fork(self, name: str, deed: Callable[[], object]) -> int:
        """A process that does this and ends; it ends with us at the latest."""
        self.close_lines()
        pid = os.fork()
        if pid:
            self.pids[pid] = name
            return pid
        with suppress(KeyboardInterrupt):
            die_with_parent()
            deed()
        os._exit(0)

    def close_lines(self) -> None:
        """Let go of what a fork must not inherit."""
        if hasattr(self, "publisher"):
            self.publisher.store.close()

    def worker(self) -> int:
        """A worker as `publisher worker` starts it."""
        return self.fork("worker", self._work)

    def clock(self) -> int:
        """A clock as `publisher clock` starts it."""
        return self.fork("clock", lambda: tick_until(self.build(), threading.Event()))

    def _work(self) -> None:
        publisher = self.build()
        jobs.equip(publisher)
        work(self.settings.redis_url, "publish", publisher.store.forget_connections)

    def _start_tiktok(self) -> int:
        ours, theirs = multiprocessing.Pipe()

        def answer() -> None:
            ours.close()
            server = serve(World(behaviour=self._behaviour))
            theirs.send(server.server_port)
            signal.pause()

        self.fork("tiktok", answer)
        theirs.close()
        port: int = ours.recv()
        return port

    def join(self, pid: int) -> int:
        """Wait for it; gives its exit status."""
        self.pids.pop(pid, None)
        return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])

    def is_over(self, pid: int) -> bool:
        """Whether it has ended."""
        if pid in self.pids and os.waitpid(pid, os.WNOHANG)[0]:
            self.pids.pop(pid)
        return pid not in self.pids

    def kill(self, pid: int) -> None:
        """SIGKILL, and the process is gone."""
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
        if self.pids.pop(pid, None):
            os.waitpid(pid, 0)

    def _end(self) -> None:
        for pid in list(self.pids):
            self.kill(pid)

    # --- TikTok

    def tell(self, what: str, body: dict[str, Any]) -> dict[str, Any]:
        """An order to the stand-in."""
        answer = self.browser.post(f"/_sim/{what}", json=body).raise_for_status()
        told = answer.json()
        return told if isinstance(told, dict) else {}

    def ledger(self) -> dict[str, Any]:
        """The stand-in's own list."""
        told: dict[str, Any] = self.browser.get("/_sim/ledger").json()
        return told

    def connection(self, creator: str) -> str:
        """A new creator, connected."""
        self.tell(f"creators/{creator}", {})
        return connect(self.publisher, self.browser, self.app, creator)


def without_caps(behaviour: Behaviour) -> Behaviour:
    """The same TikTok, which counts neither minutes nor days."""
    return replace(behaviour, enforce_minutes=False, enforce_caps=False)
