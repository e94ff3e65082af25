"""One thing looked at: its name, the verdict, a sentence, and what to do."""

from dataclasses import dataclass
from enum import StrEnum


class Verdict(StrEnum):
    """How it stands."""

    OK = "ok"  # as it should be
    WARN = "warn"  # works here, or for now; read the sentence
    FAIL = "fail"  # posts will not be published


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that was looked at."""

    name: str
    verdict: Verdict
    says: str
    fix: str = ""


def good(name: str, says: str) -> Check:
    """As it should be."""
    return Check(name, Verdict.OK, says)


def doubtful(name: str, says: str, fix: str) -> Check:
    """Works here, or for now."""
    return Check(name, Verdict.WARN, says, fix)


def failed(name: str, says: str, fix: str) -> Check:
    """In the way of publishing."""
    return Check(name, Verdict.FAIL, says, fix)
