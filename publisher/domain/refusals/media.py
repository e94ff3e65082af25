"""Why media cannot be taken or sent."""

from publisher.domain.reasons import Actor, Handling, Headline, Kind, Remedy
from publisher.domain.refusals.shape import reason

ASSET_UNUSABLE = reason(
    "asset_unusable",
    Kind.INVALID,
    "This file can never be posted.",
    "Hand in another file; the finding says what is wrong with this one.",
    remedy=Remedy.REPLACE_MEDIA,
)
ASSET_ERASED = reason(
    "asset_erased",
    Kind.CONFLICT,
    "The bytes of this asset are gone, by request or by age.",
    "Hand the file in again.",
    remedy=Remedy.REPLACE_MEDIA,
)
ASSETS_MIXED = reason(
    "assets_mixed",
    Kind.INVALID,
    "A post is one film, or one to thirty-five pictures, never both.",
    "Send them as separate posts.",
)
MEDIA_UNFIT = reason(
    "media_unfit",
    Kind.INVALID,
    "This file cannot be made to fit what the platform takes.",
    "Hand in another file; each finding names the rule, what was measured and what is allowed.",
    remedy=Remedy.REPLACE_MEDIA,
)
MEDIA_ENGINE = reason(
    "media_engine_failed",
    Kind.UNAVAILABLE,
    "Our media engine could not do its work on this file.",
    "We try again by ourselves; if it stays, the operator looks at the media worker.",
    outcome=Headline.RETRY,
    actor=Actor.OPERATOR,
    remedy=Remedy.CHECK_SERVICE,
    handling=Handling.BACK_OFF,
)
MEDIA_CHANGED = reason(
    "media_changed",
    Kind.INTERNAL,
    "The file on our disk is no longer the one that was vouched for.",
    "Hand the file in again; the operator looks at the disk.",
    outcome=Headline.FIX_INPUT,
    actor=Actor.OPERATOR,
    remedy=Remedy.REPLACE_MEDIA,
    handling=Handling.HOLD,
)
RENDITION_PENDING = reason(
    "rendition_pending",
    Kind.CONFLICT,
    "The file is still being made fit.",
    "Nothing: it goes out as soon as it is ready.",
    outcome=Headline.RETRY,
    actor=Actor.US,
    remedy=Remedy.NOTHING,
    handling=Handling.BACK_OFF,
)
