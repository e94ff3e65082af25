"""Ask about Posts that nobody drives: a Notice came, a link is missing, or a doubt is open."""

from dataclasses import replace
from datetime import timedelta

from publisher.domain.outcomes import Blocked, Deferred, InInbox, Published, Refused
from publisher.domain.states import PostState, Verdict
from publisher.services.means import Means
from publisher.services.publishing.doubts import Doubts, doubted_of
from publisher.services.publishing.exchange import Exchange, keep_question
from publisher.services.publishing.proofs import VERDICT_STEP, asked_again_at
from publisher.services.publishing.verdicts import Verdicts
from publisher.store import attempts, connections, posts, posts_due
from publisher.store.attempts import Attempt
from publisher.store.posts import Post

QUESTION_LASTS = timedelta(minutes=2)  # whoever dies while asking lets others ask after this
# Of any other the last word was said: while we asked, a person may have given it up and had the
# Post sent again, and its end is not the next one's.
MAY_STILL_FAIL = (None, Verdict.DOUBTFUL, Verdict.IN_INBOX)


class Questions:
    """Questions to the platform outside of any lease; only good news and proof have an effect."""

    def __init__(
        self, means: Means, exchange: Exchange, verdicts: Verdicts, doubts: Doubts
    ) -> None:
        self._means = means
        self._exchange = exchange
        self._verdicts = verdicts
        self._doubts = doubts

    def answer(self, post_id: str) -> None:
        """Ask about a Post if it is time to and nobody else does."""
        with self._means.store.write() as tx:
            post = posts_due.claim_question(tx, post_id, tx.now() + QUESTION_LASTS)
            if post is None:
                return
            tried = attempts.of_post(tx, post_id)
            asked = doubted_of(tried) or _last_named(tried)
            connection = connections.of_post(tx, post.connection_id)
        if connection is None:
            return
        if asked is not None and asked.publish_id is not None:
            self._ask(post, asked, connection.platform)
        else:
            self._doubts.look(post_id)

    def _ask(self, post: Post, attempt: Attempt, platform: str) -> None:
        taken = self._exchange.ask(post, attempt, platform)
        with self._means.store.write() as tx:
            now, again = posts.lock(tx, post.id), attempts.find(tx, attempt.id)
            if now is None or again is None:
                return
            keep_question(tx, again, taken)
            later = asked_again_at(tx.now(), now.state, again)
            posts.change(tx, now, {"ask_at": later})
            now = replace(now, version=now.version + 1, ask_at=later)
            outcome = taken.outcome
            if isinstance(outcome, Deferred | Blocked) and outcome.raw.step == VERDICT_STEP:
                outcome = Refused(outcome.reason, outcome.raw)  # nobody drives it any more
            if now.state is PostState.PUBLISHED and not isinstance(outcome, Published):
                outcome = Published(tuple(now.public_ids))
            is_over = isinstance(outcome, Refused) and again.outcome in MAY_STILL_FAIL
            if is_over or isinstance(outcome, Published | InInbox):
                self._verdicts.settle(tx, now, again, outcome)


def _last_named(tried: list[Attempt]) -> Attempt | None:
    named = [one for one in tried if one.publish_id is not None]
    return named[-1] if named else None
