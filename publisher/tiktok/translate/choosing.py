"""Which meaning of a business number is meant, where sources disagree about it."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from publisher.tiktok.catalogue.entry import Entry, Surface
from publisher.tiktok.catalogue.tables import BY_KEY, meanings
from publisher.tiktok.reasons import Confidence

_WORDS = re.compile(r"[a-z]+")
_PERMISSION = frozenset(
    {"permission", "permissions", "scope", "scopes", "role", "authorized", "authorised"}
)
_PARAMETER = frozenset(
    {"parameter", "parameters", "param", "params", "field", "fields", "required", "enum"}
    | {"malformed", "format", "range", "span", "value", "length"}
)
_TOKEN = frozenset({"token", "expired", "revoked"})
_RATE = frozenset({"rate", "limit", "limits", "qps", "qpm", "frequent", "frequently", "many"})
_SIGN_IN = frozenset({"authenticate", "authentication", "unauthenticated", "header", "headers"})
_ABSENT = frozenset({"exist", "exists", "deleted", "found"})


@dataclass(frozen=True, slots=True)
class Reading:
    """One way of reading a number: an entry, and what speaks for it."""

    key: str
    words: frozenset[str]  # whole words of TikTok's message
    http: tuple[int, ...] = ()


# The official reading stands first.
READINGS: Mapping[str, tuple[Reading, ...]] = MappingProxyType(
    {
        "40001": (
            Reading("tiktok.business.40001", _PERMISSION, (403,)),
            Reading("tiktok.ads.40001", _PARAMETER, (400,)),
        ),
        "40002": (
            Reading("tiktok.business.40002", _PARAMETER, (400,)),
            Reading("tiktok.guide.40002", _PERMISSION, (403,)),
            Reading("tiktok.ads.40002", _TOKEN, (401,)),
        ),
        "40100": (
            Reading("tiktok.business.40100", _RATE, (429,)),
            Reading("tiktok.guide.40100", _TOKEN, (401,)),
            Reading("tiktok.ads.40100", _SIGN_IN),
        ),
        "40300": (
            Reading("tiktok.business.40300", _ABSENT, (404,)),
            Reading("tiktok.ads.40300", _PERMISSION, (403,)),
        ),
    }
)


def choose(
    code: str, message: str, http: int | None, surface: Surface | None
) -> tuple[Entry, Confidence, str] | None:
    """The meaning of a number, how sure that is and what decided; None if it means nothing."""
    readings = READINGS.get(code)
    if readings is None:
        found = meanings(code, surface) or meanings(code)
        return (found[0], Confidence.EXACT, f"code {code}") if found else None
    said = frozenset(_WORDS.findall(message.casefold()))
    spoken = [(len(one.words & said), one) for one in readings]
    most = max(count for count, _ in spoken)
    best = [one for count, one in spoken if count == most]
    if most and len(best) == 1:
        words = ", ".join(sorted(best[0].words & said))
        return _sure(best[0], readings, f"code {code} + message ({words})")
    by_status = [one for one in readings if http in one.http]
    if by_status:
        return _sure(by_status[0], readings, f"code {code} + HTTP {http}")
    if surface in {Surface.ADS, Surface.GUIDE}:
        own = meanings(code, surface)
        if own:
            return own[0], Confidence.DISPUTED, f"code {code} as {surface} reads it"
    return BY_KEY[readings[0].key], Confidence.DISPUTED, f"code {code}, official meaning"


def _sure(
    one: Reading, readings: tuple[Reading, ...], matched: str
) -> tuple[Entry, Confidence, str]:
    sure = Confidence.EXACT if one is readings[0] else Confidence.LIKELY
    return BY_KEY[one.key], sure, matched
