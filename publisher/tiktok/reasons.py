"""From what TikTok answered, and where, to the catalogue's entry and the Reason we act upon."""

from dataclasses import dataclass, replace
from enum import StrEnum

from publisher.domain.reasons import Handling, Headline, Reason, Resend
from publisher.domain.retry import OUTAGE, Patience
from publisher.tiktok.catalogue.entry import Entry, Exchange, Surface
from publisher.tiktok.catalogue.hints import HINTS, MESSAGE_CODES
from publisher.tiktok.catalogue.tables import BY_KEY, BY_PLACE, UNKNOWN, meanings

FILE_INITS = frozenset({Exchange.VIDEO_INIT, Exchange.INBOX_INIT})
READING = frozenset({Exchange.CREATOR_INFO, Exchange.USER_INFO, Exchange.STATUS})
UNDER_WAY = frozenset({Exchange.TRANSFER, Exchange.STATUS, Exchange.CANCEL})
VERDICTS = frozenset({Exchange.FAIL_REASON, Exchange.NOTICE})
OAUTH = frozenset({Exchange.TOKEN, Exchange.REVOKE, Exchange.AUTHORIZE})
REFUSED_FROM, FAILED_FROM = 400, 500  # HTTP: from here refusals, from here server errors
_TOO_MANY = 429
_EXCHANGES = {one.value: one for one in Exchange}
_V2_SURFACES = frozenset({Surface.POSTING, Surface.FAIL_REASON, Surface.WEBHOOK})
# A verdict says `internal` where an answer says `internal_error`; each is judged by its place.
_AS_VERDICT = {"internal_error": "internal"}
_AS_ANSWER = {"internal": "internal_error"}


class Confidence(StrEnum):
    """How sure a judgement is."""

    EXACT = "exact"  # this code, at a place where it is documented or was seen
    LIKELY = "likely"  # a known code at another place, or one meaning chosen among several
    DISPUTED = "disputed"  # sources disagree, and nothing in the answer decides
    HTTP_CLASS = "http_class"  # only the HTTP status is known
    NONE = "none"  # nothing is known


@dataclass(frozen=True, slots=True)
class Judgement:
    """What an answer means at the place where it came."""

    entry: Entry
    confidence: Confidence
    matched: str  # what decided, such as `status + internal_error`
    reason: Reason  # the entry's Reason, made stricter or freer by the place
    patience: Patience | None = None
    hint: str = ""  # what TikTok's exact message tells beyond the code


def judge(
    step: str,
    code: str | int,
    http: int | None = None,
    message: str = "",
    *,
    pull: bool = False,
) -> Judgement:
    """Find what a code means at an exchange; never raises, whatever TikTok sent.

    `step` is the name of an `Exchange`; any other is taken as unknown. `pull` says that TikTok was
    to fetch the media; photos always are fetched. An empty code with an HTTP status is judged by
    that status; no code and no status mean that no readable answer came.
    """
    place = _EXCHANGES.get(step)
    if pull and place in FILE_INITS:
        found = judge(Exchange.CONTENT_INIT, code, http, message)
        return replace(found, matched=found.matched.replace("content_init", f"{step} by address"))
    said = message.strip().casefold()
    word = str(code).strip().casefold()
    word = MESSAGE_CODES.get((word, said), word)
    if place is Exchange.TRANSFER:
        found = _chunk(http if http is not None or not word.isdecimal() else int(word[:3]))
    elif word:
        found = _spoken(place, word, http)
    else:
        found = _silent(place, http)
    hint = HINTS.get(said, "")
    return replace(found, hint=hint) if hint else found


def _spoken(place: Exchange | None, word: str, http: int | None) -> Judgement:
    if place is not None:
        word = (_AS_VERDICT if place in VERDICTS else _AS_ANSWER).get(word, word)
        here = BY_PLACE.get((place, word))
        if here is not None:
            return _found(here, place, Confidence.EXACT, f"{place} + {word}")
    for one in meanings(word):
        if place is None or _belongs(one, place):
            return _out_of_place(one, place, word)
    return _unknown(place, http)


def _belongs(one: Entry, place: Exchange) -> bool:
    """May an entry speak at an exchange where nobody has documented it?"""
    home = frozenset({Surface.OAUTH}) if place in OAUTH else _V2_SURFACES
    return not home.isdisjoint(one.surfaces)


