"""Commit to Posts: look everything over, find a Slot, keep it once; read them back."""

from datetime import datetime
from typing import Any

from publisher.domain import ids
from publisher.domain.errors import BellAway, Refusal
from publisher.domain.events import EventKind
from publisher.domain.ports import Bell
from publisher.domain.refusals import (
    NOT_FOUND,
    REFERENCE_TAKEN,
)
from publisher.domain.states import PostState
from publisher.domain.when import At, Wall
from publisher.services.means import Means
from publisher.services.once import Answer, Once, do_once, seen
from publisher.services.posts_check import NewPost, PostCheck, Sight, refuse_findings
from publisher.services.renditions import Renditions
from publisher.services.scheduling import likeness
from publisher.services.scheduling.gate import Gate
from publisher.services.scheduling.placing import Place
from publisher.store import posts
from publisher.store.engine import Tx
from publisher.store.posts import Item, Post


class Posts:
    """The commitments of an App."""

    def __init__(
        self,
        means: Means,
        check: PostCheck,
        gate: Gate,
        renditions: Renditions,
        bell: Bell,
    ) -> None:
        self._means = means
        self._check = check
        self._gate = gate
        self._renditions = renditions
        self._bell = bell

    def create(self, once: Once, new: NewPost) -> Answer:
        """Commit to a Post, once per key; raises Refusal where it cannot be."""
        known = seen(self._means.store, once)
        if known is not None:  # the same checks as do_once, without asking the platform again
            return known
        facts = self._check.facts(once.app_id, new)
        post_id = self._means.new_id(ids.POST)

        def act(tx: Tx) -> Post:
            sight = self._check.look(tx, once.app_id, new, facts)
            refuse_findings(self._check.findings(new, sight), sight.about)
            self._refuse_taken_reference(tx, once.app_id, new)
            place = self._check.place(tx, post_id, new)
            alike = self._check.alike(tx, new, sight, place)
            refuse_findings(likeness.as_findings(alike), sight.about)
            likeness.record_overrides(tx, once.app_id, post_id, alike)
            warned = likeness.as_kept(alike)
            return self._keep(tx, post_id, once.app_id, new, sight, place, warned)

        answer = do_once(self._means.store, once, act)
        if not answer.replayed:
            self.ring(post_id)
        return answer

    def get(self, app_id: str, post_id: str) -> Post:
        """One Post; raises NOT_FOUND."""
        with self._means.store.read() as tx:
            return require(tx, app_id, post_id)

    def ring(self, post_id: str) -> None:
        """Ask a worker to look at a Post that is due now; a hint, which may be lost."""
        with self._means.store.read() as tx:
            post = posts.find(tx, post_id)
            due = post is not None and post.due_at <= tx.now()
        if due:
            try:
                self._bell.ring("publish", post_id)
            except BellAway:
                return  # the row is due: the sweep rings again

    def _keep(
        self,
        tx: Tx,
        post_id: str,
        app_id: str,
        new: NewPost,
        sight: Sight,
        place: Place,
        warned: list[dict[str, Any]],
    ) -> Post:
        post = _row(tx.now(), post_id, app_id, new, sight, place, warned)
        if not posts.add(tx, post, self._items(tx, sight)):  # another has come first just now
            self._refuse_taken_reference(tx, app_id, new)
        self._gate.take(tx, place.pace, post_id, new.mode, place.at)
        self._means.tell(
            tx,
            app_id,
            EventKind.POST_SCHEDULED,
            post_id,
            due_at=place.at.isoformat(),
            moved_because=place.because,
            client_reference=new.client_reference,
        )
        return post

    def _items(self, tx: Tx, sight: Sight) -> list[Item]:
        return [
            Item(
                place,
                asset.id,
                self._renditions.want_for(tx, asset, sight.platform, photos=sight.photos).id,
            )
            for place, asset in enumerate(sight.media)
        ]

    def _refuse_taken_reference(self, tx: Tx, app_id: str, new: NewPost) -> None:
        if new.client_reference is None:
            return
        other = posts.by_reference(tx, app_id, new.client_reference)
        if other is not None:
            raise Refusal(
                REFERENCE_TAKEN, f"{new.client_reference!r} is {other.id}", extra={"post": other.id}
            )


def require(tx: Tx, app_id: str, post_id: str) -> Post:
    """A Post of this App; raises NOT_FOUND."""
    post = posts.get(tx, app_id, post_id)
    if post is None:
        raise Refusal(NOT_FOUND, f"there is no post {post_id}")
    return post


def _row(
    now: datetime,
    post_id: str,
    app_id: str,
    new: NewPost,
    sight: Sight,
    place: Place,
    warned: list[dict[str, Any]],
) -> Post:
    """A new Post as it is kept."""
    said = new.when if isinstance(new.when, At | Wall) else None
    return Post(
        id=post_id,
        app_id=app_id,
        connection_id=sight.connection.id,
        state=PostState.SCHEDULED,
        mode=new.mode,
        photos=sight.photos,
        caption=new.caption,
        title=new.title,
        description=new.description,
        options=dict(new.options or {}),
        consent=None if new.consent is None else dict(new.consent),
        slot_at=place.at,
        wall_time=said.wall_time.isoformat() if said else None,
        zone=said.zone if said else None,
        deadline=new.deadline,
        on_cap=new.on_cap,
        on_drift=new.on_drift,
        due_at=place.at,
        poke_after=place.at,
        give_up_at=place.give_up_at,
        ask_at=None,
        moved_for=None,
        tries=0,
        version=1,
        lease_token=0,
        lease_until=None,
        client_reference=new.client_reference,
        reason=None,
        public_ids=[],
        warnings=warned,
        created_at=now,
        ended_at=None,
    )
