"""A policy as callers write and read it: JSON in, values or faults out, and back again."""

import re
from collections.abc import Callable
from datetime import time
from typing import Any
from zoneinfo import ZoneInfo

from publisher.domain import spam
from publisher.domain.errors import FieldFault
from publisher.domain.policy import Effective, QuietHours, Stage
from publisher.domain.when import BadTime, below, read_zone

MOST_A_DAY = 100  # far above anything TikTok has been seen to allow: a slip, not a wish
MOST_STAGES = 10
_CLOCK = re.compile(r"([01][0-9]|2[0-3]):[0-5][0-9]")
_HOUR, _DAY = 3600, 86_400


def read(raw: Any, pointer: str = "") -> tuple[dict[str, Any], tuple[FieldFault, ...]]:
    """The fields that were said, as values of a Policy, and all that is wrong with the others."""
    if not isinstance(raw, dict):
        fault = FieldFault(pointer or "/", "policy_malformed", None, "an object", "Send {…}.")
        return {}, (fault,)
    said: dict[str, Any] = {}
    faults: list[FieldFault] = []
    for name, value in raw.items():
        try:
            said[name] = _READERS.get(name, _unknown)(value, below(pointer, name))
        except BadTime as bad:
            faults.append(bad.fault)
    return said, tuple(faults)


def written(effective: Effective) -> dict[str, dict[str, Any]]:
    """Every field of the policy in force as JSON: its value, and who set it."""
    policy = effective.policy
    hours = policy.quiet_hours
    plain: dict[str, Any] = {
        "quiet_hours": hours and {"start": f"{hours.start:%H:%M}", "end": f"{hours.end:%H:%M}"},
        "zone": policy.zone and policy.zone.key,
        "ramp": [{"days": one.days, "direct_per_24h": one.direct_per_24h} for one in policy.ramp],
        "refuse_findings": list(policy.refuse_findings),
    }
    return {
        name: {"value": plain.get(name, getattr(policy, name)), "from": origin}
        for name, origin in effective.origins.items()
    }


def _unknown(_raw: Any, pointer: str) -> Any:
    known = ", ".join(_READERS)
    raise BadTime(pointer, "field_unknown", None, f"only {known}", "Leave it out.")


def _whole(least: int, most: int) -> Callable[[Any, str], int]:
    def reader(raw: Any, pointer: str) -> int:
        # True is an int to Python, and never a number to a caller.
        if not isinstance(raw, int) or isinstance(raw, bool) or not least <= raw <= most:
            allowed = f"a whole number from {least} to {most}"
            raise BadTime(pointer, "number_out_of_range", raw, allowed, "Choose one of these.")
        return raw

    return reader


def _quiet_hours(raw: Any, pointer: str) -> QuietHours | None:
    match raw:
        case None:
            return None
        case {"start": str() as start, "end": str() as end, **rest} if (
            not rest and _CLOCK.fullmatch(start) and _CLOCK.fullmatch(end)
        ):
            if start == end:
                way_out = "Pause the connection to stop everything, or send null for none."
                raise BadTime(pointer, "quiet_all_day", start, "two different times", way_out)
            return QuietHours(time.fromisoformat(start), time.fromisoformat(end))
    allowed = '{"start": "22:00", "end": "07:00"}, or null for none'
    raise BadTime(pointer, "quiet_malformed", raw, allowed, "Write both times as HH:MM.")


def _zone(raw: Any, pointer: str) -> ZoneInfo | None:
    return None if raw is None else read_zone(raw, pointer)


def _ramp(raw: Any, pointer: str) -> tuple[Stage, ...]:
    if not isinstance(raw, list) or len(raw) > MOST_STAGES:
        allowed = f"up to {MOST_STAGES} of {{days, direct_per_24h}}"
        raise BadTime(pointer, "ramp_malformed", raw, allowed, "Send a list, [] for no ramp.")
    stages: list[Stage] = []
    for index, one in enumerate(raw):
        at = f"{pointer}/{index}"
        if not isinstance(one, dict) or one.keys() != {"days", "direct_per_24h"}:
            raise BadTime(at, "ramp_malformed", one, "{days, direct_per_24h}", "Send both.")
        days = _whole(1, 365)(one["days"], f"{at}/days")
        stages.append(Stage(days, _per_day(one["direct_per_24h"], f"{at}/direct_per_24h")))
        if index and stages[index - 1].days >= days:
            allowed = f"more than {stages[index - 1].days}"
            raise BadTime(f"{at}/days", "ramp_out_of_order", days, allowed, "Sort them by days.")
    return tuple(stages)


def _rules(raw: Any, pointer: str) -> tuple[str, ...]:
    known = [str(rule) for rule in spam.Rule]
    if not isinstance(raw, list) or any(one not in known for one in raw):
        allowed = "a list of " + ", ".join(known)
        raise BadTime(pointer, "rule_unknown", raw, allowed, "Name only these.")
    return tuple(dict.fromkeys(raw))


_per_day = _whole(1, MOST_A_DAY)
_READERS: dict[str, Callable[[Any, str], Any]] = {
    "direct_per_24h": _per_day,
    "pending_per_24h": _per_day,
    "min_gap_seconds": _whole(0, 30 * _DAY),
    "jitter_seconds": _whole(0, _HOUR),
    "quiet_hours": _quiet_hours,
    "zone": _zone,
    "ramp": _ramp,
    "late_grace_seconds": _whole(0, 7 * _DAY),
    "refuse_findings": _rules,
}
