"""Is a token fresh, due for renewal, or dead? Lifetimes come from the platform, never from here."""

from datetime import datetime, timedelta
from enum import StrEnum

# When the Creator is told that the refresh token ends: our own choice, longest first.
WARNINGS = (timedelta(days=14), timedelta(days=3))


class Standing(StrEnum):
    """What can be done with a Connection's tokens right now."""

    FRESH = "fresh"  # the access token outlives the work
    RENEW = "renew"  # renew it first; the refresh token is still good
    DEAD = "dead"  # neither serves; the Creator has to connect again


def standing(
    now: datetime,
    issued_at: datetime,
    access_until: datetime,
    refresh_until: datetime,
    needed: timedelta = timedelta(0),
) -> Standing:
    """Where the tokens stand for work that will take `needed`.

    Work longer than the token's whole life cannot ask for more than the half life: a renewal
    would not cover it either, and asking again at once would renew for ever.
    """
    left = access_until - now
    life = access_until - issued_at
    if refresh_until <= now:
        return Standing.FRESH if left > needed and left > timedelta(0) else Standing.DEAD
    if left <= life / 2 or left < needed <= life:
        return Standing.RENEW
    return Standing.FRESH


def renewal_due(issued_at: datetime, access_until: datetime) -> datetime:
    """When a Connection in use is renewed without being asked: at half life, once per life."""
    return issued_at + (access_until - issued_at) / 2


def keep_alive_due(
    issued_at: datetime, access_until: datetime, refresh_until: datetime
) -> datetime:
    """When an idle Connection is renewed so that its refresh token never runs out unused.

    Half the refresh token's life, and never more often than a Connection in use: where a renewal
    does not lengthen the refresh token, halving what is left would otherwise never end.
    """
    half = issued_at + (refresh_until - issued_at) / 2
    return max(half, renewal_due(issued_at, access_until))


def warning(now: datetime, issued_at: datetime, refresh_until: datetime) -> timedelta | None:
    """The warning in force (14 or 3 days before the end), or None; the caller tells each once.

    A refresh token that never lived longer than a warning's distance does not cause that warning.
    """
    left = refresh_until - now
    life = refresh_until - issued_at
    reached = [before for before in WARNINGS if left <= before < life]
    return min(reached, default=None)
