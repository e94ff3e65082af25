"""What a caller may ask of a TikTok post; whatever cannot be is refused by name.

Nothing is ignored, nothing is filled in for the creator: no visibility by default, and comments,
duets and stitches stay off until they are asked for ("Content Sharing Guidelines", 2026-09-11).
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from publisher.domain import captions
from publisher.domain.errors import FieldFault
from publisher.domain.ports import Draft, Finding
from publisher.domain.reasons import Reason
from publisher.domain.states import Mode
from publisher.tiktok import own_reasons as why

PRIVACY = ("PUBLIC_TO_EVERYONE", "FOLLOWER_OF_CREATOR", "MUTUAL_FOLLOW_FRIENDS", "SELF_ONLY")
SELF_ONLY = "SELF_ONLY"
CAPTION, TITLE, DESCRIPTION = 2200, 90, 4000  # UTF-16 units ("Direct Post", "Photo", 2026-09-11)
MOST_PHOTOS = 35  # "Photo"
_LARGEST = 2**31 - 1  # int32 in the table of "Direct Post"

# Where each option has an effect: (mode, photos). A draft's settings are chosen inside TikTok.
_FILM, _CAROUSEL = (Mode.DIRECT, False), (Mode.DIRECT, True)
_DRAFT_CAROUSEL = (Mode.INBOX, True)
PLACES: Mapping[str, frozenset[tuple[Mode, bool]]] = {
    "privacy": frozenset({_FILM, _CAROUSEL}),
    "allow_comment": frozenset({_FILM, _CAROUSEL}),
    "allow_duet": frozenset({_FILM}),
    "allow_stitch": frozenset({_FILM}),
    "discloses": frozenset({_FILM, _CAROUSEL}),
    "ai_generated": frozenset({_FILM, _CAROUSEL, _DRAFT_CAROUSEL}),
    "cover_ms": frozenset({_FILM}),
    "cover_index": frozenset({_CAROUSEL, _DRAFT_CAROUSEL}),
    "auto_music": frozenset({_CAROUSEL}),
}
SWITCHES = frozenset({"allow_comment", "allow_duet", "allow_stitch", "ai_generated", "auto_music"})
BRANDS = ("your_brand", "branded_content")


@dataclass(frozen=True, slots=True)
class Wishes:
    """A caller's options, complete and sound."""

    privacy: str = ""
    allow_comment: bool = False
    allow_duet: bool = False
    allow_stitch: bool = False
    your_brand: bool = False
    branded_content: bool = False
    ai_generated: bool = False
    cover_ms: int | None = None
    cover_index: int = 0
    auto_music: bool = False


def faults(draft: Draft) -> list[Finding]:
    """All that is wrong with what was asked, whoever the creator is."""
    return [*_options(draft), *_together(draft), *_texts(draft), *_count(draft)]


def wishes(options: Mapping[str, Any]) -> Wishes:
    """The options of a draft without faults."""
    plain = {name: value for name, value in options.items() if name != "discloses"}
    return Wishes(**plain, **(options.get("discloses") or {}))


def finding(
    reason: Reason, pointer: str, found: Any, allowed: str, way_out: str = "", *, stops: bool = True
) -> Finding:
    """One refused field, in the Reason's words where there are no better ones."""
    fault = FieldFault(pointer, reason.says, _brief(found), allowed, way_out or reason.do)
    return Finding(fault, reason, stops)


def _options(draft: Draft) -> Iterator[Finding]:
    here = (draft.mode, draft.photos)
    for name, value in draft.options.items():
        pointer = _pointer("options", name)
        if name not in PLACES:
            yield finding(why.OPTION_UNKNOWN, pointer, value, ", ".join(PLACES))
        elif here not in PLACES[name]:
            allowed = ", ".join(sorted(one for one, places in PLACES.items() if here in places))
            yield finding(why.OPTION_OUT_OF_PLACE, pointer, value, allowed or "no options at all")
        else:
            yield from _value(name, value, draft)


