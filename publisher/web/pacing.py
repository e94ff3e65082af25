"""Bodies and answers about when things go out: limits, policies, queues, many posts at once."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Annotated, Any

from pydantic import BaseModel, Field

from publisher.domain import policy_form, queues
from publisher.domain.allowance import Allowance
from publisher.domain.policy import Effective
from publisher.services.bulk import Planned
from publisher.services.scheduling.limits import ModeLimits, Standing
from publisher.services.scheduling.policy import explained
from publisher.services.scheduling.queues import Kept
from publisher.web.forms import Deadline
from publisher.web.parsing import Form

MOST_ROWS = 500


class PolicyForm(Form):
    """A whole policy; what is left out falls back to the defaults. Each field is read strictly."""

    direct_per_24h: Any = None
    pending_per_24h: Any = None
    min_gap_seconds: Any = None
    jitter_seconds: Any = None
    quiet_hours: Any = None
    zone: Any = None
    ramp: Any = None
    late_grace_seconds: Any = None
    refuse_findings: Any = None


class QueueForm(Form):
    """A week of slots on the clock of a zone."""

    zone: Any = None
    slots: Any = None


class SpreadForm(Form):
    """A period over which posts are spread, in the order of the rows."""

    start: Deadline = None
    end: Deadline = None


class BulkForm(Form):
    """Many posts; each row is the body of a single post, its schedule may be left to `spread`."""

    posts: Annotated[list[Any], Field(min_length=1, max_length=MOST_ROWS)]
    spread: SpreadForm | None = None


class Policy(BaseModel):
    """The policy in force: per field its value, who set it, the default and its source."""

    fields: dict[str, dict[str, Any]]


class Cap(BaseModel):
    """One cap, and how full it is in the window that ends now."""

    why: str
    most: int
    hours: float
    used: int
    left: int
    frees_at: datetime | None
    until: datetime | None


class Mode(BaseModel):
    """What bounds one mode."""

    caps: list[Cap]
    scheduled_ahead: int
    next_free: datetime | None


class Review(BaseModel):
    """How far the platform's review of this service has come, and what that lets it do."""

    state: str = Field(description="`sandbox`, `unaudited` or `audited`.")
    allows: list[str]
    most_creators: int | None = Field(
        description="Distinct creators in `hours`, of all Apps together; null: not known to us."
    )
    hours: float


class Limits(BaseModel):
    """The limits of a connection, with their use."""

    connection: str
    review: Review
    direct: Mode
    inbox: Mode
    policy: Policy


class Queue(BaseModel):
    """A queue with its next free slots."""

    name: str
    zone: str
    slots: list[dict[str, str]]
    next_free: list[datetime]
    changed_at: datetime


class Queues(BaseModel):
    """All queues of a connection."""

    items: list[Queue]


class Row(BaseModel):
    """What became of one row: the post, or the problem that a call of its own would have had."""

    row: int
    http_status: int
    replayed: bool
    post: dict[str, Any] | None
    problem: dict[str, Any] | None


class Rows(BaseModel):
    """A result per row, in the order of the rows."""

    accepted: int
    refused: int
    rows: list[Row]


class PlannedRow(BaseModel):
    """When a row would go out; null where the period has no room for it."""

    row: int
    at: datetime | None
    problem: dict[str, Any] | None = None


class Plan(BaseModel):
    """The plan of a spread; nothing of it is kept."""

    fits: bool
    rows: list[PlannedRow]


def policy(found: Effective) -> Policy:
    """A policy as it is shown."""
    known = explained()
    written: Mapping[str, dict[str, Any]] = policy_form.written(found)
    return Policy(fields={name: {**one, "source": known[name][1]} for name, one in written.items()})


def limits(connection_id: str, allowance: Allowance, found: Standing) -> Limits:
    """Limits as they are shown."""
    return Limits(
        connection=connection_id,
        review=Review(
            state=allowance.review,
            allows=list(allowance.allows),
            most_creators=allowance.most_creators,
            hours=_hours(allowance.window),
        ),
        direct=_mode(found.direct),
        inbox=_mode(found.inbox),
        policy=policy(found.policy),
    )


def _mode(found: ModeLimits) -> Mode:
    caps = [
        Cap(
            why=one.cap.why,
            most=one.cap.most,
            hours=_hours(one.cap.window),
            used=one.use.used,
            left=one.use.left,
            frees_at=one.use.frees_at,
            until=one.cap.until,
        )
        for one in found.caps
    ]
    return Mode(caps=caps, scheduled_ahead=found.ahead, next_free=found.next_free)


def _hours(window: timedelta) -> float:
    return round(window.total_seconds() / 3600, 1)


def queue(kept: Kept) -> Queue:
    """A queue as it is shown."""
    slots = [{"day": queues.DAYS[one.day], "time": f"{one.clock:%H:%M}"} for one in kept.week.slots]
    return Queue(
        name=kept.name,
        zone=kept.week.zone.key,
        slots=slots,
        next_free=list(kept.free),
        changed_at=kept.changed_at,
    )


def planned(found: list[Planned], problems: Mapping[int, dict[str, Any]]) -> Plan:
    """A plan as it is shown."""
    rows = [
        PlannedRow(row=one.number, at=one.at, problem=problems.get(one.number)) for one in found
    ]
    return Plan(fits=all(one.at is not None for one in found), rows=rows)
