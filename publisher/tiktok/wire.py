"""What stands inside TikTok's answers, spelled as TikTok spells it; strange shapes become a value.

Every parser gives its value or `Unreadable`, whatever came; none raises.
"""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from publisher.domain.secret import Secret
from publisher.tiktok.masks import clean

_NAME, _URL, _WORD, _ID, _TOKEN = 200, 4_000, 100, 200, 8_000  # longest that we take of each
_CAPTION = 4_000
_MOST_IDS = 100
_LONGEST = 10 * 366 * 86_400  # seconds; a longer life than ten years is a mistake
_LATEST = 253_000_000_000  # seconds; about the year 9987


@dataclass(frozen=True, slots=True)
class Unreadable:
    """An answer of the right envelope with the wrong things inside."""

    why: str


@dataclass(frozen=True, slots=True)
class CreatorInfo:
    """`data` of creator_info."""

    creator_username: str
    creator_nickname: str
    creator_avatar_url: str
    privacy_level_options: tuple[str, ...]
    comment_disabled: bool
    duet_disabled: bool
    stitch_disabled: bool
    max_video_post_duration_sec: int


@dataclass(frozen=True, slots=True)
class Init:
    """`data` of the three announcements."""

    publish_id: str
    upload_url: Secret | None


@dataclass(frozen=True, slots=True)
class Status:
    """`data` of status/fetch."""

    status: str
    fail_reason: str
    post_ids: tuple[str, ...]
    uploaded_bytes: int | None


@dataclass(frozen=True, slots=True)
class Tokens:
    """A flat token answer; what TikTok left out is None or empty."""

    access_token: Secret
    expires_in: int | None
    refresh_token: Secret | None
    refresh_expires_in: int | None
    open_id: str
    scopes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Video:
    """One of a creator's own public videos."""

    id: str
    text: str
    duration: float
    create_time: datetime


def creator_info(data: dict[str, Any]) -> CreatorInfo | Unreadable:
    """What a creator may do; every field that our checks rest on must be there."""
    options = data.get("privacy_level_options")
    if not isinstance(options, list) or not all(isinstance(one, str) for one in options):
        return Unreadable("privacy_level_options is not a list of words")
    longest = _count(data.get("max_video_post_duration_sec"))
    if longest is None:
        return Unreadable("max_video_post_duration_sec is not a number")
    switches = [data.get(f"{name}_disabled", False) for name in ("comment", "duet", "stitch")]
    if not all(isinstance(switch, bool) for switch in switches):
        return Unreadable("a switch is neither true nor false")
    return CreatorInfo(
        creator_username=_text(data.get("creator_username"), _NAME),
        creator_nickname=_text(data.get("creator_nickname"), _NAME),
        creator_avatar_url=_text(data.get("creator_avatar_url"), _URL),
        privacy_level_options=tuple(clean(one, _WORD) for one in options[:20]),
        comment_disabled=switches[0],
        duet_disabled=switches[1],
        stitch_disabled=switches[2],
        max_video_post_duration_sec=longest,
    )


def init(data: dict[str, Any]) -> Init | Unreadable:
    """The handle of an announcement; photos and pulls bring no address."""
    publish_id = data.get("publish_id")
    if not isinstance(publish_id, str) or not 0 < len(publish_id) <= _ID:
        return Unreadable("publish_id is missing or no text")
    if clean(publish_id, _ID) != publish_id or not publish_id.isprintable():
        return Unreadable("publish_id has signs that cannot be kept")
    address = data.get("upload_url")
    if address is None or address == "":
        return Init(publish_id, None)
    if not isinstance(address, str) or len(address) > _URL or not address.isascii():
        return Unreadable("upload_url is not an address")
    return Init(publish_id, Secret(address))


