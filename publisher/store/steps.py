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
    insert,
    select,
    update,
)

from publisher.domain.reasons import Raw
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


def begin(
    tx: Tx,
    step_id: str,
    attempt_id: str,
    post_id: str,
    app_id: str,
    kind: str,
    sent_at: datetime | None = None,
) -> None:
    """Write down that an exchange is about to be sent; counts as sent once committed."""
    tx.run(
        insert(steps).values(
            id=step_id,
            attempt_id=attempt_id,
            post_id=post_id,
            app_id=app_id,
            kind=kind,
            sent_at=sent_at or tx.now(),
        )
    )


def answer(tx: Tx, step_id: str, outcome: str, raw: Raw) -> None:
    """Write down what came back."""
    tx.run(
        update(steps)
        .where(steps.c.id == step_id)
        .values(
            answered_at=tx.now(),
            outcome=outcome,
            http=raw.http,
            code=raw.code,
            message=raw.message,
            log_id=raw.log_id,
        )
    )


def was_refused(tx: Tx, attempt_id: str) -> bool:
    """Whether an announcement was answered with a refusal: then there is no handle of it."""
    query = select(steps.c.id).where(
        steps.c.attempt_id == attempt_id, steps.c.kind == "init", steps.c.http.between(400, 499)
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
