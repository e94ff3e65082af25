"""What became of our permission at the platform once a Connection was ended, and when to ask on."""

from datetime import datetime, timedelta
from enum import StrEnum

GIVES_UP_AFTER = timedelta(hours=24)
SOONEST_AGAIN = timedelta(minutes=5)  # longer than one go of slow answers takes
ONLY_THE_CREATOR = (
    "the creator can remove the app in TikTok: Settings > Security > Apps and services"
)


class Revocation(StrEnum):
    """Whether the platform has taken our permission back."""

    PENDING = "pending"  # it has not answered yet; it is asked again by itself
    CONFIRMED = "confirmed"  # it said that our permission is gone
    GONE = "gone"  # it honours none of our tokens any more
    REFUSED = "refused"  # it said no
    UNREACHED = "unreached"  # a day long it gave no usable answer
    SHARED = "shared"  # not asked: another App still publishes for this Creator
    NO_TOKEN = "no_token"  # noqa: S105 a word; not asked: no token that counts was left

    @property
    def is_final(self) -> bool:
        """Whether nothing more comes of it."""
        return self is not Revocation.PENDING

    @property
    def may_stand(self) -> bool:
        """Whether the permission may still stand at the platform, and only the Creator can act."""
        return self in {Revocation.REFUSED, Revocation.UNREACHED, Revocation.NO_TOKEN}

    @property
    def says(self) -> str:
        """It in a sentence, for whoever ended the Connection."""
        return _SAYS[self]


_SAYS = {
    Revocation.PENDING: "TikTok has not confirmed yet that our permission is gone; it is asked"
    " again by itself for a day, then our tokens are erased in any case.",
    Revocation.CONFIRMED: "TikTok confirmed that our permission is gone; our tokens are erased.",
    Revocation.GONE: "TikTok honours none of our tokens any more, and they are erased; whether the"
    " app is still listed the creator sees in TikTok: Settings > Security > Apps and services.",
    Revocation.REFUSED: "TikTok refused to take our permission back; our tokens are erased, and"
    f" {ONLY_THE_CREATOR}.",
    Revocation.UNREACHED: "TikTok was not reached within a day; our tokens are erased, and"
    f" {ONLY_THE_CREATOR}.",
    Revocation.SHARED: "TikTok was not asked, because another App still publishes for this"
    " creator; our tokens are erased.",
    Revocation.NO_TOKEN: "TikTok was not asked, because no token was left that counts; our tokens"
    f" are erased, and {ONLY_THE_CREATOR}.",
}


def next_try(now: datetime, ended_at: datetime) -> datetime:
    """When to ask again, each time after twice as long; the last time is the end of patience."""
    pause = max(SOONEST_AGAIN, now - ended_at)
    return min(now + pause, max(now, ended_at + GIVES_UP_AFTER))


def is_over(now: datetime, ended_at: datetime) -> bool:
    """Whether we have asked for long enough."""
    return now >= ended_at + GIVES_UP_AFTER
