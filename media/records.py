"""Frozen values to plain JSON and back, so that a service can store what the engine decided."""

import types
import typing
from collections.abc import Hashable, Mapping
from dataclasses import MISSING, fields, is_dataclass
from enum import Enum
from fractions import Fraction
from functools import cache
from typing import Any, Self, TypeVar, Union, get_args, get_origin

_T = TypeVar("_T")
_UNIONS = (Union, types.UnionType)


class Record:
    """Gives a dataclass `to_json()` and `from_json()`; a record inside a record goes along."""

    def to_json(self) -> dict[str, Any]:
        """Plain lists, strings and numbers; `is` names the class where several could stand."""
        return {"is": type(self).__name__} | {
            f.name: _plain(getattr(self, f.name))
            for f in fields(self)  # type: ignore[arg-type]  # every Record is a dataclass
        }

    @classmethod
    def from_json(cls, plain: Mapping[str, Any]) -> Self:
        """The value that was stored; a ValueError or TypeError if it is not one of ours."""
        return _record(cls, plain)


def read_one_of(kinds: tuple[type[Any], ...], plain: Mapping[str, Any]) -> Any:
    """The stored value as the one of `kinds` that it names."""
    for kind in kinds:
        if kind.__name__ == plain.get("is"):
            return _record(kind, plain)
    raise ValueError(f"{plain.get('is')!r} is none of {[kind.__name__ for kind in kinds]}")


def _plain(value: Any) -> Any:
    if isinstance(value, Record):
        return value.to_json()
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, Fraction):
        return f"{value.numerator}/{value.denominator}"
    if isinstance(value, tuple):
        return [_plain(one) for one in value]
    return value


@cache
def _hints(kind: Any) -> dict[str, Any]:
    return typing.get_type_hints(kind)


def _record(kind: type[_T], plain: Mapping[str, Any]) -> _T:
    hints = _hints(typing.cast("Hashable", kind))
    given = {}
    for field in fields(kind):  # type: ignore[arg-type]  # only dataclasses are asked for
        if field.name in plain:
            given[field.name] = _value(hints[field.name], plain[field.name])
        elif field.default is MISSING and field.default_factory is MISSING:
            raise ValueError(f"{kind.__name__} was stored without its {field.name}")
    return kind(**given)


def _value(hint: Any, plain: Any) -> Any:
    origin = get_origin(hint)
    if origin in _UNIONS:
        return _union(get_args(hint), plain)
    if origin is tuple:
        inner = get_args(hint)
        if len(inner) == 2 and inner[1] is Ellipsis:  # noqa: PLR2004 - tuple[X, ...]
            return tuple(_value(inner[0], one) for one in plain)
        return tuple(_value(one, given) for one, given in zip(inner, plain, strict=True))
    if is_dataclass(hint):
        return _record(typing.cast("type", hint), plain)
    if isinstance(hint, type) and issubclass(hint, Enum | Fraction):
        return hint(plain)
    if hint is float and isinstance(plain, int):
        return float(plain)
    return plain


def _union(options: tuple[Any, ...], plain: Any) -> Any:
    if plain is None:
        return None
    kinds = tuple(one for one in options if one is not type(None))
    if isinstance(plain, Mapping):
        return read_one_of(kinds, plain)
    return _value(kinds[0], plain)
