"""Media work that is slow, dies, is done twice at once, or is wanted again."""

import subprocess
import threading
from dataclasses import replace
from datetime import timedelta

import pytest

import media
from publisher import platforms
from publisher.domain.ports import Received
from publisher.domain.states import AssetState
from publisher.services.once import Once
from publisher.services.renditions import Keeper, Renditions, share_of
from publisher.store import assets, renditions
from publisher.store.assets import Asset
from tests.waiting import until

LEASE = timedelta(seconds=90)
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


def _drawn(stage, path, *words):
    """An Asset that ffmpeg has drawn, as an App hands it in; the media queue has been rung."""
    argv = [media.find_tools().ffmpeg, "-v", "error", "-f", "lavfi", *words, str(path)]
    subprocess.run(argv, check=True, stdin=subprocess.DEVNULL)
    return _handed_in(stage, path)


def _handed_in(stage, path):
    once = Once(stage.app, "assets", path.name, "same", lambda made: (201, {"id": made[0].id}))
    with path.open("rb") as source:
        received = stage.publisher.assets.receive(source)
    return stage.publisher.assets.create(once, received, path.name).body.split('"')[3]


def _work_through(stage):
    for ref in stage.bell.take("media"):
        stage.publisher.assets.measure(ref)
        stage.publisher.renditions.make(ref)


def _with_tools(stage, tools):
    """The renditions of this stage, made with other programs."""
    parts = stage.publisher
    return Renditions(
        parts.renditions.means,
        parts.files,
        parts.bell,
        parts.platforms,
        platforms.media_spec,
        lambda: tools,
        cores=2,
    )


PNG = ("-i", "testsrc2=size=720x1280", "-frames:v", "1")
SLOW_FILM = ("-i", "testsrc2=size=360x640:rate=10", "-t", "2")


@pytest.mark.parametrize(
    ("cores", "others", "threads"), [(8, 0, None), (8, 1, 4), (8, 2, 2), (2, 1, 1), (1, 5, 1)]
)
def test_encodes_side_by_side_share_the_cores(cores, others, threads):
    assert share_of(cores, others) == threads


def test_a_maker_counts_the_living_ones_beside_it(stage):
    mine, theirs, dead = (stage.asset(ready=False) for _ in range(3))
    with stage.store.write() as tx:
        renditions.take(tx, _of(tx, dead).id, tx.now())  # its lease is over at once
        renditions.take(tx, _of(tx, theirs).id, tx.now() + LEASE)
        renditions.take(tx, _of(tx, mine).id, tx.now() + LEASE)

        assert renditions.others_in_the_making(tx, _of(tx, mine).id) == 1


def test_what_a_dead_maker_left_goes_when_another_takes_over(stage, tmp_path):
    asset = _drawn(stage, tmp_path / "one.png", *PNG)
    with stage.store.write() as tx:
        dead = renditions.take(tx, _of(tx, asset).id, tx.now())
    left = stage.publisher.files.workshop(f"{dead.id}-{dead.lease_token}")
    (left / "out.mp4").write_bytes(b"gigabytes")

    _work_through(stage)

    assert _rendition(stage, asset).state == "ready"
    assert not left.exists()


def test_below_the_floor_of_free_space_a_rendition_waits_and_the_reason_says_so(
    stage, tmp_path, monkeypatch
):
    asset = _drawn(stage, tmp_path / "film.mp4", *SLOW_FILM)
    monkeypatch.setattr(stage.publisher.files, "room", lambda: -1)

    for _ in range(3):
        _work_through(stage)
        stage.turn(120)
        stage.bell.ring("media", _rendition(stage, asset).id)

    made = _rendition(stage, asset)
    assert (made.state, made.tries) == ("wanted", 0)
    assert made.reason["code"] == "no_room"
    assert "-1 may be" in made.reason["why"]


