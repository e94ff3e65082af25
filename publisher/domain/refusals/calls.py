"""Why a call itself is refused."""

from publisher.domain.reasons import Actor, Handling, Headline, Kind, Remedy
from publisher.domain.refusals.shape import reason

UNREADABLE = reason(
    "unreadable_request",
    Kind.MALFORMED,
    "The body of this call cannot be read.",
    "Send valid JSON (or multipart where a file is meant) with the matching Content-Type.",
)
INVALID = reason(
    "invalid_request",
    Kind.INVALID,
    "Some fields of this call break a rule.",
    "Each entry of `errors` names a field, its rule, what was found and what is allowed.",
)
UNAUTHORISED = reason(
    "unauthorised",
    Kind.UNAUTHORISED,
    "This call carries no API key that we know.",
    "Send `Authorization: Bearer <key>` with a live key of your App.",
)
NOT_FOUND = reason(
    "not_found",
    Kind.UNKNOWN,
    "There is no such thing for this App.",
    "Check the id; ids of other Apps answer the same way.",
)
NO_SUCH_ROUTE = reason(
    "no_such_route",
    Kind.UNKNOWN,
    "Nothing answers at this address.",
    "See /v1/openapi.json for all that does.",
)
KEY_MISSING = reason(
    "idempotency_key_missing",
    Kind.MALFORMED,
    "This call commits something and carries no Idempotency-Key.",
    "Send a header Idempotency-Key with a value of your own, and the same one when you repeat it.",
)
KEY_REUSED = reason(
    "idempotency_key_reused",
    Kind.INVALID,
    "This Idempotency-Key was used before with another body.",
    "Use a new key for a new request; repeat an old request with its body unchanged.",
)
KEY_BUSY = reason(
    "idempotency_key_in_progress",
    Kind.CONFLICT,
    "The first call with this Idempotency-Key is still under way.",
    "Repeat the same call after the seconds in Retry-After.",
    outcome=Headline.RETRY,
    remedy=Remedy.SLOW_DOWN,
)
STALE = reason(
    "version_changed",
    Kind.STALE,
    "This has changed since you read it.",
    "Read it again and repeat the change with its new ETag.",
)
TOO_LARGE = reason(
    "too_large",
    Kind.TOO_LARGE,
    "This is more than we take in one call.",
    "See `errors` for the limit.",
    remedy=Remedy.REPLACE_MEDIA,
)
INTERNAL = reason(
    "internal",
    Kind.INTERNAL,
    "Something went wrong on our side.",
    "Repeat the call later; give support the request_id if it happens again.",
    outcome=Headline.RETRY,
    actor=Actor.US,
    remedy=Remedy.CONTACT_SUPPORT,
    handling=Handling.HOLD,
)
STORE_AWAY = reason(
    "database_away",
    Kind.UNAVAILABLE,
    "Our database does not answer just now; nothing was changed.",
    "Repeat the call after the seconds in Retry-After.",
    outcome=Headline.RETRY,
    actor=Actor.OPERATOR,
    remedy=Remedy.CHECK_SERVICE,
    handling=Handling.BACK_OFF,
)
NOT_READY = reason(
    "not_ready",
    Kind.UNAVAILABLE,
    "Something that this service stands on is missing; what was accepted is kept.",
    "See `faults`; `publisher doctor` looks at each of them.",
    outcome=Headline.RETRY,
    actor=Actor.OPERATOR,
    remedy=Remedy.CHECK_SERVICE,
    handling=Handling.BACK_OFF,
)
DISK_FULL = reason(
    "no_room",
    Kind.FULL,
    "There is no room for more media on this service just now; nothing was kept.",
    "The operator frees space or lowers retention; repeat the call afterwards.",
    outcome=Headline.RETRY,
    actor=Actor.OPERATOR,
    remedy=Remedy.CHECK_SERVICE,
    handling=Handling.BACK_OFF,
)
