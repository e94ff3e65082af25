"""What people do to a Post afterwards: move, edit, cancel, retry, release, resolve a doubt."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from publisher.domain import zones
from publisher.domain.errors import FieldFault, Malformed, Refusal
from publisher.domain.events import EventKind
from publisher.domain.lifecycle import Cancel, Move, Release, Retry, advance
from publisher.domain.outcomes import Published
from publisher.domain.ports import Platform
from publisher.domain.reasons import Reason
from publisher.domain.refusals import (
    INVALID,
    NOT_RETRYABLE,
    OUTCOME_UNKNOWN,
    STALE,
    STARTED_AGAIN,
    TOO_LATE,
)
from publisher.domain.states import PostState, RenditionState, Verdict
from publisher.domain.when import Now
from publisher.services.calling_off import call_off
from publisher.services.means import Means, spell
from publisher.services.posts import require
from publisher.services.posts_check import refuse_findings
from publisher.services.publishing.doubts import doubtful
from publisher.services.publishing.preflight import draft_of
from publisher.services.publishing.verdicts import Verdicts
from publisher.services.scheduling import pacing
from publisher.services.scheduling.gate import Gate
from publisher.services.scheduling.placing import Placing, Wish
from publisher.store import (
    attempts,
    connections,
    creators,
    events,
    posts,
    renditions,
    subjects,
)
from publisher.store.attempts import Attempt
from publisher.store.engine import Tx
from publisher.store.posts import Post

# A worker frozen since before the doubt could still send: its address must be dead first.
ADDRESS_OUTLIVES = timedelta(minutes=65)


@dataclass(frozen=True, slots=True)
class Change:
    """New values for a Post; None leaves one as it is."""

    slot_at: datetime | None = None
    wall_time: str | None = None
    zone: str | None = None
    deadline: datetime | None = None
    caption: str | None = None
    title: str | None = None
    description: str | None = None
    options: dict[str, Any] | None = None


class PostChanges:
    """Commands of people; each is a compare-and-set, refused where the table has no such move."""

    def __init__(
        self,
        means: Means,
        platforms: Mapping[str, Platform],
        gate: Gate,
        placing: Placing,
        verdicts: Verdicts,
    ) -> None:
        self._means = means
        self._platforms = platforms
        self._gate = gate
        self._placing = placing
        self._verdicts = verdicts

    def change(self, app_id: str, post_id: str, change: Change, version: int | None) -> Post:
        """Move or edit a Post that has not begun, or is held; raises STALE, TOO_LATE, CAP_REACHED.

        A held one stays so until it is released. One that may be out is past every change.
        """
        with self._means.store.write() as tx:
            post = self._mine(tx, app_id, post_id, version)
            has_begun = _alive(tx, post) is not None or doubtful(tx, post.id) is not None
            if advance(post.state, Move()) is None or has_begun:
                raise _late(post)
            values = self._edited(change)
            self._refuse_bad_edit(tx, post, values)
            if change.deadline is not None and change.slot_at is None:
                values |= {"give_up_at": _after_slot(post, change.deadline)}
            if change.slot_at is not None:
                values |= self._moved(tx, post, change.slot_at, change.deadline or post.deadline)
                values |= {"wall_time": change.wall_time, "zone": change.zone}
            self._apply(tx, post, values)
            kind = EventKind.POST_MOVED if change.slot_at else EventKind.POST_CHANGED
            self._tell(tx, post, kind, was_due_at=post.slot_at.isoformat())
            return require(tx, app_id, post_id)

    def cancel(self, app_id: str, post_id: str) -> Post:
        """Call a Post off; raises TOO_LATE once the next request could make it appear."""
        with self._means.store.write() as tx:
            post = self._mine(tx, app_id, post_id, None)
            if post.state is PostState.CANCELLED:
                return post
            if not call_off(self._means, tx, post, Cancel()):
                raise _late(post)
            return require(tx, app_id, post_id)

    def retry(self, app_id: str, post_id: str, slot_at: datetime | None = None) -> Post:
        """Try a failed Post again, at an instant or as `release`; raises NOT_RETRYABLE."""
        return self._again(app_id, post_id, Retry(), slot_at)

    def release(self, app_id: str, post_id: str, slot_at: datetime | None = None) -> Post:
        """Let a held Post go on: at an instant, or at its Slot where that is ahead, or at once.

        Raises NOT_RETRYABLE, and OUTCOME_UNKNOWN for a doubt: that wants `resolve`.
        """
        return self._again(app_id, post_id, Release(), slot_at)

    def resolve(
        self, app_id: str, post_id: str, who: str, *, is_there: bool, public_id: str | None = None
    ) -> Post:
        """A person has looked: the post is there, or it is not and may be sent again."""
        with self._means.store.write() as tx:
            post = self._mine(tx, app_id, post_id, None)
            in_doubt = doubtful(tx, post.id)
            if in_doubt is None:
                raise Refusal(NOT_RETRYABLE, f"{post_id} is not in doubt")
            detail = {"is_there": is_there, "public_id": public_id, "attempt": in_doubt.id}
            events.note(tx, who, "post.resolved", post_id, detail)
            if is_there:
                ids = (public_id,) if public_id else ()
                self._verdicts.settle(tx, post, in_doubt, Published(ids))
            else:
                self._not_there(tx, post, in_doubt)
            return require(tx, app_id, post_id)

    def _not_there(self, tx: Tx, post: Post, in_doubt: Attempt) -> None:
        wait_until = tx.now()
        if in_doubt.pull_nonce is not None:
            attempts.revoke(tx, in_doubt.id)
        else:
            wait_until = max(wait_until, in_doubt.opened_at + ADDRESS_OUTLIVES)
        attempts.rejudge(tx, in_doubt, Verdict.VOID, in_doubt.reason)
        values = {"state": PostState.SCHEDULED, "reason": _told(tx, post, STARTED_AGAIN)}
        values |= self._moved(tx, post, wait_until, None)
        self._apply(tx, post, values)
        self._tell(tx, post, EventKind.POST_RELEASED, due_at=wait_until.isoformat())

    def _again(
        self, app_id: str, post_id: str, command: Retry | Release, slot_at: datetime | None
    ) -> Post:
        with self._means.store.write() as tx:
            post = self._mine(tx, app_id, post_id, None)
            state = advance(post.state, command)
            if state is None:
                raise Refusal(NOT_RETRYABLE, f"{post_id} is {post.state.value}")
            if doubtful(tx, post.id) is not None:
                raise Refusal(OUTCOME_UNKNOWN, f"{post_id} may be out: say first whether it is")
            if _alive(tx, post) is not None and slot_at is not None:
                raise _late(post)
            values: dict[str, Any] = {
                "state": state,
                "tries": 0,
                "moved_for": None,
                "ended_at": None,
            }
            self._make_again(tx, post)
            at = max(slot_at or post.slot_at, tx.now())
            values |= self._moved(tx, post, at, _still_ahead(post.deadline, at))
            self._apply(tx, post, values)
            self._tell(tx, post, EventKind.POST_RELEASED, due_at=values["due_at"].isoformat())
            return require(tx, app_id, post_id)

    def _make_again(self, tx: Tx, post: Post) -> None:
        """What our own engine could not make is tried once more when a person wants it."""
        for item in posts.items(tx, post.id):
            made = renditions.find(tx, item.rendition_id) if item.rendition_id else None
            if made is not None and made.state is RenditionState.FAILED:
                renditions.revive(tx, made)

    def _moved(self, tx: Tx, post: Post, at: datetime, deadline: datetime | None) -> dict[str, Any]:
        """Take another place in the ledger; the next free one where this is taken."""
        pace = pacing.hold(tx, post.connection_id)
        wish = Wish(post.id, post.mode, Now(), deadline, post.on_cap)
        place = self._placing.at_or_after(tx, pace, wish, max(at, tx.now()))
        self._gate.take(tx, pace, post.id, post.mode, place.at)
        at = place.at
        return {
            "slot_at": at,
            "due_at": at,
            "poke_after": at,
            "give_up_at": place.give_up_at,
            "deadline": deadline,
        }

    def _refuse_bad_edit(self, tx: Tx, post: Post, values: dict[str, Any]) -> None:
        """What could not have been scheduled cannot be edited in afterwards, either."""
        texts = {name: value for name, value in values.items() if name != "deadline"}
        connection = connections.of_post(tx, post.connection_id)
        if not texts or connection is None:
            return
        creator = creators.get(tx, connection.creator_id)
        facts = None if creator is None else creators.facts_of(creator)
        draft = draft_of(replace(post, **texts), len(posts.items(tx, post.id)))
        findings = self._platforms[connection.platform].check(draft, facts)
        refuse_findings(findings, subjects.of_post(tx, post.id))

    def _edited(self, change: Change) -> dict[str, Any]:
        names = ("caption", "title", "description", "options", "deadline")
        return {name: value for name in names if (value := getattr(change, name)) is not None}

    def _mine(self, tx: Tx, app_id: str, post_id: str, version: int | None) -> Post:
        require(tx, app_id, post_id)
        post = posts.lock(tx, post_id)
        if post is None or (version is not None and post.version != version):
            raise Refusal(STALE, f"it is at version {post.version if post else 'none'}")
        return post

    def _apply(self, tx: Tx, post: Post, values: dict[str, Any]) -> None:
        # A worker may hold the lease and be about to open an Attempt: a newer token fences it off.
        posts.fence_off(tx, post.id)
        posts.change(tx, post, values)

    def _tell(self, tx: Tx, post: Post, kind: EventKind, **payload: Any) -> None:
        self._means.tell(
            tx, post.app_id, kind, post.id, client_reference=post.client_reference, **payload
        )


def _alive(tx: Tx, post: Post) -> Attempt | None:
    return attempts.current(tx, post.id)


def _told(tx: Tx, post: Post, reason: Reason) -> dict[str, Any]:
    return subjects.of_post(tx, post.id).named(spell(reason))


def _still_ahead(deadline: datetime | None, at: datetime) -> datetime | None:
    """A deadline that has passed binds nobody who wants the Post sent all the same."""
    return deadline if deadline is not None and deadline > at else None


def _after_slot(post: Post, deadline: datetime) -> datetime:
    if deadline >= post.slot_at:
        return deadline
    slot = zones.spelled(post.slot_at)
    way_out = "Choose a later deadline, or an earlier slot in the same call."
    fault = FieldFault(
        "/deadline", "before_slot", zones.spelled(deadline), f"{slot} or later", way_out
    )
    raise Malformed(INVALID, faults=(fault,))


def _late(post: Post) -> Refusal:
    return Refusal(TOO_LATE, f"{post.id} is {post.state.value}", extra={"state": post.state.value})
