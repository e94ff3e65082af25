"""Translate anything: bound the input, gather clues, take the best one, judge it."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from publisher.tiktok.catalogue.entry import Exchange, Surface
from publisher.tiktok.catalogue.hints import FOLKLORE, HINTS
from publisher.tiktok.catalogue.tables import (
    BY_CODE,
    BY_KEY,
    NOT_RECOGNISED,
    UNKNOWN,
    meanings,
)
from publisher.tiktok.reasons import FILE_INITS, REFUSED_FROM, Confidence, Judgement, bare, judge
from publisher.tiktok.translate import shapes, texts
from publisher.tiktok.translate.choosing import choose
from publisher.tiktok.translate.masking import mask
from publisher.tiktok.translate.nearest import suggest
from publisher.tiktok.translate.translation import Clue, Form, Translation

LONGEST_READ = 65_536  # characters looked at; an answer of TikTok's has a few hundred
LONGEST_KEPT = 2_000  # characters of the raw input handed back
_SPARE = 512  # masked beyond the cut, so that no secret is cut into something unrecognisable
MOST_OTHERS = 10
_FINE = frozenset({"ok", "0"})
_EXCHANGES = frozenset(one.value for one in Exchange)
_SURFACES = {one.value: one for one in Surface}
_NUMBERED = frozenset({Surface.BUSINESS, Surface.ADS, Surface.GUIDE})
_HOME = {
    Surface.FAIL_REASON: Exchange.FAIL_REASON,
    Surface.WEBHOOK: Exchange.NOTICE,
    Surface.TRANSFER: Exchange.TRANSFER,
}


@dataclass(frozen=True, slots=True)
class Asked:
    """What the asker said about the input, beside the input."""

    surface: Surface | None
    step: str
    http: int | None
    certain: bool = False  # did the asker say that this is TikTok's?


def translate(
    given: str | bytes | Mapping[str, Any],
    surface: str | None = None,
    step: str | None = None,
    http: int | None = None,
) -> Translation:
    """Explain anything that TikTok may have said; never raises, bounded in time and memory.

    `surface` and `step` are names of `Surface` and `Exchange`; others are ignored. What cannot be
    explained becomes the entry `tiktok.unknown` (TikTok's, but not known) or
    `tiktok.not_recognised` (no sign of TikTok at all).
    """
    asked = Asked(
        _SURFACES.get(surface or ""),
        step if step in _EXCHANGES else "",
        http if isinstance(http, int) and http in shapes.STATUSES else None,
        certain=bool(surface or step or http),
    )
    text, cut = _as_text(given)
    gathered = _gather(text, given if isinstance(given, Mapping) else None)
    said = gathered.said
    if not asked.step:
        asked = Asked(asked.surface, texts.step(said), asked.http, asked.certain)
    clue, found, others = _best(gathered, asked)
    return Translation(
        entry=found.entry,
        reason=found.reason,
        confidence=found.confidence,
        form=clue.form,
        matched=found.matched,
        code=mask(clue.code),
        message=mask(clue.message),
        log_id=mask(clue.log_id) or texts.log_id(said),
        http=asked.http if asked.http is not None else clue.http,
        step=clue.step or asked.step,
        hint=found.hint,
        note=_note(clue, found),
        suggestions=_suggestions(clue, found),
        others=others,
        raw=mask(text[: LONGEST_KEPT + _SPARE])[:LONGEST_KEPT],
        cut=cut or len(text) > LONGEST_KEPT,
    )


def _as_text(given: str | bytes | Mapping[str, Any]) -> tuple[str, bool]:
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
            if length > LONGEST_KEPT + _SPARE:
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


def _gather(text: str, parsed: Mapping[str, Any] | None) -> Gathered:
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


def _best(gathered: Gathered, asked: Asked) -> tuple[Clue, Judgement, tuple[str, ...]]:
    """The first clue that means something; an `ok` only when nothing else does."""
    clues, said = gathered.clues, gathered.said
    foreign = not asked.certain and texts.speaks_of_others(said)
    telling: list[tuple[Clue, Judgement]] = []
    fine: list[tuple[Clue, Judgement]] = []
    strange: list[Clue] = []
    for clue in clues[: shapes.MOST_NODES]:
        found = _judge(clue, asked)
        if found is None:
            strange.append(clue)
        elif found.entry.code in _FINE:
            fine.append((clue, found))
        elif not (foreign and clue.code.casefold() in shapes.ANYBODYS):
            telling.append((clue, found))
    if telling:
        clue, found = telling[0]
        others = dict.fromkeys(one.entry.key for _, one in telling if one.entry is not found.entry)
        return clue, found, tuple(others)[:MOST_OTHERS]
    new = next((clue for clue in strange if _is_new(clue, asked, said)), None)
    if new is not None:
        return new, _unknown(new, asked), ()
    if fine:
        return *fine[0], ()
    clue, found = _by_status(said, asked, foreign=foreign or bool(clues) or gathered.sound)
    return clue, found, ()


def _is_new(clue: Clue, asked: Asked, said: str) -> bool:
    """Is it a code of TikTok's that nobody has told us about, rather than a stranger's?"""
    if not clue.code and clue.form is not Form.VERDICT:
        return False
    return clue.ours or asked.certain or texts.speaks_of_tiktok(said)


def _judge(clue: Clue, asked: Asked) -> Judgement | None:
    """What one clue means, or None where the catalogue does not know its code."""
    if clue.form is Form.KEY:
        one = BY_KEY[clue.code.casefold()]
        return Judgement(one, Confidence.EXACT, "key", one.reason, one.patience)
    surface = asked.surface or clue.surface
    http = asked.http if asked.http is not None else clue.http
    if surface in _NUMBERED or clue.code.isdecimal():
        return _number(clue, surface, http)
    if not clue.code or clue.code.casefold() not in BY_CODE:
        return None
    place = clue.step or asked.step or _HOME.get(surface or Surface.POSTING, "")
    found = judge(place, clue.code, http, clue.message, pull=place in FILE_INITS)
    if found.entry is not UNKNOWN:
        shared = clue.form is Form.OAUTH and not clue.ours and not asked.step
        return replace(found, confidence=Confidence.LIKELY) if shared else found
    own = meanings(clue.code, surface) or meanings(clue.code)
    return Judgement(own[0], Confidence.LIKELY, clue.code, own[0].reason, own[0].patience)


def _number(clue: Clue, surface: Surface | None, http: int | None) -> Judgement | None:
    if surface is Surface.TRANSFER:
        return judge(Exchange.TRANSFER, clue.code, http)
    chosen = choose(clue.code.casefold(), clue.message, http, surface)
    if chosen is None:
        return None
    one, sure, matched = chosen
    hint = HINTS.get(clue.message.strip().casefold(), "")
    return Judgement(one, sure, matched, one.reason, one.patience, hint)


def _unknown(clue: Clue, asked: Asked) -> Judgement:
    http = asked.http if asked.http is not None else clue.http
    place = clue.step or asked.step
    if place == Exchange.TRANSFER:
        place = ""
    return judge(place, clue.code or "fail_reason left out", http)


def _by_status(said: str, asked: Asked, *, foreign: bool) -> tuple[Clue, Judgement]:
    """Nothing spoke by code: an HTTP status may still say something."""
    http = asked.http if asked.http is not None else texts.status(said)
    if http is not None and http >= REFUSED_FROM and (asked.certain or not foreign):
        clue = Clue("", Form.STATUS, http=http)
        place = asked.step or _HOME.get(asked.surface or Surface.HTTP, "")
        if place:
            return clue, judge(place, "", http)
        one = bare(http)
        return clue, Judgement(one, Confidence.HTTP_CLASS, f"HTTP {http}", one.reason, one.patience)
    word = said.strip()
    if len(word) <= shapes.LONGEST_CODE and _looks_like_a_code(word):
        return Clue(word, Form.WHOLE), judge(asked.step, word, asked.http)
    none = Judgement(NOT_RECOGNISED, Confidence.NONE, "nothing", NOT_RECOGNISED.reason)
    return Clue("", Form.NOTHING), none


def _looks_like_a_code(word: str) -> bool:
    """One snake_case word or one long number: somebody asks about a code by itself."""
    if word.isascii() and word.isdecimal():
        return len(word) > len("429")
    return "_" in word and word.isascii() and word.replace("_", "").isalnum()


def _note(clue: Clue, found: Judgement) -> str:
    """What is known about a word that is not TikTok's."""
    if found.entry is not UNKNOWN:
        return ""
    return FOLKLORE.get(clue.code.casefold(), ((), ""))[1]


def _suggestions(clue: Clue, found: Judgement) -> tuple[str, ...]:
    """Nearest keys to an unknown code; else the other meanings of the code that was found."""
    if found.entry is UNKNOWN:
        return suggest(clue.code)
    same = meanings(found.entry.code)
    return tuple(one.key for one in same if one is not found.entry) if len(same) > 1 else ()
