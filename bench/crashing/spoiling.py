"""Fail the n-th statement, commit or request, before or after it takes effect."""

import os
import sqlite3
from collections.abc import Callable
from typing import Any

import httpx
import psycopg
from sqlalchemy import Engine, event

from bench.crashing.points import COMMITS, REQUESTS, SQL, Way

_CUT = "consuming input failed: server closed the connection unexpectedly"
_FULL = "disk I/O error"
_TIMEOUTS = ("connect", "read", "write", "pool")
# Frozen for a moment here stands for frozen for long outside: the others wait in real time.
_HASTE = {
    "postgresql": ("SET idle_in_transaction_session_timeout='500ms'", "SET lock_timeout='200ms'"),
    "sqlite": ("PRAGMA busy_timeout=50", "PRAGMA synchronous=OFF"),
}


class Spoiler:
    """Counts what this process does to the outside, and spoils one of it."""

    def __init__(self) -> None:
        self.statements = self.commits = self.requests = 0
        self.log: list[str] = []
        self.in_haste = False
        self._way, self._n = Way.NONE, 0

    @property
    def era(self) -> int:
        """Changes whenever something outside may have changed."""
        return self.commits + self.requests

    def spoil(self, way: Way, n: int) -> None:
        """Count from the beginning, and spoil the n-th."""
        self.statements = self.commits = self.requests = 0
        self.log = []
        self._way, self._n = way, n

    def _strikes(self, among: tuple[Way, ...], count: int) -> Way | None:
        return self._way if self._way in among and self._n == count else None

    # --- the database

    def watch(self, engine: Engine) -> None:
        """Sit between SQLAlchemy and the driver."""
        name = engine.dialect.name

        @event.listens_for(engine, "connect")
        def hasten(connection: Any, _record: Any) -> None:
            cursor = connection.cursor()
            for one in _HASTE[name] if self.in_haste else ():
                cursor.execute(one)
            cursor.close()
            connection.commit()

        # SQLAlchemy's events do not see the short way of a Store; both ways end at the dialect.
        for ending in ("do_execute", "do_executemany", "do_execute_no_params"):
            setattr(engine.dialect, ending, self._watched(getattr(engine.dialect, ending)))
        commit = engine.dialect.do_commit

        def do_commit(connection: Any) -> None:
            self.commits += 1
            strike = self._strikes(COMMITS, self.commits)
            if strike is None:
                commit(connection)
                return
            self.log.append("commit")
            if strike is Way.COMMIT_AFTER:
                commit(connection)
            _break(connection.dbapi_connection)

        engine.dialect.do_commit = do_commit  # type: ignore[method-assign]  # SQLAlchemy has no hook here

    def _watched(self, run: Callable[..., None]) -> Callable[..., None]:
        def watched(cursor: Any, statement: str, *more: Any) -> None:
            self.statements += 1
            strike = self._strikes(SQL, self.statements)
            if strike is None:
                run(cursor, statement, *more)
                return
            self.log.append(statement)
            if strike is Way.SQL_AFTER:
                run(cursor, statement, *more)
            _break(cursor.connection)

        return watched

    # --- TikTok

    def request(self, send: httpx.HTTPTransport, request: httpx.Request) -> httpx.Response:
        """One request, spoilt when its turn has come."""
        self.requests += 1
        strike = self._strikes(REQUESTS, self.requests)
        if strike is None:
            return send.handle_request(request)
        self.log.append(f"{request.method} {request.url.path}")
        if strike is Way.REFUSED:
            raise httpx.ConnectError("nobody listens", request=request)
        if strike is Way.GATEWAY:
            return httpx.Response(502, html="<h1>Bad Gateway</h1>", request=request)
        answer = send.handle_request(request)
        whole = answer.read()
        answer.close()
        if strike is Way.LOST:
            raise httpx.ReadError("the line broke", request=request)
        content = b"<h1>Hello</h1>" if strike is Way.HTML else whole[: len(whole) // 2]
        kind = "text/html" if strike is Way.HTML else "application/json"
        return httpx.Response(200, content=content, headers={"Content-Type": kind})


class SpoiltTransport(httpx.BaseTransport):
    """The network of this process; lines inherited by a fork are left alone."""

    def __init__(self, spoiler: Spoiler) -> None:
        self._spoiler = spoiler
        self._owner = 0
        self._real = _plain()

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Send it, or not."""
        if self._owner != os.getpid():
            self._owner, self._real = os.getpid(), _plain()
        if self._spoiler.in_haste:
            # Whoever stands behind a frozen sender at the stand-in waits in real time.
            request.extensions["timeout"] = dict.fromkeys(_TIMEOUTS, 5.0)
        return self._spoiler.request(self._real, request)


def _plain() -> httpx.HTTPTransport:
    """A network without certificates: reading them costs each fork 30 ms, and nothing asks."""
    return httpx.HTTPTransport(verify=False)


def _break(connection: Any) -> None:
    if isinstance(connection, sqlite3.Connection):
        raise sqlite3.OperationalError(_FULL)
    connection.close()
    raise psycopg.OperationalError(_CUT)
