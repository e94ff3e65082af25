"""Loose wordings that a public list of patterns treats as codes; matched only as a whole."""

from publisher.domain.reasons import Handling, Remedy, Words
from publisher.tiktok.catalogue import sources, stances
from publisher.tiktok.catalogue.entry import Category, Claim, Never, Surface, entry

PHRASE = (Surface.PHRASE,)
NOT_AGAIN = Never(
    handlings=(Handling.BACK_OFF, Handling.NEW_ATTEMPT, Handling.RESLOT),
    remedies=(Remedy.RECONNECT,),
    phrases=("reconnect",),
)

ENTRIES = (
    entry(
        "video duration",
        stances.NEW_FILE,
        Category.VIDEO_FORMAT,
        PHRASE,
        key="tiktok.video_duration",
        creator=Words(
            "Your film is too long for this way of posting.",
            "Drafts, direct posts and people have different limits.",
            "Shorten the film, or make two posts of it.",
        ),
        caller=Words(
            "The video is longer than the chosen way of publishing allows.",
            "The creator's own limit counts, and never more than 10 minutes.",
            "Hand in a shorter film, or split it into several posts.",
        ),
        support=Words(
            "Some program said that the duration of the video is wrong.",
            "These are not TikTok's words; TikTok says duration_check_failed.",
            "Compare the measured length with the creator's limit.",
        ),
        never=NOT_AGAIN,
        official="Not one of TikTok's codes; duration_check_failed is.",
        sources=(sources.BUNDLE, sources.TRANSFER_GUIDE),
    ),
    entry(
        "file size",
        stances.NEW_FILE,
        Category.VIDEO_FORMAT,
        PHRASE,
        key="tiktok.file_size",
        creator=Words(
            "Your file is too large for TikTok.",
            "A film may have 4 GB, a picture 20 MB.",
            "Export it with more compression and hand that in.",
        ),
        caller=Words(
            "The media file is larger than TikTok takes.",
            "Films end at 4 GB, pictures at 20 MB.",
            "Lower the bitrate and keep an accepted format.",
        ),
        support=Words(
            "Some program said that the size of the file is wrong.",
            "These are not TikTok's words, and TikTok documents no code for it.",
            "Compare the measured size with the limits.",
        ),
        never=NOT_AGAIN,
        official="Not one of TikTok's codes; none is documented for the size.",
        sources=(sources.BUNDLE, sources.TRANSFER_GUIDE),
    ),
    entry(
        "too many requests",
        stances.TOO_FAST,
        Category.RATE_LIMIT,
        PHRASE,
        key="tiktok.too_many_requests",
        creator=Words(
            "TikTok asked for fewer calls in a short time.",
            "Too many were made at once.",
            "Nothing: it goes on in a minute or so.",
        ),
        caller=Words(
            "More requests reached TikTok within a moment than it accepts.",
            "The limit counts a sliding minute.",
            "Queue the calls, and repeat after a minute or more.",
        ),
        support=Words(
            "Some program, or HTTP itself, said that there were too many requests.",
            "TikTok's own code for it is rate_limit_exceeded.",
            "Nothing, unless it lasts: then find out what calls so often.",
        ),
        never=Never(
            handlings=(Handling.FAIL, Handling.HOLD, Handling.NEW_ATTEMPT),
            remedies=(Remedy.RECONNECT,),
            phrases=("reconnect",),
        ),
        official="Not one of TikTok's codes; rate_limit_exceeded is.",
        sources=(sources.BUNDLE, sources.ERROR_HANDLING),
        claims=(
            Claim(sources.BUNDLE, "a pattern of its own beside rate_limit_exceeded"),
            Claim(sources.ERROR_HANDLING, "rate_limit_exceeded, HTTP 429", holds=True),
        ),
    ),
)
