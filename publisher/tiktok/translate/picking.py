"""Pick the clue that means something, and judge it where it came."""

from dataclasses import dataclass, replace

from publisher.tiktok.catalogue.entry import Exchange, Surface
from publisher.tiktok.catalogue.hints import HINTS
from publisher.tiktok.catalogue.tables import BY_CODE, BY_KEY, NOT_RECOGNISED, UNKNOWN, meanings
from publisher.tiktok.reasons import FILE_INITS, REFUSED_FROM, Confidence, Judgement, bare, judge
from publisher.tiktok.translate import shapes, texts
from publisher.tiktok.translate.choosing import choose
from publisher.tiktok.translate.gathering import Gathered
from publisher.tiktok.translate.translation import Clue, Form

MOST_OTHERS = 10
_FINE = frozenset({"ok", "0"})
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


def best(gathered: Gathered, asked: Asked) -> tuple[Clue, Judgement, tuple[str, ...]]:
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
        return clue, _weighed(clue, found, asked, said), tuple(others)[:MOST_OTHERS]
    new = _new(strange, asked, said)
    if new is not None:
        return new, _unknown(new, asked), ()
    if fine:
        return *fine[0], ()
    clue, found = _by_status(said, asked, foreign=foreign or bool(clues) or gathered.sound)
    return clue, found, ()


def _new(strange: list[Clue], asked: Asked, said: str) -> Clue | None:
    """The first code of TikTok's that nobody has told us about, rather than a stranger's."""
    worth = [clue for clue in strange if clue.code or _left_out(clue, asked)]
    own = [clue for clue in worth if clue.ours]
    if not own and worth and (asked.certain or texts.speaks_of_tiktok(said)):
        own = worth
    return own[0] if own else None


def _left_out(clue: Clue, asked: Asked) -> bool:
    """Did TikTok answer in its own shape, and leave out what a status would tell as well?"""
    if clue.form is Form.VERDICT:
        return True
    return clue.ours and bool(clue.log_id) and clue.http is None and asked.http is None


def _weighed(clue: Clue, found: Judgement, asked: Asked, said: str) -> Judgement:
    """Less sure where the word is not TikTok's alone and nothing else speaks of TikTok."""
    common = clue.code.casefold() in shapes.ANYBODYS or Surface.ADS in found.entry.surfaces
    loose = clue.form in {Form.FIELD, Form.WORD} or (clue.form is Form.OAUTH and not clue.ours)
    if not (common and loose) or asked.certain or asked.step or texts.speaks_of_tiktok(said):
        return found
    return replace(found, confidence=Confidence.LIKELY)


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
        return found
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
    return judge(place, clue.code or "code left out", http)


def _by_status(said: str, asked: Asked, *, foreign: bool) -> tuple[Clue, Judgement]:
    """Nothing spoke by code: an HTTP status may still say something."""
    http = asked.http if asked.http is not None else texts.status(said)
    if http is not None and http >= REFUSED_FROM and (asked.certain or not foreign):
        clue = Clue("", Form.STATUS, http=http)
        place = asked.step or _HOME.get(asked.surface or Surface.HTTP, "")
        if place:
            return clue, judge(place, "", http, pull=place in FILE_INITS)
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
