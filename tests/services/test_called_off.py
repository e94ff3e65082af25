"""A person calls a post off, or moves it, while a worker is at it: whole, or too late."""

from datetime import timedelta

import pytest

from publisher.domain.errors import Refusal
from publisher.services.posts_change import Change
from tests.interposed import interpose, once

STEPS = ["creator", "open", "fill", "commit", "ask"]


def _cancel(stage, post):
    stage.publisher.post_changes.cancel(stage.app, post)


def _move(stage, post):
    later = Change(slot_at=stage.now() + timedelta(hours=2))
    stage.publisher.post_changes.change(stage.app, post, later, None)


def _meanwhile(stage, post, step, wish, when):
    """A person acts just before, or just after, TikTok answers this step; gives what came of it."""
    said = []

    def act():
        try:
            wish(stage, post)
            said.append("done")
        except Refusal as refusal:
            said.append(refusal.reason.code)

    def during(real, *given):
        if when == "before":
            act()
        answer = real(*given)
        if when == "after":
            act()
        return answer

    interpose(stage, **{step: once(during)})
    stage.settle(post, seconds=120)
    return said


@pytest.mark.parametrize("when", ["before", "after"])
@pytest.mark.parametrize("step", STEPS)
def test_called_off_it_never_appears_and_too_late_it_appears_once(stage, step, when):
    post = stage.post()

    said = _meanwhile(stage, post, step, _cancel, when)

    fate = stage.state(post), len(stage.published())
    assert (said, fate) in [(["done"], ("cancelled", 0)), (["too_late"], ("published", 1))]
    assert step != "creator" or said == ["done"]


@pytest.mark.parametrize("when", ["before", "after"])
@pytest.mark.parametrize("step", STEPS)
def test_moved_it_goes_out_at_the_new_time_alone_and_too_late_at_the_old(stage, step, when):
    post = stage.post()

    said = _meanwhile(stage, post, step, _move, when)

    fate = stage.state(post), len(stage.published())
    assert (said, fate) in [(["done"], ("scheduled", 0)), (["too_late"], ("published", 1))]
    assert step != "creator" or said == ["done"]
    stage.turn(2 * 3600)
    stage.settle(post)
    assert (stage.state(post), len(stage.published())) == ("published", 1)
