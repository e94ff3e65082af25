"""What becomes of received media: every fail_reason by nature or by name, pulls, drafts, cancel."""

import io

import httpx
import pytest
from PIL import Image

from publisher.tiktok.simulator import FAIL_REASONS, ledger, run_due

IMAGE = "https://cdn.example/a.jpg"


def picture(size=(720, 1280), kind="JPEG") -> bytes:
    out = io.BytesIO()
    Image.new("RGB", size, "teal").save(out, kind)
    return out.getvalue()


@pytest.mark.parametrize(
    ("drawn", "reason"),
    [
        ({}, None),
        ({"suffix": ".mov"}, None),
        ({"suffix": ".webm", "codec": "libvpx-vp9"}, None),
        ({"suffix": ".mkv"}, "file_format_check_failed"),
        ({"suffix": ".avi", "codec": "mpeg4"}, "file_format_check_failed"),
        ({"codec": "mpeg4"}, "file_format_check_failed"),
        ({"rate": 22}, "frame_rate_check_failed"),
        ({"rate": 61}, "frame_rate_check_failed"),
        ({"rate": 60}, None),
        ({"rate": "24000/1001"}, None),
        ({"size": "358x640"}, "picture_size_check_failed"),
        ({"seconds": 61, "rate": 23}, "duration_check_failed"),
    ],
)
def test_a_received_film_is_really_looked_at(caller, film, drawn, reason):
    caller.connect("sid_short")
    publish_id = caller.send(film(**drawn))
    caller.later(1)

    told = caller.status(publish_id)
    assert told.get("fail_reason") == reason
    assert told["status"] == ("FAILED" if reason else "PUBLISH_COMPLETE")


@pytest.mark.parametrize(
    "rubbish",
    [
        b"x",
        b"#EXTM3U\n#EXT-X-VERSION:3\n#EXTINF:1,\nfile:///etc/passwd\n",
        b"ffconcat version 1.0\nfile /etc/passwd\n",
        b"GIF89a" + b"\x00" * 100,
    ],
    ids=["a byte", "a playlist", "a concat script", "a broken gif"],
)
def test_rubbish_and_playlists_are_no_film(anna, rubbish):
    publish_id = anna.send(rubbish)
    anna.later(1)

    assert anna.status(publish_id)["fail_reason"] == "file_format_check_failed"


