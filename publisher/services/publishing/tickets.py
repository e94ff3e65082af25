"""Assemble a Ticket: all that a Platform needs for one Step, read out of the store."""

from publisher.domain.errors import Refusal
from publisher.domain.ports import Files
from publisher.domain.refusals import RENDITION_PENDING
from publisher.domain.secret import Secret
from publisher.domain.states import Phase, RenditionState, Transfer
from publisher.domain.tickets import Film, Remote, Ticket
from publisher.store import attempts, renditions
from publisher.store.attempts import Attempt
from publisher.store.engine import Tx
from publisher.store.posts import Post
from publisher.store.renditions import Rendition

FILLED = frozenset({Phase.INITED, Phase.COMMITTING})  # the address for the bytes is in use


class Tickets:
    """Tickets for the Platform."""

    def __init__(self, files: Files, media_url: str) -> None:
        self._files = files
        self._media_url = media_url.rstrip("/")

    def make(self, tx: Tx, post: Post, attempt: Attempt, token: Secret, request_id: str) -> Ticket:
        """The Ticket for the next Step; raises Refusal where a Rendition is not ready.

        Of an Attempt that has ended one can only ask, and its media may be gone by then.
        """
        made = [] if attempt.phase is Phase.ENDED else ready_renditions(tx, post)
        is_filled = attempt.transfer is Transfer.FILE and attempt.phase in FILLED
        address = attempts.address(tx, attempt.id) if is_filled else None
        return Ticket(
            post=post.id,
            attempt=attempt.id,
            request_id=request_id,
            mode=post.mode,
            transfer=attempt.transfer,
            photos=post.photos,
            token=token,
            caption=post.caption,
            title=post.title,
            description=post.description,
            options=dict(post.options),
            film=None if post.photos or not made else self._film(made[0]),
            addresses=self._addresses(attempt, made),
            remote=_remote(attempt, address),
        )

    def _film(self, rendition: Rendition) -> Film:
        path = self._files.path(rendition.app_id, rendition.output_sha256 or "")
        return Film(
            open=lambda: path.open("rb"),
            size=rendition.output_size or 0,
            content_type=rendition.output_type or "video/mp4",
        )

    def _addresses(self, attempt: Attempt, made: list[Rendition]) -> tuple[str, ...]:
        if attempt.transfer is not Transfer.PULL or attempt.pull_nonce is None:
            return ()
        return tuple(
            f"{self._media_url}/pulls/{attempt.pull_nonce}/{place}{_ending(rendition)}"
            for place, rendition in enumerate(made)
        )


def ready_renditions(tx: Tx, post: Post) -> list[Rendition]:
    """A Post's Renditions in order; raises RENDITION_PENDING where one is not ready."""
    made = []
    for place, rendition in enumerate(renditions.of_post(tx, post.id)):
        if rendition is None or rendition.state is not RenditionState.READY:
            raise Refusal(RENDITION_PENDING, f"item {place} of {post.id}")
        made.append(rendition)
    return made


def _remote(attempt: Attempt, address: Secret | None) -> Remote | None:
    if attempt.publish_id is None:
        return None
    return Remote(attempt.publish_id, address, attempt.upload_until, attempt.bytes_sent)


def _ending(rendition: Rendition) -> str:
    return {"image/jpeg": ".jpg", "image/webp": ".webp"}.get(rendition.output_type or "", ".mp4")
