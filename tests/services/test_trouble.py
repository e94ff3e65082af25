"""From due to verdict when TikTok, the network or the worker misbehaves."""

from datetime import UTC, datetime, timedelta

import pytest

from publisher.domain.errors import Refusal
from publisher.domain.outcomes import Deferred
from publisher.domain.reasons import Raw
from publisher.domain.states import Mode
from publisher.tiktok.own_reasons import UNREACHABLE
from tests.interposed import interpose

BEGAN = datetime(2026, 3, 2, 12, tzinfo=UTC)
BEHIND = timedelta(minutes=2)
PULL = {"photos": 2, "title": "two", "caption": ""}

# What is ordered, how it travels, and how the Post must end. Whatever happens: once, or not at all.
HARMLESS = [
    ("init", "lost", False, {}),
    ("init", "lost", True, {}),
    ("init", "500", False, {}),
    ("init", "half", False, {}),
    ("init", "html", False, {}),
    ("chunk", "lost", False, {}),
    ("chunk", "lost", True, {}),
    ("chunk", "503", True, {}),
    ("status", "lost", False, {}),
    ("status", "html", False, {}),
    ("status", "badjson", False, {}),
    ("status", "500", True, {}),
    ("creator_info", "500", True, {}),
    ("status", "code", True, {"code": "access_token_invalid", "http": 401}),
    ("status", "code", True, {"code": "rate_limit_exceeded", "http": 429}),
    ("init", "code", True, {"code": "rate_limit_exceeded", "http": 429}),
    ("init", "code", True, {"code": "access_token_invalid", "http": 401}),
    ("creator_info", "code", True, {"code": "access_token_invalid", "http": 401}),
]


@pytest.mark.parametrize(("endpoint", "kind", "before", "more"), HARMLESS)
def test_a_film_is_published_once_whatever_is_lost_on_the_way(stage, endpoint, kind, before, more):
    stage.order(endpoint, kind, before=before, **more)

    post = stage.post()
    done = stage.settle(post, seconds=3000)

    assert done.state == "published", done.reason
    assert len(stage.published()) == 1


@pytest.mark.parametrize("kind", ["lost", "half", "html", "500"])
def test_a_lost_answer_to_a_pull_is_honest_doubt_and_never_a_second_try(stage, kind):
    stage.order("init", kind, before=False)

    post = stage.post(**PULL)
    done = stage.settle(post, seconds=3000)

    assert done.state == "held"
    assert done.reason["resend"] == "after_reconciling"
    stage.turn(60)
    for _ in range(20):
        stage.work()
        stage.turn(60)
    assert len(stage.inits()) == 1
    assert len(stage.published()) == 1


@pytest.mark.parametrize(
    ("code", "http"),
    [("rate_limit_exceeded", 429), ("access_token_invalid", 401)],
)
def test_a_pull_that_was_refused_outright_is_announced_again(stage, code, http):
    stage.order("init", "code", code=code, http=http, before=True)

    post = stage.post(**PULL)
    done = stage.settle(post, seconds=3000)

    assert done.state == "published", done.reason
    assert len(stage.published()) == 1


def test_a_token_that_dies_while_polling_is_renewed_and_the_same_post_asked_for(staged):
    stage = staged(processing_seconds=60)
    post = stage.post()
    stage.work()
    stage.control("tokens/expire", {"kind": "access"})

    done = stage.settle(post)

    assert done.state == "published"
    assert len(stage.inits()) == 1


@pytest.mark.parametrize(
    ("reason", "state", "code"),
    [
        ("file_format_check_failed", "failed", None),
        ("duration_check_failed", "failed", None),
        ("spam_risk_text", "failed", None),
        ("spam_risk_user_banned_from_posting", "held", None),
        ("auth_removed", "held", None),
    ],
)
def test_tiktoks_own_verdict_ends_the_attempt(stage, reason, state, code):
    post = stage.post(caption=f"hello [sim:fail={reason}]")

    done = stage.settle(post, seconds=3000)

    assert done.state == state
    assert done.reason["platform"]["code"] == reason
    assert not stage.published()
    assert len(stage.inits()) == 1


def test_a_failure_inside_tiktok_is_proved_dead_and_tried_anew_but_not_for_ever(stage):
    post = stage.post(caption="hello [sim:fail=internal]")

    done = stage.settle(post, seconds=4 * 3600, step=30)

    assert done.state == "held"
    assert 2 <= len(stage.inits()) <= 3
    assert not stage.published()


def test_a_daily_cap_moves_the_post_by_a_day_and_leaves_the_connection_alone(stage):
    stage.order("video_init", "code", code="spam_risk_too_many_posts", http=403, before=True)
    connection = stage.connect()

    post = stage.post(connection)
    stage.work()

    row = stage.row(post)
    assert row.state == "scheduled"
    assert (row.slot_at - stage.now()).total_seconds() >= 23 * 3600
    assert "post.moved" in stage.told(post)
    assert stage.publisher.connections.get(stage.app, connection)[0].state == "active"


