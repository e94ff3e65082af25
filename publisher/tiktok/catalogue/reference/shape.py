"""Entries as plain JSON values, for `explain --all --json`, the API and errors.json."""

import hashlib
import json
from functools import cache
from typing import Any

from publisher.domain import refusals
from publisher.domain.explained import Explained, own
from publisher.domain.reasons import Words
from publisher.domain.retry import Patience
from publisher.tiktok import own_reasons
from publisher.tiktok.catalogue.entry import Entry, Source
from publisher.tiktok.catalogue.tables import ENTRIES

FORMAT = 1  # of the export; raised when a field changes its meaning or disappears
VERSION = "2.0.0"  # of the contents; raised by hand when entries change
ADAPTER = "adapter"  # the drawer of what the adapter says itself
SERVICE = "service"  # the drawer of what is ours whatever the platform


def entry_json(one: Entry) -> dict[str, Any]:
    """One entry with all that it knows."""
    reason = one.reason
    return {
        "key": one.key,
        "code": one.code,
        "aliases": list(one.aliases),
        "surfaces": [surface.value for surface in one.surfaces],
        "at": [exchange.value for exchange in one.at],
        "http_status": list(one.http),
        "category": one.category.value,
        "kind": reason.kind.value,
        "class": one.trouble.value,
        "outcome": reason.outcome.value,
        "actor": reason.actor.value,
        "remedy": reason.remedy.value,
        "also": [{"actor": actor.value, "remedy": remedy.value} for actor, remedy in one.also],
        "handling": reason.handling.value,
        "resend": reason.resend.value,
        "proves_nothing_sent_at": [exchange.value for exchange in one.proves],
        "retry": schedule_json(one.patience, one.tries),
        "window_seconds": int(one.window.total_seconds()) if one.window else None,
        "alarm": one.alarm,
        "readers": {
            "creator": _words(one.creator),
            "caller": _words(one.caller),
            "support": _words(one.support),
        },
        "never": {
            "remedies": [remedy.value for remedy in one.never.remedies],
            "handlings": [handling.value for handling in one.never.handlings],
            "phrases": list(one.never.phrases),
        },
        "official": one.official,
        "claims": [
            {**_source(claim.source), "says": claim.says, "followed": claim.holds}
            for claim in one.claims
        ],
        "sources": [_source(source) for source in one.sources],
        "docs": reason.docs,
    }


@cache
def explained() -> tuple[Explained, ...]:
    """The whole table and the adapter's own words, in the order of the reference."""
    told = (
        Explained(
            one.reason,
            one.spellings,
            one.category.value,
            tuple(surface.value for surface in one.surfaces),
            entry_json(one),
        )
        for one in ENTRIES
    )
    return (*told, *(own(one, ADAPTER) for one in own_reasons.every().values()))


def ours() -> tuple[Explained, ...]:
    """What this service says itself, whatever the platform."""
    return tuple(own(one, SERVICE) for one in refusals.every().values())


def everything() -> list[dict[str, Any]]:
    """All that the reference holds."""
    return [dict(one.told) for one in (*explained(), *ours())]


def export() -> dict[str, Any]:
    """What errors.json holds: versions, a fingerprint of the entries, the entries."""
    entries = everything()
    written = json.dumps(entries, sort_keys=True, ensure_ascii=False).encode()
    return {
        "format": FORMAT,
        "version": VERSION,
        "fingerprint": hashlib.sha256(written).hexdigest()[:16],
        "count": len(entries),
        "entries": entries,
    }


def _words(words: Words) -> dict[str, str]:
    return {"what": words.what, "why": words.why, "do": words.do}


def _source(source: Source) -> dict[str, str]:
    return {"source": source.name, "date": source.date}


def schedule_json(patience: Patience | None, tries: int) -> dict[str, Any] | None:
    """A retry schedule in seconds; None where nothing is retried."""
    if patience is None:
        return None
    return {
        "first_seconds": [wait.total_seconds() for wait in patience.quick],
        "then_at_least_seconds": patience.least.total_seconds(),
        "then_at_most_seconds": patience.first.total_seconds(),
        "doubling_up_to_seconds": patience.longest.total_seconds(),
        "jitter": "full",
        "most_tries": tries or None,
    }
