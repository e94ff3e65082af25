"""How trouble is told, as models: problems of calls, and reasons of posts and connections."""

from datetime import datetime
from typing import Any

from pydantic import BaseModel, ConfigDict, Field

CLASS = "`reconnect`, `fix_input`, `retry`, `wait`, `operator`, `creator`, `our_bug` or `unknown`."
OUTCOME = "`reconnect`, `fix_input` or `retry`."


class PlatformWords(BaseModel):
    """What the platform said, letter for letter, beside our own words."""

    code: str | None
    message: str | None
    log_id: str | None
    http_status: int | None
    step: str | None
    request_id: str | None = Field(default=None, description="Our own name for that exchange.")


class Name(BaseModel):
    """A creator as the platform names them."""

    username: str
    nickname: str


class About(BaseModel):
    """Whom and what a reason is about."""

    creator: Name | None
    files: list[str] = Field(description="As they were called when they were handed in, in order.")


class Reason(BaseModel):
    """Why something stopped or waits: a code for ever, who must act, and what to do."""

    model_config = ConfigDict(serialize_by_alias=True)

    code: str = Field(description="The key of an entry of the error reference.")
    trouble: str = Field(alias="class", description=CLASS)
    outcome: str = Field(description=OUTCOME)
    actor: str = Field(description="Who has to act.")
    remedy: str
    handling: str = Field(description="What the service does by itself.")
    resend: str = Field(description="`yes`, `no` or `after_reconciling`.")
    says: str
    message: str = Field(description="`says`, with the creator's account and the file named.")
    about: About | None = Field(default=None, description="The same names by themselves.")
    action: str
    retry_at: datetime | None = None
    docs: str
    why: str | None = None
    findings: list[dict[str, Any]] = []
    tiktok: PlatformWords | None = None


class FieldProblem(BaseModel):
    """One thing wrong with one field."""

    pointer: str = Field(description="A JSON pointer into the body, or a name.")
    rule: str
    found: Any
    allowed: str
    way_out: str


class Problem(BaseModel):
    """Trouble, as RFC 9457 has it, with who must act and how."""

    type: str = Field(description="The address of the entry in the error reference.")
    title: str
    status: int
    detail: str
    code: str
    trouble: str = Field(alias="class", description=CLASS)
    outcome: str = Field(description=OUTCOME)
    actor: str
    remedy: str
    action: str
    retry_at: datetime | None
    errors: list[FieldProblem]
    request_id: str
    docs: str
    tiktok: PlatformWords | None
