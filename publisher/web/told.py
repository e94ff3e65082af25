"""Reasons, and the particulars of Events and Steps, as every answer spells them."""

from typing import Any

from publisher.web import answers_trouble
from publisher.web.service import publisher


def reason(kept: dict[str, Any] | None) -> answers_trouble.Reason | None:
    """Why something stopped, as it was kept."""
    if not kept:
        return None
    said = kept.get("platform")
    return answers_trouble.Reason(
        **{"class": kept.get("class", "")},
        code=kept["code"],
        outcome=kept["outcome"],
        actor=kept["actor"],
        remedy=kept["remedy"],
        handling=kept["handling"],
        resend=kept["resend"],
        says=kept["says"],
        message=kept.get("message") or kept["says"],
        about=kept.get("about"),
        action=kept["do"],
        retry_at=kept.get("retry_at") or kept.get("until"),
        docs=f"{publisher().settings.public_url}{kept['docs']}",
        why=kept.get("why"),
        findings=kept.get("findings") or [],
        tiktok=None if not said else answers_trouble.PlatformWords(**_known(said)),
    )


def _known(said: dict[str, Any]) -> dict[str, Any]:
    return {name: said.get(name) for name in answers_trouble.PlatformWords.model_fields}


def particulars(detail: dict[str, Any]) -> dict[str, Any]:
    """An Event's or Step's particulars, with Reasons as every other answer spells them."""
    plain = {name: value for name, value in detail.items() if value is not None}
    kept = plain.get("reason")
    if isinstance(kept, dict) and "code" in kept:
        shown = reason(kept)
        plain["reason"] = shown.model_dump(mode="json") if shown else None
    return plain
