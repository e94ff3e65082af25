"""Pacing: how often, how far apart and when one Creator's Posts may go out, and why by default."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from publisher.domain.errors import FieldFault
from publisher.domain.quiet import Quiet
from publisher.domain.slots import DAY, NOTHING, Cap, Closed, Limits
from publisher.domain.states import Mode


@dataclass(frozen=True, slots=True)
class Stage:
    """In the first `days` after connecting, at most so many direct posts in 24 hours."""

    days: int
    direct_per_24h: int


@dataclass(frozen=True, slots=True)
class QuietHours:
    """Wall times between which nothing goes out, on the clock of the policy's zone."""

    start: time
    end: time


@dataclass(frozen=True, slots=True)
class Policy:
    """One Creator's pacing. SOURCES says for each default where it comes from."""

    direct_per_24h: int = 15
    pending_per_24h: int = 5
    min_gap_seconds: int = 600
    jitter_seconds: int = 90
    quiet_hours: QuietHours | None = None
    zone: ZoneInfo | None = None
    ramp: tuple[Stage, ...] = ()
    late_grace_seconds: int = 3600
    refuse_findings: tuple[str, ...] = ()

    @property
    def gap(self) -> timedelta:
        """The least distance between two posts."""
        return timedelta(seconds=self.min_gap_seconds)

    @property
    def jitter(self) -> timedelta:
        """How far a slot that we chose may be shifted."""
        return timedelta(seconds=self.jitter_seconds)

    @property
    def late_grace(self) -> timedelta:
        """How late a post may still go out."""
        return timedelta(seconds=self.late_grace_seconds)

    @property
    def quiet(self) -> Quiet | None:
        """The quiet hours on the creator's clock."""
        hours = self.quiet_hours
        return Quiet(hours.start, hours.end, self.zone) if hours and self.zone else None

    @property
    def fit_in_a_day(self) -> int | None:
        """How many posts gap and quiet hours leave room for in a day; None for any number."""
        awake = DAY - (self.quiet.length if self.quiet else NOTHING)
        return math.ceil(awake / self.gap) if self.gap else None


NAMES = tuple(one.name for one in fields(Policy))

SOURCES = {
    "direct_per_24h": (
        'TikTok, "Content Sharing Guidelines" (read 2026-09-11): about 15 direct posts per creator '
        "in 24 hours, shared by all apps, and it varies. A real refusal lowers it for 24 hours."
    ),
    "pending_per_24h": (
        'TikTok, "Upload" (read 2026-09-11): at most 5 pending shares in any 24 hours. One is free '
        "again when the creator finishes it."
    ),
    "min_gap_seconds": (
        "Ours: TikTok names no spacing, but judges bursts as spam. Ten minutes still let 15 posts "
        "go out within two and a half hours."
    ),
    "jitter_seconds": (
        "Ours: slots that we choose do not all fall on the same second. A time that the caller "
        "named is never shifted."
    ),
    "quiet_hours": "Ours: only the creator knows the hours of their audience; none by default.",
    "zone": "Ours: TikTok does not tell a creator's zone, and quiet hours cannot do without one.",
    "ramp": (
        "Ours: TikTok documents no ramp, and a connection's age says nothing about the creator's "
        "own. Whoever warms up new creators sets one."
    ),
    "late_grace_seconds": (
        "Ours: after an outage a post up to an hour late is still welcome; an older one is held as "
        "missed, so that old news never comes in a burst."
    ),
    "refuse_findings": (
        "Ours: what may look like spam is a warning until the caller makes it a refusal."
    ),
}


@dataclass(frozen=True, slots=True)
class Effective:
    """The policy in force, and per field who set it: default, app or connection."""

    policy: Policy
    origins: Mapping[str, str]


def merge(app: Mapping[str, Any], connection: Mapping[str, Any]) -> Effective:
    """App defaults, overridden by the Connection's own; a cap nobody set gives way to the gap."""
    said = {**app, **connection}
    origins = {
        name: "connection" if name in connection else "app" if name in app else "default"
        for name in NAMES
    }
    policy = Policy(**said)
    most = policy.fit_in_a_day
    if most is not None:
        given_way = {
            name: min(most, getattr(policy, name)) for name in _CAPS if origins[name] == "default"
        }
        policy = Policy(**{**said, **given_way})
    return Effective(policy, origins)


_CAPS = ("direct_per_24h", "pending_per_24h")


def impossible(effective: Effective, pointer: str = "") -> tuple[FieldFault, ...]:
    """What this policy promises and can never keep, with the nearest that it could."""
    policy, faults = effective.policy, []
    if policy.quiet_hours and policy.zone is None:
        allowed = "an IANA zone beside quiet hours"
        way_out = "Add the creator's zone, such as Europe/London."
        faults.append(FieldFault(f"{pointer}/zone", "zone_missing", None, allowed, way_out))
    most = policy.fit_in_a_day
    for name in _CAPS:
        cap = getattr(policy, name)
        if most is not None and cap > most:
            faults.append(_never_reached(policy, f"{pointer}/{name}", cap, most))
    return tuple(faults)


def _never_reached(policy: Policy, pointer: str, cap: int, most: int) -> FieldFault:
    awake = DAY - (policy.quiet.length if policy.quiet else NOTHING)
    widest = math.ceil(awake / timedelta(seconds=1) / (cap - 1)) - 1
    rest = f" outside {policy.quiet.length} of quiet hours" if policy.quiet else ""
    return FieldFault(
        pointer,
        "policy_impossible",
        cap,
        f"at most {most} in a day with {policy.min_gap_seconds} seconds between two{rest}",
        f"Set it to {most} or less, or min_gap_seconds to {widest} or less.",
    )


def limits(
    policy: Policy,
    mode: Mode,
    connected_at: datetime,
    learnt: Sequence[Cap] = (),
    closed: Sequence[Closed] = (),
) -> Limits:
    """What bounds the commitments of one Creator in one mode."""
    direct = mode is Mode.DIRECT
    return Limits(
        cap=policy.direct_per_24h if direct else policy.pending_per_24h,
        gap=policy.gap,
        quiet=policy.quiet,
        also=(*(_ramp(policy, connected_at) if direct else ()), *learnt),
        closed=tuple(closed),
    )


def learnt(used: int, at: datetime) -> Cap:
    """What a refusal by the platform's own cap teaches: what we had sent was all there was.

    Others post for the same Creator too; for 24 hours we stay at what fitted beside them.
    """
    return Cap(used, DAY, since=at, until=at + DAY, why="learnt from a refusal")


def explained() -> dict[str, tuple[Any, str]]:
    """Every field with its default and where that comes from, for the docs and the API."""
    return {one.name: (one.default, SOURCES[one.name]) for one in fields(Policy)}


def _ramp(policy: Policy, connected_at: datetime) -> tuple[Cap, ...]:
    caps, since = [], connected_at
    for stage in policy.ramp:
        until = connected_at + timedelta(days=stage.days)
        caps.append(Cap(stage.direct_per_24h, DAY, since, until, why="ramp"))
        since = until
    return tuple(caps)
