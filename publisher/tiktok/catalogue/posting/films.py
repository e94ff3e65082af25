"""Verdicts on what a file is: container, length, frame rate, size of the picture."""

from publisher.domain.reasons import Actor, Handling, Remedy, Words
from publisher.tiktok.catalogue import sources, stances
from publisher.tiktok.catalogue.entry import Category, Claim, Exchange, Never, Surface, entry

VERDICTS = (Surface.FAIL_REASON,)
VERDICT = (Exchange.FAIL_REASON, Exchange.NOTICE)
# The limits that may be named are those of the Media Transfer Guide; a test reads every number.
NO_REPEAT = Never(
    handlings=(Handling.BACK_OFF, Handling.NEW_ATTEMPT, Handling.RESLOT),
    remedies=(Remedy.RECONNECT, Remedy.WAIT_FOR_WINDOW),
    phrases=("720p", "30 fps", "3 seconds", "bitrate", "reconnect"),
)
OURS_TOO = ((Actor.US, Remedy.CONTACT_SUPPORT),)

ENTRIES = (
    entry(
        "file_format_check_failed",
        stances.NEW_FILE,
        Category.VIDEO_FORMAT,
        VERDICTS,
        at=VERDICT,
        alarm=True,
        also=OURS_TOO,
        creator=Words(
            "TikTok does not take this kind of file.",
            "Films must be MP4, WebM or MOV, pictures JPEG or WebP.",
            "Export it as MP4, or as JPEG for a picture, and hand that in.",
        ),
        caller=Words(
            "TikTok refused the container, the codec or the picture type.",
            "It takes MP4, WebM or MOV with H.264, H.265, VP8 or VP9, and JPEG or WebP pictures.",
            "Hand in another export; we have been told, as our preparation should prevent this.",
        ),
        support=Words(
            "The file's format failed TikTok's check after it had been received.",
            "What we hand over is prepared to fit, so this points to a fault of ours.",
            "Compare what was measured before and after, and pass it on with the log id.",
        ),
        never=NO_REPEAT,
        official="The format of the media is not supported.",
        sources=(sources.STATUS, sources.TRANSFER_GUIDE),
    ),
    entry(
        "duration_check_failed",
        stances.NEW_FILE,
        Category.VIDEO_FORMAT,
        VERDICTS,
        at=VERDICT,
        alarm=True,
        also=OURS_TOO,
        creator=Words(
            "Your film does not have a length that TikTok takes from you.",
            "Through apps ten minutes is the most, and many people are allowed less.",
            "Shorten the film, or lengthen it if it lasts only a moment.",
        ),
        caller=Words(
            "The film's duration is outside what TikTok accepts for this creator.",
            "The limit is the creator's max_video_post_duration_sec, and never above 10 minutes.",
            "Hand in a film of fitting length; read the creator's options for the limit.",
        ),
        support=Words(
            "The duration failed TikTok's check after the film had been received.",
            "The creator's limit may have changed since it was read before sending.",
            "Compare the measured length with the creator's limit at the time, and tell us.",
        ),
        never=NO_REPEAT,
        official="The duration does not meet the limit, which depends on the creator.",
        sources=(sources.STATUS, sources.TRANSFER_GUIDE),
        claims=(
            Claim(sources.TRANSFER_GUIDE, "at most 10 minutes and the creator's limit", holds=True),
            Claim(sources.ENUMS, "a minimum of three seconds; no page of TikTok's says so"),
        ),
    ),
    entry(
        "frame_rate_check_failed",
        stances.NEW_FILE,
        Category.VIDEO_FORMAT,
        VERDICTS,
        at=VERDICT,
        alarm=True,
        also=OURS_TOO,
        creator=Words(
            "Your film shows too few or too many pictures a second for TikTok.",
            "TikTok takes from 23 to 60 pictures a second.",
            "Export the film at a usual frame rate and hand that in.",
        ),
        caller=Words(
            "The frame rate is outside the range that TikTok accepts.",
            "The range is 23 to 60 fps; a varying rate may leave it in places.",
            "Hand in an export with a constant rate inside that range.",
        ),
        support=Words(
            "The frame rate failed TikTok's check after the film had been received.",
            "Our preparation makes the rate constant and fitting, so this points to a fault.",
            "Compare what was measured before and after, and pass it on with the log id.",
        ),
        never=NO_REPEAT,
        official="The frame rate is not supported.",
        sources=(sources.STATUS, sources.TRANSFER_GUIDE),
    ),
    entry(
        "picture_size_check_failed",
        stances.NEW_FILE,
        Category.VIDEO_FORMAT,
        VERDICTS,
        at=VERDICT,
        alarm=True,
        also=OURS_TOO,
        creator=Words(
            "The picture of your post is too small or too large for TikTok.",
            "Each side of a film must have 360 to 4096 pixels; photos have a limit of 1080p.",
            "Export it in another size and hand that in.",
        ),
        caller=Words(
            "Width or height is outside what TikTok accepts.",
            "Films: 360 to 4096 pixels a side; photos: shorter side at most 1080, by experience.",
            "Hand in another size; we have been told, as our preparation should prevent this.",
        ),
        support=Words(
            "The picture's size failed TikTok's check after it had been received.",
            "One unfitting photo fails the whole set, and TikTok does not say which.",
            "Compare what was measured before and after for each file, and pass it on.",
        ),
        never=NO_REPEAT,
        official="The resolution of the media is not supported.",
        sources=(sources.STATUS, sources.TRANSFER_GUIDE, sources.FIELD),
        claims=(
            Claim(
                sources.TRANSFER_GUIDE, "photos: maximum 1080p, not explained further", holds=True
            ),
            Claim(sources.FIELD, "photos: the shorter side decides, at most 1080", holds=True),
            Claim(sources.BUNDLE, "typically at least 720p; no page of TikTok's says so"),
        ),
    ),
)
