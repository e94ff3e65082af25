"""Ways in which an advertising call goes wrong, with what creator and support do about each.

The advertising tables hold five sentences a row: three for the developer, what happened in the
words of the person whose advertising it is, and what the support desk looks at. Why it happened
to that person, and what they do, depends on the way, unless the row says it better.
"""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from publisher.domain.reasons import Actor, Handling, Headline, Kind, Remedy, Resend, Words
from publisher.domain.retry import OUTAGE, Patience
from publisher.tiktok.catalogue import stances
from publisher.tiktok.catalogue.entry import Category, Entry, Source, Stance, Surface, entry


@dataclass(frozen=True, slots=True)
class Way:
    """A stance, and what it means to the person who did not make the call."""

    stance: Stance
    creator_why: str
    creator_do: str


_MAKERS = "Nothing: the makers of the program that you use have to correct it."
_ITSELF = "Nothing: it goes on by itself."

# Business calls are limited by the second and by the minute; a minute's limit asks for five.
_BUSINESS_LIMIT = Patience(
    quick=tuple(timedelta(seconds=wait) for wait in (1, 2, 4, 8, 16)),
    first=timedelta(minutes=5),
    longest=timedelta(minutes=10),
    least=timedelta(seconds=60),
)

CALL = Way(stances.NEW_CALL, "The program behind it asked in a way that fails.", _MAKERS)
OPTIONS = Way(
    stances.NEW_OPTIONS,
    "It lies in how the advertising was set up.",
    "Choose other settings, in the program that you use or in TikTok Ads Manager.",
)
SCHEDULE = Way(
    stances.NEW_SCHEDULE,
    "The times that were chosen do not work.",
    "Choose other times, in the program that you use or in TikTok Ads Manager.",
)
FILE = Way(
    stances.NEW_FILE,
    "TikTok's advertising takes only certain files.",
    "Export the file in another way, or choose another one.",
)
TEXT = Way(
    stances.NEW_WORDS,
    "TikTok's advertising takes only certain wordings.",
    "Write the text anew.",
)
PERMISSION = Way(
    stances.MUST_GRANT,
    "The access that the program was given does not reach that far.",
    "Give the program the access that it asks for, or ask whoever administers the advertiser.",
)
NOT_OPEN = Way(
    stances.UNAUDITED,
    "TikTok has not opened this to the program, or not here.",
    "Nothing: the people who run the program have to ask TikTok.",
)
CLIENT = Way(
    stances.WRONG_CLIENT,
    "The program is not set up correctly at TikTok.",
    "Nothing: the people who run the program have to correct it.",
)
RENEW = Way(
    stances.TOKEN_TIRED,
    "TikTok no longer accepts the program's permission to act for you.",
    "Nothing yet; if the program asks you to, connect it anew.",
)
CONNECT = Way(
    stances.MUST_RECONNECT,
    "The program's permission to act for you has ended.",
    "Connect the program to TikTok anew.",
)
IN_TIKTOK = Way(
    stances.ONLY_IN_TIKTOK,
    "It is a matter between you and TikTok.",
    "Look into your account at TikTok and settle it there.",
)
RATE = Way(
    stances.TOO_FAST.but(patience=_BUSINESS_LIMIT, actor=Actor.CALLER),
    "The program made too many calls in a short time.",
    _ITSELF,
)
TROUBLE = Way(
    stances.PLATFORM_TROUBLE.but(patience=OUTAGE),
    "TikTok has trouble of its own.",
    _ITSELF,
)
PENDING = Way(
    stances.PLATFORM_TROUBLE.but(patience=stances.UNTIL_READY, remedy=Remedy.NOTHING),
    "TikTok has not finished its part yet.",
    _ITSELF,
)
FETCH = Way(
    stances.NEW_FILE.but(
        kind=Kind.UNAVAILABLE,
        outcome=Headline.RETRY,
        handling=Handling.BACK_OFF,
        resend=Resend.YES,
        patience=stances.NEW_ATTEMPTS,
        tries=3,
    ),
    "TikTok could not fetch a file from the program.",
    _ITSELF,
)
EXISTS = Way(
    stances.NEW_CALL.but(kind=Kind.CONFLICT),
    "The same thing was asked for twice.",
    "Nothing, unless something is missing: then ask the makers of the program.",
)
CLASH = Way(
    stances.PLATFORM_TROUBLE.but(
        kind=Kind.CONFLICT, actor=Actor.CALLER, remedy=Remedy.SLOW_DOWN, patience=stances.GO_ON
    ),
    "Two changes met each other.",
    _ITSELF,
)
FULL = Way(
    stances.NEW_OPTIONS.but(kind=Kind.LIMITED),
    "TikTok allows only a certain number of these.",
    "Remove some that you no longer need, in TikTok Ads Manager.",
)
OBSERVE = Way(
    stances.NEW_OPTIONS.but(handling=Handling.NOTE),
    "TikTok judged how the advertising does, not a call.",
    "Look at the advertising in TikTok Ads Manager and adjust it.",
)
LATER = Way(
    stances.PLATFORM_TROUBLE.but(
        remedy=Remedy.NOTHING, handling=Handling.NOTE, patience=None, resend=Resend.YES
    ),
    "It takes its time at TikTok.",
    "Nothing: look again later.",
)
DONE = Way(stances.FINE, "TikTok did what was asked.", "Nothing.")


def row(
    code: str,
    way: Way,
    category: Category,
    surface: Surface,
    source: Source,
    what: str,
    why: str,
    do: str,
    felt: str,
    look: str,
    **rest: Any,
) -> Entry:
    """One line of an advertising table; `felt` is for the person, `look` for the support desk.

    `because` and `then` among the rest tell the person more than the way does.
    """
    person = Words(felt, rest.pop("because", way.creator_why), rest.pop("then", way.creator_do))
    sources = (source, *rest.pop("sources", ()))
    surfaces = (surface, *rest.pop("surfaces", ()))
    official = rest.pop("official", what)
    return entry(
        code,
        way.stance,
        category,
        surfaces,
        key=f"tiktok.{surface}.{code.casefold()}",
        creator=person,
        caller=Words(what, why, do),
        support=Words(f"{code}: {what}", why, look),
        official=official,
        sources=sources,
        **rest,
    )
