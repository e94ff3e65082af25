"""Explain a Post: its timeline, what it waits for, who must act."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from publisher.domain.states import Phase, PostState, RenditionState
from publisher.services.means import Means
from publisher.services.posts import require
from publisher.store import attempts, events, posts, renditions, steps
from publisher.store.attempts import Attempt
from publisher.store.engine import Tx
from publisher.store.posts import Post
from publisher.store.renditions import Rendition


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a Post's timeline."""

    at: datetime
    kind: str
    says: str
    detail: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Told:
    """A Post explained."""

    post: Post
    waits_for: str
    who_acts: str
    attempts: list[Attempt]
    renditions: list[Rendition]
    lines: list[Line]


class Story:
    """The story of a Post."""

    def __init__(self, means: Means) -> None:
        self._means = means

    def tell(self, app_id: str, post_id: str) -> Told:
        """All that happened to a Post, in order; raises NOT_FOUND."""
        with self._means.store.read() as tx:
            post = require(tx, app_id, post_id)
            tried = attempts.of_post(tx, post_id)
            made = _renditions(tx, post)
            lines = [*_events(tx, post), *_steps(tx, post), *_media(made)]
            now = tx.now()
        lines.sort(key=lambda line: line.at)
        waits_for, who = _waiting(post, tried, made, now)
        return Told(post, waits_for, who, tried, made, lines)


def _renditions(tx: Tx, post: Post) -> list[Rendition]:
    found = [
        renditions.find(tx, item.rendition_id)
        for item in posts.items(tx, post.id)
        if item.rendition_id
    ]
    return [one for one in found if one is not None]


def _events(tx: Tx, post: Post) -> list[Line]:
    return [
        Line(one.available_at, one.kind, _sentence(one.kind, one.payload), one.payload)
        for one in events.of_ref(tx, post.id)
    ]


def _sentence(kind: str, payload: dict[str, Any]) -> str:
    reason = payload.get("reason") or {}
    plain = kind.removeprefix("post.").replace("_", " ")
    says = reason.get("message") or reason.get("says")
    return f"{plain}: {says}" if says else plain


def _steps(tx: Tx, post: Post) -> list[Line]:
    lines = []
    for one in steps.of_post(tx, post.id):
        took = (one.answered_at - one.sent_at).total_seconds() if one.answered_at else None
        detail = {
            "request_id": one.id,
            "attempt": one.attempt_id,
            "seconds": took,
            "http_status": one.http,
            "code": one.code,
            "message": one.message,
            "log_id": one.log_id,
            "outcome": one.outcome,
        }
        says = f"{one.kind}: {one.outcome or 'no answer kept'}"
        lines.append(Line(one.sent_at, f"step.{one.kind}", says, detail))
    return lines


def _media(made: list[Rendition]) -> list[Line]:
    lines = []
    for one in made:
        what = (one.plan or {}).get("is", "")
        detail = {"rendition": one.id, "plan": what, "findings": one.findings or []}
        lines.append(Line(one.created_at, "media.wanted", "media work asked for", detail))
        if one.ready_at is not None:
            says = f"media ready: {what.lower() or 'as it was'}"
            lines.append(Line(one.ready_at, "media.ready", says, detail))
    return lines


def _waiting(
    post: Post, tried: list[Attempt], made: list[Rendition], now: datetime
) -> tuple[str, str]:
    """What a Post waits for, in a sentence, and who moves next."""
    who = (post.reason or {}).get("actor") or post.state.who_moves_next
    match post.state:
        case PostState.SCHEDULED if any(one.state is not RenditionState.READY for one in made):
            return "its media to be made ready", "us"
        case PostState.SCHEDULED if post.slot_at > now:
            return f"its slot at {post.slot_at.isoformat()}", "us"
        case PostState.SCHEDULED if post.due_at <= now:
            return "a worker to take it up", "us"
        case PostState.SCHEDULED:
            return f"the next try at {post.due_at.isoformat()}", who
        case PostState.SENDING:
            sent = tried[-1].bytes_sent if tried else 0
            return f"the hand-over to end ({sent} bytes sent)", "us"
        case PostState.PROCESSING:
            asked = any(one.phase is Phase.HANDED_OVER for one in tried)
            return "the platform's verdict" if asked else "the hand-over", "platform"
        case PostState.IN_INBOX:
            return "the creator to finish it in the TikTok app", "creator"
        case PostState.HELD | PostState.FAILED:
            return (post.reason or {}).get("do") or "a person to decide", who
        case _:
            return "nothing", "nobody"
