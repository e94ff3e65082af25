"""Answers that carry an HTTP status and nothing else, and words that nobody knows."""

from typing import Any

from publisher.domain.reasons import Actor, Handling, Headline, Kind, Remedy, Words
from publisher.tiktok.catalogue import sources, stances
from publisher.tiktok.catalogue.entry import (
    Category,
    Claim,
    Entry,
    Never,
    Stance,
    Surface,
    entry,
)
from publisher.tiktok.catalogue.posting.access import BEFORE_SENDING, EVERYWHERE

REVIEW = "Nothing for now: somebody looks at it and comes back."


def _status(
    code: str, stance: Stance, http: tuple[int, ...], category: Category, **rest: Any
) -> Entry:
    rest.setdefault("official", "TikTok documents codes, not bare statuses.")
    rest.setdefault("sources", (sources.OURSELVES,))
    surfaces = (Surface.HTTP, Surface.GUIDE) if code in {"401", "429"} else (Surface.HTTP,)
    return entry(code, stance, category, surfaces, key=f"tiktok.http.{code}", http=http, **rest)


ENTRIES = (
    _status(
        "400",
        stances.OUR_MISTAKE,
        (400, 405, 406, 409, 410, 411, 412, 413, 414, 415, 417, 422),
        Category.SERVER,
        alarm=True,
        creator=Words("TikTok could not read what we sent.", "Probably our mistake.", REVIEW),
        caller=Words(
            "TikTok refused the request without a code.",
            "The request was malformed, or too large for a gateway on the way.",
            "Wait: it is held until somebody has looked.",
        ),
        support=Words(
            "A bare 4xx without TikTok's code.",
            "Often a gateway before TikTok's API answers so.",
            "Read the kept beginning of the answer, and pass it on.",
        ),
    ),
    _status(
        "401",
        stances.TOKEN_TIRED,
        (401,),
        Category.AUTHENTICATION,
        proves=BEFORE_SENDING,
        creator=Words(
            "TikTok does not recognise our permission to act for you.",
            "It has run out or was withdrawn.",
            "Nothing yet, since we renew it once; if we ask, connect your TikTok anew.",
        ),
        caller=Words(
            "The call was not authorised.",
            "The token has run out, was revoked, or lacks a scope.",
            "Wait for the automatic renewal; if it fails, send the creator to the connect page.",
        ),
        support=Words(
            "A bare 401.",
            "Without a code the token is the first suspect, a missing scope the second.",
            "See whether the renewal worked, then compare the granted scopes.",
        ),
        sources=(sources.ADSKULL, sources.OURSELVES),
    ),
    _status(
        "403",
        stances.UNSEEN.but(kind=Kind.FORBIDDEN),
        (403,),
        Category.PERMISSION,
        alarm=True,
        creator=Words("TikTok refused this.", "It gave no reason that we know.", REVIEW),
        caller=Words(
            "TikTok refused the request without a code.",
            "Caps, bans, audit and domains all answer 403, so the code would decide.",
            "Wait: it is held until somebody has looked.",
        ),
        support=Words(
            "A bare 403.",
            "TikTok uses 403 for caps, bans, the audit and domains alike.",
            "Read the kept beginning of the answer; do not guess among them.",
        ),
    ),
    _status(
        "404",
        stances.OUR_MISTAKE,
        (404,),
        Category.REQUEST,
        alarm=True,
        creator=Words("We asked TikTok at a wrong address.", "Probably our mistake.", REVIEW),
        caller=Words(
            "There is nothing at this address of TikTok's.",
            "Paths end with a slash; without it, or with a wrong version, TikTok answers 404.",
            "Wait: it is held until somebody has looked.",
        ),
        support=Words(
            "A bare 404.",
            "The path is wrong or was withdrawn by TikTok.",
            "Pass the address on; several at once mean that TikTok changed something.",
        ),
    ),
    _status(
        "429",
        stances.TOO_FAST,
        (408, 425, 429),
        Category.RATE_LIMIT,
        proves=BEFORE_SENDING,
        creator=Words(
            "TikTok asked us to go a little slower.",
            "Too many calls were made in a short time.",
            "Nothing: we go on in a minute or so.",
        ),
        caller=Words(
            "Too many requests for an endpoint in a short time.",
            "Bursts from several workers and eager polling add up on one client.",
            "Spread the calls, read any retry header, and repeat with growing, uneven pauses.",
        ),
        support=Words(
            "A bare 429.",
            "A limit of calls was met; it passes by itself.",
            "Nothing, unless it lasts: then look for another program with the same client.",
        ),
        never=Never(
            remedies=(Remedy.RECONNECT,),
            handlings=(Handling.FAIL, Handling.HOLD),
            phrases=("reconnect",),
        ),
        sources=(sources.ADSKULL_429, sources.OURSELVES),
        claims=(
            Claim(sources.ADSKULL_429, "start at one second and double"),
            Claim(
                sources.ERROR_HANDLING, "a sliding minute, so wait for at least 60 s", holds=True
            ),
        ),
    ),
    _status(
        "5xx",
        stances.PLATFORM_TROUBLE,
        (500, 501, 502, 503, 504, 507, 508, 520, 521, 522, 523, 524, 529, 530),
        Category.SERVER,
        creator=Words(
            "TikTok has trouble of its own at the moment.",
            "The fault lies inside TikTok or on the way to it.",
            "Nothing: we ask again, or look into it where asking is not enough.",
        ),
        caller=Words(
            "TikTok, or a gateway before it, failed.",
            "The status says so; there was no code.",
            "Nothing where we only ask; an announcement is looked into before any other.",
        ),
        support=Words(
            "A bare 5xx.",
            "Trouble inside TikTok or on the way.",
            "Watch it; what it means for a post depends on the step at which it came.",
        ),
        never=Never(remedies=(Remedy.RECONNECT,), handlings=(Handling.NEW_ATTEMPT,)),
    ),
    entry(
        "ok",
        stances.FINE,
        Category.SUCCESS,
        (Surface.POSTING,),
        at=EVERYWHERE,
        http=(200,),
        creator=Words("Everything is in order.", "TikTok agreed.", "Nothing."),
        caller=Words(
            "This is not an error.", "TikTok says ok in the place of an error code.", "Nothing."
        ),
        support=Words("TikTok reports success.", "The code ok means success.", "Nothing."),
        official="Success.",
        sources=(sources.ERROR_HANDLING,),
    ),
    entry(
        "unknown",
        stances.UNSEEN,
        Category.UNKNOWN,
        (Surface.OURS,),
        alarm=True,
        creator=Words(
            "TikTok gave an answer that we have not met before.",
            "It may be new at TikTok; your post is kept.",
            REVIEW,
        ),
        caller=Words(
            "TikTok answered with a code that is not in this catalogue.",
            "Nothing is guessed from an unknown code, and nothing is repeated blindly.",
            "Wait: the post is held, and its raw answer is kept for review.",
        ),
        support=Words(
            "A code that nobody here has seen.",
            "One alarm is raised for each new code, with a count.",
            "Read TikTok's raw words, find out whether the post is out, and add the code.",
        ),
        never=Never(handlings=(Handling.NEW_ATTEMPT, Handling.RESLOT)),
        official="TikTok's pages do not speak of it.",
        sources=(sources.OURSELVES,),
    ),
    entry(
        "not_recognised",
        Stance(
            Kind.UNKNOWN,
            Headline.FIX_INPUT,
            Actor.CALLER,
            Remedy.CORRECT_REQUEST,
            Handling.NOTE,
            stances.UNSEEN.resend,
        ),
        Category.UNKNOWN,
        (Surface.OURS,),
        creator=Words(
            "This is not a TikTok error that I know.",
            "No code of TikTok's was found in it.",
            "Ask the people who run the app that showed it.",
        ),
        caller=Words(
            "This is not a TikTok error that I know.",
            "Neither a known code nor the shape of any TikTok answer was found in it.",
            "Give the code by itself, or the whole answer as TikTok sent it.",
        ),
        support=Words(
            "This is not a TikTok error that I know.",
            "It may belong to another platform or to the network between.",
            "Ask for the raw answer with its log id.",
        ),
        also=((Actor.OPERATOR, Remedy.NOTHING),),
        official="TikTok's pages do not speak of it.",
        sources=(sources.OURSELVES,),
    ),
)
