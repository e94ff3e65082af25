"""What people change on a Post that waits is checked as if it were new."""

from datetime import timedelta

import pytest

from publisher.domain.errors import Malformed, Refusal
from publisher.domain.when import At
from publisher.services.posts_change import Change
from publisher.store import posts


@pytest.fixture
def waiting(stage):
    later = stage.now() + timedelta(hours=1)
    return stage.post(when=At(later, later, "+00:00"))


WRONG = [
    Change(caption="x" * 2201),
    Change(options={"privacy": "FOLLOWER_OF_CREATOR"}),
    Change(options={}),
    Change(options={"privacy": "PUBLIC_TO_EVERYONE", "made_up": True}),
    Change(title="a film has none"),
]


@pytest.mark.parametrize("change", WRONG)
def test_what_could_not_be_scheduled_cannot_be_edited_in(stage, waiting, change):
    before = stage.row(waiting)

    with pytest.raises(Malformed):
        stage.publisher.post_changes.change(stage.app, waiting, change, None)

    assert stage.row(waiting) == before


def test_a_sound_edit_is_sent_as_it_was_edited(stage, waiting):
    change = Change(caption="a better caption")
    stage.publisher.post_changes.change(stage.app, waiting, change, None)

    stage.turn(3600)
    stage.settle(waiting)

    assert stage.published()[0]["caption"] == "a better caption"


def hold(stage, post_id):
    """Something that a person has to mend was found before it was due."""
    with stage.store.write() as tx:
        posts.change(tx, posts.find(tx, post_id), {"state": "held"})


def test_a_held_post_is_mended_first_and_goes_out_at_its_slot_once_released(stage, waiting):
    hold(stage, waiting)
    moved = stage.now() + timedelta(hours=3)
    change = Change(caption="a better caption", slot_at=moved)

    stage.publisher.post_changes.change(stage.app, waiting, change, None)
    stage.turn(4 * 3600)
    stage.work()
    assert stage.state(waiting) == "held"

    stage.publisher.post_changes.change(
        stage.app, waiting, Change(slot_at=stage.now() + timedelta(hours=1)), None
    )
    stage.publisher.post_changes.release(stage.app, waiting)
    stage.work()
    assert (stage.state(waiting), stage.inits()) == ("scheduled", [])

    stage.turn(3600)
    assert stage.settle(waiting).state == "published"
    assert stage.published()[0]["caption"] == "a better caption"


def test_a_held_post_whose_slot_is_past_goes_out_at_once_when_released(stage, waiting):
    hold(stage, waiting)
    stage.turn(2 * 3600)

    stage.publisher.post_changes.release(stage.app, waiting)

    assert stage.settle(waiting, seconds=60).state == "published"


def test_a_post_that_may_be_out_is_past_every_edit(stage):
    stage.order("init", "lost", before=False)
    post = stage.post(photos=2, title="Two")
    assert stage.settle(post, seconds=3000).state == "held"

    with pytest.raises(Refusal, match="too_late"):
        stage.publisher.post_changes.change(stage.app, post, Change(title="Three"), None)
