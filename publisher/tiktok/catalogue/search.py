"""Search the catalogue as somebody types: codes first, then keys, then sentences."""

from functools import cache

from publisher.tiktok.catalogue.entry import Entry
from publisher.tiktok.catalogue.tables import ENTRIES

LONGEST_QUERY = 200


def search(
    query: str = "",
    *,
    outcome: str = "",
    actor: str = "",
    category: str = "",
    surface: str = "",
) -> list[Entry]:
    """The entries that hold every word of the query and pass every filter, best first.

    An empty query or filter lets everything through; one that nothing has gives an empty list.
    """
    words = query.casefold().replace("_", " ")[:LONGEST_QUERY].split()
    found: list[tuple[int, int, Entry]] = []
    for place, one in enumerate(ENTRIES):
        if not _passes(one, outcome, actor, category, surface):
            continue
        rank = _rank(place, words)
        if rank is not None:
            found.append((rank, place, one))
    return [one for _, _, one in sorted(found, key=lambda each: each[:2])]


def _passes(one: Entry, outcome: str, actor: str, category: str, surface: str) -> bool:
    return (
        outcome in {"", one.reason.outcome.value}
        and actor in {"", one.reason.actor.value}
        and category in {"", one.category.value}
        and (not surface or surface in {each.value for each in one.surfaces})
    )


def _rank(place: int, words: list[str]) -> int | None:
    """0 for the code itself, 1 for its beginning, 2 for part of it, 3 for a sentence."""
    codes, everything = _texts()[place]
    if not all(word in everything for word in words):
        return None
    asked = " ".join(words)
    if asked in codes:
        return 0
    if any(code.startswith(asked) for code in codes):
        return 1
    return 2 if any(asked in code for code in codes) else 3


@cache
def _texts() -> list[tuple[tuple[str, ...], str]]:
    """The searchable texts of each entry; made at the first search, not on import."""
    texts = []
    for one in ENTRIES:
        codes = tuple(text.casefold().replace("_", " ") for text in (*one.spellings, one.key))
        readers = (one.creator, one.caller, one.support)
        said = " ".join(f"{words.what} {words.why} {words.do}" for words in readers)
        texts.append((codes, f"{' '.join(codes)} {said} {one.official}".casefold()))
    return texts
