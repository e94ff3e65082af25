"""What must hold right before a Post is announced: connection, creator's options, media."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from publisher.domain.outcomes import Blocked, Deferred, Outcome, Refused
from publisher.domain.ports import Declined, Draft, Finding, Platform
from publisher.domain.reasons import Handling, Headline, Raw, Reason, Remedy
from publisher.domain.refusals import OPTIONS_DRIFTED
from publisher.domain.tickets import CreatorFacts
from publisher.services.connections import Connections
from publisher.services.renditions import seconds_in
from publisher.store.posts import Post
from publisher.store.renditions import Rendition

# What the Creator's own choices forbid; a missing right or review is not theirs to choose anew.
_DRIFTS = frozenset({Remedy.CHANGE_OPTIONS, Remedy.REPLACE_MEDIA})


class Preflight:
    """The last look before anything is sent."""

    def __init__(self, platforms: Mapping[str, Platform], connections: Connections) -> None:
        self._platforms = platforms
        self._connections = connections

    def stops(self, post: Post, platform: str, made: Sequence[Rendition]) -> Outcome | None:
        """Why this Post must not be announced now, or None when all is well."""
        facts = self._connections.creator(post.connection_id)
        if isinstance(facts, Declined):
            return outcome_of(facts)
        draft = replace(draft_of(post, len(made)), seconds=seconds_in(made[0].facts))
        findings = self._platforms[platform].check(draft, facts)
        stopping = [finding for finding in findings if finding.stops]
        if not facts.can_post and not stopping:
            return _not_now(facts, findings)
        if not stopping:
            return None
        return _drifted(post, facts, stopping)


def _not_now(facts: CreatorFacts, findings: list[Finding]) -> Outcome | None:
    """The platform says that this Creator may not post just now; announcing would be refused."""
    told = [one for one in findings if one.fault.found == facts.cannot_post_code]
    if not told:
        return None
    reason = told[0].reason
    raw = Raw(**{"step": "creator_info", "code": facts.cannot_post_code, **facts.said})
    if reason.window is not None:
        return Deferred(reason, raw, until=facts.seen_at + reason.window)
    return Blocked(reason, raw) if reason.handling is Handling.HOLD else Deferred(reason, raw)


def _drifted(post: Post, facts: CreatorFacts, findings: list[Finding]) -> Outcome:
    reason = findings[0].reason if len(findings) == 1 else OPTIONS_DRIFTED
    told = {"message": "; ".join(_sentence(one) for one in findings)}
    raw = Raw(**{"step": "creator_info", **told, **facts.said})
    if not facts.can_post and reason.outcome is Headline.RETRY:
        return Deferred(reason, raw)
    if {one.reason.remedy for one in findings} <= _DRIFTS:
        return _by_choice(post, reason, raw)
    return Blocked(reason, raw)


def as_chosen(post: Post, outcome: Outcome) -> Outcome:
    """Options that the platform refuses though it offered them a moment ago have drifted, too."""
    if isinstance(outcome, Refused) and outcome.reason.remedy is Remedy.CHANGE_OPTIONS:
        return _by_choice(post, outcome.reason, outcome.raw)
    return outcome


def _by_choice(post: Post, reason: Reason, raw: Raw) -> Outcome:
    """The caller said what is to be done about a drift, whatever the reason would do by itself."""
    if post.on_drift == "fail":
        return Refused(replace(reason, handling=Handling.FAIL), raw)
    return Blocked(replace(reason, handling=Handling.HOLD), raw)


def _sentence(finding: Finding) -> str:
    fault = finding.fault
    return f"{fault.pointer}: {fault.rule}; found {fault.found!r}, allowed: {fault.allowed}"


def draft_of(post: Post, count: int) -> Draft:
    """A kept Post as the Platform checks it."""
    return Draft(
        mode=post.mode,
        photos=post.photos,
        caption=post.caption,
        title=post.title,
        description=post.description,
        options=post.options,
        count=count,
    )


def outcome_of(declined: Declined) -> Outcome:
    """What a declined side exchange (renewal, creator's options) means for the Post."""
    reason, raw = declined.reason, declined.raw
    # With a broken Connection the Post keeps its place: the Creator may connect again in time.
    if reason.outcome is Headline.RECONNECT or _is_for_later(reason):
        return Deferred(reason, raw, declined.until)
    return Blocked(reason, raw)


def _is_for_later(reason: Reason) -> bool:
    return reason.outcome is Headline.RETRY or reason.handling in {
        Handling.BACK_OFF,
        Handling.RESLOT,
        Handling.REFRESH_ONCE,
    }


def explain(findings: list[Finding]) -> list[dict[str, Any]]:
    """Findings as they are shown."""
    return [
        {
            "pointer": one.fault.pointer,
            "rule": one.fault.rule,
            "found": one.fault.found,
            "allowed": one.fault.allowed,
            "way_out": one.fault.way_out,
            "code": one.reason.code,
            "stops": one.stops,
        }
        for one in findings
    ]
