"""Whom and what a Reason is about, by the names that people know; pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

LONGEST_NAME = 60  # of a file in a sentence; the list beside it has every name whole


@dataclass(frozen=True, slots=True)
class About:
    """The Creator's name on the platform, and the files as the caller called them."""

    username: str = ""
    nickname: str = ""
    files: tuple[str, ...] = ()

    @property
    def subject(self) -> str:
        """`film.mp4 for @anna`, with whatever part is known."""
        whose = f"@{self.username}" if self.username else self.nickname
        return " for ".join(part for part in (_counted(self.files), _shown(whose)) if part)

    def sentence(self, says: str) -> str:
        """The sentence with its subject in front."""
        return f"{self.subject}: {says}" if self.subject else says

    def named(self, told: Mapping[str, Any]) -> dict[str, Any]:
        """A kept Reason that names whom and what it is about."""
        creator = {"username": self.username, "nickname": self.nickname}
        about = {"creator": creator if any(creator.values()) else None, "files": list(self.files)}
        return {**told, "message": self.sentence(told["says"]), "about": about}


def _counted(files: tuple[str, ...]) -> str:
    named = [_shown(name) for name in files if name.strip()]
    if not named:
        return ""
    return named[0] if len(files) == 1 else f"{named[0]} and {len(files) - 1} more"


def _shown(name: str) -> str:
    """A name that cannot break out of its line, nor fill the sentence."""
    plain = "".join(char if char.isprintable() else " " for char in name).strip()
    return plain if len(plain) <= LONGEST_NAME else f"{plain[: LONGEST_NAME - 1]}…"