def test_a_second_refusal_of_the_same_cap_is_for_a_person(stage):
    stage.order(
        "video_init", "code", code="spam_risk_too_many_posts", http=403, before=True, times=9
    )
    post = stage.post()

    stage.work()
    stage.turn(25 * 3600)
    stage.work()

    assert stage.state(post) == "held"
    assert len(stage.inits()) == 2


def test_a_post_that_tiktok_never_judges_is_unconfirmed_after_a_day(stage):
    post = stage.post(caption="hello [sim:stuck]")

    done = stage.settle(post, seconds=26 * 3600, step=300)

    assert done.state == "held"
    assert done.reason["code"] == "unconfirmed"
    assert len(stage.inits()) == 1


def test_late_good_news_turns_doubt_into_published(stage):
    stage.order("init", "lost", before=False)
    stage.world.configure(webhooks=True)
    post = stage.post(**PULL)
    assert stage.settle(post, seconds=60).state == "held"

    stage.turn(60)
    heard = stage.deliver_notices()
    assert heard
    assert all(heard)
    done = stage.settle(post, seconds=120)
    for _ in range(5):
        stage.work()

    assert stage.state(post) == "published", done.reason
    assert len(stage.published()) == 1


def test_a_status_word_nobody_knows_is_kept_and_asked_again(stage):
    post = stage.post(caption="hello [sim:word=BAKING]")

    assert stage.settle(post).state == "published"


def test_a_broken_connection_keeps_its_posts_until_the_creator_is_back(stage):
    connection = stage.connect()
    stage.control("creators/anna_public/revoke")
    stage.control("tokens/expire", {"kind": "refresh"})

    post = stage.post(connection)
    stage.work()
    assert stage.state(post) == "scheduled"
    assert stage.publisher.connections.get(stage.app, connection)[0].state == "broken"

    again = stage.connect(reconnect=connection)
    assert again == connection
    assert stage.settle(post).state == "published"


def test_an_inbox_share_whose_announcement_was_lost_is_sent_anew(stage):
    stage.order("inbox_init", "lost", before=False)

    post = stage.post(mode=Mode.INBOX)

    assert stage.settle(post, seconds=3000).state == "in_inbox"


def test_an_address_that_nobody_fetched_for_an_hour_is_proof_and_the_post_goes_out(staged):
    stage = staged(pull_delay=10**9)
    stage.order("init", "lost", before=False)
    post = stage.post(**PULL)
    assert stage.settle(post, seconds=60).state == "held"

    stage.world.configure(pull_delay=0)
    stage.turn(66 * 60)
    for _ in range(40):
        stage.work()
        stage.turn(30)

    assert stage.state(post) == "published"
    assert len(stage.published()) == 1


def test_the_one_matching_item_in_the_creators_list_resolves_a_doubt(staged):
    stage = staged(environ={"TIKTOK_SCOPES": "user.info.basic,video.publish,video.list"})
    stage.order("init", "lost", before=False)
    post = stage.post(photos=2, title="two", caption="", description="the only one of its kind")
    assert stage.settle(post, seconds=60).state == "held"

    for _ in range(80):
        stage.turn(60)
        stage.work()

    assert len(stage.published()) == 1
    assert stage.state(post) == "published"
    assert stage.row(post).public_ids == [stage.published()[0]["post_id"]]


def test_a_share_that_the_creator_finishes_later_becomes_published(stage):
    post = stage.post(mode=Mode.INBOX)
    stage.settle(post)
    from publisher.tiktok.simulator import ledger

    draft = ledger(stage.world)["inbox"][0]["publish_id"]
    stage.control(f"drafts/{draft}/finish", {"privacy_level": "PUBLIC_TO_EVERYONE"})

    for _ in range(80):
        stage.turn(60)
        stage.work()

    assert stage.state(post) == "published"


def test_a_person_who_says_it_is_not_there_sends_it_again_exactly_once(stage):
    stage.order("init", "lost", before=True)
    post = stage.post(**PULL)
    assert stage.settle(post, seconds=60).state == "held"

    stage.publisher.post_changes.resolve(stage.app, post, "ann", is_there=False)

    assert stage.settle(post).state == "published"
    assert len(stage.published()) == 1


def test_a_doubtful_post_cannot_be_released_without_an_answer(stage):
    stage.order("init", "lost", before=False)
    post = stage.post(**PULL)
    stage.settle(post, seconds=60)

    with pytest.raises(Refusal, match="outcome_unknown"):
        stage.publisher.post_changes.release(stage.app, post)
    with pytest.raises(Refusal, match="too_late"):
        stage.publisher.post_changes.cancel(stage.app, post)


def test_a_wait_that_tiktok_asks_for_is_kept_where_our_clock_is_behind_the_database_s(staged):
    made = []
    stage = staged(outside={"now": lambda: made[0].now() - BEHIND if made else BEGAN})
    made.append(stage)
    post = stage.post()
    minute = timedelta(minutes=1)
    asked = Deferred(UNREACHABLE, Raw(step="video_init"), until=stage.publisher.now() + minute)
    interpose(stage, open=lambda _real, _ticket: asked)

    stage.work()

    assert stage.row(post).due_at == stage.now() + minute
