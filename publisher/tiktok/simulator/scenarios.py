"""Stories chosen by a mark in the caption, and the list of all that the simulator can answer."""

from __future__ import annotations

import re
from dataclasses import dataclass

# --- everything that can be emitted ----------------------------------------------------------

# Endpoint -> code -> HTTP statuses it comes with. From the reference page of each endpoint [D];
# the second status of the pending-share cap and both spellings of the parameter code are
# measured ones [F]. creator_info answers its three blocks with 200 on purpose [D].
_ALWAYS: dict[str, tuple[int, ...]] = {
    "access_token_invalid": (401,),
    "scope_not_authorized": (401,),
    "rate_limit_exceeded": (429,),
    "internal_error": (500, 502, 503, 504),
}
_INIT: dict[str, tuple[int, ...]] = {
    **_ALWAYS,
    "invalid_param": (400,),
    "invalid_params": (400,),
    "spam_risk_user_banned_from_posting": (403,),
    "url_ownership_unverified": (403,),
}
_DIRECT: dict[str, tuple[int, ...]] = {
    **_INIT,
    "spam_risk_too_many_posts": (403,),
    "reached_active_user_cap": (403,),
    "unaudited_client_can_only_post_to_private_accounts": (403,),
    "privacy_level_option_mismatch": (403,),
}
_BY_ID: dict[str, tuple[int, ...]] = {
    **_ALWAYS,
    "invalid_publish_id": (400,),
    "invalid_params": (400,),
    "token_not_authorized_for_specified_publish_id": (400,),
}
_READ: dict[str, tuple[int, ...]] = {
    **_ALWAYS,
    "scope_permission_missed": (400,),
    "invalid_params": (400,),
}
CODES: dict[str, dict[str, tuple[int, ...]]] = {
    "creator_info": {
        **_ALWAYS,
        "spam_risk_too_many_posts": (200,),
        "spam_risk_user_banned_from_posting": (200,),
        "reached_active_user_cap": (200,),
    },
    "video_init": _DIRECT,
    "inbox_init": {**_INIT, "spam_risk_too_many_pending_share": (403, 400)},
    "content_init": {
        **_DIRECT,
        "app_version_check_failed": (400,),
        "spam_risk_too_many_pending_share": (403, 400),
    },
    "status": _BY_ID,
    "cancel": {**_BY_ID, "publish_not_cancellable": (400,), "url_ownership_unverified": (403,)},
    "user_info": _READ,
    "video_list": _READ,
    "video_query": _READ,
}
# Codes of the general table that no endpoint here answers by itself; `[sim:error=...]` can.
GENERAL_CODES = ("invalid_file_upload", "scope_permission_missed")
# "Media Transfer Guide" [D]: no JSON envelope, the HTTP status is the answer
CHUNK_ANSWERS = (201, 206, 400, 403, 404, 416, 500, 502, 503, 504)
# "Get Post Status" [D]; the webhook calls the same list `reason`
FAIL_REASONS = (
    "file_format_check_failed",
    "duration_check_failed",
    "frame_rate_check_failed",
    "picture_size_check_failed",
    "internal",
    "video_pull_failed",
    "photo_pull_failed",
    "publish_cancelled",
    "auth_removed",
    "spam_risk_too_many_posts",
    "spam_risk_user_banned_from_posting",
    "spam_risk_text",
    "spam_risk",
)
# From the page "OAuth Error Handling" [D]
OAUTH_ERRORS = (
    "access_denied",
    "invalid_client",
    "invalid_grant",
    "invalid_request",
    "invalid_scope",
    "unauthorized_client",
    "unsupported_grant_type",
    "unsupported_response_type",
    "server_error",
    "temporarily_unavailable",
)
STATUSES = (
    "PROCESSING_UPLOAD",
    "PROCESSING_DOWNLOAD",
    "SEND_TO_USER_INBOX",
    "PUBLISH_COMPLETE",
    "FAILED",
)
# "Webhook Events", "Get Post Status" [D], spelled as they are there; tiktok.ping was measured [F]
WEBHOOK_EVENTS = (
    "post.publish.failed",
    "post.publish.complete",
    "post.publish.inbox_delivered",
    "post.publish.publicly_available",
    "post.publish.no_longer_publicaly_available",
    "authorization.removed",
    "tiktok.ping",
)
# authorization.removed: unknown, creator disconnected, gone, age changed, banned, developer [D]
REMOVAL_REASONS = (0, 1, 2, 3, 4, 5)


