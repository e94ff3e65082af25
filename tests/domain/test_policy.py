from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from publisher.domain import policy, slots
from publisher.domain.policy import Policy, QuietHours, Stage
from publisher.domain.states import Mode

NOON = datetime(2026, 3, 4, 12, tzinfo=UTC)
DAY, HOUR = timedelta(days=1), timedelta(hours=1)
LONDON = ZoneInfo("Europe/London")
NIGHT = QuietHours(time(22), time(7))


def test_every_default_says_where_it_comes_from():
    told = policy.explained()

    assert set(told) == set(policy.NAMES)
    assert all(source for _, source in told.values())


def test_defaults_are_what_tiktok_says_and_can_be_kept():
    effective = policy.merge({}, {})

    assert (effective.policy.direct_per_24h, effective.policy.pending_per_24h) == (15, 5)
    assert effective.policy == Policy()
    assert policy.impossible(effective) == ()


def test_a_policy_speaks_of_durations():
    pace = Policy(min_gap_seconds=90, jitter_seconds=7, late_grace_seconds=60)

    assert (pace.gap, pace.jitter, pace.late_grace) == (
        timedelta(seconds=90),
        timedelta(seconds=7),
        timedelta(seconds=60),
    )


def test_without_a_gap_no_cap_has_to_give_way():
    effective = policy.merge({"min_gap_seconds": 0}, {})

    assert effective.policy.direct_per_24h == 15
    assert policy.impossible(effective) == ()


def test_a_connection_overrides_its_app_and_the_app_the_defaults():
    effective = policy.merge(
        {"direct_per_24h": 10, "jitter_seconds": 5}, {"direct_per_24h": 4, "quiet_hours": None}
    )

    assert (effective.policy.direct_per_24h, effective.policy.jitter_seconds) == (4, 5)
    assert {name: origin for name, origin in effective.origins.items() if origin != "default"} == {
        "direct_per_24h": "connection",
        "jitter_seconds": "app",
        "quiet_hours": "connection",
    }


@pytest.mark.parametrize(
    ("said", "most"),
    [
        ({"min_gap_seconds": 0}, None),
        ({"min_gap_seconds": 3600}, 24),
        ({"min_gap_seconds": 3601}, 24),
        ({"min_gap_seconds": 86_400}, 1),
        ({"min_gap_seconds": 200_000}, 1),
        ({"min_gap_seconds": 3600, "quiet_hours": NIGHT, "zone": LONDON}, 15),
    ],
)
def test_gap_and_quiet_hours_leave_room_for_so_many_in_a_day(said, most):
    assert Policy(**said).fit_in_a_day == most


def test_a_cap_that_nobody_set_gives_way_to_a_wide_gap():
    effective = policy.merge({}, {"min_gap_seconds": 7 * 3600})

    assert (effective.policy.direct_per_24h, effective.policy.pending_per_24h) == (4, 4)
    assert policy.impossible(effective) == ()


@pytest.mark.parametrize(
    ("app", "connection", "pointer", "found", "way_out"),
    [
        (
            {},
            {"direct_per_24h": 15, "min_gap_seconds": 86_400},
            "/direct_per_24h",
            15,
            "Set it to 1 or less, or min_gap_seconds to 6171 or less.",
        ),
        (
            {"pending_per_24h": 5},
            {"min_gap_seconds": 6 * 3600},
            "/pending_per_24h",
            5,
            "Set it to 4 or less, or min_gap_seconds to 21599 or less.",
        ),
        (
            {},
            {"direct_per_24h": 16, "min_gap_seconds": 3600, "quiet_hours": NIGHT, "zone": LONDON},
            "/direct_per_24h",
            16,
            "Set it to 15 or less, or min_gap_seconds to 3599 or less.",
        ),
        (
            {"quiet_hours": NIGHT},
            {},
            "/zone",
            None,
            "Add the creator's zone, such as Europe/London.",
        ),
    ],
)
def test_a_policy_that_can_never_be_kept_names_the_nearest_that_can(
    app, connection, pointer, found, way_out
):
    (fault,) = policy.impossible(policy.merge(app, connection))

    assert (fault.pointer, fault.found, fault.way_out) == (pointer, found, way_out)


@given(
    cap=st.integers(2, 100),
    gap=st.integers(1, 90_000),
    quiet=st.none() | st.just(NIGHT),
)
def test_the_nearest_possible_policy_is_possible_and_one_more_is_not(cap, gap, quiet):
    said = {"direct_per_24h": cap, "min_gap_seconds": gap, "quiet_hours": quiet, "zone": LONDON}
    for fault in policy.impossible(policy.merge({}, said)):
        words = fault.way_out.split()
        fewer, narrower = int(words[3]), int(words[-3])

        assert not policy.impossible(policy.merge({}, {**said, "direct_per_24h": fewer}))
        assert policy.impossible(policy.merge({}, {**said, "direct_per_24h": fewer + 1}))
        assert not policy.impossible(policy.merge({}, {**said, "min_gap_seconds": narrower}))
        assert policy.impossible(policy.merge({}, {**said, "min_gap_seconds": narrower + 1}))


def test_direct_posts_and_pending_shares_have_limits_of_their_own():
    pace = Policy(ramp=(Stage(3, 2), Stage(7, 5)), quiet_hours=NIGHT, zone=LONDON)

    direct = policy.limits(pace, Mode.DIRECT, NOON)
    inbox = policy.limits(pace, Mode.INBOX, NOON)

    assert (direct.cap, inbox.cap) == (15, 5)
    assert inbox.also == ()
    assert direct.quiet == inbox.quiet == pace.quiet
    assert [(cap.most, cap.since, cap.until) for cap in direct.also] == [
        (2, NOON, NOON + 3 * DAY),
        (5, NOON + 3 * DAY, NOON + 7 * DAY),
    ]


@pytest.mark.parametrize(
    ("days", "sent", "clash"),
    [(0, 1, False), (0, 2, True), (4, 2, False), (4, 5, True), (8, 9, False)],
)
def test_a_new_connection_begins_slowly_where_a_ramp_is_set(days, sent, clash):
    pace = Policy(ramp=(Stage(3, 2), Stage(7, 5)), min_gap_seconds=0)
    at = NOON + days * DAY + HOUR
    taken = [at - timedelta(minutes=n) for n in range(sent)]

    found = slots.clash(taken, at, policy.limits(pace, Mode.DIRECT, NOON))

    assert (found is not None) is clash


def test_a_refusal_teaches_that_what_we_had_sent_was_all_there_was():
    cap = policy.learnt(1, NOON)
    limits = policy.limits(Policy(), Mode.DIRECT, NOON - 30 * DAY, learnt=[cap])
    sent = [NOON - 20 * HOUR]

    assert slots.next_free(sent, NOON, None, limits) == NOON + 4 * HOUR
    assert slots.clash([*sent, NOON + 23 * HOUR], NOON + 25 * HOUR, limits) is None


def test_a_refusal_though_we_had_sent_nothing_keeps_us_away_for_a_day():
    limits = policy.limits(Policy(), Mode.DIRECT, NOON - 30 * DAY, learnt=[policy.learnt(0, NOON)])

    assert slots.next_free([], NOON, None, limits) == NOON + DAY
