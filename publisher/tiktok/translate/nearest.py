"""The keys that look most like an unknown code: suggestions, never applied."""

from collections import Counter
from functools import cache

from publisher.tiktok.catalogue.hints import FOLKLORE
from publisher.tiktok.catalogue.tables import ENTRIES

MOST = 3
LONGEST = 80
ENOUGH = 0.34  # share of three-letter pieces in common; below it a resemblance is an accident


def suggest(code: str) -> tuple[str, ...]:
    """Up to three keys, nearest first; empty when nothing resembles the code."""
    word = code.strip().casefold()[:LONGEST]
    known = FOLKLORE.get(word)
    if known is not None:
        return known[0]
    pieces = _pieces(word)
    if not pieces:
        return ()
    common: Counter[int] = Counter()
    places, sizes = _index()
    for piece in pieces:
        for number in places.get(piece, ()):
            common[number] += 1
    scored = [
        (2 * shared / (len(pieces) + sizes[number]), -number) for number, shared in common.items()
    ]
    best = sorted((one for one in scored if one[0] >= ENOUGH), reverse=True)
    return tuple(dict.fromkeys(ENTRIES[-number].key for _, number in best[:MOST]))


def _pieces(word: str) -> frozenset[str]:
    padded = f" {word} "
    return frozenset(padded[at : at + 3] for at in range(len(padded) - 2))


@cache
def _index() -> tuple[dict[str, list[int]], list[int]]:
    """Which entries hold which piece; made at the first unknown code, not on import."""
    places: dict[str, list[int]] = {}
    sizes: list[int] = []
    for number, one in enumerate(ENTRIES):
        pieces = _pieces(one.code.casefold())
        sizes.append(len(pieces))
        for piece in pieces:
            places.setdefault(piece, []).append(number)
    return places, sizes
