"""What callers send, read strictly: JSON within bounds, no unknown field, every fault named."""

import json
import math
from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar

from apiflask.scaffold import APIScaffold
from flask import g, request
from pydantic import BaseModel, ConfigDict, ValidationError
from pydantic_core import ErrorDetails, PydanticCustomError
from werkzeug.datastructures import MultiDict

from publisher.domain.errors import FieldFault, Malformed
from publisher.domain.refusals import INVALID, UNREADABLE
from publisher.domain.when import BadTime, below
from publisher.web.service import publisher

MOST_JSON_BYTES = 256 * 1024
DEEPEST = 20
_MOST_FAULTS = 50
_WAY_OUT = "See /docs for what this field takes."
_describe = APIScaffold()
M = TypeVar("M", bound=BaseModel)


class Form(BaseModel):
    """What all bodies have in common: nothing unknown, nothing converted, nothing changed."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


class Query(BaseModel):
    """What all query strings have in common; text is turned into numbers here."""

    model_config = ConfigDict(extra="forbid", frozen=True)


def takes(
    form: type[BaseModel], *, most: int | None = None
) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """The view gets `body`; APIFlask describes it, and we read it, because we are stricter.

    `most` is for a body that is only looked at: it may be so long, and hold what nobody keeps.
    """

    def decorate(view: Callable[..., Any]) -> Callable[..., Any]:
        described = _describe.input(form, location="json")(view)

        @wraps(described)
        def reading(*args: Any, **named: Any) -> Any:
            if most is not None:
                request.max_content_length = most
            found = json_body() if most is None else json_looked_at()
            return view(*args, body=read(form, found), **named)

        return reading

    return decorate


def asks(query: type[BaseModel]) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """The view gets `query`."""

    def decorate(view: Callable[..., Any]) -> Callable[..., Any]:
        described = _describe.input(query, location="query")(view)

        @wraps(described)
        def reading(*args: Any, **named: Any) -> Any:
            return view(*args, query=read(query, _once_each(request.args)), **named)

        return reading

    return decorate


def refuse_query() -> None:
    """Raise for any query parameter, where none has a meaning."""
    if request.args:
        read(Query, _once_each(request.args))


def read(model: type[M], raw: Any) -> M:
    """A value of this model; raises Malformed with every fault at once."""
    try:
        return model.model_validate(raw, context={"now": publisher().now()})
    except ValidationError as error:
        found = error.errors(include_url=False)[:_MOST_FAULTS]
        raise Malformed(INVALID, faults=tuple(_fault(one) for one in found)) from None


def json_body() -> Any:
    """The body as JSON, within bounds; an empty body is `{}`. Raises Malformed."""
    if "json_body" not in g:
        found = json_looked_at()
        _refuse_unstorable(found)
        g.json_body = found
    return g.json_body


def json_looked_at() -> Any:
    """The body as JSON, however deep and strange, for those who keep none of it."""
    body = request.get_data(cache=False)
    if body and not request.is_json:
        found = (request.mimetype or "none")[:80]
        raise _unreadable(f"Content-Type is {found}, not application/json")
    return _parsed(body) if body else {}


def timely(error: BadTime) -> PydanticCustomError:
    """A fault of time, as pydantic carries faults."""
    return PydanticCustomError("time", "cannot be followed", {"fault": error.fault})


def faulty(fault: FieldFault) -> PydanticCustomError:
    """A fault of ours, as pydantic carries faults."""
    return PydanticCustomError("field", "cannot be used", {"fault": fault})


def _parsed(body: bytes) -> Any:
    try:
        found = json.loads(
            body.decode(),
            parse_constant=_no_constant,
            parse_float=_finite,
            object_pairs_hook=_no_doubles,
        )
    except RecursionError:
        raise _unreadable("the JSON is nested too deeply") from None
    except ValueError as error:
        raise _unreadable(f"the body is not JSON: {str(error)[:120]}") from None
    return found


def _no_constant(name: str) -> None:
    raise ValueError(f"{name} is not JSON")


def _finite(text: str) -> float:
    number = float(text)
    if not math.isfinite(number):  # 1e999 is JSON, and infinity is not: no database keeps it
        raise ValueError(f"{text[:20]} is too large a number")
    return number


def _no_doubles(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        names = [name for name, _ in pairs]
        double = next(name for name in names if names.count(name) > 1)
        raise ValueError(f"the member {double[:60]!r} is there twice")
    return found


def _refuse_unstorable(value: Any) -> None:
    """Depth, and texts that no database keeps: a zero byte, half a surrogate pair."""
    level = [("", value)]
    for _ in range(DEEPEST):
        for pointer, text in level:
            _refuse_text(pointer, text)
        level = [child for pointer, one in level for child in _children(pointer, one)]
    if level:
        raise _unreadable(f"the JSON is nested deeper than {DEEPEST} levels")


def _children(pointer: str, value: Any) -> list[tuple[str, Any]]:
    if isinstance(value, dict):
        for name in value:
            _refuse_text(pointer, name)
        return [(below(pointer, name), one) for name, one in value.items()]
    if isinstance(value, list):
        return [(f"{pointer}/{place}", one) for place, one in enumerate(value)]
    return []


def _refuse_text(pointer: str, text: Any) -> None:
    if not isinstance(text, str) or (text.isascii() and "\0" not in text):
        return
    if "\0" in text or any("\ud800" <= letter <= "\udfff" for letter in text):
        allowed = "text without zero bytes and without halves of letters"
        fault = FieldFault(pointer, "text", "an unusable letter", allowed, "Take it out.")
        raise Malformed(INVALID, faults=(fault,))


def _once_each(args: MultiDict[str, str]) -> dict[str, str]:
    for name, values in args.lists():
        if len(values) > 1:
            pointer = below("", name)
            fault = FieldFault(
                pointer, "once", f"{len(values)} times", "one value", "Divide values by commas."
            )
            raise Malformed(INVALID, faults=(fault,))
        _refuse_text(below("", name), name + values[0])
    return args.to_dict()


def _fault(error: ErrorDetails) -> FieldFault:
    own = (error.get("ctx") or {}).get("fault")
    if isinstance(own, FieldFault):
        return own
    pointer = ""
    for step in error["loc"]:
        pointer = below(pointer, str(step))
    rule = error["type"]
    if rule == "extra_forbidden":
        allowed = "only the fields that /docs names"
        return FieldFault(pointer, "field_unknown", pointer, allowed, "Leave it out.")
    if rule == "missing":
        return FieldFault(pointer, "required", None, "a value", "Send this field.")
    allowed = error["msg"].removeprefix("Input ").removeprefix("Value ")
    return FieldFault(pointer, rule, _shown(error["input"]), allowed, _WAY_OUT)


def _shown(found: Any) -> Any:
    """What came in, but briefly: an answer never repeats a megabyte."""
    if found is None or isinstance(found, bool | int | float):
        return found if abs(found or 0) < 2**53 else "a very large number"
    return found[:80] if isinstance(found, str) else f"a JSON {type(found).__name__}"


def _unreadable(why: str) -> Malformed:
    return Malformed(UNREADABLE, why)
