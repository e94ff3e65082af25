"""What must hold right before a Post is announced: connection, creator's options, media."""

from collections.abc import Mapping
from typing import Any

from publisher.domain.outcomes import Blocked, Deferred, Outcome, Refused
from publisher.domain.ports import Declined, Draft, Finding, Platform
from publisher.domain.reasons import Handling, Headline, Raw, Reason
from publisher.domain.refusals import OPTIONS_DRIFTED
from publisher.domain.tickets import CreatorFacts
from publisher.services.connections import Connections
from publisher.store.posts import Post


class Preflight:
    """The last look before anything is sent."""

    def __init__(self, platforms: Mapping[str, Platform], connections: Connections) -> None:
        self._platforms = platforms
        self._connections = connections

    def stops(self, post: Post, platform: str, count: int) -> Outcome | None:
        """Why this Post must not be announced now, or None when all is well."""
        facts = self._connections.creator(post.connection_id)
        if isinstance(facts, Declined):
            return outcome_of(facts)
        findings = self._platforms[platform].check(draft_of(post, count), facts)
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
    return Refused(reason, raw) if post.on_drift == "fail" else Blocked(reason, raw)


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
