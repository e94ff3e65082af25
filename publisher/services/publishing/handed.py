"""How far a hand-over has come: marks on the Attempt, and what its address is still good for."""

from datetime import datetime, timedelta

from publisher.domain.outcomes import Deferred, HandedOver, Opened, Outcome
from publisher.domain.refusals import ADDRESS_DEAD, CAP_REACHED
from publisher.domain.slots import Clash
from publisher.domain.states import Mode, Phase
from publisher.domain.tickets import Remote
from publisher.store import attempts, connections, ledger
from publisher.store.attempts import Attempt
from publisher.store.engine import Tx
from publisher.store.posts import Post

STOP_BEFORE = timedelta(minutes=10)  # of the address's end: an upload begun later may not finish
SURE_AFTER = timedelta(minutes=5)  # past its end: nobody can fill it any more
COUNTED_AT_ONCE = timedelta(seconds=20)  # within the law's margin TikTok counts as we do


def mark_handed_over(tx: Tx, attempt: Attempt) -> Attempt:
    """From now on there is nothing to send, only to ask."""
    now, committed_at = tx.now(), attempt.committed_at
    if committed_at is None or now - committed_at > COUNTED_AT_ONCE:
        ledger.put_off(tx, attempt.post_id, now)
    # A platform that has every byte is past the point of no return, whoever sent the last.
    values = {"handed_over_at": now, "committed_at": committed_at or now}
    return attempts.note(tx, attempt, {"phase": Phase.HANDED_OVER, **values})


def unsent(tx: Tx, attempt: Attempt) -> Attempt:
    """The platform answered that nothing came of it: the point of no return was not passed."""
    if attempt.phase is not Phase.COMMITTING:
        return attempt
    return attempts.note(tx, attempt, {"phase": Phase.OPENED, "committed_at": None})


def capped(met: Clash) -> Deferred:
    """Our own ledger says: not now."""
    return Deferred(CAP_REACHED, until=met.free_from)


def expired() -> Deferred:
    """The address for the bytes is dead, and not all of them are there."""
    return Deferred(ADDRESS_DEAD)


def is_dying(attempt: Attempt, now: datetime) -> bool:
    """Whether the address ends too soon to send anything more to it."""
    return attempt.upload_until is not None and now > attempt.upload_until - STOP_BEFORE


def is_dead(attempt: Attempt, now: datetime) -> bool:
    """Whether nobody can fill the address any more."""
    return attempt.upload_until is not None and now >= dead_from(attempt.upload_until)


def dead_from(upload_until: datetime) -> datetime:
    """When asking about an address that ends then proves something."""
    return upload_until + SURE_AFTER


def remote_in(outcome: Outcome) -> Remote | None:
    """The platform's handle that an Outcome carries, if it does."""
    match outcome:
        case Opened(remote=remote) | HandedOver(remote=remote):
            return remote
        case Deferred(remote=known):
            return known
        case _:
            return None


def said_of(post: Post) -> dict[str, object]:
    """What is said to the platform for this Post, kept beside what was asked."""
    said: dict[str, object] = {"mode": post.mode.value, "options": post.options}
    if post.photos:
        return said | {"title": post.title, "description": post.description}
    return said if post.mode is Mode.INBOX else said | {"caption": post.caption}


def circumstances(tx: Tx, post: Post) -> dict[str, object] | None:
    """The token's state and the Creator's options as an Attempt begins, for whoever asks later."""
    found = connections.with_facts(tx, post.connection_id)
    if found is None:
        return None
    connection, facts = found
    until = connection.access_until, connection.refresh_until
    access, refresh = (None if one is None else one.isoformat() for one in until)
    return {
        "connection": connection.state.value,
        "scopes": connection.scopes,
        "token": {"turn": connection.turn, "access_until": access, "refresh_until": refresh},
        "creator": facts,
    }
