"""Ways in which an advertising call goes wrong, with what creator and support do about each.

The advertising tables hold three sentences a row, for the developer; what the creator (here: the
person whose advertising or post it is) and the support desk do depends only on the way.
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
    """A stance, and what it means to the two readers who did not make the call."""

    stance: Stance
    creator_why: str
    creator_do: str
    support_do: str


_MAKERS = "Nothing: the makers of the program that you use have to correct it."
_ITSELF = "Nothing: it goes on by itself."
_SEND = "Send the developer TikTok's message with its request id."

# Business calls are limited by the second and by the minute; a minute's limit asks for five.
_BUSINESS_LIMIT = Patience(
    quick=tuple(timedelta(seconds=wait) for wait in (1, 2, 4, 8, 16)),
    first=timedelta(minutes=5),
    longest=timedelta(minutes=10),
    least=timedelta(seconds=60),
)

CALL = Way(stances.NEW_CALL, "The program behind it asked in a way that fails.", _MAKERS, _SEND)
OPTIONS = Way(
    stances.NEW_OPTIONS,
    "The settings that were chosen do not work together.",
    "Choose other settings, in the program that you use or in TikTok Ads Manager.",
    "Name the setting and what is allowed; whoever set it up changes it.",
)
SCHEDULE = Way(
    stances.NEW_SCHEDULE,
    "The times that were chosen do not work.",
    "Choose other times, in the program that you use or in TikTok Ads Manager.",
    "Name the times and what is allowed; whoever set them up changes them.",
)
FILE = Way(
    stances.NEW_FILE,
    "TikTok's advertising takes only certain files.",
    "Export the file in another way, or choose another one.",
    "Name the file and the limit, and ask for another file.",
)
TEXT = Way(
    stances.NEW_WORDS,
    "TikTok's advertising takes only certain wordings.",
    "Write the text anew.",
    "Name the text and the limit, and ask for another wording.",
)
PERMISSION = Way(
    stances.MUST_GRANT,
    "The access that the program was given does not reach that far.",
    "Give the program the access that it asks for, or ask whoever administers the advertiser.",
    "Find out which access is missing and who administers it, then have it granted.",
)
NOT_OPEN = Way(
    stances.UNAUDITED,
    "TikTok has not opened this to the program, or not here.",
    "Nothing: the people who run the program have to ask TikTok.",
    "Tell the operator; only TikTok can open it to this client.",
)
CLIENT = Way(
    stances.WRONG_CLIENT,
    "The program is not set up correctly at TikTok.",
    "Nothing: the people who run the program have to correct it.",
    "Have the operator compare the client's id, secret and settings with TikTok's portal.",
)
RENEW = Way(
    stances.TOKEN_TIRED,
    "TikTok no longer accepts the program's permission to act for you.",
    "Nothing yet; if the program asks you to, connect it anew.",
    "See whether a renewal worked; only after a failed one send the connect link.",
)
CONNECT = Way(
    stances.MUST_RECONNECT,
    "The program's permission to act for you has ended.",
    "Connect the program to TikTok anew.",
    "Send the connect link; if everybody is affected, suspect the client's settings.",
)
IN_TIKTOK = Way(
    stances.ONLY_IN_TIKTOK,
    "It is a matter between you and TikTok.",
    "Look into your account at TikTok and settle it there.",
    "Point the person to their account at TikTok; no program can settle it.",
)
RATE = Way(
    stances.TOO_FAST.but(patience=_BUSINESS_LIMIT, actor=Actor.CALLER),
    "The program made too many calls in a short time.",
    _ITSELF,
    "Nothing, unless it lasts: then find out what calls so often.",
)
TROUBLE = Way(
    stances.PLATFORM_TROUBLE.but(patience=OUTAGE),
    "TikTok has trouble of its own.",
    _ITSELF,
    "Watch it; after half an hour write to TikTok's business support with the request id.",
)
PENDING = Way(
    stances.PLATFORM_TROUBLE.but(patience=stances.UNTIL_READY, remedy=Remedy.NOTHING),
    "TikTok has not finished its part yet.",
    _ITSELF,
    "Nothing, unless it never ends: then send the developer the request id.",
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
    "Open the address from outside; if it fails there as well, tell the developer.",
)
EXISTS = Way(
    stances.NEW_CALL.but(kind=Kind.CONFLICT),
    "The same thing was asked for twice.",
    "Nothing, unless something is missing: then ask the makers of the program.",
    "See whether the first one is there; if so, nothing was lost.",
)
CLASH = Way(
    stances.PLATFORM_TROUBLE.but(
        kind=Kind.CONFLICT, actor=Actor.CALLER, remedy=Remedy.SLOW_DOWN, patience=stances.GO_ON
    ),
    "Two changes met each other.",
    _ITSELF,
    "Look whether both changes are there; the developer sends them one after another.",
)
FULL = Way(
    stances.NEW_OPTIONS.but(kind=Kind.LIMITED),
    "TikTok allows only a certain number of these.",
    "Remove some that you no longer need, in TikTok Ads Manager.",
    "Name the limit; old ones are removed, or work is spread over several advertisers.",
)
OBSERVE = Way(
    stances.NEW_OPTIONS.but(handling=Handling.NOTE),
    "TikTok judged how the advertising does, not a call.",
    "Look at the advertising in TikTok Ads Manager and adjust it.",
    "It is advice, not a fault; explain it and let whoever runs the advertising decide.",
)
LATER = Way(
    stances.PLATFORM_TROUBLE.but(
        remedy=Remedy.NOTHING, handling=Handling.NOTE, patience=None, resend=Resend.YES
    ),
    "It takes its time at TikTok.",
    "Nothing: look again later.",
    "Say when it is worth looking again.",
)
DONE = Way(stances.FINE, "TikTok did what was asked.", "Nothing.", "Nothing.")


def row(
    code: str,
    way: Way,
    category: Category,
    surface: Surface,
    source: Source,
    what: str,
    why: str,
    do: str,
    **rest: Any,
) -> Entry:
    """One line of an advertising table as an Entry."""
    sources = (source, *rest.pop("sources", ()))
    surfaces = (surface, *rest.pop("surfaces", ()))
    official = rest.pop("official", what)
    return entry(
        code,
        way.stance,
        category,
        surfaces,
        key=f"tiktok.{surface}.{code.casefold()}",
        creator=Words(what, way.creator_why, way.creator_do),
        caller=Words(what, why, do),
        support=Words(f"{code}: {what[0].lower()}{what[1:]}", why, way.support_do),
        official=official,
        sources=sources,
        **rest,
    )
