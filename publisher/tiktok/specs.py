"""TikTok's media Specs by name, narrowed to what one creator may post: `tiktok-video@600`."""

import re

from media.spec import Spec
from media.specs import TIKTOK_PHOTO, TIKTOK_VIDEO

_NARROWED = re.compile(re.escape(TIKTOK_VIDEO.name) + r"@(\d{1,6})")


def name(*, photos: bool, max_seconds: int | None) -> str:
    """The name of the Spec; no length, or none that TikTok told, leaves TikTok's own limit."""
    if photos:
        return TIKTOK_PHOTO.name
    if not max_seconds:
        return TIKTOK_VIDEO.name
    return f"{TIKTOK_VIDEO.name}@{min(max_seconds, int(TIKTOK_VIDEO.max_seconds))}"


def spec(named: str) -> Spec | None:
    """The Spec of a name that `name` gave; None for any other."""
    plain = {one.name: one for one in (TIKTOK_VIDEO, TIKTOK_PHOTO)}.get(named)
    found = _NARROWED.fullmatch(named)
    return TIKTOK_VIDEO.narrowed(float(found[1])) if found else plain
