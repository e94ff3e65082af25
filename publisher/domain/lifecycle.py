"""The table of moves of a Post, and `advance()`: the only way from one state to the next."""

from dataclasses import dataclass

from publisher.domain.outcomes import (
    Blocked,
    Deferred,
    Doubtful,
    HandedOver,
    InInbox,
    Opened,
    Published,
    Refused,
    Working,
)
from publisher.domain.states import PostState


@dataclass(frozen=True, slots=True)
class Move:
    """People give it another Slot, caption or option."""


@dataclass(frozen=True, slots=True)
class Cancel:
    """People call it off."""


@dataclass(frozen=True, slots=True)
class Retry:
    """People want a failed one tried again."""


@dataclass(frozen=True, slots=True)
class Release:
    """People say that what held it is mended."""


@dataclass(frozen=True, slots=True)
class Take:
    """A worker takes it up."""


@dataclass(frozen=True, slots=True)
class Disconnected:
    """Its Connection is ended by people, before anything of it can be out."""


@dataclass(frozen=True, slots=True)
class Exhausted:
    """Patience has ended: the last instant to try has passed."""


COMMANDS: tuple[type, ...] = (Move, Cancel, Retry, Release)
EVENTS: tuple[type, ...] = (
    *COMMANDS,
    Take,
    Opened,
    HandedOver,
    Working,
    InInbox,
    Published,
    Deferred,
    Refused,
    Blocked,
    Doubtful,
    Exhausted,
    Disconnected,
)

_S = PostState
_GOOD_NEWS_FROM = (_S.SCHEDULED, _S.SENDING, _S.PROCESSING, _S.HELD, _S.FAILED, _S.CANCELLED)

TABLE: dict[tuple[PostState, type], PostState] = {
    (_S.SCHEDULED, Move): _S.SCHEDULED,
    (_S.HELD, Move): _S.HELD,  # it is mended first, and let go afterwards
    (_S.SCHEDULED, Cancel): _S.CANCELLED,
    (_S.HELD, Cancel): _S.CANCELLED,
    (_S.HELD, Release): _S.SCHEDULED,
    (_S.FAILED, Retry): _S.SCHEDULED,
    (_S.SCHEDULED, Take): _S.SENDING,
    (_S.SENDING, Opened): _S.SENDING,
    (_S.SENDING, HandedOver): _S.PROCESSING,
    (_S.SENDING, Working): _S.PROCESSING,
    (_S.PROCESSING, Working): _S.PROCESSING,
    # Good news is welcome anywhere: a Notice may overtake our own settle.
    **dict.fromkeys(((state, InInbox) for state in _GOOD_NEWS_FROM), _S.IN_INBOX),
    (_S.IN_INBOX, InInbox): _S.IN_INBOX,
    **dict.fromkeys(((state, Published) for state in _GOOD_NEWS_FROM), _S.PUBLISHED),
    (_S.IN_INBOX, Published): _S.PUBLISHED,
    (_S.PUBLISHED, Published): _S.PUBLISHED,
    (_S.SCHEDULED, Deferred): _S.SCHEDULED,
    (_S.SENDING, Deferred): _S.SCHEDULED,
    (_S.PROCESSING, Deferred): _S.SCHEDULED,
    **dict.fromkeys(
        (
            (state, Refused)
            for state in (_S.SCHEDULED, _S.SENDING, _S.PROCESSING, _S.IN_INBOX, _S.HELD)
        ),
        _S.FAILED,
    ),
    **dict.fromkeys(
        ((state, Blocked) for state in (_S.SCHEDULED, _S.SENDING, _S.PROCESSING)), _S.HELD
    ),
    **dict.fromkeys(((state, Doubtful) for state in (_S.SENDING, _S.PROCESSING)), _S.HELD),
    **dict.fromkeys(
        ((state, Exhausted) for state in (_S.SCHEDULED, _S.SENDING, _S.PROCESSING)), _S.FAILED
    ),
    # While bytes are sent as well: what nobody stops would appear for somebody who has left.
    **dict.fromkeys(
        ((state, Disconnected) for state in (_S.SCHEDULED, _S.SENDING, _S.HELD)), _S.CANCELLED
    ),
}


def advance(state: PostState, event: object) -> PostState | None:
    """The state that follows, or None where the table has no such move."""
    return TABLE.get((state, type(event)))
