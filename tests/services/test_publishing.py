"""From due to verdict, against TikTok's stand-in: what goes well."""

from datetime import timedelta

from publisher.domain.states import Mode
from publisher.store import leftovers, renditions


def test_a_film_is_published_once_with_its_id(stage):
    post = stage.post()

    done = stage.settle(post)

    assert done.state == "published"
    assert len(stage.published()) == 1
    assert len(stage.inits()) == 1


def test_the_public_id_is_added_once_tiktok_tells_it(staged):
    stage = staged(moderation_seconds=120)
    post = stage.post()

    assert stage.settle(post).public_ids == []
    for _ in range(40):
        stage.turn(20)
        stage.work()

    assert stage.row(post).public_ids == [stage.published()[0]["post_id"]]
    assert stage.told(post)[-1] == "post.link_added"


def test_the_public_id_is_asked_for_when_the_media_is_gone(staged):
    stage = staged(moderation_seconds=120)
    post = stage.post()
    assert stage.settle(post).public_ids == []
    with stage.store.write() as tx:
        for one in renditions.of_post(tx, post):
            leftovers.erase_renditions(tx, stage.app, one.sha256)

    for _ in range(40):
        stage.turn(20)
        stage.work()

    assert stage.row(post).public_ids == [stage.published()[0]["post_id"]]


def test_a_private_post_is_not_asked_for_a_link_that_never_comes(stage):
    post = stage.post(options={"privacy": "SELF_ONLY"})

    done = stage.settle(post)

    assert done.state == "published"
    assert done.ask_at is None


def test_the_bytes_that_arrive_are_the_bytes_of_the_rendition(stage):
    asset = stage.asset(b"every single byte" * 100)
    post = stage.post(asset=asset)

    stage.settle(post)

    from publisher.store import assets

    with stage.store.read() as tx:
        kept = assets.find(tx, asset)
    assert stage.published()[0]["sha256"] == [kept.sha256]


def test_a_carousel_is_fetched_from_addresses_of_ours(stage):
    post = stage.post(photos=3, title="Three", description="pictures")

    done = stage.settle(post)

    assert done.state == "published"
    assert len(stage.published()) == 1


def test_an_inbox_share_ends_in_the_inbox_and_is_never_called_published(stage):
    post = stage.post(mode=Mode.INBOX)

    done = stage.settle(post)

    assert done.state == "in_inbox"
    assert "post.published" not in stage.told(post)


def test_a_later_slot_is_waited_for(stage):
    from publisher.domain.when import At

    later = stage.now() + timedelta(hours=1)
    post = stage.post(when=At(later, later, "+00:00"))

    stage.work()
    assert stage.state(post) == "scheduled"
    assert not stage.inits()

    stage.turn(3600)
    assert stage.settle(post).state == "published"


def test_a_lost_ring_is_rung_again_by_the_sweep(stage):
    post = stage.post()
    stage.bell.take("publish")

    assert stage.settle(post).state == "published"


def test_a_post_accepted_while_the_bell_is_away_goes_out_when_it_is_back(stage):
    stage.bell.is_away = True
    post = stage.post()
    stage.work()
    assert stage.state(post) == "scheduled"

    stage.bell.is_away = False

    assert stage.settle(post).state == "published"


def test_the_events_tell_the_way(stage):
    post = stage.post()

    stage.settle(post)

    assert stage.told(post) == [
        "post.scheduled",
        "post.sending",
        "post.processing",
        "post.published",
        *(["post.link_added"] if len(stage.told(post)) > 4 else []),
    ]
