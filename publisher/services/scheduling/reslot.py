"""Move a Post that may not go out now to the next safe Slot, and keep the order behind it.

Order matters between the Posts of one Connection in one mode:
- of several that are due, the one with the earliest Slot goes first (`posts_due.is_behind`);
- when one is moved by us, those behind it make room, each as little as it can;
- a Post with `on_cap: fail`, one under way, and one whose deadline leaves no room stay where
  they are. A Post that is held, or waits for its own media, holds nobody up.
"""

from datetime import datetime

from publisher.domain import order, slots
from publisher.domain.events import EventKind
from publisher.domain.order import Reordered, Waiting
from publisher.domain.outcomes import Blocked, Deferred, Outcome, Refused
from publisher.domain.reasons import Handling
from publisher.domain.refusals import ORDER_KEPT
from publisher.services.means import Means, spell
from publisher.services.scheduling import pacing
from publisher.services.scheduling.pacing import Pace
from publisher.store import creators, ledger, posts, posts_due, subjects
from publisher.store.engine import Tx
from publisher.store.posts import Post

LOOK_AHEAD = slots.DAY * 366
MOST_BEHIND = 200


class Reslot:
    """Moves that we make ourselves."""

    def __init__(self, means: Means) -> None:
        self._means = means

    def move(self, tx: Tx, post: Post, outcome: Deferred) -> Outcome:
        """Take the next safe Slot within the deadline; gives what is to be settled instead.

        Where the platform itself refused (its own words are in `raw`), others post for this
        Creator too: what we had sent becomes the cap for a day. A second refusal of the same kind
        is for a person. A cap of the whole client teaches nothing about the Creator, and is waited
        out as often as it takes.
        """
        said = bool(outcome.raw.code) and outcome.reason.handling is not Handling.HOLD
        if post.on_cap == "fail":
            ends = Refused if outcome.reason.handling is Handling.RESLOT else Blocked
            return ends(outcome.reason, outcome.raw)
        if said and post.moved_for == outcome.reason.code:
            return Blocked(outcome.reason, outcome.raw)
        pace = pacing.hold(tx, post.connection_id)
        after = tx.now()
        if outcome.raw.code:
            after = max(after, outcome.until or after + slots.DAY)
        if said:
            self._learn(tx, pace, post)
            pace = pacing.hold(tx, post.connection_id)
        found = self._found(tx, pace, post, after)
        if found is None:
            return Blocked(outcome.reason, outcome.raw)
        ledger.commit(tx, post.id, pace.creator_id, post.mode.value, found.at)
        for one in found.others:
            self._push(tx, pace, one, post)
        return Deferred(outcome.reason, outcome.raw, until=found.at, remote=outcome.remote)

    def _learn(self, tx: Tx, pace: Pace, post: Post) -> None:
        now = tx.now()
        sent = ledger.taken(tx, pace.creator_id, post.mode.value, now - slots.DAY, now, post.id)
        creators.learn(tx, pace.creator_id, pace.learnt, post.mode.value, len(sent))

    def _found(self, tx: Tx, pace: Pace, post: Post, after: datetime) -> Reordered | None:
        limits = pace.limits(post.mode)
        behind = posts_due.behind(tx, post, MOST_BEHIND)
        fixed = ledger.taken_by_others(
            tx,
            pace.creator_id,
            post.mode.value,
            after - limits.reach,
            after + LOOK_AHEAD,
            [post.id, *(one.id for one in behind)],
        )
        waiting = [Waiting(one.id, one.slot_at, one.deadline) for one in behind]
        shift = slots.jitter(post.id, pace.policy.jitter)
        before = post.deadline or after + LOOK_AHEAD
        return order.moved(fixed, after, before, waiting, limits, shift)

    def _push(self, tx: Tx, pace: Pace, one: Waiting, because: Post) -> None:
        behind = posts.lock(tx, one.post)
        if behind is None:
            return
        posts.change(tx, behind, moved_to(behind, one.slot_at))
        ledger.commit(tx, behind.id, pace.creator_id, behind.mode.value, one.slot_at)
        self._means.tell(
            tx,
            behind.app_id,
            EventKind.POST_MOVED,
            behind.id,
            reason=subjects.of_post(tx, behind.id).named(spell(ORDER_KEPT)),
            because_of=because.id,
            due_at=one.slot_at.isoformat(),
            was_due_at=behind.slot_at.isoformat(),
            client_reference=behind.client_reference,
        )


def moved_to(post: Post, at: datetime) -> dict[str, datetime]:
    """What a Post that moves has to know: its patience moves along, a deadline does not."""
    patience = post.give_up_at - post.slot_at
    return {
        "slot_at": at,
        "due_at": at,
        "poke_after": at,
        "give_up_at": post.deadline or at + patience,
    }
