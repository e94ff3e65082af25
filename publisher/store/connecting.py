"""How a transaction gets its connection and ends with it: from a pool, or one that is in hand."""

import sqlite3
import time
from contextlib import suppress
from typing import Any, Protocol
from weakref import WeakKeyDictionary

from sqlalchemy import Connection, Engine, event, exc

from publisher.store.short import told

RESTED = 1.0  # seconds after which a connection is asked whether it still stands
MOST_IDLE = 16  # as many threads as one process has; more at once open one and close it again


class Connecting(Protocol):
    """Begins transactions, and ends each in one of two ways."""

    def begin(self, *, writing: bool) -> Connection:
        """A connection with a transaction of its own."""
        ...

    def commit(self, connection: Connection) -> None:
        """Keep what was written."""
        ...

    def roll_back(self, connection: Connection) -> None:
        """Undo what was written."""
        ...

    def forget(self) -> None:
        """Use none of the connections any more, without closing them."""
        ...

    def close(self) -> None:
        """Close all that nobody uses."""
        ...


class Pooled:
    """Connections to a server, from SQLAlchemy's pool, which asks whether they still stand.

    One that was used a moment ago is not asked: that is a journey more for each transaction, and
    the first line that is found lost makes the pool drop all the others.
    """

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._used: WeakKeyDictionary[Any, float] = WeakKeyDictionary()
        self._ask = engine.dialect.do_ping
        engine.dialect.do_ping = self._stands  # type: ignore[method-assign]  # the only hook
        event.listen(engine, "checkin", self._note_use)

    def _note_use(self, dbapi_connection: Any, _record: Any) -> None:
        if dbapi_connection is not None:  # else it was lost in use
            self._used[dbapi_connection] = time.monotonic()

    def _stands(self, dbapi_connection: Any) -> bool:
        rested = time.monotonic() - self._used.get(dbapi_connection, -RESTED)
        return rested < RESTED or self._ask(dbapi_connection)

    def begin(self, *, writing: bool) -> Connection:
        """A connection with a transaction of its own."""
        connection = self._engine.connect()
        try:
            connection.begin()
        except BaseException:
            connection.close()
            raise
        return connection

    def commit(self, connection: Connection) -> None:
        """Keep what was written."""
        with connection:
            connection.commit()

    def roll_back(self, connection: Connection) -> None:
        """Undo what was written."""
        with connection:
            connection.rollback()

    def forget(self) -> None:
        """Use none of the connections any more, without closing them."""
        self._engine.dispose(close=False)

    def close(self) -> None:
        """Close all that nobody uses."""
        self._engine.dispose()


class Embedded:
    """Connections to SQLite, which stay in hand between transactions; the engine needs no pool.

    SQLAlchemy's way takes one out of its pool, wraps a transaction around it, puts it back and
    clears it: seven times as long as beginning and committing, and a Post takes forty transactions.
    """

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._idle: list[Connection] = []
        self._inherited: list[Connection] = []

    def begin(self, *, writing: bool) -> Connection:
        """A connection with a transaction of its own."""
        try:
            connection = self._idle.pop()  # not after a look: another thread may be quicker
        except IndexError:
            connection = self._engine.connect()
        try:
            # FOR UPDATE compiles to nothing on SQLite: who will write takes the one lock at once.
            how = "BEGIN IMMEDIATE" if writing else "BEGIN"
            connection.connection.cursor().execute(how)
        except sqlite3.Error as error:
            _drop(connection)
            raise told(error, how) from error
        return connection

    def commit(self, connection: Connection) -> None:
        """Keep what was written."""
        try:
            if connection.in_transaction():  # a statement went the long way and took part
                connection.commit()
            else:
                connection.dialect.do_commit(connection.connection)
        except sqlite3.Error as error:
            _drop(connection)
            raise told(error, "COMMIT") from error
        except BaseException:
            _drop(connection)
            raise
        self._put_back(connection)

    def roll_back(self, connection: Connection) -> None:
        """Undo what was written; where that fails, closing undoes it."""
        try:
            if connection.in_transaction():
                connection.rollback()
            else:
                connection.dialect.do_rollback(connection.connection)
        except (sqlite3.Error, exc.SQLAlchemyError):
            _drop(connection)
        else:
            self._put_back(connection)

    def forget(self) -> None:
        """Use none of the connections any more, without closing them."""
        # SQLite wants what came over a fork neither used nor closed, so it must not be collected.
        self._inherited += self._idle
        self._idle = []

    def close(self) -> None:
        """Close all that nobody uses."""
        while self._idle:
            self._idle.pop().close()

    def _put_back(self, connection: Connection) -> None:
        if len(self._idle) < MOST_IDLE:
            self._idle.append(connection)
        else:
            connection.close()


def _drop(connection: Connection) -> None:
    with suppress(sqlite3.Error, exc.SQLAlchemyError):
        connection.invalidate()
    with suppress(sqlite3.Error, exc.SQLAlchemyError):
        connection.close()
