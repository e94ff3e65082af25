"""All that support needs of one Post in one piece, secrets masked; and a question put now."""

import json
from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import datetime
from enum import Enum
from typing import Any

from publisher.domain.errors import BellAway
from publisher.domain.ports import Bell
from publisher.services.means import Means
from publisher.services.posts import require
from publisher.services.support.reference import Reference
from publisher.services.support.remedies import actions
from publisher.services.support.story import Story, Told
from publisher.store import assets, connections, creators, posts, posts_due, steps
from publisher.store.connections import Connection
from publisher.store.engine import Tx
from publisher.store.posts import Post

NEVER_SHOWN = frozenset({"pull_nonce", "lease_token", "upload_url", "consent", "learnt"})


@dataclass(frozen=True, slots=True)
class Bundle:
    """What is copied into a ticket: plain JSON, and the same as text."""

    told: dict[str, Any]

    def text(self) -> str:
        """For a mail or a chat."""
        return "\n".join(_lines(self.told, "")) + "\n"


class Support:
    """What support does with one Post."""

    def __init__(self, means: Means, reference: Reference, story: Story, bell: Bell) -> None:
        self._means = means
        self._reference = reference
        self._story = story
        self._bell = bell

    def bundle(self, app_id: str, post_id: str, request_id: str) -> Bundle:
        """The whole story with its surroundings; raises NOT_FOUND."""
        story = self._story.tell(app_id, post_id)
        with self._means.store.read() as tx:
            told = {
                "made_at": tx.now(),
                "request_id": request_id,
                "post": _shown(story.post),
                "waits_for": story.waits_for,
                "who_acts": story.who_acts,
                "actions": [asdict(one) for one in actions(story.post, story.attempts)],
                "connection": _connection(tx, story.post),
                "attempts": [_shown(one) for one in story.attempts],
                "evidence": _evidence(tx, story),
                "media": _media(tx, story),
                "timeline": [asdict(line) for line in story.lines],
                "meaning": self._meaning(story.post),
            }
        return Bundle(_plain(told, self._reference.mask))

    def poll(self, app_id: str, post_id: str) -> Post:
        """Have the platform asked now; raises NOT_FOUND. Only asks: nothing is sent again."""
        with self._means.store.write() as tx:
            post = require(tx, app_id, post_id)
            posts_due.look_now(tx, post_id)
        try:
            self._bell.ring("publish", post_id)
        except BellAway:
            return post  # the row is due: the sweep rings again
        return post

    def _meaning(self, post: Post) -> Any:
        entry = self._reference.get((post.reason or {}).get("code", ""))
        return None if entry is None else dict(entry.told)


def _connection(tx: Tx, post: Post) -> dict[str, Any] | None:
    connection = connections.of_post(tx, post.connection_id)
    if connection is None:
        return None
    person = creators.get(tx, connection.creator_id)
    named = {"username": person.username, "nickname": person.nickname} if person else None
    options = None if person is None else {"at": person.facts_at, "said": person.facts}
    return {
        **_shown(connection),
        "token": _token(connection, tx.now()),
        "creator": named,
        "creator_options": options,
    }


def _token(connection: Connection, now: datetime) -> str:
    """The state of the token in words; the token itself is nobody's business."""
    if connection.access_until is None:
        return "erased"
    if connection.refresh_until is not None and connection.refresh_until <= now:
        return "dead: the creator has to connect again"
    return "good" if connection.access_until > now else "run out: renewed at the next use"


def _evidence(tx: Tx, story: Told) -> list[dict[str, Any]]:
    return [_shown(one) for each in story.attempts for one in steps.evidence_for(tx, each.id)]


def _media(tx: Tx, story: Told) -> list[dict[str, Any]]:
    """Each item as it was handed in, and as it went out."""
    made = {one.id: one for one in story.renditions}
    pairs = []
    for item in posts.items(tx, story.post.id):
        before, after = assets.find(tx, item.asset_id), made.get(item.rendition_id or "")
        pairs.append(
            {
                "before": None if before is None else _shown(before),
                "after": None if after is None else _shown(after),
            }
        )
    return pairs


def _shown(row: Any) -> dict[str, Any]:
    return {name: value for name, value in asdict(row).items() if name not in NEVER_SHOWN}


def _plain(value: Any, mask: Callable[[str], str]) -> Any:
    """Plain JSON values, every text without what looks like a secret."""
    if isinstance(value, dict):
        return {str(name): _plain(each, mask) for name, each in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(each, mask) for each in value]
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, str):
        return mask(value)
    return value if value is None or isinstance(value, bool | int | float) else str(value)


def _lines(value: Any, name: str, depth: int = 0) -> list[str]:
    """An outline: a line per value, indented by its depth, empty ones left out."""
    if value in (None, "", [], {}):
        return []
    space, head = "  " * depth, f"{name}:" if name else ""
    if isinstance(value, dict):
        inner = [line for key, each in value.items() for line in _lines(each, key, depth + 1)]
        return [f"{space}{head}", *inner] if head else inner
    if isinstance(value, list):
        inner = [line for each in value for line in _lines(each, "-", depth + 1)]
        return [f"{space}{head}", *inner]
    said = value if isinstance(value, str) else json.dumps(value)
    return [f"{space}{head} {said}".replace("\n", " ")]
