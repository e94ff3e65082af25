"""What the service makes of files that were handed in: by API, store, real engine and real disk."""

import io

import pytest
from PIL import Image

from bench.media.films_animated import animation


def render_all(stage):
    """Whatever media workers have been rung for, until nothing is left."""
    for ref in stage.bell.take("media"):
        stage.publisher.assets.measure(ref)
        stage.publisher.renditions.make(ref)
        render_all(stage)


def picture(kind="PNG"):
    held = io.BytesIO()
    Image.new("RGB", (600, 800), "teal").save(held, kind)
    return held.getvalue()


def specs(caller, asset_id):
    """State of each rendition by the name of its spec."""
    told = caller.get(f"/v1/assets/{asset_id}").json()["renditions"]
    return {one["spec"].split("@")[0]: one["state"] for one in told}


MOVING = animation("WEBP", (400,) * 5)


def test_an_animation_alone_is_posted_as_a_film(caller, stage):
    asset = caller.hand_in(MOVING, "moving.webp").json()
    render_all(stage)

    answer = caller.post("/v1/posts", caller.draft(assets=[asset["id"]]))

    assert asset["kind"] == "animation"
    assert specs(caller, asset["id"]) == {"tiktok-video": "ready"}
    assert answer.status_code == 201, answer.text
    assert answer.json()["kind"] == "film"


def test_an_animation_among_photos_is_posted_as_its_first_picture(caller, stage):
    chosen = [caller.hand_in(one, "a").json()["id"] for one in (picture(), MOVING)]
    render_all(stage)

    draft = caller.draft(assets=chosen, title="two", caption="")
    answer = caller.post("/v1/posts", draft)
    stage.work()  # the sweep finds what has become wanted
    render_all(stage)

    assert answer.status_code == 201, answer.text
    assert answer.json()["kind"] == "photos"
    assert specs(caller, chosen[1]) == {"tiktok-video": "ready", "tiktok-photo": "ready"}


@pytest.mark.parametrize("kind", ["GIF", "PNG"])
def test_a_gif_that_does_not_move_is_a_picture_like_any_other(caller, stage, kind):
    asset = caller.hand_in(picture(kind), "still").json()
    render_all(stage)

    assert caller.get(f"/v1/assets/{asset['id']}").json()["kind"] == "picture"
    assert specs(caller, asset["id"]) == {"tiktok-photo": "ready"}
