"""What callers are answered about errors, as models."""

from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from publisher.web.answers_trouble import CLASS


class Words(BaseModel):
    """One reader's three sentences."""

    what: str
    why: str
    do: str


class Readers(BaseModel):
    """The same for three readers."""

    creator: Words
    caller: Words
    support: Words


class Entry(BaseModel):
    """One meaning of one code: who must act, how, and what this service does by itself."""

    model_config = ConfigDict(serialize_by_alias=True)

    key: str = Field(description="For ever; the end of its address under /errors.")
    code: str
    aliases: list[str]
    surfaces: list[str] = Field(description="Where the code is said.")
    at: list[str] = Field(description="The exchanges at which it is known.")
    http_status: list[int]
    category: str
    kind: str
    trouble: str = Field(alias="class", description=CLASS)
    outcome: str = Field(description="`reconnect`, `fix_input` or `retry`.")
    actor: str = Field(description="Who has to act.")
    remedy: str
    also: list[dict[str, str]] = Field(description="A second way out, and whose it is.")
    handling: str = Field(description="What the service does by itself.")
    resend: str = Field(description="`yes`, `no` or `after_reconciling`.")
    proves_nothing_sent_at: list[str]
    retry: dict[str, Any] | None = Field(description="The schedule, in seconds.")
    window_seconds: int | None
    alarm: bool
    readers: Readers
    never: dict[str, list[str]] = Field(description="What must never be suggested or done.")
    official: str
    claims: list[dict[str, Any]] = Field(description="What sources say where they disagree.")
    sources: list[dict[str, str]]
    docs: str


class Entries(BaseModel):
    """The error reference, or the part of it that was asked for; best matches first."""

    version: str
    items: list[Entry]


class Said(BaseModel):
    """What the platform said, as it was found in the input, secrets masked."""

    code: str
    message: str
    log_id: str
    http_status: int | None
    step: str


class Translation(BaseModel):
    """What a pasted answer means, how sure that is, and what decided."""

    model_config = ConfigDict(serialize_by_alias=True)

    key: str
    known: bool
    confidence: str = Field(description="`exact`, `likely`, `disputed`, `http_class` or `none`.")
    form: str = Field(description="The shape in which the code was found.")
    matched: str
    trouble: str = Field(alias="class", description=CLASS)
    outcome: str
    actor: str
    remedy: str
    handling: str = Field(description="May be stricter than the entry's, by the step.")
    resend: str
    hint: str
    note: str
    suggestions: list[str] = Field(description="Nearest keys; suggested, never applied.")
    others: list[str] = Field(description="Keys of further codes in the same input.")
    tiktok: Said
    raw: str = Field(description="The beginning of the input, secrets masked.")
    raw_cut: bool
    docs: str
    entry: Entry
