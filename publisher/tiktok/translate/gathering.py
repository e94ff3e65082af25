"""Bound the input and gather its clues, by the best way of reading it that gives any."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from publisher.tiktok.translate import shapes, texts
from publisher.tiktok.translate.translation import Clue

LONGEST_READ = 65_536  # characters looked at; an answer of TikTok's has a few hundred
LONGEST_KEPT = 2_000  # characters of the raw input handed back
SPARE = 512  # masked beyond the cut, so that no secret is cut into something unrecognisable


def as_text(given: str | bytes | Mapping[str, Any]) -> tuple[str, bool]:
    """The beginning of the input as text, and whether there was more."""
    if isinstance(given, str):
        return given[:LONGEST_READ].replace("\x00", ""), len(given) > LONGEST_READ
    if isinstance(given, bytes):
        text = given[:LONGEST_READ].decode("utf-8", "replace").replace("\x00", "")
        return text.lstrip("\ufeff\ufffd"), len(given) > LONGEST_READ
    written: list[str] = []
    length = 0
    try:
        for piece in json.JSONEncoder(ensure_ascii=False, skipkeys=True, default=str).iterencode(
            given
        ):
            written.append(piece)
            length += len(piece)
            if length > LONGEST_KEPT + SPARE:
                break
    except (ValueError, TypeError, RecursionError):
        written.append(" …")
    return "".join(written)[:LONGEST_READ], length > LONGEST_KEPT


@dataclass(frozen=True, slots=True)
class Gathered:
    """What was found in an input."""

    clues: list[Clue]  # best forms first
    said: str  # the text in which further signs may be looked for
    sound: bool = False  # was the whole input JSON?


def gather(text: str, parsed: Mapping[str, Any] | None) -> Gathered:
    """All clues of an input, by the best way of reading it that gives any."""
    if parsed is not None:
        return Gathered(shapes.clues(dict(parsed)), text, sound=True)
    short = texts.whole(text) if len(text) <= 2 * shapes.LONGEST_CODE else None
    if short is not None:
        return Gathered([short], text)
    start = text.lstrip()[:1]
    value = shapes.decode(text) if start in {"{", "[", '"'} else None
    if isinstance(value, str):
        return _gather_inner(value)
    if value is not None:
        return Gathered(shapes.clues(value) or texts.words(text), text, sound=True)
    # As it stands first: a sound answer in a log line loses its inner escapes below.
    found = [clue for one in texts.embedded(text) for clue in shapes.clues(one)]
    said = texts.plain(text)
    if said != text:
        found += [clue for one in texts.embedded(said) for clue in shapes.clues(one)]
    return Gathered(found + texts.fields(said) + texts.words(said), said)


def _gather_inner(value: str) -> Gathered:
    """A JSON string that holds the real answer, once or twice escaped."""
    inner = shapes.decode(value)
    found = shapes.clues(inner) if inner is not None else []
    short = texts.whole(value)
    if not found:
        found = [short] if short else texts.fields(value) + texts.words(value)
    return Gathered(found, value)
