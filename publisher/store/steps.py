"""Steps, each kept before it is taken; and evidence, which no fence keeps out."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import (
    Column,
    ForeignKeyConstraint,
    Index,
    Integer,
    Table,
    Text,
    bindparam,
    insert,
    select,
    update,
)

from publisher.domain.reasons import Raw
from publisher.store.attempts import Attempt
from publisher.store.engine import Tx
from publisher.store.rows import columns, every
from publisher.store.types import Instant, Json, metadata

steps = Table(
    "steps",
    metadata,
    Column("id", Text, primary_key=True),  # also the request id that we send along
    Column("attempt_id", Text, nullable=False),
    Column("post_id", Text, nullable=False),
    Column("app_id", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("sent_at", Instant, nullable=False),
    Column("answered_at", Instant),
    Column("http", Integer),
    Column("code", Text),
    Column("message", Text),
    Column("log_id", Text),
    Column("outcome", Text),
    ForeignKeyConstraint(["app_id", "attempt_id"], ["attempts.app_id", "attempts.id"]),
)
Index("ix_steps_post_id", steps.c.post_id)
Index("ix_steps_log_id", steps.c.log_id)

evidence = Table(
    "evidence",
    metadata,
    Column("id", Text, primary_key=True),
    Column("app_id", Text, nullable=False),
    Column("attempt_id", Text, nullable=False),
    Column("source", Text, nullable=False),  # worker | notice | poll | pull_log | person
    Column("publish_id", Text),
    Column("public_id", Text),
    Column("at", Instant, nullable=False),
    Column("raw", Json),
    ForeignKeyConstraint(["app_id", "attempt_id"], ["attempts.app_id", "attempts.id"]),
)
Index("ix_evidence_attempt_id", evidence.c.attempt_id)


@dataclass(frozen=True, slots=True)
class Step:
    """One exchange with the platform inside an Attempt."""

    id: str
    attempt_id: str
    post_id: str
    app_id: str
    kind: str
    sent_at: datetime
    answered_at: datetime | None
    http: int | None
    code: str | None
    message: str | None
    log_id: str | None
    outcome: str | None


@dataclass(frozen=True, slots=True)
class Evidence:
    """What somebody knows of an Attempt, whoever may still write to it."""

    id: str
    attempt_id: str
    source: str
    publish_id: str | None
    public_id: str | None
    at: datetime
    raw: dict[str, Any] | None


# Written once: putting a statement together costs more than running it.
_NEW = insert(steps)
_ANSWER = update(steps).where(steps.c.id == bindparam("step"))


def begin(tx: Tx, step_id: str, attempt: Attempt, kind: str) -> None:
    """Write down that an exchange is about to be sent; counts as sent once committed."""
    tx.run(_NEW, _row(step_id, attempt, kind, tx.now()))


def answer(tx: Tx, step_id: str, outcome: str, raw: Raw) -> None:
    """Write down what came back."""
    tx.run(_ANSWER, {"step": step_id, **_said(tx.now(), outcome, raw)})


def asked(
    tx: Tx, step_id: str, attempt: Attempt, sent_at: datetime, outcome: str, raw: Raw
) -> None:
    """Write down a question and its answer together: asking twice does no harm."""
    row = _row(step_id, attempt, "status", sent_at)
    tx.run(_NEW, {**row, **_said(tx.now(), outcome, raw)})


def _row(step_id: str, attempt: Attempt, kind: str, sent_at: datetime) -> dict[str, Any]:
    whose = {"attempt_id": attempt.id, "post_id": attempt.post_id, "app_id": attempt.app_id}
    return {"id": step_id, **whose, "kind": kind, "sent_at": sent_at}


def _said(now: datetime, outcome: str, raw: Raw) -> dict[str, Any]:
    said = {name: getattr(raw, name) for name in ("http", "code", "message", "log_id")}
    return {"answered_at": now, "outcome": outcome, **said}


def was_refused(tx: Tx, attempt: Attempt) -> bool:
    """Whether an announcement was answered with a refusal: then there is no handle of it."""
    query = select(steps.c.id).where(
        steps.c.post_id == attempt.post_id,  # there is an index of this one
        steps.c.attempt_id == attempt.id,
        steps.c.kind == "init",
        steps.c.http.between(400, 499),
    )
    return tx.run(query.limit(1)).first() is not None


def of_post(tx: Tx, post_id: str) -> list[Step]:
    """All Steps of a Post, first to last."""
    query = select(*columns(Step, steps)).where(steps.c.post_id == post_id)
    return every(Step, tx.run(query.order_by(steps.c.sent_at, steps.c.id)))


def file_evidence(tx: Tx, values: dict[str, Any]) -> None:
    """Append what is known; there is no fence here on purpose, and twice is as good as once."""
    tx.add_unless_there(evidence, {"at": tx.now(), **values})


def evidence_for(tx: Tx, attempt_id: str) -> list[Evidence]:
    """All that is known of an Attempt."""
    query = select(*columns(Evidence, evidence)).where(evidence.c.attempt_id == attempt_id)
    return every(Evidence, tx.run(query.order_by(evidence.c.at)))
