"""When Posts go out: policies, limits, the gate at commit, moves that keep the order."""

import itertools
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from publisher.domain.errors import Refusal
from publisher.domain.states import Mode
from publisher.domain.when import At, NextFree, Now
from publisher.services.posts_check import NewPost


def at(instant: datetime) -> At:
    return At(instant, instant.replace(tzinfo=None), "+00:00")


def test_the_policy_of_a_connection_beats_the_app_s_and_both_say_so(stage):
    connection = stage.connect()
    stage.publisher.policy.put_defaults(stage.app, {"direct_per_24h": 8, "jitter_seconds": 0})
    stage.publisher.policy.put(stage.app, connection, {"direct_per_24h": 3})

    found = stage.publisher.policy.get(stage.app, connection)

    assert found.policy.direct_per_24h == 3
    assert found.policy.jitter_seconds == 0
    assert found.origins["direct_per_24h"] == "connection"
    assert found.origins["jitter_seconds"] == "app"
    assert found.origins["min_gap_seconds"] == "default"


@pytest.mark.parametrize(
    ("raw", "pointer", "rule"),
    [
        ({"direct_per_24h": 15, "min_gap_seconds": 86_400}, "/direct_per_24h", "policy_impossible"),
        ({"zone": "Mars/Olympus"}, "/zone", "zone_unknown"),
        ({"quiet_hours": {"start": "22:00", "end": "07:00"}}, "/zone", "zone_missing"),
        ({"ramp": "slowly"}, "/ramp", "ramp_malformed"),
        ({"caps": 3}, "/caps", "field_unknown"),
    ],
)
def test_a_policy_that_cannot_be_kept_is_refused_by_field(stage, raw, pointer, rule):
    connection = stage.connect()

    with pytest.raises(Refusal) as refused:
        stage.publisher.policy.put(stage.app, connection, raw)

    assert (refused.value.faults[0].pointer, refused.value.faults[0].rule) == (pointer, rule)
    assert refused.value.faults[0].way_out


def test_the_sixteenth_post_of_a_day_goes_out_a_day_later(stage):
    connection = stage.connect()
    stage.publisher.policy.put(stage.app, connection, {"min_gap_seconds": 0, "jitter_seconds": 0})
    start = stage.now() + timedelta(hours=1)

    slots = [stage.row(stage.post(connection, when=at(start))).slot_at for _ in range(16)]

    assert set(slots[:15]) == {start}
    assert timedelta(hours=24) < slots[15] - start < timedelta(hours=24, minutes=10)


def test_what_may_not_move_is_refused_with_the_time_that_is_safe(stage):
    connection = stage.connect()
    first = stage.row(stage.post(connection, when=at(stage.now() + timedelta(hours=1))))

    with pytest.raises(Refusal) as refused:
        stage.post(connection, when=at(first.slot_at + timedelta(minutes=1)), on_cap="fail")

    assert refused.value.reason.code == "cap_reached"
    assert refused.value.retry_at >= first.slot_at + timedelta(minutes=10)
    fault = refused.value.faults[0]
    assert (fault.pointer, fault.rule) == ("/schedule", "gap")
    assert f"{refused.value.retry_at:%H:%M}" in fault.allowed
    assert "on_cap" in fault.way_out


def test_a_deadline_before_the_earliest_safe_slot_is_refused_with_that_slot(stage):
    connection = stage.connect()
    soon = stage.now() + timedelta(hours=1)
    stage.post(connection, when=at(soon))

    with pytest.raises(Refusal) as refused:
        stage.post(connection, when=at(soon), deadline=soon + timedelta(minutes=5))

    fault = refused.value.faults[0]
    assert (fault.pointer, fault.rule) == ("/deadline", "before_earliest_slot")
    assert refused.value.reason.kind.value == "invalid"
    assert refused.value.retry_at.isoformat()[:16] in fault.allowed


def test_a_time_the_caller_named_is_never_shifted_and_one_we_chose_may_be(stage):
    connection = stage.connect()
    named = stage.now() + timedelta(hours=1)

    first = stage.row(stage.post(connection, when=at(named)))
    chosen = [stage.row(stage.post(connection, when=NextFree(named))) for _ in range(4)]

    assert first.slot_at == named
    seconds = {(row.slot_at - named).total_seconds() % 600 for row in chosen}
    assert len(seconds) > 1


def test_quiet_hours_on_the_creator_s_clock_are_kept_free(stage):
    connection = stage.connect()
    policy = {"quiet_hours": {"start": "21:00", "end": "09:00"}, "zone": "Asia/Tokyo"}
    stage.publisher.policy.put(stage.app, connection, policy)

    row = stage.row(stage.post(connection))  # 12:00 UTC is 21:00 in Tokyo

    shown = row.slot_at.astimezone(ZoneInfo("Asia/Tokyo"))
    assert time(9) <= shown.time() < time(9, 5)


def test_a_new_connection_is_warmed_up(stage):
    connection = stage.connect()
    ramp = {"ramp": [{"days": 2, "direct_per_24h": 1}], "jitter_seconds": 0}
    stage.publisher.policy.put(stage.app, connection, ramp)

    slots = [stage.row(stage.post(connection, when=NextFree())).slot_at for _ in range(4)]

    days = [(slot - stage.now()) / timedelta(days=1) for slot in slots]
    assert [round(day) for day in days] == [0, 1, 2, 2]


