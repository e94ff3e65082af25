"""A Reason explained to three readers: what the error reference is made of."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from publisher.domain.reasons import Actor, Reason, Words

_WHY = {
    Actor.CREATOR: "It lies with the creator: nobody else can mend it.",
    Actor.CALLER: "It lies with what the calling app asked for.",
    Actor.OPERATOR: "It lies with how this service is run.",
    Actor.PLATFORM: "It lies with the platform, which has to recover by itself.",
    Actor.US: "It lies with this service itself.",
}
_FOR_THE_CREATOR = {
    Actor.CALLER: "Nothing: the app that you use has to change something.",
    Actor.OPERATOR: "Nothing: the people who run the app see to it.",
    Actor.PLATFORM: "Nothing: it is looked at again by itself.",
    Actor.US: "Nothing: it goes on by itself, or the people who run the app see to it.",
}
OURS = "ours"  # the surface of our own words
_DIALECT = "tiktok."


@dataclass(frozen=True, slots=True)
class Explained:
    """One entry of the reference: its Reason, where the code is said, and all of it as JSON."""

    reason: Reason
    codes: tuple[str, ...]  # as it is written, with every other spelling
    category: str
    surfaces: tuple[str, ...]
    told: Mapping[str, Any]  # plain JSON values; rendering must escape every text

    @property
    def key(self) -> str:
        """The name of the entry, for ever; the end of its address."""
        return self.reason.code


@dataclass(frozen=True, slots=True)
class Translated:
    """What a pasted answer means: the key of its entry and how that was found, as plain JSON."""

    key: str
    told: Mapping[str, Any]


def own(reason: Reason, category: str) -> Explained:
    """A Reason of our own: its sentences for the developer, and who acts for the two others."""
    told: dict[str, Any] = {
        "key": reason.code,
        "code": reason.code.removeprefix(_DIALECT),
        "aliases": [],
        "surfaces": [OURS],
        "at": [],
        "http_status": [],
        "category": category,
        "kind": reason.kind.value,
        "class": reason.trouble.value,
        "outcome": reason.outcome.value,
        "actor": reason.actor.value,
        "remedy": reason.remedy.value,
        "also": [],
        "handling": reason.handling.value,
        "resend": reason.resend.value,
        "proves_nothing_sent_at": [],
        "retry": None,
        "window_seconds": None,
        "alarm": False,
        "readers": _readers(reason),
        "never": {"remedies": [], "handlings": [], "phrases": []},
        "official": "A word of this service's own; no platform says it.",
        "claims": [],
        "sources": [],
        "docs": reason.docs,
    }
    return Explained(reason, (str(told["code"]),), category, (OURS,), told)


def _readers(reason: Reason) -> dict[str, dict[str, str]]:
    actor, why = reason.actor, _WHY[reason.actor]
    for_support = reason.do if actor is Actor.CALLER else f"{actor.value.capitalize()}: {reason.do}"
    return {
        "creator": _spelled(Words(reason.says, why, _FOR_THE_CREATOR.get(actor, reason.do))),
        "caller": _spelled(Words(reason.says, why, reason.do)),
        "support": _spelled(Words(reason.says, why, for_support)),
    }


def _spelled(words: Words) -> dict[str, str]:
    return {"what": words.what, "why": words.why, "do": words.do}
