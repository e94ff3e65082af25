"""Creator info and the init calls: who may, what is checked, in which order, with which words."""

import pytest

INFO = "post/publish/creator_info/query/"
INITS = (
    "post/publish/video/init/",
    "post/publish/inbox/video/init/",
    "post/publish/content/init/",
)
MB = 1024 * 1024


def code_of(answer):
    return answer.status_code, answer.json()["error"]["code"]


@pytest.mark.parametrize(
    ("creator", "expected"),
    [
        ("anna_public", {"privacy": 3, "comment": False, "duet": False, "longest": 600}),
        ("paul_private", {"privacy": 3, "comment": False, "duet": True, "longest": 600}),
        ("cara_quiet", {"privacy": 3, "comment": True, "duet": False, "longest": 600}),
        ("dora_solo", {"privacy": 3, "comment": False, "duet": True, "longest": 600}),
        ("sid_short", {"privacy": 3, "comment": False, "duet": False, "longest": 60}),
    ],
)
def test_creator_info_says_what_this_creator_may_do(caller, creator, expected):
    told = caller.connect(creator).call(INFO).json()["data"]

    assert told["creator_username"] == creator
    assert len(told["privacy_level_options"]) == expected["privacy"]
    assert ("PUBLIC_TO_EVERYONE" in told["privacy_level_options"]) == (creator != "paul_private")
    assert told["comment_disabled"] is expected["comment"]
    assert told["duet_disabled"] is expected["duet"]
    assert told["max_video_post_duration_sec"] == expected["longest"]


@pytest.mark.parametrize(
    ("creator", "code"),
    [
        ("ben_banned", "spam_risk_user_banned_from_posting"),
        ("carl_capped", "spam_risk_too_many_posts"),
        ("quinn_quota", "reached_active_user_cap"),
    ],
)
def test_a_blocked_creator_is_told_with_200_at_creator_info_and_403_at_init(caller, creator, code):
    caller.connect(creator)

    assert code_of(caller.call(INFO)) == (200, code)
    assert code_of(caller.init_video(1000)) == (403, code)


@pytest.mark.parametrize("path", [INFO, *INITS, "post/publish/status/fetch/"])
def test_no_token_or_a_foreign_one_is_401_before_anything_else(caller, path):
    for token in ("", "act.made-up", "rft.made-up"):
        caller.token = token
        assert code_of(caller.call(path, {"broken": True})) == (401, "access_token_invalid")


@pytest.mark.parametrize("path", [INFO, *INITS, "post/publish/status/fetch/"])
def test_a_missing_scope_is_401_with_a_code_of_its_own(caller, path):
    caller.connect(scopes="user.info.basic")

    assert code_of(caller.call(path, {"broken": True})) == (401, "scope_not_authorized")


def test_drafts_need_video_upload_and_direct_photos_video_publish(caller):
    caller.connect(grant=["video.upload"])

    assert code_of(caller.init_photos(["https://cdn.example/a.jpg"])) == (
        401, "scope_not_authorized",
    )  # fmt: skip
    assert caller.init_photos(["https://cdn.example/a.jpg"], "MEDIA_UPLOAD").status_code == 200


@pytest.mark.parametrize(
    ("path", "limit"), [(INFO, 20), (INITS[0], 6), ("post/publish/status/fetch/", 30)]
)
def test_the_minute_slides_and_a_refusal_costs_nothing(anna, path, limit):
    for _ in range(limit):
        assert anna.call(path, {}).status_code != 429
        anna.later(1)
    assert code_of(anna.call(path, {})) == (429, "rate_limit_exceeded")

    anna.later(60 - limit)
    assert anna.call(path, {}).status_code != 429
    assert anna.call(path, {}).status_code == 429
    breaches = [b for b in anna.world.breaches.all() if b.code == "rate_limit_exceeded"]
    assert len(breaches) == 2


def test_a_fresh_token_does_not_open_a_fresh_minute(anna):
    for _ in range(20):
        anna.call(INFO)
    anna.token = anna.refresh().json()["access_token"]

    assert anna.call(INFO).status_code == 429


POST_WRONG = "The request post info is empty or incorrect"
SOURCE_WRONG = "The request source info is empty or incorrect"
CHUNK_WRONG = "The chunk size is invalid"
COUNT_WRONG = "The total chunk count is invalid"