def _silent(place: Exchange | None, http: int | None) -> Judgement:
    if place in VERDICTS:
        return _unknown(place, None)
    if http is None or http < REFUSED_FROM:
        one = BY_PLACE.get((place, "no_answer")) if place else None
        return _found(one or BY_KEY["tiktok.no_answer"], place, Confidence.LIKELY, "no answer")
    if http >= FAILED_FROM and place:
        one = BY_PLACE.get((place, "internal_error"))
        if one is not None:  # some of TikTok's pages leave the code of a 5xx empty
            return _found(one, place, Confidence.EXACT, f"{place} + HTTP {http}")
    return _found(bare(http), place, Confidence.HTTP_CLASS, f"HTTP {http}")


def bare(http: int) -> Entry:
    """The entry for an HTTP error status that came without any code."""
    exact = BY_KEY.get(f"tiktok.http.{http}")
    if exact is not None:
        return exact
    if http in BY_KEY["tiktok.http.429"].http:
        return BY_KEY["tiktok.http.429"]
    return BY_KEY["tiktok.http.400" if http < FAILED_FROM else "tiktok.http.5xx"]


def _chunk(http: int | None) -> Judgement:
    if http is None or http < REFUSED_FROM:
        name, sure = "no_answer", Confidence.EXACT
    elif http in BY_KEY["tiktok.transfer.429"].http:
        name, sure = "429", Confidence.LIKELY
    else:
        name, sure = "4xx" if http < FAILED_FROM else "5xx", Confidence.HTTP_CLASS
    one = BY_KEY.get(f"tiktok.transfer.{http}")
    if one is not None and name != "429":
        sure = Confidence.EXACT
    said = "no answer" if http is None else f"HTTP {http}"
    return _found(
        one or BY_KEY[f"tiktok.transfer.{name}"], Exchange.TRANSFER, sure, f"transfer + {said}"
    )


def _unknown(place: Exchange | None, http: int | None) -> Judgement:
    reason = UNKNOWN.reason
    if http is None:
        return Judgement(UNKNOWN, Confidence.NONE, "no known code", reason)
    reason = replace(reason, outcome=_class_outcome(http))
    busy = http == _TOO_MANY or http >= FAILED_FROM
    if busy and place in READING:  # asking again changes nothing there
        reason = replace(reason, handling=Handling.BACK_OFF, patience=OUTAGE)
        return Judgement(UNKNOWN, Confidence.HTTP_CLASS, f"HTTP {http}", reason, OUTAGE)
    return Judgement(UNKNOWN, Confidence.HTTP_CLASS, f"HTTP {http}", reason)


def _class_outcome(http: int) -> Headline:
    return bare(http).reason.outcome if http >= REFUSED_FROM else UNKNOWN.reason.outcome


def _found(one: Entry, place: Exchange | None, sure: Confidence, matched: str) -> Judgement:
    reason = one.reason
    if place in one.proves and reason.resend is Resend.AFTER_RECONCILING:
        reason = replace(reason, resend=Resend.YES)
    return Judgement(one, sure, matched, reason, one.patience)


def _out_of_place(one: Entry, place: Exchange | None, matched: str) -> Judgement:
    """A known word where nobody has documented it: its meaning stands, its boldness does not."""
    alone = place is None and len(meanings(matched)) == 1
    found = _found(one, place, Confidence.EXACT if alone else Confidence.LIKELY, matched)
    if not _too_bold(found.reason.handling, place):
        return found
    held = replace(
        found.reason,
        handling=Handling.HOLD,
        resend=Resend.AFTER_RECONCILING,
        patience=None,
    )
    return replace(found, reason=held, patience=None)


def _too_bold(handling: Handling, place: Exchange | None) -> bool:
    """Would this handling be a gamble at a place where the word is not documented?"""
    if place in VERDICTS:  # that attempt is over: there is no step to take again
        return handling in {Handling.BACK_OFF, Handling.REFRESH_ONCE, Handling.RESUME}
    if place in UNDER_WAY:  # it may be out: only waiting, asking and holding are safe
        return handling not in {Handling.HOLD, Handling.BACK_OFF, Handling.REFRESH_ONCE}
    return place is not None and handling is Handling.NEW_ATTEMPT
