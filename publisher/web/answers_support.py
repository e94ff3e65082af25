"""What a support desk is answered, as models."""

from datetime import datetime
from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from publisher.web.answers_trouble import CLASS, OUTCOME


class Failure(BaseModel):
    """One key, how often it was met in the last seven days, and whom it concerns."""

    model_config = ConfigDict(serialize_by_alias=True)

    key: str
    trouble: str = Field(alias="class", description=CLASS)
    outcome: str = Field(description=OUTCOME)
    actor: str
    remedy: str
    says: str
    action: str
    today: int = Field(description="Since midnight, UTC.")
    yesterday: int
    week: int
    posts: int
    connections: int
    waiting: int = Field(description="Posts that are held or failed for it right now.")
    last_at: datetime
    docs: str


class Failures(BaseModel):
    """All keys of the last seven days, most frequent first; they are few, so there is one page."""

    items: list[Failure]
    next: None = None


class Action(BaseModel):
    """One thing that may be done now, and what it risks."""

    name: str
    call: str
    says: str
    risk: str


class Bundle(BaseModel):
    """All that support needs of one post, secrets masked; `Accept: text/plain` gives it as text."""

    made_at: datetime
    request_id: str
    post: dict[str, Any]
    waits_for: str
    who_acts: str
    actions: list[Action]
    connection: dict[str, Any] | None = Field(description="With its token's state in words.")
    attempts: list[dict[str, Any]]
    evidence: list[dict[str, Any]]
    media: list[dict[str, Any]] = Field(description="Each item `before` and `after`.")
    timeline: list[dict[str, Any]]
    meaning: dict[str, Any] | None = Field(description="The entry of the error reference.")
