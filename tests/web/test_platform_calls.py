"""What platforms call: notices in, pictures out; and what machines watch."""

from pathlib import Path

import pytest

from publisher.store import beats


@pytest.fixture
def platform(site):
    """Somebody who calls like a platform: without a key."""
    return site.test_client()


def notices_of(stage):
    """Notices as TikTok has really signed them."""
    waiting, stage.notices = stage.notices, []
    return waiting


@pytest.fixture
def talking(staged):
    return staged(webhooks=True)


@pytest.fixture
def talkative(talking):
    """A post that TikTok has sent notices about, and these."""
    from publisher.web import create_site

    post_id = talking.post()
    talking.settle(post_id)
    talking.turn(60)
    return talking, create_site(talking.publisher).test_client(), notices_of(talking)


def test_a_genuine_notice_is_taken_in_at_once_and_twice_is_as_good(talkative):
    _, client, [(headers, body), *_] = talkative

    first = client.post("/notices/tiktok", data=body, headers=headers)
    second = client.post("/notices/tiktok", data=body, headers=headers)

    assert first.status_code == second.status_code == 200
    assert first.data == b""


def test_a_notice_that_is_not_genuine_is_refused(talkative):
    _, client, [(headers, body), *_] = talkative
    name = next(one for one in headers if one.lower() == "tiktok-signature")
    wrong = {
        "changed": (body + b" ", headers),
        "unsigned": (body, {}),
        "forged": (body, {name: "t=1,s=" + "0" * 64}),
        "garbled": (body, {name: "☃".encode().decode("latin1")}),
    }
    for sent, signed in wrong.values():
        answer = client.post("/notices/tiktok", data=sent, headers=signed)
        assert answer.status_code == 401
        assert answer.json["code"] == "unauthorised"


def test_a_huge_notice_and_one_for_nobody_are_refused(platform):
    assert platform.post("/notices/tiktok", data=b"a" * 300_000).status_code == 401
    assert platform.post("/notices/friendster", data=b"{}").status_code == 404


@pytest.fixture
def offered(stage):
    """A carousel while it is fetched: the address of its first picture, and its bytes."""
    post_id = stage.post(photos=2)
    stage.world.fetch = lambda _url: (_ for _ in ()).throw(OSError("not yet"))
    stage.work()
    with stage.store.read() as tx:
        from publisher.store import attempts, renditions

        [attempt] = attempts.of_post(tx, post_id)
        from publisher.store import posts

        item = posts.items(tx, post_id)[0]
        made = renditions.find(tx, item.rendition_id)
    path = stage.publisher.files.path(made.app_id, made.output_sha256)
    return f"/pulls/{attempt.pull_nonce}", path.read_bytes()


def test_a_picture_is_served_whole_in_ranges_and_by_its_head(platform, offered):
    address, content = offered

    whole = platform.get(f"{address}/0.jpg")
    head = platform.head(f"{address}/0.jpg")
    part = platform.get(f"{address}/0.jpg", headers={"Range": "bytes=10-19"})
    beyond = platform.get(f"{address}/0.jpg", headers={"Range": "bytes=99999999-"})

    assert whole.data == content
    assert whole.headers["Content-Type"] == "image/jpeg"
    assert int(head.headers["Content-Length"]) == len(content)
    assert head.data == b""
    assert part.status_code == 206
    assert part.data == content[10:20]
    assert beyond.status_code == 416
    for answer in (whole, head, part):
        assert "Set-Cookie" not in answer.headers
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        answer.close()


@pytest.mark.parametrize(
    "path",
    [
        "/pulls/{n}/7.jpg",
        "/pulls/{n}/0.exe",
        "/pulls/{n}/-1.jpg",
        "/pulls/{n}/0",
        "/pulls/" + "x" * 40 + "/0.jpg",
        "/pulls/%00/0.jpg",
        "/pulls/{n}/..%2f0.jpg",
    ],
)
def test_any_other_address_serves_nothing(platform, offered, path):
    answer = platform.get(path.replace("/pulls/{n}", offered[0]))

    assert answer.status_code == 404


def test_alive_is_not_ready_and_ready_says_what_is_missing(platform, stage):
    live, ready = platform.get("/health/live"), platform.get("/health/ready")

    assert live.json == {"alive": True}
    assert ready.status_code == 503
    assert ready.json["code"] == "not_ready"  # and not that the database is away
    assert "Retry-After" in ready.headers
    assert {"clock", "redis"} <= set(ready.json["faults"])
    assert "publisher clock" in ready.json["detail"]


def test_ready_is_ready(database_url, seal, tmp_path, redis_url):
    from publisher.web import create_site
    from tests.stage import Stage

    stage = Stage(database_url, seal, tmp_path / "var", environ={"REDIS_URL": redis_url})
    with stage.store.write() as tx:
        beats.note(tx, "sweep")

    answer = create_site(stage.publisher).test_client().get("/health/ready")

    stage.publisher.redis.close()
    stage.close()
    assert answer.status_code == 200
    assert answer.json["ready"] is True


def test_a_database_that_is_away_is_a_503_and_no_trace(site, caller, stage, engine_name):
    if engine_name != "sqlite":
        pytest.skip("one engine shows it; the other's server is everybody's")
    stage.store.close()
    place = Path(stage.store.url.database)
    place.rename(place.with_suffix(".away"))
    place.mkdir()

    answer = caller.get("/v1/posts")

    assert answer.status_code == 503
    assert answer.json()["code"] == "database_away"
    assert int(answer.headers["Retry-After"]) > 0
    assert "sqlite" not in answer.text.lower()


def test_metrics_are_for_the_operator(platform, caller):
    caller.make_post()

    closed = platform.get("/metrics")
    basic = platform.get("/metrics", auth=("operator", "a long password"))
    bearer = platform.get("/metrics", headers={"Authorization": "Bearer a long password"})
    wrong = platform.get("/metrics", auth=("operator", "guess"))

    assert closed.status_code == wrong.status_code == 401
    assert basic.status_code == bearer.status_code == 200
    assert 'publisher_posts{state="scheduled"} 1.0' in basic.text
    assert 'route="/v1/posts"' in basic.text
    assert "post_" not in basic.text
