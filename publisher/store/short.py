"""The short way to SQLite: a statement that is run again is compiled once and kept.

There the database is a function call away, and SQLAlchemy's way to it took several times as long
as the database itself: almost half of the processor time of a Post. Statements are still written
in SQLAlchemy, compiled by it, and their values go through its types.
"""

import sqlite3
from collections import namedtuple
from collections.abc import Callable, Iterator, Mapping
from typing import Any
from weakref import WeakKeyDictionary

from sqlalchemy import Connection, Executable, exc
from sqlalchemy.sql import ClauseElement, Delete, Insert, Select, Update
from sqlalchemy.sql.compiler import SQLCompiler

Process = Callable[[Any], Any]


class Found:
    """What a statement found or changed, read to its end; used like SQLAlchemy's own result."""

    __slots__ = ("_rows", "rowcount")

    def __init__(self, rows: list[Any], rowcount: int) -> None:
        self._rows = rows
        self.rowcount = rowcount

    def __iter__(self) -> Iterator[Any]:
        """Row by row."""
        return iter(self._rows)

    def all(self) -> list[Any]:
        """All rows."""
        return self._rows

    def first(self) -> Any:
        """The first row, or None."""
        return self._rows[0] if self._rows else None

    def one(self) -> Any:
        """The only row; raises ValueError where there are none or more."""
        (row,) = self._rows
        return row

    def scalars(self) -> "Found":
        """The first value of each row."""
        return Found([row[0] for row in self._rows], self.rowcount)

    def scalar(self) -> Any:
        """The first value of the first row, or None."""
        return self._rows[0][0] if self._rows else None

    def scalar_one(self) -> Any:
        """The only value; raises ValueError where there are none or more."""
        return self.one()[0]

    def scalar_one_or_none(self) -> Any:
        """The only value, or None; raises ValueError where there are more."""
        return self.scalar_one() if self._rows else None


class ShortWay:
    """The statements of one Store that were run before, compiled."""

    def __init__(self) -> None:
        self._met: WeakKeyDictionary[Executable, dict[tuple[str, ...], _Compiled | None]]
        self._met = WeakKeyDictionary()

    def run(
        self, connection: Connection, statement: Executable, values: Mapping[str, Any]
    ) -> Found | None:
        """Run it; None, and nothing was run, where it has to go the long way.

        That is so the first time: what comes once was put together for this once.
        """
        known = self._met.get(statement)
        if known is None:
            self._met[statement] = {}
            return None
        keys = tuple(values)
        if keys not in known:
            known[keys] = _compiled(connection, statement, keys)
        compiled = known[keys]
        return None if compiled is None else compiled.run(connection, values)


def _compiled(
    connection: Connection, statement: Executable, keys: tuple[str, ...]
) -> "_Compiled | None":
    """None where values are spelled into the statement, or SQLAlchemy has some to add."""
    if not isinstance(statement, Select | Insert | Update | Delete):
        return None
    compiled = statement.compile(dialect=connection.dialect, column_keys=keys)
    spelled = compiled.post_compile_params or compiled.literal_execute_params
    if spelled or compiled.insert_prefetch or compiled.update_prefetch:
        return None
    return _Compiled(compiled, statement, keys)


class _Compiled:
    """One statement for values of these names."""

    def __init__(
        self, compiled: SQLCompiler, statement: ClauseElement, keys: tuple[str, ...]
    ) -> None:
        dialect = compiled.dialect
        self._sql = str(compiled)
        # In their order: the name of a value and what makes it the driver's, or no name and what
        # the statement itself says.
        self._given: list[tuple[str | None, Any]] = []
        for name in compiled.positiontup or ():
            bound = compiled.binds[name]
            process = bound.type.dialect_impl(dialect).bind_processor(dialect)
            if bound.required or bound.key in keys:
                self._given.append((bound.key, process))
            else:
                said = bound.effective_value
                self._given.append((None, said if process is None else process(said)))
        shown = list(getattr(statement, "exported_columns", ()))
        self._row = _row([one.key for one in shown])
        self._is_read = bool(shown)
        reads = [one.type.dialect_impl(dialect).result_processor(dialect, None) for one in shown]
        self._reads = [(place, read) for place, read in enumerate(reads) if read is not None]

    def run(self, connection: Connection, values: Mapping[str, Any]) -> Found:
        """Run it and read all that it finds."""
        given = [
            how if name is None else values[name] if how is None else how(values[name])
            for name, how in self._given
        ]
        cursor = connection.connection.cursor()
        try:
            connection.dialect.do_execute(cursor, self._sql, given, None)
            raws = cursor.fetchall() if self._is_read else []
        except sqlite3.Error as error:
            raise told(error, self._sql) from error
        rows = []
        for raw in raws:
            row = list(raw)
            for place, read in self._reads:
                row[place] = read(row[place])
            rows.append(self._row(row))
        return Found(rows, cursor.rowcount)


def _row(names: list[str]) -> Process:
    """Makes a row whose values have names and places."""
    row: Any = namedtuple("Row", names, rename=True)  # type: ignore[misc]  # noqa: PYI024
    make: Process = row._make
    return make


def told(error: sqlite3.Error, sql: str) -> Exception:
    """As the long way tells it; without the values, which may be secrets."""
    told: Exception = exc.DBAPIError.instance(sql, None, error, sqlite3.Error, hide_parameters=True)
    return told
