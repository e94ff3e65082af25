"""Rows as frozen views: a view's fields are its table's columns of the same name."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import fields
from enum import StrEnum
from typing import Any, TypeVar

from sqlalchemy import BindParameter, ColumnElement, FromClause, bindparam, literal_column

from publisher.domain.errors import StoreBusy
from publisher.store.short import Found

V = TypeVar("V")


def columns(view: type[Any], table: FromClause) -> list[ColumnElement[Any]]:
    """The columns that fill this view."""
    return [table.c[field.name] for field in fields(view)]


def spelled(states: Iterable[StrEnum]) -> list[ColumnElement[str]]:
    """States for a statement that writes them out instead of passing them beside it.

    SQLite uses a partial index only where it can read in the statement that the index's rule
    holds; without it a sweep read every Post, and each claim every Attempt of its Connection.
    """
    return [literal_column(f"'{state}'") for state in states]


def several(name: str, count: int) -> list[BindParameter[Any]]:
    """Places for an IN of so many values, given as `those` gives them.

    A list of unknown length is spelled into the statement anew each time; this one is compiled once
    for each length.
    """
    return [bindparam(f"{name}_{place}") for place in range(count)]


def those(name: str, values: Iterable[Any]) -> dict[str, Any]:
    """The values for the places that `several` made."""
    return {f"{name}_{place}": value for place, value in enumerate(values)}


def must_be_one(written: Found, row: str) -> None:
    """Raise StoreBusy where a row that we had read was no longer there as we had read it.

    A write that changed nothing must not pass for one: all of its transaction is undone.
    """
    if written.rowcount != 1:
        raise StoreBusy(f"somebody else has changed {row} meanwhile")


def fill(view: Callable[..., V], row: Sequence[Any]) -> V:
    """One row of exactly `columns(view, …)`, in their order, as its view."""
    return view(*row)


def first(view: type[V], result: Found) -> V | None:
    """The first row as its view, or None."""
    row = result.first()
    return None if row is None else fill(view, row)


def every(view: type[V], result: Iterable[Sequence[Any]]) -> list[V]:
    """All rows as views."""
    return [fill(view, row) for row in result]
