"""The database: one Store, its transactions, and the settings that belong to correctness."""

import sqlite3
import threading
import zlib
from collections.abc import Callable
from datetime import UTC, datetime
from functools import cache
from typing import Any

from pydantic_core import from_json
from sqlalchemy import (
    Connection,
    Engine,
    Executable,
    Insert,
    Table,
    create_engine,
    event,
    exc,
    func,
    make_url,
    select,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.pool import NullPool, PoolProxiedConnection

from publisher.domain.errors import PublisherError, StoreAway, StoreBusy
from publisher.store.connecting import Connecting, Embedded, Pooled
from publisher.store.seal import Seal
from publisher.store.short import Found, ShortWay

# What PostgreSQL is told at each new connection. Without the first a frozen worker that holds a
# row lock stops every other one for ever; without the second they queue behind it.
POSTGRES = (
    "-c idle_in_transaction_session_timeout=5s -c lock_timeout=2s"
    " -c synchronous_commit=on -c timezone=UTC"
)
POSTGRES_NETWORK = {
    "connect_timeout": 5,
    "keepalives_idle": 5,
    "keepalives_interval": 2,
    "keepalives_count": 3,
    "tcp_user_timeout": 10_000,  # a half-open connection is noticed within 10 s
}
SQLITE = (
    "PRAGMA busy_timeout=5000",  # first, so that the next ones already wait for others
    "PRAGMA journal_mode=WAL",
    "PRAGMA synchronous=FULL",  # NORMAL may lose the last commits when power fails
    "PRAGMA foreign_keys=ON",
    "PRAGMA cache_size=-32768",  # 32 MB; with 2 MB a large store was read from files all day
)


class Tx:
    """One open transaction; store functions take it first."""

    __slots__ = ("_connection", "_now", "_store")

    def __init__(self, store: "Store", connection: Connection) -> None:
        self._store = store
        self._connection = connection
        self._now: datetime | None = None

    @property
    def seal(self) -> Seal:
        """What closes and opens secrets at rest."""
        return self._store.seal

    @property
    def is_postgres(self) -> bool:
        """Whether row locks exist; on SQLite a writing transaction is alone by itself."""
        return self._store.is_postgres

    def now(self) -> datetime:
        """The database's clock, read once per transaction: leases trust no worker's clock."""
        if self._now is None:
            self._now = self._store.read_clock(self._connection)
        return self._now

    def run(self, statement: Executable, values: Any = None) -> Found:
        """Execute one statement, and read all that it finds."""
        if self._store.short is not None:
            if isinstance(values, list):  # to an embedded database one by one is no more journeys
                return Found([], sum(self.run(statement, one).rowcount for one in values))
            found = self._store.short.run(self._connection, statement, values or {})
            if found is not None:
                return found
        result = self._connection.execute(statement, values)
        return Found(list(result) if result.returns_rows else [], result.rowcount)

    def alone(self, what: str) -> None:
        """Be the only one at this until the transaction ends."""
        if self.is_postgres:  # a writing transaction on SQLite is alone already
            self.run(select(func.pg_advisory_xact_lock(zlib.crc32(what.encode()))))

    def add_unless_there(self, table: Table, values: dict[str, Any]) -> bool:
        """Insert a row; False where any unique rule of the table forbids it."""
        return self.run(_new_or_nothing(table, self.is_postgres), values).first() is not None


@cache
def _new_or_nothing(table: Table, is_postgres: bool) -> Insert:
    # Written once per table: putting it together costs more than running it.
    new = postgresql.insert(table) if is_postgres else sqlite.insert(table)
    return new.on_conflict_do_nothing().returning(*table.primary_key.columns)


class Store:
    """The database behind one address, for this process."""

    def __init__(
        self,
        url: str,
        seal: Seal,
        *,
        now: Callable[[], datetime] | None = None,
        pool_size: int = 5,
        statement_seconds: int = 30,
    ) -> None:
        self.seal = seal
        self.url = make_url(url)
        self.is_postgres = self.url.get_backend_name() == "postgresql"
        self._hand = now  # a hand-turned clock, for tests and simulated time
        self._open = threading.local()
        self.short = None if self.is_postgres else ShortWay()
        self.engine = self._connectable(pool_size, statement_seconds)
        self.connecting: Connecting = (Pooled if self.is_postgres else Embedded)(self.engine)

    def _connectable(self, pool_size: int, statement_seconds: int) -> Engine:
        if self.is_postgres:
            options = f"{POSTGRES} -c statement_timeout={statement_seconds}s"
            return create_engine(
                self.url.set(drivername="postgresql+psycopg"),
                connect_args={"options": options, **POSTGRES_NETWORK},
                json_deserializer=from_json,
                hide_parameters=True,  # an error must not carry what a row holds into a log
                pool_size=pool_size,
                max_overflow=pool_size,
                pool_pre_ping=True,
                pool_recycle=1800,
            )
        engine = create_engine(
            self.url,
            # All statements of a day stay prepared; the driver's own 128 are fewer than there are.
            connect_args={"timeout": 5, "cached_statements": 512},
            json_deserializer=from_json,
            hide_parameters=True,
            poolclass=NullPool,  # they stay in our own hand
        )
        event.listen(engine, "connect", _settle_sqlite)
        # An event would do as well, but one listener makes every statement look for others.
        engine.dialect.do_begin = self._begin_sqlite  # type: ignore[method-assign]  # the only hook
        return engine

    def now(self) -> datetime:
        """The database's clock, asked where no transaction is open; raises StoreAway."""
        own = self._own_clock()
        if own is not None:
            return own
        with self.read() as tx:
            return tx.now()

    def _own_clock(self) -> datetime | None:
        if self._hand is not None:
            return self._hand()
        # An embedded database shares our host's clock.
        return None if self.is_postgres else datetime.now(UTC)

    def read_clock(self, connection: Connection) -> datetime:
        """What time it is for the database."""
        own = self._own_clock()
        if own is not None:
            return own
        moment: datetime = connection.execute(select(func.clock_timestamp())).scalar_one()
        return moment if moment.tzinfo else moment.replace(tzinfo=UTC)

    @property
    def is_in_transaction(self) -> bool:
        """Whether this thread holds a transaction; nobody may wait for the world in one."""
        return getattr(self._open, "transaction", False)

    def note_transaction(self, *, is_open: bool) -> None:
        """Note for this thread that a transaction has begun, or has ended."""
        self._open.transaction = is_open

    def write(self) -> "Transaction":
        """A transaction that may change rows; it commits at the end, or rolls back on a raise."""
        return Transaction(self, writing=True)

    def read(self) -> "Transaction":
        """A transaction that only looks."""
        return Transaction(self, writing=False)

    def rehearsal(self) -> "Transaction":
        """A transaction like a writing one, of which nothing stays."""
        return Transaction(self, writing=True, keep=False)

    def _begin_sqlite(self, dbapi_connection: PoolProxiedConnection) -> None:
        # Met by migrations, and by the first statement of ours that goes the long way: that one has
        # its transaction already.
        if not self.is_in_transaction:
            dbapi_connection.cursor().execute("BEGIN IMMEDIATE")

    def forget_connections(self) -> None:
        """Drop inherited connections after a fork, without closing the parent's sockets."""
        self.connecting.forget()

    def close(self) -> None:
        """Close every connection."""
        self.connecting.close()


class Transaction:
    """One transaction to be; a generator would do, but this is met forty times for each Post."""

    __slots__ = ("_connection", "_keep", "_store", "_writing")

    _connection: Connection

    def __init__(self, store: Store, *, writing: bool, keep: bool = True) -> None:
        self._store = store
        self._writing = writing
        self._keep = keep

    def __enter__(self) -> Tx:
        """Begin it; raises StoreBusy or StoreAway."""
        store = self._store
        if store.is_in_transaction:
            raise RuntimeError("a transaction is already open in this thread")
        store.note_transaction(is_open=True)
        try:
            self._connection = store.connecting.begin(writing=self._writing)
        except BaseException as error:
            store.note_transaction(is_open=False)
            _raise_if_ours(error)
            raise
        return Tx(store, self._connection)

    def __exit__(
        self, _kind: type[BaseException] | None, error: BaseException | None, _trace: object
    ) -> None:
        """End it; what the database said comes out as StoreBusy or StoreAway."""
        connecting = self._store.connecting
        # Where we only looked there is nothing to undo, and at a ROLLBACK the driver forgets all
        # the statements it has prepared.
        is_sound = error is None or (not self._writing and isinstance(error, PublisherError))
        try:
            if is_sound and self._keep:
                connecting.commit(self._connection)
            else:
                connecting.roll_back(self._connection)
        except exc.DBAPIError as failed:  # whatever was raised inside, it could not be undone
            _raise_if_ours(failed)
            raise
        finally:
            self._store.note_transaction(is_open=False)
        if error is not None:
            _raise_if_ours(error)


def _raise_if_ours(error: BaseException) -> None:
    """Raise what the services know instead of what the driver said."""
    if not isinstance(error, exc.DBAPIError):
        return
    if _is_busy(error):
        raise StoreBusy("somebody else holds this row") from error
    if _is_away(error):
        what = type(error.orig).__name__
        raise StoreAway(f"the database does not answer: {what}") from error


def _is_busy(error: exc.DBAPIError) -> bool:
    """Whether we waited for a lock as long as we may."""
    return getattr(error.orig, "sqlstate", "") == "55P03" or "is locked" in str(error.orig)


_OUR_MISTAKES = ("no such ", "syntax error", "has no column", "ambiguous column")


def _is_away(error: exc.DBAPIError) -> bool:
    """Whether the database, rather than the statement, is at fault (lost, locked, timed out)."""
    if isinstance(error.orig, sqlite3.OperationalError):
        # SQLite calls a misspelt column "operational", too: that is our mistake, not its absence.
        return not any(word in str(error.orig) for word in _OUR_MISTAKES)
    return error.connection_invalidated or isinstance(
        error, exc.OperationalError | exc.InterfaceError | exc.InternalError
    )


def _settle_sqlite(connection: Any, _record: Any) -> None:
    # We say BEGIN ourselves, see _begin_sqlite.
    connection.isolation_level = None
    for pragma in SQLITE:
        connection.execute(pragma).close()
