"""Does a new Post look like spam beside the others of its Connection? Warned of, or refused."""

from collections.abc import Mapping
from typing import Any

from publisher.domain import spam
from publisher.domain.errors import FieldFault
from publisher.domain.policy import Policy
from publisher.domain.ports import Finding
from publisher.domain.refusals import LOOKS_LIKE_SPAM
from publisher.domain.spam import Draft, Rule, Weight
from publisher.store import events, likeness
from publisher.store.engine import Tx

_ABOUT_MEDIA = frozenset({Rule.IDENTICAL_MEDIA})


def findings(
    tx: Tx,
    connection_id: str,
    draft: Draft,
    policy: Policy,
    overrides: Mapping[str, str] | None,
) -> tuple[spam.Finding, ...]:
    """What the rules say; only this App's own Posts are looked at, so nothing leaks."""
    around = likeness.around(tx, connection_id, draft.at - spam.WINDOW, draft.at + spam.WINDOW)
    others = [Draft(one.at, one.words, one.media, one.post) for one in around]
    return spam.findings(draft, others, policy.refuse_findings, overrides)


def as_findings(found: tuple[spam.Finding, ...]) -> list[Finding]:
    """As the check shows them; what policy refuses stops the Post."""
    return [Finding(_fault(one), LOOKS_LIKE_SPAM, one.weight is Weight.REFUSAL) for one in found]


def as_kept(found: tuple[spam.Finding, ...]) -> list[dict[str, Any]]:
    """As they stay on the Post."""
    return [
        {
            "rule": one.rule.value,
            "says": one.says,
            "way_out": one.way_out,
            "post": one.post or None,
            "overridden": one.reason or None,
        }
        for one in found
    ]


def record_overrides(tx: Tx, app_id: str, post_id: str, found: tuple[spam.Finding, ...]) -> None:
    """Who went on all the same, and why, into the audit."""
    reasons = {one.rule.value: one.reason for one in found if one.weight is Weight.OVERRIDDEN}
    if reasons:
        events.note(tx, app_id, "spam.overridden", post_id, {"reasons": reasons})


def _fault(one: spam.Finding) -> FieldFault:
    pointer = "/assets" if one.rule in _ABOUT_MEDIA else "/caption"
    way_out = one.way_out
    if one.weight is Weight.REFUSAL:
        way_out += f" Or say in /overrides/{one.rule.value} why it goes out all the same."
    return FieldFault(pointer, one.rule.value, one.post or None, one.says, way_out)
