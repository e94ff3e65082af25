"""Translate anything: bound the input, gather clues, take the best one, judge it."""

from collections.abc import Mapping
from typing import Any

from publisher.tiktok.catalogue.entry import Exchange, Surface
from publisher.tiktok.catalogue.hints import FOLKLORE
from publisher.tiktok.catalogue.tables import UNKNOWN, meanings
from publisher.tiktok.masks import mask
from publisher.tiktok.reasons import Judgement
from publisher.tiktok.translate import shapes, texts
from publisher.tiktok.translate.gathering import LONGEST_KEPT, SPARE, as_text, gather
from publisher.tiktok.translate.nearest import suggest
from publisher.tiktok.translate.picking import Asked, best
from publisher.tiktok.translate.translation import Clue, Translation

_EXCHANGES = frozenset(one.value for one in Exchange)
_SURFACES = {one.value: one for one in Surface}


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
    text, cut = as_text(given)
    gathered = gather(text, given if isinstance(given, Mapping) else None)
    said = gathered.said
    if not asked.step:
        asked = Asked(asked.surface, texts.step(said), asked.http, asked.certain)
    clue, found, others = best(gathered, asked)
    return Translation(
        entry=found.entry,
        reason=found.reason,
        confidence=found.confidence,
        form=clue.form,
        matched=found.matched,
        **_seen(clue, asked, said),
        hint=found.hint,
        note=_note(clue, found),
        suggestions=_suggestions(clue, found),
        others=others,
        raw=mask(text[: LONGEST_KEPT + SPARE])[:LONGEST_KEPT],
        cut=cut or len(text) > LONGEST_KEPT,
    )


def _seen(clue: Clue, asked: Asked, said: str) -> dict[str, Any]:
    """What TikTok said, and where, without its secrets."""
    return {
        "code": mask(clue.code),
        "message": mask(clue.message),
        "log_id": mask(clue.log_id) or texts.log_id(said),
        "http": asked.http if asked.http is not None else clue.http,
        "step": clue.step or asked.step,
    }


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
