"""Every state that a Post, Attempt, Asset, Rendition or Connection can be in, a sentence each."""

from enum import StrEnum


class PostState(StrEnum):
    """Where a Post is on its way; `lifecycle.py` says what may follow."""

    SCHEDULED = "scheduled"  # committed; waits for its Slot, its Rendition or its next Attempt
    SENDING = "sending"  # a worker is handing it over; if its lease ends, the sweep takes it up
    PROCESSING = "processing"  # the platform has everything; we await its verdict
    IN_INBOX = "in_inbox"  # lies in the Creator's inbox, to be finished by hand
    PUBLISHED = "published"  # the platform says it is out; a link may still be added
    HELD = "held"  # stopped until a person acts
    FAILED = "failed"  # refused or given up; its Reason says which
    CANCELLED = "cancelled"  # called off before it was sent

    @property
    def is_final(self) -> bool:
        """Whether we have nothing left to do (people may still retry a failed one)."""
        return self in _FINAL

    @property
    def who_moves_next(self) -> str:
        """Who takes a Post out of this state."""
        return _MOVES[self]


_FINAL = frozenset({PostState.IN_INBOX, PostState.PUBLISHED, PostState.FAILED, PostState.CANCELLED})
_MOVES = {
    PostState.SCHEDULED: "the sweep",
    PostState.SENDING: "the worker that holds the lease; if it ends, the sweep",
    PostState.PROCESSING: "a Notice, or the sweep by asking",
    PostState.IN_INBOX: "the Creator",
    PostState.PUBLISHED: "nobody",
    PostState.HELD: "the App or the Operator",
    PostState.FAILED: "the App or the Operator, by retry",
    PostState.CANCELLED: "nobody",
}


class Phase(StrEnum):
    """How far an Attempt has come; recovery reads this and nothing else."""

    OPENED = "opened"  # file: the init Step is committed; nothing can appear yet
    INITED = "inited"  # file: the Remote is ours; bytes may follow
    COMMITTING = "committing"  # the next request can make it appear (pull: from the start)
    HANDED_OVER = "handed_over"  # the platform has everything; only questions remain
    ENDED = "ended"  # closed with one verdict


class Verdict(StrEnum):
    """How an Attempt ended."""

    PUBLISHED = "published"  # the platform says it is out
    IN_INBOX = "in_inbox"  # delivered to the Creator's inbox
    REFUSED = "refused"  # the platform refused it: proved dead
    VOID = "void"  # given up before anything could appear: proved harmless
    DOUBTFUL = "doubtful"  # it may be out; nobody can prove either


class Mode(StrEnum):
    """Where a Post is meant to land."""

    DIRECT = "direct"  # straight out, with all its options
    INBOX = "inbox"  # into the Creator's inbox, to be finished by hand


class Transfer(StrEnum):
    """How the bytes travel."""

    FILE = "file"  # we send them; the point of no return is the last one
    PULL = "pull"  # the platform fetches them; the point of no return is the announcement


class AssetState(StrEnum):
    """What has become of the bytes an App handed in."""

    RECEIVED = "received"  # on our disk; not measured yet
    MEASURED = "measured"  # its Facts are known
    UNUSABLE = "unusable"  # it can never be posted; its findings say why
    ERASED = "erased"  # the bytes are gone, by request or by age


class RenditionState(StrEnum):
    """What has become of the file made to fit a Spec."""

    WANTED = "wanted"  # asked for; waits for a media worker
    MAKING = "making"  # a media worker holds its lease
    READY = "ready"  # measured again and vouched for
    FAILED = "failed"  # could not be made; its Reason says why
    ERASED = "erased"  # the bytes are gone


class ConnectionState(StrEnum):
    """Whether we may publish for a Creator."""

    ACTIVE = "active"  # tokens are good as far as we know
    BROKEN = "broken"  # the Creator has to connect again; Posts wait
    ENDED = "ended"  # disconnected on purpose: nothing goes out through it
