"""TikTok's request budgets per creator's token and minute, and how long its things live."""

from dataclasses import dataclass
from datetime import timedelta
from types import MappingProxyType

from publisher.domain.rates import Rate


@dataclass(frozen=True, slots=True)
class Budget:
    """So many calls in any window of so many seconds, for one creator's token."""

    calls: int
    seconds: int
    source: str
    read: str  # the date of the copy that was read


_OLDER = "older than 2026-09"
BUDGETS = MappingProxyType(
    {
        "creator_info": Budget(20, 60, "Query Creator Info", _OLDER),
        # Whether the three announcements share one bucket is undocumented.
        "video_init": Budget(6, 60, "Direct Post", "2026-09-11"),
        "inbox_init": Budget(6, 60, "Upload", _OLDER),
        "content_init": Budget(6, 60, "Photo", "2026-09-11"),
        "status": Budget(30, 60, "Get Post Status", _OLDER),
        "user_info": Budget(600, 60, "Rate Limits", _OLDER),
        "video_list": Budget(600, 60, "Rate Limits", _OLDER),
    }
)

# What our own exchanges spend of these; a burst is what one Post needs at once. Whether the three
# announcements share a bucket is undocumented, so ours do.
RATES = MappingProxyType(
    {
        "init": Rate(6, timedelta(seconds=60), burst=2),
        "status": Rate(30, timedelta(seconds=60), burst=10),
        "creator_info": Rate(20, timedelta(seconds=60), burst=8),
    }
)

# "usable for one hour after issue; the whole upload must finish in it" (Direct Post, 2026-09-11)
ADDRESS_LIFE = timedelta(hours=1)
# The window in which a notice may be repeated ("TikTok Webhooks": up to 72 hours)
NOTICE_LIFE = timedelta(hours=72)
