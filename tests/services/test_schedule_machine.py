"""Random lives of Posts against a small model: create, move, cancel, freeze, flush, restore.

The model knows only what was promised: accepted Posts end, none is public twice, none that was
called off is public, no window holds more than the cap, and the gap is kept.
LIVES=2000 STEPS=60 for many and long ones.
"""

import os
import tempfile
from contextlib import ExitStack
from datetime import timedelta
from functools import partial
from itertools import pairwise
from pathlib import Path

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from sqlalchemy import update

from publisher.domain.errors import Refusal
from publisher.domain.when import At, NextFree, Now
from publisher.services.posts_change import Change
from publisher.services.scheduling import pacing
from publisher.store import posts_due
from publisher.store.generations import generations
from tests.stage import Stage

LEASE = timedelta(seconds=90)
CAP, WINDOW = 4, timedelta(hours=24)
PACE = {"direct_per_24h": CAP, "min_gap_seconds": 1800, "jitter_seconds": 0}
LEAST_GAP = PACE["min_gap_seconds"] - pacing.LAW.gap.total_seconds()
ENDED = {"published", "failed", "held", "cancelled"}
MANY = settings(
    max_examples=int(os.environ.get("LIVES", "8")),
    stateful_step_count=int(os.environ.get("STEPS", "25")),
    deadline=None,
    derandomize=True,
    suppress_health_check=list(HealthCheck),
)


def test_whatever_happens_each_post_ends_and_none_goes_out_twice(request, engine_name, seal):
    source = "sqlite_databases" if engine_name == "sqlite" else "postgres_databases"
    databases = request.getfixturevalue(source)
    went_out: list[int] = []
    run_state_machine_as_test(partial(Lives, databases, seal, went_out), settings=MANY)
    assert any(went_out)


class Lives(RuleBasedStateMachine):
    """What people, TikTok and misfortune do; the model is `alive` and `called_off`."""

    def __init__(self, databases, seal, went_out):
        super().__init__()
        self.went_out = went_out
        self.left_behind = ExitStack()
        folder = Path(self.left_behind.enter_context(tempfile.TemporaryDirectory()))
        database = self.left_behind.enter_context(databases.fresh(folder))
        self.stage = Stage(database, seal, folder / "var", webhooks=True)
        self.left_behind.callback(self.stage.close)
        self.connection = self.stage.connect()
        self.stage.publisher.policy.put(self.stage.app, self.connection, PACE)
        self.film = self.stage.asset()
        self.alive: list[str] = []
        self.called_off: set[str] = set()
        self.captions: dict[str, str] = {}

    def teardown(self):
        with self.left_behind:
            self.everything_ends()
            self.went_out.append(len(self.stage.published()))

    def everything_ends(self):
        self.stage.publisher.restores.confirm("the end")
        for _ in range(400):
            open_ = [one for one in self.alive if self.stage.state(one) not in ENDED]
            if not open_:
                break
            self.stage.work()
            wait = min(self.stage.row(one).due_at for one in open_) - self.stage.now()
            self.stage.turn(max(5.0, wait.total_seconds()))
        assert {self.stage.state(one) for one in self.alive} <= ENDED

    @rule(minutes=st.integers(0, 2000), how=st.sampled_from(["now", "at", "free"]))
    def create(self, minutes, how):
        at = self.stage.now() + timedelta(minutes=minutes)
        when = {"now": Now(), "at": At(at, at.replace(tzinfo=None), "+00:00"), "free": NextFree(at)}
        caption = f"life {len(self.alive)}"
        post = self.stage.post(self.connection, self.film, when=when[how], caption=caption)
        self.alive.append(post)
        self.captions[caption] = post

    @precondition(lambda self: self.alive)
    @rule(place=st.integers(0, 99), minutes=st.integers(0, 3000))
    def move(self, place, minutes):
        later = Change(slot_at=self.stage.now() + timedelta(minutes=minutes))
        post = self.alive[place % len(self.alive)]
        try:
            self.stage.publisher.post_changes.change(self.stage.app, post, later, None)
        except Refusal as refusal:
            self.only_too_late(refusal)

    @precondition(lambda self: self.alive)
    @rule(place=st.integers(0, 99))
    def cancel(self, place):
        post = self.alive[place % len(self.alive)]
        try:
            self.stage.publisher.post_changes.cancel(self.stage.app, post)
            self.called_off.add(post)
        except Refusal as refusal:
            self.only_too_late(refusal)

    def only_too_late(self, refusal):
        assert refusal.reason.code == "too_late"

    @rule(minutes=st.sampled_from([0.1, 1, 9, 40, 300]))
    def tick(self, minutes):
        self.stage.turn(60 * minutes)
        self.stage.work()

    @precondition(lambda self: self.alive)
    @rule(place=st.integers(0, 99))
    def freeze(self, place):
        """A worker claims a Post and is never heard of again."""
        with self.stage.store.write() as tx:
            posts_due.claim(tx, self.alive[place % len(self.alive)], LEASE)

    @rule()
    def notice(self):
        self.stage.deliver_notices()

    @rule()
    def flush(self):
        self.stage.bell.take("publish")

    @rule()
    def restore(self):
        with self.stage.store.write() as tx:
            tx.run(update(generations).values(number=0))
        self.stage.work()
        self.stage.publisher.restores.confirm("a person")

    @invariant()
    def what_was_promised_holds(self):
        public = [self.captions[one["caption"]] for one in self.stage.published()]
        assert len(public) == len(set(public))
        assert not self.called_off & set(public)
        handed = sorted(one["handed_at"] for one in self.stage.published())
        for first in handed:
            assert sum(first <= at < first + WINDOW.total_seconds() for at in handed) <= CAP
        assert all(later - earlier >= LEAST_GAP for earlier, later in pairwise(handed))