def test_the_limits_tell_use_origin_and_the_next_free_instant(stage):
    connection = stage.connect()
    stage.publisher.policy.put(stage.app, connection, {"direct_per_24h": 2, "jitter_seconds": 0})
    stage.settle(stage.post(connection))
    stage.post(connection, when=at(stage.now() + timedelta(hours=3)))

    found = stage.publisher.limits.of(stage.app, connection)

    assert found.direct.caps[0].use.used == 1
    assert found.direct.caps[0].use.left == 1
    assert found.direct.ahead == 1
    assert found.direct.next_free - stage.now() > timedelta(hours=23)
    assert found.inbox.caps[0].use.used == 0


def test_two_apps_with_one_creator_share_the_count_and_see_nothing_of_each_other(stage):
    connection = stage.connect()
    other_app = stage.publisher.apps.create("Another App").id
    theirs = stage.connect(app=other_app)
    stage.publisher.policy.put_defaults(other_app, {"direct_per_24h": 1})
    stage.post(connection)

    found = stage.publisher.limits.of(other_app, theirs)

    assert theirs != connection
    assert found.direct.caps[0].use.used == 1
    with pytest.raises(Refusal):
        stage.publisher.limits.of(other_app, connection)


def test_what_is_said_of_a_full_day_names_no_instant_of_another_app(stage):
    other_app = stage.publisher.apps.create("Another App").id
    theirs = stage.connect(app=other_app)
    pace = {"direct_per_24h": 1, "min_gap_seconds": 0, "jitter_seconds": 0}
    stage.publisher.policy.put(other_app, theirs, pace)
    mine = stage.connect()
    secret = stage.row(stage.post(mine, when=at(stage.now() + timedelta(hours=1)))).slot_at
    film = stage.asset(app=other_app)
    said = []
    for on_cap, limits in [("fail", pace), ("fail", {"min_gap_seconds": 3600}), ("move", pace)]:
        stage.publisher.policy.put(other_app, theirs, limits)
        options = {"privacy": "PUBLIC_TO_EVERYONE"}
        when = at(secret + timedelta(minutes=1))
        new = NewPost(theirs, (film,), Mode.DIRECT, when, "words", options=options, on_cap=on_cap)
        said.append(stage.publisher.post_check.check(other_app, new).moved_because)

    assert "At most 1 may go out in any 24 hours" in said[0]
    assert said[2] == said[0]
    assert "60 minutes are kept between two" in said[1]
    assert not any(f"{secret:%H:%M}" in one for one in said)


def test_a_late_post_pushes_the_next_ones_no_further_than_needed_and_in_order(stage):
    connection = stage.connect()
    stage.publisher.policy.put(stage.app, connection, {"jitter_seconds": 0})
    start = stage.now() + timedelta(minutes=10)
    made = [
        stage.post(connection, when=at(start + timedelta(minutes=10 * place))) for place in range(4)
    ]
    stage.turn(10 * 60 + 25 * 60)  # nobody was there for 25 minutes; the first three are late

    for _ in range(400):
        stage.work()
        stage.turn(10)

    went = [done["handed_at"] for done in stage.published()]
    assert [stage.state(one) for one in made] == ["published"] * 4
    assert all(later - earlier >= 540 for earlier, later in itertools.pairwise(went))
    assert went[-1] - start.timestamp() < 70 * 60
    order = [stage.row(one).slot_at for one in made]
    assert order == sorted(order)
    assert "post.moved" in stage.told(made[2])


def test_what_tiktok_said_no_to_before_the_announcement_is_not_announced(stage):
    connection = stage.connect()
    stage.control("creators/anna_public", {"daily_cap": 1})
    stage.publisher.policy.put(stage.app, connection, {"min_gap_seconds": 0})
    stage.settle(stage.post(connection))

    post = stage.post(connection)
    stage.work()

    assert stage.state(post) == "scheduled"
    assert stage.row(post).slot_at - stage.now() > timedelta(hours=23)
    assert len(stage.inits()) == 1
    limits = stage.publisher.limits.of(stage.app, connection)
    assert min(one.cap.most for one in limits.direct.caps) == 1


def test_a_share_that_the_creator_finishes_is_pending_no_more(staged):
    stage = staged(webhooks=True)
    connection = stage.connect()
    post = stage.post(connection, mode=Mode.INBOX)
    assert stage.settle(post).state == "in_inbox"
    assert stage.publisher.limits.of(stage.app, connection).inbox.caps[0].use.used == 1

    share = _shares(stage)[0]
    stage.control(f"drafts/{share}/finish")
    stage.turn(30)
    stage.deliver_notices()
    for _ in range(5):
        stage.work()
        stage.turn(5)

    assert stage.state(post) == "published"
    assert stage.publisher.limits.of(stage.app, connection).inbox.caps[0].use.used == 0


def _shares(stage):
    from publisher.tiktok.simulator import ledger

    return [one["publish_id"] for one in ledger(stage.world)["shares"]]


def test_a_post_released_after_its_deadline_goes_out_all_the_same(stage):
    connection = stage.connect()
    soon = stage.now() + timedelta(minutes=30)
    post = stage.post(connection, when=at(soon), deadline=soon + timedelta(minutes=5))
    stage.turn(7200)
    stage.work()
    assert stage.code(post) == "missed"

    stage.publisher.post_changes.release(stage.app, post)

    assert stage.settle(post).state == "published"


def test_now_is_what_it_says_where_nothing_forbids_it(stage):
    row = stage.row(stage.post(when=Now()))

    assert row.slot_at == stage.now()
    assert row.give_up_at == stage.now() + timedelta(hours=1)
