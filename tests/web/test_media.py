"""What the service makes of files that were handed in: by API, store, real engine and real disk."""

import contextlib
import io
import os
import signal
import threading
from datetime import timedelta
from pathlib import Path

import pytest
from PIL import Image

from bench.media.films_animated import animation
from tests.waiting import until
from tests.web.callers import one_engine


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
SLOW = animation("WEBP", (2000,) * 50)  # a minute and more, at 30 pictures a second


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


# --- made once, for one App, and from the upload on


def of_app(stage, app, asset):
    return stage.publisher.assets.get(app, asset)[1]


def test_rendering_begins_with_the_upload(caller, stage):
    asset = caller.hand_in(picture(), "one.png").json()

    [rendition] = of_app(stage, stage.app, asset["id"])
    assert {asset["id"], rendition.id} <= set(stage.bell.take("media"))


def test_the_same_bytes_are_made_once_for_all_posts_of_an_app(caller, stage, monkeypatch):
    chosen = [caller.hand_in(picture(), name).json()["id"] for name in ("one.png", "again.png")]
    made = []
    keep = stage.publisher.files.keep
    monkeypatch.setattr(
        stage.publisher.files, "keep", lambda *what: (made.append(what), keep(*what))
    )
    render_all(stage)
    posts = [
        caller.make_post(assets=[one], title=title, caption="", connection=stage.connect())
        for one, title in zip(chosen, ("one", "another"), strict=True)
    ]
    render_all(stage)

    first, second = (of_app(stage, stage.app, one) for one in chosen)
    assert [one.id for one in first] == [one.id for one in second]
    assert len(made) == 1
    # the same picture a second time keeps its distance
    day = 24 * 3600
    assert {stage.settle(one["id"], seconds=day, step=60).state for one in posts} == {"published"}


@one_engine
def test_two_workers_rung_for_the_same_bytes_make_them_once(caller, stage):
    asset = caller.hand_in(SLOW, "slow.webp").json()["id"]
    stage.publisher.assets.measure(asset)
    [wanted] = of_app(stage, stage.app, asset)
    both = [
        threading.Thread(target=stage.publisher.renditions.make, args=(wanted.id,))
        for _ in range(2)
    ]

    for one in both:
        one.start()
    for one in both:
        one.join()

    [made] = of_app(stage, stage.app, asset)
    assert (made.state, made.tries) == ("ready", 1)


def test_two_apps_never_share_what_was_made_of_the_same_bytes(caller, stranger, stage):
    mine = caller.hand_in(picture(), "one.png").json()["id"]
    render_all(stage)

    theirs = stranger.hand_in(picture(), "one.png").json()["id"]

    assert specs(caller, mine) == {"tiktok-photo": "ready"}
    assert specs(stranger, theirs) == {"tiktok-photo": "wanted"}
    render_all(stage)
    [one], [other] = of_app(stage, caller.app, mine), of_app(stage, stranger.app, theirs)
    files = stage.publisher.files
    places = [files.path(who.app_id, who.output_sha256) for who in (one, other)]
    assert one.output_sha256 == other.output_sha256
    assert places[0] != places[1]
    assert all(place.exists() for place in places)


# --- while it is being made


@pytest.fixture
def encoding(caller, stage):
    """A film that is being encoded just now, in a thread as in a worker of its own."""
    asset = caller.hand_in(SLOW, "slow.webp").json()["id"]
    stage.publisher.assets.measure(asset)
    [wanted] = of_app(stage, stage.app, asset)
    maker = threading.Thread(target=stage.publisher.renditions.make, args=(wanted.id,))
    maker.start()
    until(lambda: of_app(stage, stage.app, asset)[0].progress > 0, "the first progress")
    yield asset
    maker.join()


@one_engine
def test_progress_is_to_be_seen_while_a_rendition_is_made(caller, encoding):
    [made] = caller.get(f"/v1/assets/{encoding}").json()["renditions"]

    assert made["state"] == "making"
    assert 0 < made["progress"] < 1
    assert made["plan"]["is"] == "Encode"


@one_engine
def test_a_long_encode_delays_no_post_that_is_due(caller, stage, encoding):
    post = caller.make_post()

    assert stage.settle(post["id"]).state == "published"
    assert specs(caller, encoding) == {"tiktok-video": "making"}


@one_engine
def test_a_maker_killed_in_the_middle_leaves_neither_program_nor_file(caller, stage):
    asset = caller.hand_in(SLOW, "slow.webp").json()["id"]
    stage.publisher.assets.measure(asset)
    [wanted] = of_app(stage, stage.app, asset)
    work = stage.publisher.settings.var / "files" / "work"
    maker = os.fork()
    if maker == 0:  # a worker's child, as RQ makes it
        try:
            stage.store.forget_connections()
            stage.publisher.renditions.make(wanted.id)
        finally:
            os._exit(0)
    until(lambda: list(work.rglob("out.mp4")), "an output that grows")

    os.kill(maker, signal.SIGKILL)
    os.waitpid(maker, 0)

    until(lambda: not programs_in(work), "the programs to die with whoever started them")
    assert list(work.rglob("out.mp4"))
    stage.turn(91)  # its lease lapses
    stage.publisher.renditions.make(wanted.id)
    assert specs(caller, asset) == {"tiktok-video": "ready"}
    assert list(work.iterdir()) == []


def programs_in(folder):
    """Processes that work in this folder or below."""
    found = []
    for entry in Path("/proc").glob("[0-9]*/cwd"):
        with contextlib.suppress(OSError):
            if entry.readlink().is_relative_to(folder):
                found.append(entry.parent.name)
    return found


# --- how long it stays


def test_original_and_rendition_stay_until_the_post_is_over_and_then_as_long_as_told(caller, stage):
    days = 24 * 3600
    asset = caller.hand_in(picture(), "one.png").json()["id"]
    render_all(stage)
    [made] = of_app(stage, stage.app, asset)
    places = [
        stage.publisher.files.path(stage.app, one) for one in (made.sha256, made.output_sha256)
    ]
    later = (stage.now() + timedelta(days=60)).isoformat()
    post = caller.make_post(assets=[asset], title="one", caption="", schedule={"at": later})

    stage.turn(59 * days)
    stage.publisher.upkeep.once()
    assert all(place.exists() for place in places)

    stage.turn(days)
    assert stage.settle(post["id"]).state == "published"
    stage.publisher.upkeep.once()
    assert all(place.exists() for place in places)

    stage.turn((stage.publisher.settings.keep_days + 1) * days)
    stage.publisher.upkeep.once()
    assert not any(place.exists() for place in places)
    assert caller.get(f"/v1/assets/{asset}").json()["state"] == "erased"
