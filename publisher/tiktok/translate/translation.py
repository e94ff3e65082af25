"""What travels inside the translator: a Clue found in the input, a Translation handed back."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from publisher.domain.reasons import Reason
from publisher.tiktok.catalogue.entry import Entry, Surface
from publisher.tiktok.reasons import Confidence


class Form(StrEnum):
    """The shape in which a code was found."""

    KEY = "key"  # the key of an entry of ours
    WHOLE = "whole"  # the whole input is the code
    ENVELOPE = "v2 envelope"  # {"data": …, "error": {"code": …}}
    OAUTH = "oauth error"  # {"error": "…", "error_description": …}
    BUSINESS = "business envelope"  # {"code": 40100, "message": …, "request_id": …}
    VERDICT = "fail_reason"  # {"status": "FAILED", "fail_reason": …}
    WEBHOOK = "webhook"  # {"event": …, "content": "…"}
    FIELD = "field"  # code=…, "code": … in a text that is not whole JSON
    WORD = "word"  # an exact code standing by itself in a line
    STATUS = "HTTP status"  # nothing but a status
    NOTHING = "nothing"  # no code at all


@dataclass(frozen=True, slots=True)
class Clue:
    """A code and what stood around it."""

    code: str
    form: Form
    surface: Surface | None = None
    step: str = ""
    message: str = ""
    log_id: str = ""
    http: int | None = None
    ours: bool = True  # does the shape look like TikTok's?


@dataclass(frozen=True, slots=True)
class Translation:
    """What an input means; `raw` is its masked beginning. Rendering must escape every text."""

    entry: Entry
    reason: Reason  # the entry's Reason, adjusted to the step
    confidence: Confidence
    form: Form
    matched: str  # what decided
    code: str = ""  # the code as found
    message: str = ""
    log_id: str = ""
    http: int | None = None
    step: str = ""
    hint: str = ""  # what TikTok's exact message tells beyond the code
    note: str = ""  # what is known about a word that is not TikTok's
    suggestions: tuple[str, ...] = ()  # nearest keys; suggested, never applied
    others: tuple[str, ...] = ()  # keys of further codes found in the same input
    raw: str = ""
    cut: bool = False  # the input was longer than what was read or kept

    @property
    def known(self) -> bool:
        """Is it a code of the catalogue, rather than an unknown or foreign one?"""
        return self.entry.key not in {"tiktok.unknown", "tiktok.not_recognised"}

    def as_json(self) -> dict[str, Any]:
        """The translation as plain JSON values; the entry by its key only."""
        return {
            "key": self.entry.key,
            "known": self.known,
            "confidence": self.confidence.value,
            "form": self.form.value,
            "matched": self.matched,
            "class": self.entry.trouble.value,
            "outcome": self.reason.outcome.value,
            "actor": self.reason.actor.value,
            "remedy": self.reason.remedy.value,
            "handling": self.reason.handling.value,
            "resend": self.reason.resend.value,
            "hint": self.hint,
            "note": self.note,
            "suggestions": list(self.suggestions),
            "others": list(self.others),
            "tiktok": {
                "code": self.code,
                "message": self.message,
                "log_id": self.log_id,
                "http_status": self.http,
                "step": self.step,
            },
            "raw": self.raw,
            "raw_cut": self.cut,
        }