def status(data: dict[str, Any]) -> Status | Unreadable:
    """What became of a post; TikTok leaves out what it has nothing to say about."""
    word = data.get("status")
    if not isinstance(word, str) or not word:
        return Unreadable("status is missing or no text")
    ids = data.get("publicaly_available_post_id")  # TikTok's spelling
    if ids is None:
        ids = data.get("publicly_available_post_id")
    return Status(
        status=clean(word, _WORD),
        fail_reason=_text(data.get("fail_reason"), _WORD),
        post_ids=post_ids(ids),
        uploaded_bytes=_count(data.get("uploaded_bytes")),
    )


def post_ids(value: Any) -> tuple[str, ...]:
    """Public ids as text, from a number, a text, a list of either, nothing, or nonsense."""
    each = value[:_MOST_IDS] if isinstance(value, list) else [value]
    return tuple(dict.fromkeys(found for one in each if (found := _post_id(one))))


def tokens(body: dict[str, Any]) -> Tokens | Unreadable:
    """A token pair: judged by `access_token` alone, whatever the HTTP status said."""
    access = _secret(body.get("access_token"))
    if access is None or body.get("error"):
        return Unreadable("access_token is missing")
    scope = body.get("scope")
    words = scope.replace(" ", ",").split(",") if isinstance(scope, str) else []
    return Tokens(
        access_token=access,
        expires_in=_lifetime(body.get("expires_in")),
        refresh_token=_secret(body.get("refresh_token")),
        refresh_expires_in=_lifetime(body.get("refresh_expires_in")),
        open_id=_text(body.get("open_id"), _NAME),
        scopes=tuple(clean(word, _WORD) for word in words[:50] if word),
    )


def user_info(data: dict[str, Any]) -> tuple[str, str] | Unreadable:
    """Display name and avatar of `user/info`."""
    who = data.get("user")
    if not isinstance(who, dict) or not isinstance(who.get("open_id"), str):
        return Unreadable("user is missing")
    return _text(who.get("display_name"), _NAME), _text(who.get("avatar_url"), _URL)


def videos(data: dict[str, Any]) -> tuple[Video, ...] | Unreadable:
    """A creator's newest videos.

    One item that cannot be read spoils the list: a gap would look like proof of absence.
    """
    listed = data.get("videos")
    if not isinstance(listed, list):
        return Unreadable("videos is not a list")
    found = [_video(one) for one in listed[:_MOST_IDS]]
    whole = tuple(one for one in found if one is not None)
    return whole if len(whole) == len(found) else Unreadable("a video cannot be read")


def _video(one: Any) -> Video | None:
    if not isinstance(one, dict):
        return None
    number, made = _post_id(one.get("id")), _count(one.get("create_time"))
    seconds = one.get("duration")
    if not isinstance(seconds, (int, float)) or isinstance(seconds, bool) or abs(seconds) > _LATEST:
        return None
    if number == "" or made is None or made > _LATEST:
        return None
    text = _text(one.get("video_description"), _CAPTION) or _text(one.get("title"), _CAPTION)
    return Video(number, text, float(seconds), datetime.fromtimestamp(made, UTC))


def _post_id(value: Any) -> str:
    if isinstance(value, bool):
        return ""
    if isinstance(value, int):
        return str(value) if 0 < value < 10**30 else ""
    if isinstance(value, str) and 0 < len(value) <= _WORD and value.isascii():
        return value if value.isprintable() and " " not in value else ""
    return ""  # a float has lost its last digits already


def _text(value: Any, most: int) -> str:
    return clean(value, most) if isinstance(value, str) else ""


def _count(value: Any) -> int | None:
    """A number of something: not below nothing, and small enough for every database."""
    if isinstance(value, str) and value.isascii() and value.isdigit() and len(value) < 19:  # noqa: PLR2004 - digits of 2^63
        value = int(value)
    if isinstance(value, bool) or not isinstance(value, int):
        return None
    return value if 0 <= value < 2**63 else None


def _lifetime(value: Any) -> int | None:
    seconds = _count(value)
    return min(seconds, _LONGEST) if seconds is not None else None


def _secret(value: Any) -> Secret | None:
    fits = isinstance(value, str) and 0 < len(value) <= _TOKEN
    return Secret(value) if fits and value.isascii() and value.isprintable() else None
