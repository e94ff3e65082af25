"""What this small TikTok remembers: frozen values, replaced as a whole when something changes."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Stage(StrEnum):
    """How far a share has come. TikTok's own status words are coarser: see `status.py`."""

    AWAITING = "awaiting"  # an upload address was given; bytes are missing
    PULLING = "pulling"  # the files are still to be fetched from the caller
    RECEIVED = "received"  # all bytes are here; being looked at
    INBOX = "inbox"  # a draft lies in the creator's inbox
    COMPLETE = "complete"  # posted
    FAILED = "failed"  # refused, or never arrived


class Mode(StrEnum):
    """Where a share goes."""

    DIRECT = "DIRECT_POST"
    INBOX = "MEDIA_UPLOAD"


@dataclass(frozen=True)
class Client:
    """A program registered with TikTok."""

    key: str
    secret: str
    name: str
    redirect_uris: tuple[str, ...]
    scopes: tuple[str, ...]
    verified: tuple[str, ...] = ()  # a bare host is a domain property, an address a URL prefix
    audited: bool = True
    webhook_url: str = ""
    active_cap: int = 0  # 0: what the audit state gives


@dataclass(frozen=True)
class Creator:
    """Somebody with a TikTok profile, and what TikTok lets them do today."""

    handle: str
    nickname: str
    about: str = ""
    private: bool = False
    comments_off: bool = False
    duet_off: bool = False
    stitch_off: bool = False
    max_seconds: int = 600
    banned: bool = False
    daily_cap: int = 15
    pending_cap: int = 5
    quota_full: bool = False  # the client's quota of active creators is used up before this one
    old_app: bool = False  # TikTok app below 31.8: photo drafts are refused
    never_id: bool = False  # public posts of this creator never show an id
    marks: str = ""  # marks that hold for every share of this creator, drafts included


@dataclass(frozen=True)
class Token:
    """An access or a refresh token, kept after its end so that a late use can be told apart."""

    value: str
    pair: str  # both halves of one answer share it
    client_key: str
    handle: str
    scopes: tuple[str, ...]
    until: float
    dead: bool = False
    issued_at: float = 0.0


@dataclass(frozen=True)
class Code:
    """An authorisation code, single use."""

    value: str
    client_key: str
    handle: str
    scopes: tuple[str, ...]
    redirect_uri: str
    challenge: str
    until: float
    used: bool = False


@dataclass(frozen=True)
class Share:
    """One accepted init and all that came of it."""

    publish_id: str
    client_key: str
    handle: str
    mode: Mode
    media: str  # VIDEO or PHOTO
    source: str  # FILE_UPLOAD or PULL_FROM_URL
    created_at: float
    stage: Stage
    caption: str = ""
    privacy: str = ""
    sent: str = ""  # the caller's whole body, as received
    marks: str = ""
    size: int = 0
    chunk_size: int = 0
    chunk_count: int = 0
    chunks: int = 0
    received: int = 0
    token: str = ""  # the secret half of the upload address
    address_until: float = 0.0
    urls: tuple[str, ...] = ()
    cover: int = 0
    files: tuple[str, ...] = ()
    digests: tuple[str, ...] = ()
    sizes: tuple[int, ...] = ()
    fetched_at: float = 0.0
    handed_at: float = 0.0  # the last byte is here: from now on it may appear
    done_at: float = 0.0
    fail_reason: str = ""
    post_ids: tuple[int, ...] = ()
    deleted: bool = False  # the creator threw the draft away


@dataclass(frozen=True)
class Item:
    """Something on a creator's page."""

    post_id: int
    publish_id: str
    handle: str
    privacy: str
    caption: str
    media: str
    files: tuple[str, ...]
    created_at: float
    public_at: float = 0.0  # 0: not (or not yet) public
    removed_at: float = 0.0
    seconds: float = 0.0
    width: int = 0
    height: int = 0


@dataclass(frozen=True)
class Notice:
    """One webhook to bring, with how often it was tried."""

    notice_id: str
    client_key: str
    event: str
    body: str
    created_at: float
    due_at: float
    tries: int = 0
    stamp: int = 0  # the t of its signature, when it is kept over tries
    delivered_at: float = 0.0
    dropped_at: float = 0.0
    last_answer: int = 0


@dataclass(frozen=True)
class Init:
    """One init call, accepted or refused: two accepted ones for one caption are a doubled post."""

    init_id: str
    at: float
    endpoint: str
    client_key: str
    handle: str
    caption: str
    publish_id: str
    answer: str
    spoiled: str = ""


@dataclass(frozen=True)
class Breach:
    """A rule that a caller ran into, and when."""

    breach_id: str
    at: float
    endpoint: str
    client_key: str
    handle: str
    code: str
    http: int
    message: str


@dataclass(frozen=True)
class Fault:
    """One order from the control API: the next `times` calls of `endpoint` go wrong."""

    fault_id: str
    endpoint: str
    kind: str
    times: int = 1
    before: bool = False
    code: str = ""
    http: int = 0
    handle: str = ""
    publish_id: str = ""
    seconds: float = 0.0
    skip: int = 0  # let so many matching calls pass first
    chance: float = 1.0  # strike only this often


@dataclass(frozen=True)
class Fired:
    """How often a mark has struck."""

    mark_id: str
    times: int
