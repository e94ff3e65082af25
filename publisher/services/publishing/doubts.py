"""Doubt, resolved only by proof: an address nobody fetched, or the one matching item in a list."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from publisher.domain import ids
from publisher.domain.events import EventKind
from publisher.domain.lifecycle import Release, advance
from publisher.domain.outcomes import Published
from publisher.domain.ports import Declined, Platform, Seen
from publisher.domain.refusals import STARTED_AGAIN
from publisher.domain.states import PostState, Verdict
from publisher.services.connections import Connections
from publisher.services.means import Means, spell
from publisher.services.publishing.verdicts import Verdicts
from publisher.store import attempts, connections, events, posts, renditions, steps, subjects
from publisher.store.attempts import Attempt
from publisher.store.connections import Connection
from publisher.store.engine import Tx
from publisher.store.posts import Post

# TikTok's pulls give up an hour after they begin; five minutes more for two clocks that differ.
NEVER_FETCHED_PROVES = timedelta(minutes=65)
LOOK_EVERY = timedelta(hours=1)
LOOK_FOR = timedelta(hours=72)
CLOCKS_DIFFER = timedelta(minutes=1)
SAME_LENGTH = 1.0  # seconds: TikTok rounds
LISTED_LETTERS = 150  # oauth.md 9: the list cuts texts there [D]
LIST_SCOPE = "video.list"
MAY_BE_LISTED = (
    PostState.SENDING,
    PostState.PROCESSING,
    PostState.PUBLISHED,
    PostState.IN_INBOX,
    PostState.HELD,
)


class Doubts:
    """The ladder of proof for an Attempt whose handle we never heard."""

    def __init__(
        self,
        means: Means,
        platforms: Mapping[str, Platform],
        connections_: Connections,
        verdicts: Verdicts,
    ) -> None:
        self._means = means
        self._platforms = platforms
        self._connections = connections_
        self._verdicts = verdicts

    def look(self, post_id: str) -> None:
        """Try what may prove something; otherwise look again later, for three days."""
        with self._means.store.read() as tx:
            post = posts.find(tx, post_id)
            attempt = doubtful(tx, post_id)
            now = tx.now()
        if post is None:
            return
        if attempt is None:
            self._nothing_to_ask(post_id)
            return
        if now - attempt.opened_at >= NEVER_FETCHED_PROVES and self._never_fetched(post, attempt):
            return
        found = self._in_the_list(post, attempt)
        with self._means.store.write() as tx:
            locked = posts.lock(tx, post_id)
            again = attempts.find(tx, attempt.id)
            if locked is None or again is None or again.outcome is not Verdict.DOUBTFUL:
                return
            if found is not None:
                self._adopt(tx, locked, again, found)
            else:
                patient = tx.now() - again.opened_at < LOOK_FOR
                posts.change(tx, locked, {"ask_at": tx.now() + LOOK_EVERY if patient else None})

    def _nothing_to_ask(self, post_id: str) -> None:
        with self._means.store.write() as tx:
            locked = posts.lock(tx, post_id)
            if locked is not None and doubtful(tx, post_id) is None:
                posts.change(tx, locked, {"ask_at": None})

    def _never_fetched(self, post: Post, attempt: Attempt) -> bool:
        """An address that nobody fetched in time is closed: now nothing can come of it."""
        if attempt.pull_nonce is None:
            return False
        with self._means.store.write() as tx:
            locked = posts.lock(tx, post.id)
            state = None if locked is None else advance(locked.state, Release())
            if locked is None or state is None or not attempts.revoke_unfetched(tx, attempt.id):
                return False
            attempts.rejudge(tx, attempt, Verdict.VOID, attempt.reason)
            now = tx.now()
            due = {"due_at": now, "poke_after": now, "slot_at": now, "ask_at": None}
            late = {"give_up_at": max(locked.give_up_at, now + LOOK_EVERY)}
            told = subjects.of_post(tx, post.id).named(spell(STARTED_AGAIN))
            reason = {"state": state, "reason": told}
            posts.change(tx, locked, {**due, **late, **reason})
            proof = {"attempt": attempt.id, "proof": "the pull address was never fetched"}
            events.note(tx, "us", "post.doubt_resolved", post.id, proof)
            self._means.tell(tx, post.app_id, EventKind.POST_RELEASED, post.id, **proof)
        return True

    def _in_the_list(self, post: Post, attempt: Attempt) -> Seen | None:
        """The one item of the Creator's own list that can only be this Post, or None.

        Absence proves nothing: moderation may take hours.
        """
        since, texts = attempt.opened_at - CLOCKS_DIFFER, _texts(post)
        with self._means.store.read() as tx:
            connection = connections.of_post(tx, post.connection_id)
            seconds = _seconds(tx, post)
            others = [] if connection is None else _others(tx, post, connection, since)
        if connection is None or not texts or LIST_SCOPE not in connection.scopes:
            return None
        if any(texts & _texts(one) and not one.public_ids for one in others):
            return None  # what is listed may as well be that one
        token = self._connections.token(post.connection_id)
        if isinstance(token, Declined):
            return None
        listed = self._platforms[connection.platform].listed(token)
        if isinstance(listed, Declined):
            return None
        known = {public_id for one in others for public_id in one.public_ids}
        matching = [
            one
            for one in listed
            if one.created_at >= since
            and one.public_id not in known
            and one.caption[:LISTED_LETTERS] in texts
            and (seconds is None or abs(one.seconds - seconds) <= SAME_LENGTH)
        ]
        return matching[0] if len(matching) == 1 else None

    def _adopt(self, tx: Tx, post: Post, attempt: Attempt, found: Seen) -> None:
        steps.file_evidence(
            tx,
            {
                "id": self._means.new_id(ids.EVIDENCE),
                "app_id": attempt.app_id,
                "attempt_id": attempt.id,
                "source": "poll",
                "public_id": found.public_id,
                "raw": {"listed_at": found.created_at.isoformat()},
            },
        )
        proof = {"attempt": attempt.id, "proof": "the only matching item in the creator's list"}
        events.note(tx, "us", "post.doubt_resolved", post.id, proof)
        self._verdicts.settle(tx, post, attempt, Published((found.public_id,)))


def doubtful(tx: Tx, post_id: str) -> Attempt | None:
    """The Attempt of this Post that may be out, if there is one."""
    return doubted_of(attempts.of_post(tx, post_id))


def doubted_of(tried: Sequence[Attempt]) -> Attempt | None:
    """The same, of all that were tried."""
    return next((one for one in tried if one.outcome is Verdict.DOUBTFUL), None)


def _others(tx: Tx, post: Post, connection: Connection, since: datetime) -> list[Post]:
    """What else may stand in the Creator's list since then, of whatever App."""
    theirs = [one.id for one in connections.of_creator(tx, connection.creator_id)]
    found = posts.of_connections(tx, theirs, MAY_BE_LISTED, since)
    return [one for one in found if one.id != post.id]


def _texts(post: Post) -> set[str]:
    """How this Post's words may stand in the list; TikTok does not tell how it joins two."""
    both = f"{post.title}\n{post.description}"
    plain = (post.caption, post.description, post.title, both if both.strip() else "")
    return {text[:LISTED_LETTERS] for text in plain if text}


def _seconds(tx: Tx, post: Post) -> float | None:
    """How long the film runs that was sent; None for pictures."""
    if post.photos:
        return None
    item = posts.items(tx, post.id)[0]
    made = renditions.find(tx, item.rendition_id) if item.rendition_id else None
    video = ((made.facts if made else None) or {}).get("video") or {}
    return video.get("seconds")
