"""What the control room is asked for, checked field by field against the records it changes."""

from __future__ import annotations

import math
from dataclasses import fields
from typing import Any, TypeVar, get_type_hints

from flask import Request, json

from publisher.tiktok.simulator import faults, scenarios
from publisher.tiktok.simulator.memory import decoded
from publisher.tiktok.simulator.records import Client, Creator, Fault

R = TypeVar("R", Client, Creator, Fault)
LAST_MOMENT = 32_503_680_000.0  # the year 3000


def wish_of(request: Request) -> dict[str, Any]:
    """The JSON object of a request; an empty body is an empty one. `ValueError` otherwise."""
    found = request.get_json(silent=True) if request.content_length else {}
    if not isinstance(found, dict):
        raise ValueError("send a JSON object")  # noqa: TRY004 - a caller's mistake, answered 400
    return found


def number(wish: dict[str, Any], name: str) -> float:
    """A finite number; `ValueError` otherwise."""
    value = wish[name]
    if type(value) not in {int, float} or not math.isfinite(value):
        raise ValueError(f"{name} is a number, not {value!r}")
    return float(value)


def moment(value: float) -> float:
    """A time that a clock can show; `ValueError` otherwise."""
    if not 0 <= value <= LAST_MOMENT:
        raise ValueError("the clock shows times between 1970 and 3000")
    return value


def record(kind: type[R], old: dict[str, Any], wish: dict[str, Any]) -> R:
    """The record with these fields changed; `ValueError` names one that is unknown or wrong."""
    known = {field.name for field in fields(kind)}
    hints = get_type_hints(kind)
    for name, value in wish.items():
        if name not in known:
            raise ValueError(f"unknown field {name!r}; known: {', '.join(sorted(known))}")
        if not _fits(hints[name], value):
            raise ValueError(f"field {name!r} cannot be {value!r}")
    return decoded(kind, json.dumps({**old, **wish}))


def _fits(hint: object, value: object) -> bool:
    if hint in {bool, int, str}:
        return type(value) is hint
    if hint is float:
        return type(value) in {int, float} and math.isfinite(value)  # type: ignore[arg-type]  # a number by then
    several = isinstance(value, (list, tuple))
    return several and all(isinstance(each, str) for each in value)  # type: ignore[attr-defined]  # a list by then


def fault_from(wish: dict[str, Any]) -> Fault:
    """An order for a fault; `ValueError` says what makes no sense."""
    wish = {"endpoint": "any", "kind": "lost", **wish}
    if wish.get("times") == "all":
        wish["times"] = scenarios.FOREVER
    if wish["endpoint"] not in {"any", "init", *faults.ENDPOINTS}:
        raise ValueError(f"endpoint is one of any, init, {', '.join(faults.ENDPOINTS)}")
    if wish["kind"] not in faults.KINDS:
        raise ValueError(f"kind is one of {', '.join(faults.KINDS)}, not {wish['kind']!r}")
    if wish["kind"] == "code" and not wish.get("code"):
        raise ValueError("kind 'code' needs a code")
    if wish["kind"] in {"code", *scenarios.GATEWAY}:
        wish.setdefault("before", True)
    order = record(Fault, {}, wish)
    if order.http not in {0, *range(200, 600)} or order.seconds < 0:
        raise ValueError("http is 200 to 599, and seconds are not negative")
    return order
