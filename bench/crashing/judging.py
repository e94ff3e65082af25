"""What became of a Post: our own rows beside the stand-in's list of what became public."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from bench.crashing.worker import DRIVEN
from publisher.domain.states import PostState, Transfer, Verdict
from publisher.store import attempts, posts, steps
from publisher.store.attempts import Attempt
from publisher.store.engine import Tx
from publisher.wiring import Publisher


class Fate(StrEnum):
    """How a point ended."""

    ONCE = "once"  # public once, and we say so
    DOUBLED = "doubled"  # public more than once
    LOST = "lost"  # over, not public, and no person was asked
    STUCK = "stuck"  # not over, though everybody had time
    PARKED_FILE = "parked_file"  # held for a person, though a file can always be asked about
    PARKED_PULL = "parked_pull"  # held for a person, at row 9 or 11 of the matrix
    WRONGLY_PARKED = "wrongly_parked"  # a pull held although proof was at hand
    LYING = "lying"  # we say published and it is not, or the other way round
    RAISED = "raised"  # a worker ended with an error that nobody had foreseen
    MEDDLED = "meddled"  # a thawed worker wrote what its lost lease forbids
    MISSED = "missed"  # the point was never reached: the run took another way than the recorded one


GOOD = frozenset({Fate.ONCE, Fate.PARKED_PULL})


@dataclass(frozen=True, slots=True)
class Judged:
    """The fate of a point, and in a few words why."""

    fate: Fate
    why: str = ""


def judge(publisher: Publisher, post_id: str, ledger: Mapping[str, Any]) -> Judged:
    """Compare the two ledgers, which do not know each other."""
    with publisher.store.read() as tx:
        post = posts.find(tx, post_id)
        assert post is not None
        tried = attempts.of_post(tx, post_id)
        proof = "" if post.state is not PostState.HELD else _proof_at_hand(tx, tried)
    public = len(ledger["published"])
    code = (post.reason or {}).get("code", "")
    says = f"{post.state.value} {code}, {public} public, {len(ledger['inits'])} announced"
    if public > 1:
        return Judged(Fate.DOUBLED, says)
    if post.state in DRIVEN:
        return Judged(Fate.STUCK, says)
    if post.state is PostState.PUBLISHED:
        return Judged(Fate.ONCE if public else Fate.LYING, says)
    if post.state is not PostState.HELD:
        return Judged(Fate.LYING if public else Fate.LOST, says)
    if not post.photos:
        return Judged(Fate.PARKED_FILE, says)
    return Judged(Fate.WRONGLY_PARKED if proof else Fate.PARKED_PULL, f"{says}; {proof}")


def _proof_at_hand(tx: Tx, tried: list[Attempt]) -> str:
    """Why this doubt is not one of rows 9 and 11: announced, and the answer never kept."""
    if not tried or tried[-1].outcome is not Verdict.DOUBTFUL:
        return "no Attempt is doubtful"
    last = tried[-1]
    if last.transfer is not Transfer.PULL or last.committed_at is None:
        return "it was never committed"
    if last.publish_id is not None:
        return "its publish id is known"
    if any(one.publish_id for one in steps.evidence_for(tx, last.id)):
        return "evidence names its publish id"
    if last.fetched_at is None:
        return "its address was never fetched"
    taken = [one for one in steps.of_post(tx, last.post_id) if one.attempt_id == last.id]
    if [one.kind for one in taken] != ["init"]:
        return "more was sent than the announcement"
    return ""


def told(publisher: Publisher, post_id: str) -> tuple[Any, ...]:
    """What became of a Post, but for questions and evidence: a thawed worker may not change it."""
    with publisher.store.read() as tx:
        post = posts.find(tx, post_id)
        assert post is not None
        tried = [
            (one.id, one.phase, one.outcome, one.committed_at, one.handed_over_at)
            for one in attempts.of_post(tx, post_id)
        ]
        sent = [one.id for one in steps.of_post(tx, post_id) if one.kind != "status"]
    return post.state, post.tries, post.lease_token, tried, sent
