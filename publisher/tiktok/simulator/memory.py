"""Tables of frozen records behind one lock, written through to SQLite whole or not at all."""

from __future__ import annotations

import json
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import fields
from enum import StrEnum
from pathlib import Path
from typing import Any, Generic, TypeVar, get_type_hints

R = TypeVar("R")

_SCHEMA = """create table if not exists record
    (seq integer primary key, kind text not null, name text not null, body text not null,
     unique (kind, name))"""
_UPSERT = """insert into record (kind, name, body) values (?, ?, ?)
    on conflict (kind, name) do update set body = excluded.body"""


class Memory:
    """Owns the lock, the journal of the running change and the file, when there is one.

    A change that raises leaves no trace, in memory or on disk. Each change is one SQLite
    transaction in WAL mode, so a killed process loses at most the change it was in.
    """

    def __init__(self, state_file: Path | None) -> None:
        self.lock = threading.RLock()
        self._depth = 0
        self._before: dict[tuple[str, str], object] = {}
        self._tables: dict[str, Table[Any]] = {}
        self._file = _opened(state_file) if state_file else None

    def table(self, name: str, kind: type[R]) -> Table[R]:
        """A table of this kind, filled with what the file remembers of it."""
        table = Table(name, kind, self)
        self._tables[name] = table
        if self._file:
            found = self._file.execute(
                "select name, body from record where kind = ? order by seq", (name,)
            )
            table.rows.update({key: decoded(kind, body) for key, body in found})
        return table

    def tables(self) -> list[Table[Any]]:
        """Every table there is."""
        return list(self._tables.values())

    @contextmanager
    def change(self) -> Iterator[None]:
        """Hold the lock; on leaving the outermost one, keep everything or undo everything."""
        with self.lock:
            self._depth += 1
            try:
                yield
                if self._depth == 1:
                    self._write()
            except BaseException:
                if self._depth == 1:
                    self._undo()
                raise
            finally:
                self._depth -= 1
                if self._depth == 0:
                    self._before.clear()

    def note(self, table: str, key: str, old: object) -> None:
        """Remember what stood there before the running change."""
        if self._depth == 0:
            raise RuntimeError("a record may only change inside Memory.change()")
        self._before.setdefault((table, key), old)

    def close(self) -> None:
        """Close the file."""
        with self.lock:
            if self._file:
                self._file.close()
                self._file = None

    def _write(self) -> None:
        if not (self._file and self._before):
            return
        with self._file:
            for name, key in self._before:
                row = self._tables[name].rows.get(key)
                if row is None:
                    self._file.execute(
                        "delete from record where kind = ? and name = ?", (name, key)
                    )
                else:
                    self._file.execute(_UPSERT, (name, key, encoded(row)))

    def _undo(self) -> None:
        for (name, key), old in self._before.items():
            rows = self._tables[name].rows
            if old is None:
                rows.pop(key, None)
            else:
                rows[key] = old


class Table(Generic[R]):
    """Records by key, in the order in which they were first put."""

    def __init__(self, name: str, kind: type[R], memory: Memory) -> None:
        self.name = name
        self.kind = kind
        self.rows: dict[str, R] = {}
        self._memory = memory

    def get(self, key: str) -> R | None:
        """The record, or None."""
        return self.rows.get(key)

    def put(self, key: str, row: R) -> R:
        """Set the record; only inside `Memory.change()`."""
        self._memory.note(self.name, key, self.rows.get(key))
        self.rows[key] = row
        return row

    def drop(self, key: str) -> None:
        """Forget the record; only inside `Memory.change()`."""
        self._memory.note(self.name, key, self.rows.get(key))
        self.rows.pop(key, None)

    def all(self) -> list[R]:
        """Every record, oldest first."""
        with self._memory.lock:
            return list(self.rows.values())

    def __len__(self) -> int:
        return len(self.rows)


def encoded(row: object) -> str:
    """A flat record as JSON."""
    return json.dumps({name: getattr(row, name) for name in _hints(type(row))})


def decoded(kind: type[R], body: str) -> R:
    """A record from JSON; a field that has since gone is dropped, a new one takes its default."""
    hints = _hints(kind)
    return kind(**{k: _shaped(hints[k], v) for k, v in json.loads(body).items() if k in hints})


_known: dict[Any, dict[str, Any]] = {}


def _hints(kind: Any) -> dict[str, Any]:
    if kind not in _known:
        hints = get_type_hints(kind)
        _known[kind] = {field.name: hints[field.name] for field in fields(kind)}
    return _known[kind]


def _shaped(hint: Any, value: Any) -> Any:
    if isinstance(value, list):
        return tuple(value)
    if isinstance(hint, type) and issubclass(hint, StrEnum):
        return hint(value)
    return value


def _opened(path: Path) -> sqlite3.Connection:
    """Open for this process alone: two memories over one file would undo each other."""
    path.parent.mkdir(parents=True, exist_ok=True)
    connection = sqlite3.connect(path, check_same_thread=False, timeout=1)
    try:
        connection.execute("pragma locking_mode = exclusive")
        connection.execute("pragma journal_mode = wal")
        connection.execute("pragma synchronous = normal")
        connection.execute(_SCHEMA)
        connection.commit()
    except sqlite3.OperationalError as error:
        connection.close()
        raise RuntimeError(f"{path} is in use by another simulator, or unreadable") from error
    return connection
