"""A disk that is full, really: what callers hear, what waits, and that it goes on by itself."""

import tempfile
from datetime import timedelta

import pytest

from bench.media.films_animated import animation
from publisher.store import alarms
from publisher.web import create_site
from tests.small_disk import SmallDisk
from tests.stage import Stage
from tests.web.callers import Caller, one_engine
from tests.web.test_media import picture, render_all

pytestmark = one_engine
MUCH = 1 << 40


@pytest.fixture
def disk(tmp_path):
    made = SmallDisk(tmp_path / "var" / "files", 24)
    yield made
    made.close()


@pytest.fixture
def stage(disk, database_url, seal, tmp_path):
    made = Stage(database_url, seal, tmp_path / "var")
    yield made
    made.close()


@pytest.fixture
def caller(stage):
    return Caller(create_site(stage.publisher), stage, stage.app)


def raised(stage):
    with stage.store.read() as tx:
        return {(one.code, one.step): one.times for one in alarms.latest(tx, 50)}


def made_of(caller, asset):
    return caller.get(f"/v1/assets/{asset}").json()["renditions"][0]


def files_in(stage, part):
    folder = stage.publisher.settings.var / "files" / part
    return [one for one in folder.rglob("*") if one.is_file()]


def test_an_upload_is_refused_with_the_way_out_and_taken_when_there_is_room(caller, stage, disk):
    disk.fill(leaving=50_000)

    for _ in range(2):
        answer = caller.hand_in(picture("BMP"), "large.bmp")
        assert answer.status_code == 507
        assert answer.json()["code"] == "no_room"
        assert "frees space" in answer.text
    assert files_in(stage, "incoming") == []
    assert raised(stage) == {("no_room", "upload"): 2}

    disk.free()
    assert caller.hand_in(picture(), "small.png").status_code == 201


@pytest.fixture
def waiting(caller, stage, disk, monkeypatch):
    """A picture whose rendition met a full disk in the middle: statvfs had promised room."""
    asset = caller.hand_in(picture(), "one.png").json()["id"]
    disk.fill()
    monkeypatch.setattr(stage.publisher.files, "room", lambda: MUCH)
    render_all(stage)
    return asset


def again(caller, stage, asset):
    """Let time pass until its next look, and have it looked at; how long that was."""
    [rendition] = stage.publisher.assets.get(stage.app, asset)[1]
    wait = rendition.due_at - stage.now()
    stage.turn(wait.total_seconds())
    stage.publisher.renditions.make(rendition.id)
    return wait


def test_a_rendition_that_meets_a_full_disk_waits_and_says_why(caller, stage, waiting):
    made = made_of(caller, waiting)

    assert made["state"] == "wanted"
    assert made["reason"]["code"] == "no_room"
    assert made["reason"]["actor"] == "operator"
    assert files_in(stage, "work") == []
    assert len(files_in(stage, "kept")) == 1


def test_want_of_room_uses_up_no_try_and_is_one_alarm(caller, stage, waiting):
    waits = [again(caller, stage, waiting) for _ in range(9)]

    assert waits == sorted(waits)
    assert timedelta(seconds=30) <= waits[0] < timedelta(minutes=1)
    assert timedelta(minutes=10) <= waits[-1] < timedelta(minutes=13)
    assert made_of(caller, waiting)["state"] == "wanted"
    assert raised(stage) == {("no_room", "media"): 10}
    assert stage.publisher.assets.get(stage.app, waiting)[1][0].tries == 0


def test_it_goes_on_by_itself_when_there_is_room_and_the_post_goes_out(
    caller, stage, disk, waiting
):
    post = caller.post("/v1/posts", caller.draft(assets=[waiting], title="one", caption="")).json()
    again(caller, stage, waiting)
    stage.work()
    assert stage.state(post["id"]) == "scheduled"

    disk.free()
    again(caller, stage, waiting)

    made = made_of(caller, waiting)
    assert (made["state"], made["reason"]) == ("ready", None)
    assert stage.settle(post["id"]).state == "published"


def test_a_plan_that_is_known_to_want_more_room_is_not_begun_again(caller, stage, disk, waiting):
    disk.free()
    stage.publisher.files.room = lambda: 10

    again(caller, stage, waiting)

    made = made_of(caller, waiting)
    assert made["state"] == "wanted"
    assert "10 may be" in made["reason"]["why"]


def test_measuring_waits_for_room_too(caller, stage, disk, monkeypatch):
    asset = caller.hand_in(animation("GIF", (400,) * 5), "moving.gif").json()["id"]
    # as the media worker has it
    monkeypatch.setattr(tempfile, "tempdir", str(disk.path / "work"))
    disk.take_names()

    for _ in range(8):
        stage.publisher.assets.measure(asset)
        stage.turn(300)

    kept, _ = stage.publisher.assets.get(stage.app, asset)
    assert (kept.state.value, kept.tries) == ("received", 0)
    assert raised(stage) == {("no_room", "measure"): 8}
    disk.free()
    stage.publisher.assets.measure(asset)
    assert caller.get(f"/v1/assets/{asset}").json()["state"] == "measured"