@pytest.mark.parametrize(
    ("part", "wish", "message"),
    [
        ("post_info", {"title": "x" * 2201}, POST_WRONG),
        ("post_info", {"title": "\U0001f600" * 1101}, POST_WRONG),
        ("post_info", {"title": 7}, POST_WRONG),
        ("post_info", {"disable_duet": "yes"}, POST_WRONG),
        ("post_info", {"is_aigc": 1}, POST_WRONG),
        ("post_info", {"video_cover_timestamp_ms": True}, POST_WRONG),
        ("post_info", {"privacy_level": ["SELF_ONLY"]}, POST_WRONG),
        ("post_info", {"privacy_level": "SELF_ONLY", "brand_content_toggle": True}, POST_WRONG),
        ("source_info", {"source": "CARRIER_PIGEON"}, SOURCE_WRONG),
        ("source_info", {"video_size": 0, "chunk_size": 0}, SOURCE_WRONG),
        ("source_info", {"video_size": "1000"}, SOURCE_WRONG),
        ("source_info", {"video_size": 2**80}, SOURCE_WRONG),
        ("source_info", {"video_size": 4 * 1024**3 + 1, "chunk_size": 10_000_000}, SOURCE_WRONG),
        ("source_info", {"chunk_size": 999}, CHUNK_WRONG),
        ("source_info", {"chunk_size": 1000.0}, CHUNK_WRONG),
        ("source_info", {"total_chunk_count": 0}, CHUNK_WRONG),
        ("source_info", {"total_chunk_count": -1}, COUNT_WRONG),
        ("source_info", {"source": "PULL_FROM_URL"}, SOURCE_WRONG),
        ("source_info", {"source": "PULL_FROM_URL", "video_url": "ftp://a/b"}, SOURCE_WRONG),
        ("source_info", {"source": "PULL_FROM_URL", "video_url": "https://a b/"}, SOURCE_WRONG),
    ],
)
def test_a_wrong_field_is_a_400_in_the_words_measured_live(anna, part, wish, message):
    answer = anna.init_video(1000, **{part: wish})

    assert code_of(answer) == (400, "invalid_params")
    assert answer.json()["error"]["message"] == message


