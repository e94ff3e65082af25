"""Column types: UTC instants, states as text, JSON, and the metadata that all tables share."""

from collections.abc import Callable
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any, Generic, TypeVar

from sqlalchemy import JSON, DateTime, Dialect, MetaData, Text, TypeDecorator
from sqlalchemy.dialects.postgresql import JSONB

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


class Instant(TypeDecorator[datetime]):
    """An instant in UTC; a time without a zone is refused instead of guessed.

    SQLite keeps text, in one spelling, so that comparing text compares instants. One function for
    each way: a Post has ten instants, and SQLAlchemy's own way through formats, patterns and
    layers of types took longer than the statement.
    """

    impl = DateTime(timezone=True)
    cache_ok = True

    def bind_processor(self, dialect: Dialect) -> Callable[[Any], Any]:
        """UTC, as text or as the driver takes it."""
        is_text = dialect.name == "sqlite"

        def give(value: datetime | None) -> Any:
            if value is None:
                return None
            if value.tzinfo is not UTC:
                value = _in_utc(value)
            return value.isoformat(" ", "microseconds")[:26] if is_text else value

        return give

    def result_processor(self, dialect: Dialect, coltype: object) -> Callable[[Any], Any]:
        """The instant in UTC."""
        return _read if dialect.name == "sqlite" else _in_utc_or_none


def _in_utc(value: datetime) -> datetime:
    if value.tzinfo is None:
        raise ValueError(f"an instant needs a zone: {value!r}")
    return value.astimezone(UTC)


def _in_utc_or_none(value: datetime | None) -> datetime | None:
    return None if value is None else value.astimezone(UTC)


def _read(text: str | None) -> datetime | None:
    return None if text is None else datetime.fromisoformat(f"{text}+00:00")


E = TypeVar("E", bound=StrEnum)


class Named(TypeDecorator[E], Generic[E]):
    """A member of one of our enums, kept as its text; anything else is refused both ways."""

    impl = Text
    cache_ok = True

    def __init__(self, kind: type[E]) -> None:
        super().__init__()
        self.kind = kind

    def bind_processor(self, dialect: Dialect) -> Callable[[Any], Any]:
        """The member's text."""
        texts: dict[Any, Any] = {member.value: member.value for member in self.kind}
        return (texts | {None: None}).__getitem__

    def result_processor(self, dialect: Dialect, coltype: object) -> Callable[[Any], Any]:
        """The member of this text."""
        members: dict[Any, Any] = {member.value: member for member in self.kind}
        return (members | {None: None}).__getitem__
