"""Serve a Post's pictures to the Platform, from addresses that are good for one Attempt."""

from dataclasses import dataclass
from pathlib import Path

from publisher.domain import ids
from publisher.domain.errors import Refusal
from publisher.domain.ports import Files
from publisher.domain.refusals import NOT_FOUND
from publisher.domain.states import Phase, Verdict
from publisher.services.means import Means
from publisher.services.publishing.tickets import ready_renditions
from publisher.store import attempts, ledger, posts, steps


@dataclass(frozen=True, slots=True)
class Offered:
    """A file that the Platform may fetch."""

    path: Path
    content_type: str
    size: int


class Pulls:
    """One-use addresses."""

    def __init__(self, means: Means, files: Files) -> None:
        self._means = means
        self._files = files

    def serve(self, nonce: str, place: int, who: str) -> Offered:
        """The file behind an address, with the fetch on record; raises NOT_FOUND.

        The first fetch is written before a byte leaves: whoever revokes an address that was never
        fetched can be sure that nothing came of it.
        """
        with self._means.store.write() as tx:
            attempt = attempts.by_nonce(tx, nonce)
            post = None if attempt is None else posts.find(tx, attempt.post_id)
            if attempt is None or post is None or _is_over(attempt):
                raise Refusal(NOT_FOUND)
            made = ready_renditions(tx, post)
            if not 0 <= place < len(made):
                raise Refusal(NOT_FOUND)
            if not attempts.note_fetch(tx, attempt.id):
                raise Refusal(NOT_FOUND)
            ledger.put_off(tx, post.id, tx.now())  # the platform counts it once it has it
            steps.file_evidence(
                tx,
                {
                    "id": self._means.new_id(ids.EVIDENCE),
                    "app_id": attempt.app_id,
                    "attempt_id": attempt.id,
                    "source": "pull_log",
                    "raw": {"place": place, "who": who[:200]},
                },
            )
        chosen = made[place]
        path = self._files.path(chosen.app_id, chosen.output_sha256 or "")
        return Offered(path, chosen.output_type or "image/jpeg", chosen.output_size or 0)


def _is_over(attempt: attempts.Attempt) -> bool:
    # While in doubt the platform may still be at it: a closed door would make the doubt true.
    ended = attempt.phase is Phase.ENDED and attempt.outcome is not Verdict.DOUBTFUL
    return attempt.revoked_at is not None or ended
