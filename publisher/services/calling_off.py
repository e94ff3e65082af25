"""Call a Post off, for a person or because its Connection ends; refused once it may be out."""

from publisher.domain.events import EventKind
from publisher.domain.lifecycle import Cancel, Disconnected, advance
from publisher.domain.reasons import Reason
from publisher.domain.refusals import CANCELLED
from publisher.domain.states import Phase, Verdict
from publisher.services.means import Means, spell
from publisher.services.publishing.doubts import doubtful
from publisher.store import attempts, ledger, posts, subjects
from publisher.store.engine import Tx
from publisher.store.posts import Post


def call_off(
    means: Means,
    tx: Tx,
    post: Post,
    command: Cancel | Disconnected,
    because: Reason | None = None,
) -> bool:
    """Cancel a Post that this transaction holds; False where the next request could show it."""
    alive = attempts.current(tx, post.id)
    committed = alive is not None and alive.phase not in {Phase.OPENED, Phase.INITED}
    state = advance(post.state, command)
    if state is None or committed or doubtful(tx, post.id) is not None:
        return False
    named = subjects.of_post(tx, post.id).named
    if alive is not None:
        attempts.end(tx, alive, Verdict.VOID, named(spell(because or CANCELLED)))
    if all(one.committed_at is None for one in attempts.of_post(tx, post.id)):
        ledger.give_back(tx, post.id)  # else the platform has counted it
    # A worker may hold the lease, with bytes under way: a newer token keeps the last of them back.
    posts.fence_off(tx, post.id)
    told = named(spell(because)) if because else None
    posts.change(tx, post, {"state": state, "ended_at": tx.now(), "reason": told})
    means.tell(
        tx,
        post.app_id,
        EventKind.POST_CANCELLED,
        post.id,
        client_reference=post.client_reference,
        reason=told,
    )
    return True
