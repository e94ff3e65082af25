"""From consent to a public post, as a client written from TikTok's pages sees it."""

import hashlib
import json

from publisher.tiktok.simulator import ledger


def test_a_file_becomes_a_public_post_with_an_id_of_nineteen_digits(anna, mp4):
    publish_id = anna.send(mp4, "a first post #hello")
    assert anna.status(publish_id) == {"status": "PROCESSING_UPLOAD", "uploaded_bytes": len(mp4)}

    anna.later(1)
    assert anna.status(publish_id)["status"] == "PUBLISH_COMPLETE"
    assert "publicaly_available_post_id" not in anna.status(publish_id)

    anna.later(1)
    (post_id,) = anna.status(publish_id)["publicaly_available_post_id"]
    assert len(str(post_id)) == 19
    assert post_id > 2**53
    (entry,) = ledger(anna.world)["published"]
    assert entry["sha256"] == [hashlib.sha256(mp4).hexdigest()]
    assert entry["sizes"] == [len(mp4)]
    assert entry["post_id"] == str(post_id)
    assert (entry["creator"], entry["caption"]) == ("anna_public", "a first post #hello")
    assert entry["inits"] == 1
    assert json.loads(entry["sent"])["post_info"] == {
        "privacy_level": "PUBLIC_TO_EVERYONE",
        "title": "a first post #hello",
    }
    assert entry["public_at"] == anna.world.now()
