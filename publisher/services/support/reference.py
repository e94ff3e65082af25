"""One error reference for all that this service may say: platforms' words and our own."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from publisher.domain import refusals
from publisher.domain.explained import Explained, Translated, own
from publisher.domain.ports import ErrorReference

LONGEST_QUERY = 200
SERVICE = "service"  # the drawer of what is ours whatever the platform


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which entries are looked for; an empty field lets everything through."""

    query: str = ""
    outcome: str = ""
    actor: str = ""
    category: str = ""
    surface: str = ""


class Reference:
    """All Reasons explained, found by key, by code and by what somebody types."""

    def __init__(self, platforms: Mapping[str, ErrorReference]) -> None:
        self._platforms = platforms

    @property
    def version(self) -> str:
        """The versions of what the platforms contribute."""
        return " ".join(one.version for one in self._platforms.values())

    @cached_property
    def entries(self) -> tuple[Explained, ...]:
        """Everything, the platforms' words first."""
        theirs = (entry for one in self._platforms.values() for entry in one.every())
        return (*theirs, *(own(one, SERVICE) for one in refusals.every().values()))

    @cached_property
    def categories(self) -> tuple[str, ...]:
        """The drawers in use, in the order of the reference."""
        return tuple(dict.fromkeys(one.category for one in self.entries))

    @cached_property
    def surfaces(self) -> tuple[str, ...]:
        """Where codes are said, in the order of the reference."""
        return tuple(dict.fromkeys(each for one in self.entries for each in one.surfaces))

    @property
    def steps(self) -> tuple[str, ...]:
        """The exchanges at which a code may be said."""
        return tuple(dict.fromkeys(step for one in self._platforms.values() for step in one.steps))

    def get(self, key: str) -> Explained | None:
        """The entry of this key, or None."""
        return self._by_key.get(key.casefold())

    def meant_by(self, code: str) -> tuple[Explained, ...]:
        """Every entry that a bare code can mean, most likely first."""
        return self._by_code.get(code.casefold(), ())

    def search(self, wanted: Wanted) -> list[Explained]:
        """The entries that hold every word and pass every filter, codes first, then sentences."""
        words = wanted.query.casefold().replace("_", " ")[:LONGEST_QUERY].split()
        found: list[tuple[int, int, Explained]] = []
        for place, one in enumerate(self.entries):
            rank = self._rank(place, words) if _passes(one, wanted) else None
            if rank is not None:
                found.append((rank, place, one))
        return [one for _, _, one in sorted(found, key=lambda each: each[:2])]

    def translate(
        self,
        given: Any,
        surface: str = "",
        step: str = "",
        http: int | None = None,
        platform: str = "tiktok",
    ) -> Translated:
        """What a pasted answer of a platform means; raises KeyError for a platform unknown."""
        return self._platforms[platform].translate(given, surface, step, http)

    def mask(self, text: str) -> str:
        """The text without what looks like a secret of any platform's."""
        for one in self._platforms.values():
            text = one.mask(text)
        return text

    @cached_property
    def _by_key(self) -> dict[str, Explained]:
        return {one.key.casefold(): one for one in self.entries}

    @cached_property
    def _by_code(self) -> dict[str, tuple[Explained, ...]]:
        found: dict[str, tuple[Explained, ...]] = {}
        for one in self.entries:
            for code in one.codes:
                found[code.casefold()] = (*found.get(code.casefold(), ()), one)
        return found

    @cached_property
    def _texts(self) -> list[tuple[tuple[str, ...], str]]:
        """The searchable texts of each entry; made at the first search."""
        texts = []
        for one in self.entries:
            codes = tuple(text.casefold().replace("_", " ") for text in (*one.codes, one.key))
            said = " ".join(" ".join(words.values()) for words in one.told["readers"].values())
            texts.append((codes, f"{' '.join(codes)} {said} {one.told['official']}".casefold()))
        return texts

    def _rank(self, place: int, words: list[str]) -> int | None:
        """0 for the code itself, 1 for its beginning, 2 for part of it, 3 for a sentence."""
        codes, everything = self._texts[place]
        if not all(word in everything for word in words):
            return None
        asked = " ".join(words)
        if asked in codes:
            return 0
        if any(code.startswith(asked) for code in codes):
            return 1
        return 2 if any(asked in code for code in codes) else 3


def _passes(one: Explained, wanted: Wanted) -> bool:
    return (
        wanted.outcome in {"", one.reason.outcome.value}
        and wanted.actor in {"", one.reason.actor.value}
        and wanted.category in {"", one.category}
        and (not wanted.surface or wanted.surface in one.surfaces)
    )
