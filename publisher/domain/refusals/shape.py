"""How our own Reasons are written down and found again."""

from publisher.domain.reasons import Actor, Handling, Headline, Kind, Reason, Remedy, Resend

_ALL: dict[str, Reason] = {}


def reason(
    code: str,
    kind: Kind,
    says: str,
    do: str,
    *,
    outcome: Headline = Headline.FIX_INPUT,
    actor: Actor = Actor.CALLER,
    remedy: Remedy = Remedy.CORRECT_REQUEST,
    handling: Handling = Handling.FAIL,
    resend: Resend = Resend.YES,
) -> Reason:
    """Write a Reason down; most of ours are the caller's to mend."""
    made = Reason(code, kind, outcome, actor, remedy, handling, resend, says, do)
    _ALL[code] = made
    return made


def every() -> dict[str, Reason]:
    """All of our own Reasons by code."""
    return dict(_ALL)