def test_a_film_that_fits_is_kept_without_a_byte_of_room(stage, tmp_path, monkeypatch):
    good = ("-i", "testsrc2=size=360x640:rate=30", "-t", "4", "-pix_fmt", "yuv420p")
    asset = _drawn(stage, tmp_path / "film.mp4", *good)
    monkeypatch.setattr(stage.publisher.files, "room", lambda: 0)

    _work_through(stage)

    assert _rendition(stage, asset).state == "ready"


def test_hdr_stays_as_it_is_where_ffmpeg_cannot_map_its_tones(stage, tmp_path):
    light = "color_primaries=bt2020:color_trc=arib-std-b67:colorspace=bt2020nc"
    drawn = f"testsrc2=size=360x640:rate=30,format=yuv420p10le,setparams={light}"
    hevc = ("-c:v", "libx265", "-preset", "ultrafast", "-x265-params", "log-level=error")
    asset = _drawn(stage, tmp_path / "f.mp4", "-i", drawn, "-t", "3", *hevc, "-tag:v", "hvc1")
    poor = replace(media.find_tools(), missing=("zscale",))
    _with_tools(stage, poor).make(_rendition(stage, asset).id)

    made = _rendition(stage, asset)
    assert made.state == "ready", made.reason
    assert made.plan["is"] == "Keep"
    assert made.facts["video"]["light"] == "hlg"


def test_a_real_picture_is_measured_and_made_ready(stage, tmp_path):
    asset = _drawn(stage, tmp_path / "one.png", *PNG)

    _work_through(stage)

    made = _rendition(stage, asset)
    assert made.state == "ready", made.reason
    assert stage.publisher.files.path(stage.app, made.output_sha256).stat().st_size > 0
    assert not list((stage.publisher.settings.var / "files" / "work").iterdir())


def _killed(tools, folder):
    """An ffmpeg that measures well, and that the kernel kills whenever it writes a film."""
    path = folder / "ffmpeg"
    path.write_text(
        f'#!/bin/sh\ncase "$*" in *out.mp4) kill -9 $$;; esac\nexec {tools.ffmpeg} "$@"\n'
    )
    path.chmod(0o755)
    return replace(tools, ffmpeg=str(path))


@pytest.mark.parametrize(
    ("spoil", "code", "way_out"),
    [
        (_killed, "tool_killed", "more memory"),
        (lambda tools, _: replace(tools, missing=("libx264",)), "tool_missing", "libx264"),
        (lambda tools, _: replace(tools, ffmpeg="/no/such"), "tool_missing", "Install ffmpeg"),
    ],
)
def test_what_our_programs_cannot_do_holds_the_post_after_three_tries_with_the_way_out(
    stage, tmp_path, spoil, code, way_out
):
    asset = _drawn(stage, tmp_path / "film.mp4", *SLOW_FILM)
    post = stage.post(asset=asset)
    poor = _with_tools(stage, spoil(media.find_tools(), tmp_path))

    for _ in range(3):
        before = _rendition(stage, asset)
        assert before.state in ("wanted", "making")
        assert before.tries == 0 or code in before.reason["why"]
        poor.make(_rendition(stage, asset).id)
        stage.turn(120)
    stage.work()

    made = _rendition(stage, asset)
    assert (made.state, made.reason["code"]) == ("failed", "media_engine_failed")
    assert code in made.reason["why"]
    assert way_out in made.reason["why"]
    assert stage.state(post) == "held"
    assert not list((stage.publisher.settings.var / "files" / "work").iterdir())


def test_half_a_film_is_unusable_and_its_finding_says_what_to_do(stage, tmp_path):
    whole = tmp_path / "whole.mp4"
    _drawn(stage, whole, "-i", "testsrc2=size=360x640:rate=30", "-t", "4")
    half = tmp_path / "half.mp4"
    half.write_bytes(whole.read_bytes()[: whole.stat().st_size // 2])
    asset = _handed_in(stage, half)

    stage.publisher.assets.measure(asset)

    kept, _ = stage.publisher.assets.get(stage.app, asset)
    assert kept.state == "unusable"
    [finding] = kept.reason["findings"]
    assert finding["code"] in ("no_index", "cut_short")
    assert "copy" in finding["way_out"]
