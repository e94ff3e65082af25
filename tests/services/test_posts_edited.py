"""What people change on a Post that waits is checked as if it were new."""

from datetime import timedelta

import pytest

from publisher.domain.errors import Malformed
from publisher.domain.when import At
from publisher.services.posts_change import Change


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
