"""What TikTok lets a client do before and after its audit."""

from collections.abc import Mapping
from types import MappingProxyType

from publisher.domain.allowance import Allowance
from publisher.tiktok.creator import Audit

MOST_CREATORS = 5  # "up to 5 users to post in a 24 hour window" ("Content Sharing Guidelines")
_PRIVATE = (
    "A direct post needs a creator whose whole TikTok account is private, and `SELF_ONLY`.",
    "Such posts stay private after the audit, until their creator makes each of them public.",
)

ALLOWANCES: Mapping[Audit, Allowance] = MappingProxyType(
    {
        Audit.SANDBOX: Allowance(
            Audit.SANDBOX.value,
            (
                "Only the sandbox's target users can connect, at most ten of them.",
                *_PRIVATE,
                "Media addresses need a verification of their own for the sandbox.",
            ),
            MOST_CREATORS,
        ),
        Audit.UNAUDITED: Allowance(
            Audit.UNAUDITED.value,
            (
                "Everybody can connect, and drafts go to any creator's inbox.",
                *_PRIVATE,
                f"Direct posts of at most {MOST_CREATORS} different creators in any 24 hours.",
            ),
            MOST_CREATORS,
        ),
        Audit.AUDITED: Allowance(
            Audit.AUDITED.value,
            (
                "Everybody can connect, and post with every visibility that TikTok offers them.",
                "The number of different creators a day is the estimate of your audit form.",
            ),
        ),
    }
)
