"""Column types: UTC instants, states as text, JSON, and the metadata that all tables share."""

from collections.abc import Callable
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any, Generic, TypeVar

from sqlalchemy import JSON, DateTime, Dialect, MetaData, Text, TypeDecorator
from sqlalchemy.dialects import sqlite
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.types import TypeEngine

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
        "pk": "pk_%(table_name)s",
    }
)

Json = JSON().with_variant(JSONB(), "postgresql")


class SealedText(Text):
    """Text that the Seal has closed; the turning of the key finds each such column by this type."""


class _Spelled(sqlite.DATETIME):
    """SQLite keeps text: one spelling in UTC, so that comparing text compares instants.

    Spelled and read by the standard library itself: a Post has ten instants, and SQLAlchemy's own
    way through formats and patterns took longer than the statement.
    """

    def bind_processor(self, dialect: Dialect) -> Callable[[Any], Any]:
        """Text for an instant in UTC."""

        def spell(value: datetime | None) -> str | None:
            return None if value is None else value.isoformat(" ", "microseconds")[:26]

        return spell

    def result_processor(self, dialect: Dialect, coltype: object) -> Callable[[Any], Any]:
        """An instant in UTC from its text."""

        def read(text: str | None) -> datetime | None:
            return None if text is None else datetime.fromisoformat(f"{text}+00:00")

        return read


class Instant(TypeDecorator[datetime]):
    """An instant in UTC; a time without a zone is refused instead of guessed."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        """Text on SQLite, the engine's own type elsewhere."""
        plain: TypeEngine[Any] = DateTime(timezone=True)
        if dialect.name == "sqlite":
            plain = _Spelled()  # type: ignore[no-untyped-call]  # SQLAlchemy left it so
        return dialect.type_descriptor(plain)

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Refuse what has no zone; keep UTC."""
        if value is None or value.tzinfo is UTC:
            return value
        if value.tzinfo is None:
            raise ValueError(f"an instant needs a zone: {value!r}")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Give the instant back with its zone."""
        return value if value is None or value.tzinfo is UTC else value.astimezone(UTC)


E = TypeVar("E", bound=StrEnum)


class Named(TypeDecorator[E], Generic[E]):
    """A member of one of our enums, kept as its text."""

    impl = Text
    cache_ok = True

    def __init__(self, kind: type[E]) -> None:
        super().__init__()
        self.kind = kind

    def process_bind_param(self, value: Any, dialect: Dialect) -> str | None:
        """Keep the member's text."""
        return None if value is None else self.kind(value).value

    def process_result_value(self, value: Any, dialect: Dialect) -> E | None:
        """Give the member back."""
        return None if value is None else self.kind(value)