def every_code() -> frozenset[str]:
    """Each error code that some endpoint can answer."""
    return frozenset(code for codes in CODES.values() for code in codes) | set(GENERAL_CODES)


# --- marks -------------------------------------------------------------------------------------

BREAKS = ("lost", "hang", "reset", "half", "html", "badjson", "empty", "drip")
GATEWAY = ("500", "502", "503", "504")
# The marks that are no break, and what each does
MARKS = {
    "error": "init is refused with this code; `CODE@HTTP` sets the HTTP status as well",
    "fail": "processing ends FAILED with this fail_reason",
    "status-error": "status/fetch is refused with this code, once",
    "unknown-id": "status/fetch does not know the id yet, once",
    "token-dies": "the access token ends at the next status/fetch",
    "word": "status/fetch says this word that no page knows, once",
    "slow": "processing takes so long (default 10 minutes)",
    "stuck": "processing never ends",
    "moderation": "the public id appears so long after posting",
    "never-id": "public, but no id is ever told",
    "removed": "stops being public so long after it became so",
    "auth-removed": "the creator disconnects the client while TikTok works",
    "address": "the upload address lives only so long",
    "pull": "files are fetched so late, or `never`",
    "webhook": "`none`, `twice`, or so late",
}
_MARK = re.compile(r"\[sim:([A-Za-z0-9_-]{1,40})(?:=([^\]*\r\n]{0,80}))?(?:\*(\d{1,4}|all))?\]")
_BREAK = re.compile(
    r"(?P<kind>" + "|".join(BREAKS + GATEWAY) + r")(?:-(?P<when>before|after))?"
    r"-(?P<where>init|status|cancel|first-chunk|last-chunk|chunk-\d{1,4}|chunk)"
)
_CODED = re.compile(r"([a-z_]{1,60})(?:@([2-5][0-9][0-9]))?")
_SPAN = re.compile(r"(\d+(?:\.\d+)?)(ms|s|m|h|d)?")
_UNITS = {"ms": 0.001, "s": 1.0, "m": 60.0, "h": 3600.0, "d": 86400.0, None: 1.0}
FOREVER = 10_000


@dataclass(frozen=True)
class Mark:
    """One mark: `[sim:name=value*times]`."""

    name: str
    value: str
    times: int  # 0: nothing was said, the mark's own habit holds
    raw: str


@dataclass(frozen=True)
class Break:
    """A mark that spoils an answer: how, before or after the call took effect, and where."""

    kind: str
    before: bool
    where: str
    mark: Mark


def marks(text: str) -> tuple[Mark, ...]:
    """The marks in a text, in order."""
    found = []
    for match in _MARK.finditer(text):
        name, value, times = match.groups()
        count = FOREVER if times == "all" else int(times or 0)
        found.append(Mark(name.lower(), value or "", count, match.group(0)))
    return tuple(found)


def mark(text: str, name: str) -> Mark | None:
    """The first mark of this name."""
    return next((found for found in marks(text) if found.name == name), None)


def breaks(text: str) -> tuple[Break, ...]:
    """The marks that spoil answers.

    A gateway error strikes before the call unless it says `after`; everything else strikes after
    the call was accepted unless it says `before`.
    """
    found = []
    for each in marks(text):
        match = _BREAK.fullmatch(each.name)
        if match:
            kind, when, where = match["kind"], match["when"], match["where"]
            before = when == "before" or (when is None and kind in GATEWAY)
            found.append(Break(kind, before, where, each))
    return tuple(found)


def is_break(name: str) -> bool:
    """Does a mark of this name spoil an answer?"""
    return _BREAK.fullmatch(name) is not None


def unknown_marks(text: str) -> tuple[Mark, ...]:
    """Marks that mean nothing here."""
    return tuple(
        found for found in marks(text) if found.name not in MARKS and not is_break(found.name)
    )


def coded(value: str) -> tuple[str, int]:
    """`CODE` or `CODE@HTTP`; HTTP 0 when it is not said, internal_error when it makes no sense."""
    match = _CODED.fullmatch(value)
    return (match[1], int(match[2] or 0)) if match else ("internal_error", 0)


def span(text: str, default: float) -> float:
    """`90s`, `3h`, `2d` or plain seconds; the default when it cannot be read."""
    match = _SPAN.fullmatch(text.strip())
    return float(match[1]) * _UNITS[match[2]] if match else default