@pytest.mark.parametrize(
    ("size", "chunk", "count", "fits"),
    [
        # the table of media.md, then what TikTok refused or would refuse
        (3_145_728, 3_145_728, 1, True),
        (50_000_123, 10_000_000, 5, True),
        (50_000_123, 50_000_123, 1, True),
        (64_000_000, 64_000_000, 1, True),
        (64_000_001, 10_000_000, 6, True),
        (66_259_900, 10_000_000, 6, True),
        (4_294_967_296, 10_000_000, 429, True),
        (64_000_001, 64_000_001, 1, False),
        (66_000_000, 64_000_000, 1, False),
        (64_000_001, 10_000_000, 7, False),  # rounded up
        (64_000_001, 5_000_000, 12, False),  # 5 MB in one reading only
        (5_000_000_000 // 2, 64 * MB, 37, False),  # 64 MB in one reading only
        (90_000_000, 64_000_000, 2, False),
        (4_294_967_296, 5 * MB, 819, True),
    ],
)
def test_a_chunk_plan_passes_when_both_readings_of_a_megabyte_pass_it(
    anna, size, chunk, count, fits
):
    wish = {"video_size": size, "chunk_size": chunk, "total_chunk_count": count}

    assert (anna.init_video(1, source_info=wish).status_code == 200) is fits


def test_a_title_counts_in_utf16_units_to_the_last_one(anna):
    assert anna.init_video(1000, "\U0001f600" * 1100).status_code == 200
    assert anna.init_video(1000, "x" * 2200).status_code == 200


def test_half_a_surrogate_pair_does_not_break_a_caption(anna):
    body = b"""{"post_info": {"privacy_level": "PUBLIC_TO_EVERYONE", "title": "a\\ud83d[sim:x]"},
        "source_info": {"source": "FILE_UPLOAD", "video_size": 9, "chunk_size": 9,
        "total_chunk_count": 1}}"""
    sent = {"Authorization": f"Bearer {anna.token}", "Content-Type": "application/json"}
    answer = anna.http.post("/v2/post/publish/video/init/", content=body, headers=sent)

    assert answer.status_code == 200
    assert anna.world.shares.all()[0].caption == "a\ufffd[sim:x]"
    assert anna.http.get("/creators/anna_public").status_code == 200


def test_the_parameter_code_can_be_spelled_as_the_pages_do(anna):
    anna.world.configure(parameter_code="invalid_param")

    assert code_of(anna.init_video(1000, source_info={"chunk_size": 1})) == (400, "invalid_param")


@pytest.mark.parametrize("level", [None, "", "EVERYBODY", "FOLLOWER_OF_CREATOR"])
def test_a_privacy_level_that_is_not_offered_is_a_mismatch(anna, level):
    answer = anna.init_video(1000, post_info={"privacy_level": level})

    assert code_of(answer) == (403, "privacy_level_option_mismatch")


def test_live_a_word_that_is_no_privacy_level_is_a_400(anna):
    anna.world.configure(live_http=True)

    answer = anna.init_video(1000, post_info={"privacy_level": "EVERYBODY"})
    assert code_of(answer) == (400, "invalid_params")


@pytest.mark.parametrize(
    ("creator", "level", "passes"),
    [
        ("paul_private", "SELF_ONLY", True),
        ("paul_private", "MUTUAL_FOLLOW_FRIENDS", False),
        ("anna_public", "SELF_ONLY", False),
        ("anna_public", "PUBLIC_TO_EVERYONE", False),
    ],
)
def test_before_the_audit_only_a_private_account_may_post_to_itself(caller, creator, level, passes):
    caller.key, caller.secret = "sim_unaudited_key", "sim_unaudited_secret"
    _register_back(caller)
    answer = caller.connect(creator).init_video(1000, post_info={"privacy_level": level})

    if passes:
        assert answer.status_code == 200
    else:
        code = "unaudited_client_can_only_post_to_private_accounts"
        assert code_of(answer) == (403, code)
        assert "data" not in answer.json()


def _register_back(caller):
    url = f"/_sim/clients/{caller.key}"
    uri = "https://publisher.example/connect/tiktok/callback"
    assert caller.http.post(url, json={"redirect_uris": [uri]}).status_code == 200


def test_the_fifth_posting_creator_of_a_day_is_the_last_before_the_audit(caller):
    caller.key, caller.secret = "sim_unaudited_key", "sim_unaudited_secret"
    _register_back(caller)
    level = {"privacy_level": "SELF_ONLY"}
    for number in range(6):
        caller.http.post(f"/_sim/creators/p{number}", json={"private": True})
        answer = caller.connect(f"p{number}").init_video(1000, post_info=level)
        assert answer.status_code == (200 if number < 5 else 403)
    assert code_of(caller.call(INFO)) == (200, "reached_active_user_cap")

    caller.later(24 * 3600 + 1)
    assert caller.connect("p5").init_video(1000, post_info=level).status_code == 200


def test_the_daily_cap_counts_what_was_handed_over_and_slides(anna, mp4):
    anna.http.post("/_sim/creators/anna_public", json={"daily_cap": 2})
    anna.init_video(1000)  # never filled: costs nothing
    anna.send(mp4, "one")
    anna.later(3600)
    anna.send(mp4, "two")

    assert code_of(anna.init_video(1000)) == (403, "spam_risk_too_many_posts")
    assert code_of(anna.call(INFO)) == (200, "spam_risk_too_many_posts")
    anna.later(23 * 3600 + 1)
    anna.connect()
    assert anna.init_video(1000).status_code == 200


def test_shares_filled_beyond_the_cap_fail_and_the_breach_is_noted(anna, mp4):
    anna.http.post("/_sim/creators/anna_public", json={"daily_cap": 2})
    told = [anna.init_video(len(mp4), f"n{n}").json()["data"] for n in range(4)]
    for each in told:
        assert anna.put(each["upload_url"], mp4, 0, len(mp4)).status_code == 201
    anna.later(2)

    words = [anna.status(each["publish_id"]) for each in told]
    assert [w["status"] for w in words].count("PUBLISH_COMPLETE") == 2
    assert [w.get("fail_reason") for w in words].count("spam_risk_too_many_posts") == 2
    assert sum(b.endpoint == "judge" for b in anna.world.breaches.all()) == 2


def test_five_pending_drafts_are_the_limit_and_only_finishing_one_makes_room(anna):
    source = {"source": "FILE_UPLOAD", "video_size": 9, "chunk_size": 9, "total_chunk_count": 1}
    for _ in range(5):
        assert anna.call(INITS[1], {"source_info": source}).status_code == 200
    assert code_of(anna.call(INITS[1], {"source_info": source})) == (
        403, "spam_risk_too_many_pending_share",
    )  # fmt: skip

    anna.world.configure(live_http=True)
    anna.later(61)
    refused = anna.call(INITS[1], {"source_info": source})
    assert code_of(refused) == (400, "spam_risk_too_many_pending_share")


@pytest.mark.parametrize(
    ("change", "status"),
    [
        ({"media_type": "VIDEO"}, 400),
        ({"post_mode": "DIRECT POST"}, 400),
        ({"post_mode": ["DIRECT_POST"]}, 400),
        ({"is_aigc": "no"}, 400),
        ({"is_aigc": True}, 200),
        ({"source_info": {"photo_images": []}}, 400),
        ({"source_info": {"photo_images": ["https://cdn.example/a.jpg"] * 36}}, 400),
        ({"source_info": {"photo_images": ["https://cdn.example/a.jpg"] * 35}}, 200),
        ({"source_info": {"photo_images": [7]}}, 400),
        ({"source_info": {"photo_cover_index": 1}}, 400),
        ({"source_info": {"photo_cover_index": None}}, 400),
        ({"source_info": {"source": "FILE_UPLOAD"}}, 400),
        ({"post_info": {"title": "x" * 91}}, 400),
        ({"post_info": {"title": "x" * 90, "description": "y" * 4000}}, 200),
        ({"post_info": {"description": "y" * 4001}}, 400),
        ({"post_info": {"auto_add_music": 1}}, 400),
    ],
)
def test_photo_fields_are_checked_one_by_one(anna, change, status):
    images = ["https://cdn.example/a.jpg"]
    body = {
        "media_type": "PHOTO",
        "post_mode": "DIRECT_POST",
        "post_info": {"privacy_level": "PUBLIC_TO_EVERYONE"},
        "source_info": {
            "source": "PULL_FROM_URL", "photo_images": images, "photo_cover_index": 0,
        },
    }  # fmt: skip
    for name, value in change.items():
        body[name] = {**body[name], **value} if isinstance(value, dict) else value

    assert anna.call(INITS[2], body).status_code == status


def test_an_old_tiktok_app_takes_no_photo_drafts(caller):
    caller.connect("olga_old")
    answer = caller.init_photos(["https://cdn.example/a.jpg"], "MEDIA_UPLOAD")

    assert code_of(answer) == (400, "app_version_check_failed")


@pytest.mark.parametrize(
    ("url", "owned"),
    [
        ("https://cdn.example/a.jpg", True),
        ("https://deep.cdn.example/a.jpg", True),
        ("https://media.example/tiktok/1/a.jpg", True),
        ("http://127.0.0.1:5000/a.jpg", True),
        ("http://localhost:5000/a.jpg", True),
        ("http://cdn.example/a.jpg", False),
        ("https://evilcdn.example/a.jpg", False),
        ("https://cdn.example.evil/a.jpg", False),
        ("https://media.example/tiktok/../secret", False),
        ("https://media.example/tiktok/%2e%2e/secret", False),
        ("https://media.example/tiktokx/a.jpg", False),
        ("https://media.example@evil.example/tiktok/", False),
        ("https://10.0.0.1/a.jpg", False),
        ("https://[::ffff:7f00:1]/a.jpg", False),
    ],
)
def test_only_verified_addresses_are_pulled(anna, url, owned):
    answer = anna.init_photos([url])

    expected = (200, "ok") if owned else (403, "url_ownership_unverified")
    assert code_of(answer) == expected


def test_the_order_of_the_checks_is_the_one_written_down(caller):
    """One request with everything wrong; each repair uncovers the next refusal."""
    caller.key, caller.secret = "sim_unaudited_key", "sim_unaudited_secret"
    _register_back(caller)
    settings = {"banned": True, "daily_cap": 0, "quota_full": True}
    caller.http.post("/_sim/creators/wanda", json=settings)
    caller.connect("wanda")

    def ask(level):
        source = {"source": "PULL_FROM_URL", "video_url": "https://evil.example/v.mp4"}
        answer = caller.init_video(1, source_info=source, post_info={"privacy_level": level})
        return answer.json()["error"]["code"]

    def mend(path, **settings):
        caller.http.post(f"/_sim/{path}", json=settings)
        caller.later(61)

    assert ask("FOLLOWER_OF_CREATOR") == "spam_risk_user_banned_from_posting"
    assert ask(None) == "spam_risk_user_banned_from_posting"
    mend("creators/wanda", banned=False)
    assert ask("FOLLOWER_OF_CREATOR") == "unaudited_client_can_only_post_to_private_accounts"
    mend("clients/sim_unaudited_key", audited=True)
    assert ask("FOLLOWER_OF_CREATOR") == "privacy_level_option_mismatch"
    assert ask("SELF_ONLY") == "spam_risk_too_many_posts"
    mend("creators/wanda", daily_cap=5)
    assert ask("SELF_ONLY") == "reached_active_user_cap"
    mend("creators/wanda", quota_full=False)
    assert ask("SELF_ONLY") == "url_ownership_unverified"


HOSTILE = [
    b"",
    b"{",
    b"[]",
    b"null",
    b'"text"',
    b'{"post_info":NaN}',
    b"[" * 100_000,
    b'{"a":' * 50_000,
    b'{"post_info":' + b"9" * 5000 + b"}",
    b"\xff\xfe\x00",
    b'{"x":"' + b"y" * 1_000_000 + b'"}',
]


@pytest.mark.parametrize("body", HOSTILE, ids=range(len(HOSTILE)))
@pytest.mark.parametrize("path", [*INITS, "post/publish/status/fetch/", "post/publish/cancel/"])
def test_a_hostile_body_is_a_400_and_leaves_nothing(anna, path, body):
    sent = {"Authorization": f"Bearer {anna.token}", "Content-Type": "application/json"}
    answer = anna.http.post(f"/v2/{path}", content=body, headers=sent)

    assert code_of(answer) == (400, "invalid_params")
    assert not anna.world.shares.all()
