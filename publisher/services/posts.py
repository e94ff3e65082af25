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
        post_id = self._means.new_id(ids.POST)
        looked = self._look(once, post_id, new)
        if isinstance(looked, Sight) and looked.facts is None:
            self._check.ask(new.connection)
            looked = self._look(once, post_id, new)
        return looked if isinstance(looked, Answer) else self._commit(once, post_id, new, looked)

    def _look(self, once: Once, post_id: str, new: NewPost) -> Sight | Answer:
        """All that can be said against it without holding anybody up, or its Answer of old."""
        with self._means.store.read() as tx:
            try:
                sight = self._check.look(tx, once.app_id, new)
                refuse_findings(self._check.findings(new, sight), sight.about)
                _refuse_taken_reference(tx, once.app_id, new)
                self._check.refuse_full(tx, post_id, new, sight)
            except Refusal:
                # Done before, and its place is its own; or done by a twin just now.
                known = seen(tx, once)
                if known is None:
                    raise
                return known
            # An old call is not worth a question to the platform.
            return sight if sight.facts is not None else seen(tx, once) or sight

    def _commit(self, once: Once, post_id: str, new: NewPost, sight: Sight) -> Answer:
        kept: list[Post] = []

        def act(tx: Tx) -> Post:
            kept.append(self._keep(tx, once.app_id, post_id, new, sight))
            return kept[-1]

        answer = do_once(self._means.store, once, act)
        if kept and kept[-1].due_at <= kept[-1].created_at:
            self._ring(post_id)
        return answer

    def get(self, app_id: str, post_id: str) -> Post:
        """One Post; raises NOT_FOUND."""
        with self._means.store.read() as tx:
            return require(tx, app_id, post_id)

    def _ring(self, post_id: str) -> None:
        try:
            self._bell.ring("publish", post_id)
        except BellAway:
            return  # the row is due: the sweep rings again

    def _keep(self, tx: Tx, app_id: str, post_id: str, new: NewPost, sight: Sight) -> Post:
        pace = self._check.connection(tx, app_id, new, hold=True)
        place = self._check.place(tx, pace, post_id, new)
        alike = self._check.alike(tx, new, sight, place)
        refuse_findings(likeness.as_findings(alike), sight.about)
        likeness.record_overrides(tx, app_id, post_id, alike)
        post = _row(tx.now(), post_id, app_id, new, sight, place, likeness.as_kept(alike))
        if not posts.add(tx, post, self._items(tx, sight)):  # another has come first just now
            _refuse_taken_reference(tx, app_id, new)
        self._gate.take(tx, pace, post_id, new.mode, place.at)
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
        made = self._renditions.want_all(tx, sight.media, sight.platform, photos=sight.photos)
        pairs = zip(sight.media, made, strict=True)
        return [Item(place, asset.id, one.id) for place, (asset, one) in enumerate(pairs)]


def require(tx: Tx, app_id: str, post_id: str) -> Post:
    """A Post of this App; raises NOT_FOUND."""
    post = posts.get(tx, app_id, post_id)
    if post is None:
        raise Refusal(NOT_FOUND, f"there is no post {post_id}")
    return post


def _refuse_taken_reference(tx: Tx, app_id: str, new: NewPost) -> None:
    if new.client_reference is None:
        return
    other = posts.by_reference(tx, app_id, new.client_reference)
    if other is not None:
        raise Refusal(
            REFERENCE_TAKEN, f"{new.client_reference!r} is {other.id}", extra={"post": other.id}
        )


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
        connection_id=place.pace.connection_id,
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
