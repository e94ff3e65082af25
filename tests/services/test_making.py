"""Media work that is slow, dies, is done twice at once, or is wanted again."""

import subprocess
import threading
from dataclasses import replace

import media
from publisher.domain.ports import Received
from publisher.domain.states import AssetState
from publisher.services.once import Once
from publisher.services.renditions import Keeper
from publisher.store import assets, renditions
from publisher.store.assets import Asset
from tests.waiting import until

PICTURE = b"\xff\xd8\xff\xe0" + bytes(range(256)) * 8


def _rendition(stage, asset_id):
    with stage.store.read() as tx:
        return _of(tx, asset_id)


def _received(stage, asset_id):
    """An Asset of these very bytes that came in just now."""
    with stage.store.write() as tx:
        known = assets.find(tx, asset_id)
        fresh: Asset = replace(
            known, id="ast_" + "9" * 26, state=AssetState.RECEIVED, created_at=tx.now()
        )
        assets.add(tx, fresh)
        return stage.publisher.renditions.want(tx, fresh, fresh.kind)


def test_bytes_that_come_again_after_they_were_erased_are_made_again(stage):
    asset = stage.asset()
    stage.turn(400 * 24 * 3600)
    stage.publisher.upkeep.once()
    assert _rendition(stage, asset).state == "erased"

    _received(stage, asset)

    again = _rendition(stage, asset)
    assert again.state == "wanted"
    assert again.due_at is not None


def test_what_our_engine_could_not_make_is_tried_anew_when_a_person_releases_the_post(stage):
    asset = stage.asset(ready=False)
    post = stage.post(asset=asset)
    with stage.store.write() as tx:
        taken = renditions.take(tx, _of(tx, asset).id, tx.now())
        assert renditions.failed(tx, taken, {"code": "media_engine_failed", "says": "it broke"}, {})
    stage.work()
    assert stage.state(post) == "held"
    assert stage.code(post) == "media_engine_failed"

    stage.publisher.post_changes.release(stage.app, post)

    assert _rendition(stage, asset).state == "wanted"


def test_a_slow_maker_keeps_its_lease_without_any_progress(stage):
    asset = stage.asset(ready=False)
    with stage.store.write() as tx:
        taken = renditions.take(tx, _of(tx, asset).id, tx.now())
    stage.turn(80)

    lost = threading.Event()
    with Keeper(stage.publisher.renditions.means, taken, lost, every=0.01):
        until(lambda: _rendition(stage, asset).due_at > stage.now(), "a longer lease")

    assert not lost.is_set()


def test_a_maker_whose_work_was_given_to_another_stops(stage):
    asset = stage.asset(ready=False)
    with stage.store.write() as tx:
        taken = renditions.take(tx, _of(tx, asset).id, tx.now())
        assert renditions.take(tx, taken.id, tx.now()).lease_token > taken.lease_token

    lost = threading.Event()
    with Keeper(stage.publisher.renditions.means, taken, lost, every=0.01):
        until(lost.is_set, "the loss to be noticed")

    assert _rendition(stage, asset).due_at <= stage.now()


def test_a_file_that_kills_its_worker_is_not_measured_for_ever(stage):
    files = stage.publisher.files
    path = stage.publisher.settings.var / "files" / "incoming" / "one"
    path.write_bytes(PICTURE)
    once = Once(stage.app, "assets", "key", "same", lambda made: (201, {"id": made[0].id}))
    answer = stage.publisher.assets.create(once, Received(path, len(PICTURE), "0" * 64), "a.jpg")
    asset = answer.body.split('"')[3]
    for _ in range(5):  # five workers took it and were never heard of again
        with stage.store.write() as tx:
            assert assets.take(tx, asset, tx.now())
    assert files.path(stage.app, "0" * 64).exists()

    stage.publisher.assets.measure(asset)

    with stage.store.read() as tx:
        kept = assets.find(tx, asset)
    assert kept.state == "unusable"
    assert kept.reason["code"] == "media_engine_failed"


def test_bytes_that_come_again_while_they_are_erased_stay(stage):
    asset = stage.asset()
    with stage.store.write() as tx:
        known = assets.find(tx, asset)
        assert assets.erase(tx, known.app_id, asset)
    path = stage.publisher.files.path(stage.app, known.sha256)
    # Between the row's erasure and that of the bytes the same bytes come in once more.
    _received(stage, asset)

    stage.publisher.upkeep.erase_bytes(known.app_id, known.sha256)

    assert path.exists()


def test_bytes_that_are_another_s_rendition_stay(stage):
    asset, other = stage.asset(), stage.asset()
    with stage.store.write() as tx:
        known, kept = assets.find(tx, asset), _of(tx, other)
        assert assets.erase(tx, known.app_id, asset)
        tx.run(
            renditions.renditions.update()
            .where(renditions.renditions.c.id == kept.id)
            .values(output_sha256=known.sha256)
        )

    stage.publisher.upkeep.erase_bytes(known.app_id, known.sha256)

    assert stage.publisher.files.path(stage.app, known.sha256).exists()


def _of(tx, asset_id):
    asset = assets.find(tx, asset_id)
    return renditions.of_asset(tx, asset.app_id, asset.sha256)[0]


def test_a_real_picture_is_measured_and_made_ready(stage, tmp_path):
    picture = tmp_path / "one.png"
    words = ["-v", "error", "-f", "lavfi", "-i", "testsrc2=size=720x1280", "-frames:v", "1"]
    subprocess.run(
        [media.find_tools().ffmpeg, *words, str(picture)], check=True, stdin=subprocess.DEVNULL
    )
    once = Once(stage.app, "assets", "key", "same", lambda made: (201, {"id": made[0].id}))
    with picture.open("rb") as source:
        received = stage.publisher.assets.receive(source)
    asset = stage.publisher.assets.create(once, received, "one.png").body.split('"')[3]

    for ref in stage.bell.take("media"):
        stage.publisher.assets.measure(ref)
        stage.publisher.renditions.make(ref)

    made = _rendition(stage, asset)
    assert made.state == "ready", made.reason
    assert stage.publisher.files.path(stage.app, made.output_sha256).stat().st_size > 0
    assert not list((stage.publisher.settings.var / "files" / "work").iterdir())
