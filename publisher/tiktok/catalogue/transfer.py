"""Bare HTTP answers to chunks sent to an upload address."""

from typing import Any

from publisher.domain.reasons import Handling, Remedy, Resend, Words
from publisher.tiktok.catalogue import sources, stances
from publisher.tiktok.catalogue.entry import (
    Category,
    Entry,
    Exchange,
    Never,
    Stance,
    Surface,
    entry,
)

BY_ITSELF = "Nothing: it goes on by itself."
NO_SECOND_SEND = Never(
    handlings=(Handling.FAIL,), remedies=(Remedy.RECONNECT,), phrases=("reconnect",)
)


def _chunk(
    code: str,
    stance: Stance,
    http: tuple[int, ...],
    official: str,
    *,
    creator: Words,
    caller: Words,
    support: Words,
    **rest: Any,
) -> Entry:
    return entry(
        code,
        stance,
        Category.TRANSFER,
        (Surface.TRANSFER,),
        key=f"tiktok.transfer.{code}",
        at=(Exchange.TRANSFER,),
        http=http,
        official=official,
        sources=(sources.TRANSFER_GUIDE,),
        creator=creator,
        caller=caller,
        support=support,
        **rest,
    )


ENTRIES = (
    _chunk(
        "201",
        stances.FINE,
        (201,),
        "All parts have arrived; publishing starts.",
        creator=Words("Your film has arrived at TikTok.", "All of it was sent.", BY_ITSELF),
        caller=Words("The last chunk was accepted.", "TikTok has every byte.", BY_ITSELF),
        support=Words("The transfer is complete.", "TikTok publishes from here.", "Nothing."),
    ),
    _chunk(
        "206",
        stances.FINE,
        (206,),
        "The chunk was stored; more are expected.",
        creator=Words("Your film is on its way.", "Part of it has arrived.", BY_ITSELF),
        caller=Words("A chunk was accepted.", "More chunks follow.", BY_ITSELF),
        support=Words("The transfer is under way.", "A part has been stored.", "Nothing."),
    ),
    _chunk(
        "400",
        stances.OUR_MISTAKE,
        (400,),
        "Headers are wrong, or the length does not fit the body.",
        alarm=True,
        creator=Words(
            "Sending your film to TikTok went wrong on our side.",
            "A part of it was announced wrongly; we have been told.",
            "Nothing for now: we look into it.",
        ),
        caller=Words(
            "TikTok refused a chunk because its headers do not fit.",
            "The announced range or length differs from what was sent; a mistake of ours.",
            "Wait: the post is held and we have been told.",
        ),
        support=Words(
            "A chunk was refused with 400.",
            "Content-Range or Content-Length did not describe the bytes.",
            "Pass the step with its range and size on to us.",
        ),
        never=NO_SECOND_SEND,
    ),
    _chunk(
        "403",
        stances.DEAD_THERE.but(resend=Resend.AFTER_RECONCILING),
        (403,),
        "The upload address has run out; it lives for one hour.",
        creator=Words(
            "Sending your film took longer than TikTok waits.",
            "TikTok gives an hour for it.",
            "Nothing: we ask what arrived and begin anew if need be.",
        ),
        caller=Words(
            "The upload address is no longer valid.",
            "An address lives one hour, and the whole file must arrive within it.",
            "Nothing: after asking for the state a new attempt starts.",
        ),
        support=Words(
            "The upload address ran out before the file was complete.",
            "A slow line or a long pause used up TikTok's hour.",
            "Look at the durations of the chunks; a slow network shows there.",
        ),
        never=NO_SECOND_SEND,
    ),
    _chunk(
        "404",
        stances.DEAD_THERE.but(resend=Resend.AFTER_RECONCILING),
        (404,),
        "No upload belongs to this address.",
        creator=Words(
            "TikTok no longer waits for your film.",
            "It has forgotten the announcement.",
            "Nothing: we ask what arrived and begin anew if need be.",
        ),
        caller=Words(
            "TikTok knows no upload under this address.",
            "The announcement was dropped, or has already been used up.",
            "Nothing: after asking for the state a new attempt starts.",
        ),
        support=Words(
            "TikTok answered 404 to a chunk.",
            "The upload behind the address is gone.",
            "See what the state says; a new attempt follows when nothing arrived.",
        ),
        never=NO_SECOND_SEND,
    ),
    _chunk(
        "416",
        stances.OFF_COURSE,
        (416,),
        "The range does not continue where the server stands.",
        creator=Words(
            "Sending your film went out of step.",
            "A part arrived twice or was lost on the way.",
            "Nothing: we ask TikTok how far it is and go on from there.",
        ),
        caller=Words(
            "The chunk does not follow on what TikTok has stored.",
            "An answer was lost, so we and TikTok count differently.",
            "Nothing: the offset is asked for and the transfer goes on.",
        ),
        support=Words(
            "Chunks went out of step.",
            "It follows a lost answer and heals by asking for the offset.",
            "Nothing, unless it repeats for one post.",
        ),
        never=NO_SECOND_SEND,
    ),
    _chunk(
        "429",
        stances.TOO_FAST,
        (408, 425, 429),
        "Not documented for the upload host.",
        creator=Words("TikTok asked us to pause sending.", "It was busy for a moment.", BY_ITSELF),
        caller=Words(
            "The upload host asked for a pause.", "It is busy.", "Nothing: the same chunk follows."
        ),
        support=Words(
            "The upload host put us off.",
            "It is not documented, and is taken as a request to wait.",
            "Nothing, unless it lasts.",
        ),
        never=NO_SECOND_SEND,
    ),
    _chunk(
        "5xx",
        stances.PLATFORM_TROUBLE,
        (500, 502, 503, 504),
        "A gateway or internal error; sending the same chunk again is advised.",
        creator=Words(
            "TikTok stumbled while it received your film.",
            "The trouble is on the way or inside TikTok.",
            "Nothing: we send that part once more.",
        ),
        caller=Words(
            "The upload host failed while taking a chunk.",
            "A gateway gave up; also seen when bytes did not fit the announced range.",
            "Nothing: the same chunk goes to the same address, with growing pauses.",
        ),
        support=Words(
            "The upload host answered 5xx to a chunk.",
            "Usually it passes; a steady 502 has meant wrong ranges before.",
            "Watch it; if one post never gets past a chunk, pass the step on to us.",
        ),
        never=NO_SECOND_SEND,
    ),
    _chunk(
        "no_answer",
        stances.OFF_COURSE,
        (),
        "TikTok's pages do not speak of it.",
        creator=Words(
            "The line to TikTok broke while we sent your film.",
            "Such breaks are usual.",
            "Nothing: we ask how far it got and go on from there.",
        ),
        caller=Words(
            "A chunk got no answer.",
            "It may have arrived all the same.",
            "Nothing: the offset is asked for and the transfer goes on.",
        ),
        support=Words(
            "The connection broke during a chunk.",
            "Whether the chunk arrived is asked before anything else is sent.",
            "Nothing, unless it repeats for many posts: then look at the network.",
        ),
        never=NO_SECOND_SEND,
    ),
    _chunk(
        "4xx",
        stances.OUR_MISTAKE,
        (),
        "TikTok's pages do not speak of it.",
        alarm=True,
        creator=Words(
            "TikTok refused a part of your film.",
            "We do not know yet why, and have been told.",
            "Nothing for now: we look into it.",
        ),
        caller=Words(
            "The upload host refused a chunk in a way that is not documented.",
            "The transfer stops until the answer is understood.",
            "Wait: the post is held and we have been told.",
        ),
        support=Words(
            "An undocumented refusal from the upload host.",
            "Only 400, 403, 404 and 416 are known there.",
            "Pass the step and its HTTP status on to us.",
        ),
        never=NO_SECOND_SEND,
    ),
)