def test_a_film_cut_short_is_no_film(anna, mp4):
    publish_id = anna.send(mp4[: len(mp4) // 2])
    anna.later(1)

    assert anna.status(publish_id)["fail_reason"] == "file_format_check_failed"


@pytest.mark.parametrize("reason", FAIL_REASONS)
def test_every_fail_reason_can_be_had_by_name(anna, mp4, reason):
    publish_id = anna.send(mp4, f"[sim:fail={reason}]")
    anna.later(1)

    told = anna.status(publish_id)
    assert (told["status"], told["fail_reason"]) == ("FAILED", reason)
    assert not anna.world.items.all()


def test_a_fail_reason_can_be_had_once_so_that_a_new_init_succeeds(anna, mp4):
    first = anna.send(mp4, "[sim:fail=internal*1]")
    anna.later(1)
    second = anna.send(mp4, "[sim:fail=internal*1]")
    anna.later(1)

    assert anna.status(first)["fail_reason"] == "internal"
    assert anna.status(second)["status"] == "PUBLISH_COMPLETE"
    assert ledger(anna.world)["published"][0]["inits"] == 2


def serving(world, **files):
    """Let this world's pulls be answered from a table."""

    def fetch(url):
        http, content = files.get(url.rpartition("/")[2].replace(".", "_"), (404, b""))
        return httpx.Response(http, content=content)

    world.fetch = fetch


@pytest.mark.parametrize(
    ("answered", "content", "reason"),
    [
        (200, picture(), None),
        (200, picture(kind="WEBP"), None),
        (200, picture((1080, 1920)), None),
        (200, picture((1086, 1448)), "picture_size_check_failed"),
        (200, picture(kind="PNG"), "file_format_check_failed"),
        (200, picture() + b"\0" * 20_000_001, "file_format_check_failed"),
        (200, picture()[:300], "file_format_check_failed"),
        (200, b"", "photo_pull_failed"),
        (404, b"gone", "photo_pull_failed"),
        (302, b"", "photo_pull_failed"),
    ],
)
def test_a_pulled_picture_is_fetched_without_redirect_and_looked_at(
    anna, answered, content, reason
):
    serving(anna.world, a_jpg=(answered, content))
    publish_id = anna.init_photos([IMAGE]).json()["data"]["publish_id"]
    assert anna.world.shares.get(publish_id).fetched_at == 0  # never inside init itself

    anna.later(1)
    run_due(anna.world)
    told = anna.status(publish_id)
    anna.later(1)
    assert anna.status(publish_id).get("fail_reason") == reason, told


def test_one_bad_picture_fails_the_whole_carousel(anna):
    serving(anna.world, a_jpg=(200, picture()), b_jpg=(200, picture((2000, 2000))))
    urls = [IMAGE, "https://cdn.example/b.jpg"]
    publish_id = anna.init_photos(urls).json()["data"]["publish_id"]
    anna.later(2)

    assert anna.status(publish_id)["fail_reason"] == "picture_size_check_failed"


def test_a_pulled_film_becomes_a_post_with_the_bytes_of_its_address(anna, mp4):
    serving(anna.world, v_mp4=(200, mp4))
    source = {"source": "PULL_FROM_URL", "video_url": "https://cdn.example/v.mp4"}
    publish_id = anna.init_video(1, source_info=source).json()["data"]["publish_id"]
    assert publish_id.startswith("v_pub_url~")
    assert anna.status(publish_id)["status"] == "PROCESSING_DOWNLOAD"

    anna.later(2)
    assert anna.status(publish_id)["downloaded_bytes"] == len(mp4)
    assert anna.status(publish_id)["status"] == "PUBLISH_COMPLETE"


def test_a_pull_that_never_happens_fails_after_its_hour(anna):
    publish_id = anna.init_photos([IMAGE], title="[sim:pull=never]").json()["data"]["publish_id"]
    anna.later(3599)
    assert anna.status(publish_id)["status"] == "PROCESSING_DOWNLOAD"

    anna.later(1)
    assert anna.status(publish_id)["fail_reason"] == "photo_pull_failed"


def cancel(caller, publish_id):
    return caller.call("post/publish/cancel/", {"publish_id": publish_id})


def test_a_waiting_pull_can_be_cancelled_once(anna):
    publish_id = anna.init_photos([IMAGE], title="[sim:pull=1h]").json()["data"]["publish_id"]
    answer = cancel(anna, publish_id)

    assert answer.status_code == 200
    assert "data" not in answer.json()
    assert anna.status(publish_id)["fail_reason"] == "publish_cancelled"
    assert cancel(anna, publish_id).json()["error"]["code"] == "publish_not_cancellable"


def test_a_file_upload_cannot_be_cancelled(anna):
    publish_id = anna.init_video(1000).json()["data"]["publish_id"]

    assert cancel(anna, publish_id).json()["error"]["code"] == "publish_not_cancellable"


@pytest.mark.parametrize("path", ["post/publish/status/fetch/", "post/publish/cancel/"])
def test_ids_that_are_unknown_foreign_or_no_text_are_told_apart(anna, path):
    def code(publish_id):
        return anna.call(path, {"publish_id": publish_id}).json()["error"]["code"]

    publish_id = anna.init_video(1000).json()["data"]["publish_id"]
    assert code("v_pub_file~v2-1.1") == "invalid_publish_id"
    assert code(17) == "invalid_params"
    assert code(None) == "invalid_params"
    anna.connect("paul_private")
    assert code(publish_id) == "token_not_authorized_for_specified_publish_id"


def draft(caller, mp4):
    source = {
        "source": "FILE_UPLOAD", "video_size": len(mp4), "chunk_size": len(mp4),
        "total_chunk_count": 1,
    }  # fmt: skip
    told = caller.call("post/publish/inbox/video/init/", {"source_info": source}).json()["data"]
    caller.put(told["upload_url"], mp4, 0, len(mp4))
    caller.later(1)
    assert caller.status(told["publish_id"])["status"] == "SEND_TO_USER_INBOX"
    return told["publish_id"]


def test_a_draft_waits_in_the_inbox_until_the_creator_posts_it_even_twice(anna, mp4):
    publish_id = draft(anna, mp4)
    assert [entry["publish_id"] for entry in ledger(anna.world)["inbox"]] == [publish_id]

    for _ in range(2):
        anna.http.post(f"/_sim/drafts/{publish_id}/finish", json={})
    anna.later(1)
    told = anna.status(publish_id)
    assert told["status"] == "PUBLISH_COMPLETE"
    assert len(told["publicaly_available_post_id"]) == 2


def test_a_deleted_draft_still_looks_like_a_waiting_one(anna, mp4):
    publish_id = draft(anna, mp4)
    anna.http.post(f"/_sim/drafts/{publish_id}/delete", json={})

    assert anna.status(publish_id)["status"] == "SEND_TO_USER_INBOX"
    assert anna.http.post(f"/_sim/drafts/{publish_id}/finish", json={}).status_code == 404


def test_a_private_post_completes_and_never_gets_an_id(anna, mp4):
    publish_id = anna.send(mp4, post_info={"privacy_level": "SELF_ONLY"})
    anna.later(86400 / 24)

    told = anna.status(publish_id)
    assert told["status"] == "PUBLISH_COMPLETE"
    assert "publicaly_available_post_id" not in told
    assert ledger(anna.world)["published"][0]["public_at"] == 0


@pytest.mark.parametrize(
    ("creator", "mark"), [("nora_noid", ""), ("anna_public", "[sim:never-id]")]
)
def test_a_public_post_whose_id_is_never_told(caller, mp4, creator, mark):
    publish_id = caller.connect(creator).send(mp4, f"x {mark}")
    caller.later(3600)

    assert "publicaly_available_post_id" not in caller.status(publish_id)
    assert ledger(caller.world)["published"][0]["public_at"] > 0


def test_moderation_can_take_hours_and_a_post_can_go_away_again(anna, mp4):
    anna.world.configure(access_seconds=86400)
    anna.connect()
    publish_id = anna.send(mp4, "[sim:moderation=3h] [sim:removed=1h]")
    anna.later(1)
    anna.later(3 * 3600 - 1)
    assert "publicaly_available_post_id" not in anna.status(publish_id)
    anna.later(1)
    assert anna.status(publish_id)["publicaly_available_post_id"]
    anna.later(3600)
    assert "publicaly_available_post_id" not in anna.status(publish_id)


@pytest.mark.parametrize(("shape", "kind"), [("list", list), ("text", list), ("number", int)])
def test_ids_come_in_every_shape_that_was_seen(anna, mp4, shape, kind):
    anna.world.configure(ids_as=shape)
    publish_id = anna.send(mp4)
    anna.later(2)

    assert type(anna.status(publish_id)["publicaly_available_post_id"]) is kind


def test_a_creator_who_revokes_ends_what_is_under_way(caller, mp4):
    publish_id = caller.connect("rita_revokes").send(mp4)
    caller.later(1)

    answer = caller.call("post/publish/status/fetch/", {"publish_id": publish_id})
    assert answer.status_code == 401
    assert caller.world.shares.get(publish_id).fail_reason == "auth_removed"


def test_the_video_list_shows_public_posts_newest_first_in_pages(anna, mp4):
    for number in range(3):
        anna.send(mp4, f"film {number}")
        anna.later(2)
    anna.send(mp4, "private", post_info={"privacy_level": "SELF_ONLY"})
    anna.later(2)

    path = "video/list/?fields=id,title,create_time,duration"
    first = anna.call(path, {"max_count": 2}).json()["data"]
    assert [video["title"] for video in first["videos"]] == ["film 2", "film 1"]
    assert first["has_more"]
    rest = anna.call(path, {"max_count": 2, "cursor": first["cursor"]}).json()["data"]
    assert [video["title"] for video in rest["videos"]] == ["film 0"]
    assert (rest["has_more"], rest["videos"][0]["duration"]) == (False, 1)

    wanted = {"filters": {"video_ids": [first["videos"][0]["id"], "1"]}}
    found = anna.call("video/query/?fields=id", wanted).json()["data"]["videos"]
    assert found == [{"id": first["videos"][0]["id"]}]


@pytest.mark.parametrize(
    ("path", "body", "code"),
    [
        ("video/list/", {}, "invalid_params"),
        ("video/list/?fields=id,secret", {}, "invalid_params"),
        ("video/list/?fields=id", {"max_count": 21}, "invalid_params"),
        ("video/list/?fields=id", {"cursor": "1"}, "invalid_params"),
        ("video/query/?fields=id", {"filters": {"video_ids": []}}, "invalid_params"),
        ("video/query/?fields=id", {"filters": {"video_ids": [1]}}, "invalid_params"),
    ],
)
def test_wrong_questions_about_videos_are_400(anna, path, body, code):
    assert anna.call(path, body).json()["error"]["code"] == code


def test_user_info_gives_the_fields_asked_for_and_covered(caller):
    caller.connect(grant=["user.info.basic"])
    headers = {"Authorization": f"Bearer {caller.token}"}

    def ask(fields):
        return caller.http.get("/v2/user/info/", params={"fields": fields}, headers=headers).json()

    told = ask("open_id,display_name")["data"]["user"]
    assert told == {"open_id": caller.pair["open_id"], "display_name": "Anna Public"}
    assert ask("open_id,username")["error"]["code"] == "scope_permission_missed"
    assert ask("")["error"]["code"] == "invalid_params"
    assert ask("password")["error"]["code"] == "invalid_params"
