"""Every option, in both modes and both kinds, as it stands on the wire (and nothing else does)."""

import json
from dataclasses import replace

import pytest

from publisher.domain.states import Mode, Transfer

SIZE = 10_240


def sent(stage, path):
    (request,) = stage.requests(path)
    return json.loads(request.content)


def test_a_film_says_only_what_was_asked(stage, grant):
    stage.platform.open(stage.ticket(grant, caption="", options={"privacy": "SELF_ONLY"}))

    assert sent(stage, "/v2/post/publish/video/init/") == {
        "post_info": {
            "privacy_level": "SELF_ONLY",
            "disable_comment": True,
            "disable_duet": True,
            "disable_stitch": True,
            "brand_content_toggle": False,
            "brand_organic_toggle": False,
            "is_aigc": False,
        },
        "source_info": {
            "source": "FILE_UPLOAD",
            "video_size": SIZE,
            "chunk_size": SIZE,
            "total_chunk_count": 1,
        },
    }


@pytest.mark.parametrize(
    ("asked", "field", "value"),
    [
        ({"allow_comment": True}, "disable_comment", False),
        ({"allow_duet": True}, "disable_duet", False),
        ({"allow_stitch": True}, "disable_stitch", False),
        ({"ai_generated": True}, "is_aigc", True),
        ({"cover_ms": 0}, "video_cover_timestamp_ms", 0),
        ({"cover_ms": 1500}, "video_cover_timestamp_ms", 1500),
        ({"discloses": {"your_brand": True}}, "brand_organic_toggle", True),
        ({"discloses": {"branded_content": True}}, "brand_content_toggle", True),
        ({"privacy": "MUTUAL_FOLLOW_FRIENDS"}, "privacy_level", "MUTUAL_FOLLOW_FRIENDS"),
    ],
    ids=str,
)
def test_each_option_of_a_film_reaches_tiktok(stage, grant, asked, field, value):
    options = {"privacy": "PUBLIC_TO_EVERYONE", **asked}

    stage.platform.open(stage.ticket(grant, options=options))

    assert sent(stage, "/v2/post/publish/video/init/")["post_info"][field] == value


def test_a_caption_arrives_sign_by_sign(stage, grant):
    caption = 'Grüße "日本" \U0001f600 #tag @anna\nnew line \\ end'

    stage.platform.open(stage.ticket(grant, caption=caption))

    assert stage.shares()[0]["caption"] == caption


def test_a_draft_takes_the_bytes_and_nothing_else(stage, grant):
    stage.platform.open(stage.ticket(grant, mode=Mode.INBOX, caption="", options={}))

    assert list(sent(stage, "/v2/post/publish/inbox/video/init/")) == ["source_info"]


def test_a_film_may_be_fetched(stage, grant):
    ticket = stage.ticket(
        grant, transfer=Transfer.PULL, film=None, addresses=("https://cdn.example/f.mp4",)
    )

    stage.platform.open(ticket)

    assert sent(stage, "/v2/post/publish/video/init/")["source_info"] == {
        "source": "PULL_FROM_URL",
        "video_url": "https://cdn.example/f.mp4",
    }


def test_a_carousel_says_all_that_was_asked(stage, grant):
    options = {
        "privacy": "PUBLIC_TO_EVERYONE",
        "allow_comment": True,
        "auto_music": True,
        "cover_index": 1,
        "ai_generated": True,
        "discloses": {"your_brand": True, "branded_content": True},
    }

    stage.platform.open(
        stage.ticket(grant, photos=True, title="T", description="D", options=options)
    )

    assert sent(stage, "/v2/post/publish/content/init/") == {
        "media_type": "PHOTO",
        "post_mode": "DIRECT_POST",
        "post_info": {
            "title": "T",
            "description": "D",
            "privacy_level": "PUBLIC_TO_EVERYONE",
            "disable_comment": False,
            "brand_content_toggle": True,
            "brand_organic_toggle": True,
            "auto_add_music": True,
        },
        "source_info": {
            "source": "PULL_FROM_URL",
            "photo_images": ["https://cdn.example/1.jpg", "https://cdn.example/2.jpg"],
            "photo_cover_index": 1,
        },
        "is_aigc": True,
    }


def test_a_draft_carousel_keeps_its_texts_and_its_label(stage, grant):
    options = {"cover_index": 1, "ai_generated": True}
    ticket = stage.ticket(grant, photos=True, mode=Mode.INBOX, description="D", options=options)

    stage.platform.open(ticket)

    body = sent(stage, "/v2/post/publish/content/init/")
    assert body["post_mode"] == "MEDIA_UPLOAD"
    assert body["post_info"] == {"title": "a title", "description": "D"}
    assert body["is_aigc"] is True
    assert body["source_info"]["photo_cover_index"] == 1


@pytest.mark.parametrize("photos", [False, True])
def test_what_is_said_can_be_kept_without_its_addresses(stage, grant, photos):
    ticket = stage.ticket(grant, photos=photos)
    kept = stage.platform.announcement(ticket)

    stage.platform.open(ticket)

    said = json.loads(stage.recorder.seen[-1].content)
    assert kept["post_info"] == said["post_info"]
    assert "cdn.example" not in json.dumps(kept)


def test_the_token_goes_to_the_api_and_never_to_the_upload_host(stage, grant):
    ticket = stage.ticket(grant)
    remote = stage.platform.open(ticket).remote
    stage.platform.commit(replace(ticket, remote=remote))

    (announced,) = stage.requests("/v2/post/publish/video/init/")
    (put,) = [one for one in stage.recorder.seen if one.method == "PUT"]
    assert announced.headers["authorization"] == f"Bearer {grant.access.reveal()}"
    assert "authorization" not in put.headers
    assert grant.access.reveal() not in str(put.url)
    assert put.headers["content-length"] == str(SIZE)
    assert put.headers["content-range"] == f"bytes 0-{SIZE - 1}/{SIZE}"
    assert "transfer-encoding" not in put.headers