def _value(name: str, value: Any, draft: Draft) -> Iterator[Finding]:
    pointer = f"/options/{name}"
    if name == "privacy" and value not in PRIVACY:
        yield finding(why.OPTION_WRONG, pointer, value, "one of " + ", ".join(PRIVACY))
    elif name in SWITCHES and not isinstance(value, bool):
        yield finding(why.OPTION_WRONG, pointer, value, "true or false")
    elif name == "cover_ms" and not _whole(value, _LARGEST):
        yield finding(why.OPTION_WRONG, pointer, value, "milliseconds from the start, 0 or more")
    elif name == "cover_index" and not _whole(value, max(0, draft.count - 1)):
        yield finding(why.OPTION_WRONG, pointer, value, f"0 to {max(0, draft.count - 1)}")
    elif name == "discloses":
        yield from _discloses(value)


def _discloses(value: Any) -> Iterator[Finding]:
    if not isinstance(value, dict):
        yield finding(why.OPTION_WRONG, "/options/discloses", value, "an object")
        return
    for brand, said in value.items():
        if brand not in BRANDS:
            pointer = _pointer("options", "discloses", brand)
            yield finding(why.OPTION_UNKNOWN, pointer, said, ", ".join(BRANDS))
        elif not isinstance(said, bool):
            yield finding(why.OPTION_WRONG, f"/options/discloses/{brand}", said, "true or false")
    if not any(value.get(brand) is True for brand in BRANDS):
        yield finding(
            why.DISCLOSURE_EMPTY, "/options/discloses", value, "at least one of them true"
        )


def _together(draft: Draft) -> Iterator[Finding]:
    options = draft.options
    if draft.mode is Mode.DIRECT and "privacy" not in options:
        yield finding(why.PRIVACY_MISSING, "/options/privacy", None, "one of " + ", ".join(PRIVACY))
    discloses = options.get("discloses")
    branded = isinstance(discloses, dict) and discloses.get("branded_content") is True
    if branded and options.get("privacy") == SELF_ONLY:
        yield finding(why.BRANDED_IS_PRIVATE, "/options/privacy", SELF_ONLY, "any other visibility")


def _texts(draft: Draft) -> Iterator[Finding]:
    limits = _limits(draft)
    for name, most in limits.items():
        text = str(getattr(draft, name))
        if not text:
            continue
        if most is None:
            instead = "description" if draft.photos else "caption"
            other = (
                f"Put it into /{instead}." if limits[instead] else "The creator adds it in TikTok."
            )
            yield finding(why.TEXT_OUT_OF_PLACE, f"/{name}", text, "no text here", other)
            continue
        if (units := captions.length(text)) > most:
            found = f"{units} UTF-16 units"
            yield finding(why.TEXT_TOO_LONG, f"/{name}", found, f"at most {most}")
        if wrong := captions.unsendable(text):
            found = "positions " + ", ".join(str(place) for place in wrong[:10])
            yield finding(why.TEXT_UNSENDABLE, f"/{name}", found, "printable text")


def _limits(draft: Draft) -> dict[str, int | None]:
    if draft.photos:
        return {"caption": None, "title": TITLE, "description": DESCRIPTION}
    film = CAPTION if draft.mode is Mode.DIRECT else None
    return {"caption": film, "title": None, "description": None}


def _count(draft: Draft) -> Iterator[Finding]:
    most = MOST_PHOTOS if draft.photos else 1
    if not 1 <= draft.count <= most:
        allowed = f"1 to {most}" if draft.photos else "exactly 1"
        yield finding(why.PHOTO_COUNT, "/assets", draft.count, allowed)


def _whole(value: Any, most: int) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= most


def _pointer(*names: Any) -> str:
    """A JSON pointer: the two signs that mean something there are escaped (RFC 6901)."""
    return "".join("/" + str(name).replace("~", "~0").replace("/", "~1")[:100] for name in names)


def _brief(found: Any) -> Any:
    """What was found, short enough to be shown."""
    return found[:100] if isinstance(found, str) else found
