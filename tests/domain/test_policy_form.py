import json
from datetime import time
from zoneinfo import ZoneInfo

import pytest

from publisher.domain import policy, policy_form
from publisher.domain.policy import QuietHours, Stage

LONDON = ZoneInfo("Europe/London")
FULL = {
    "direct_per_24h": 12,
    "pending_per_24h": 3,
    "min_gap_seconds": 1800,
    "jitter_seconds": 0,
    "quiet_hours": {"start": "22:00", "end": "07:30"},
    "zone": "Europe/London",
    "ramp": [{"days": 3, "direct_per_24h": 2}, {"days": 7, "direct_per_24h": 5}],
    "late_grace_seconds": 600,
    "refuse_findings": ["identical_media"],
}


def test_a_policy_is_read_into_values():
    said, faults = policy_form.read(FULL)

    assert faults == ()
    assert said["quiet_hours"] == QuietHours(time(22), time(7, 30))
    assert said["zone"] == LONDON
    assert said["ramp"] == (Stage(3, 2), Stage(7, 5))
    assert said["refuse_findings"] == ("identical_media",)


def test_what_is_written_is_what_was_read_and_can_be_sent_as_json():
    said, _ = policy_form.read(FULL)

    written = policy_form.written(policy.merge({}, said))

    assert {name: one["value"] for name, one in written.items()} == FULL
    assert {one["from"] for one in written.values()} == {"connection"}
    assert json.loads(json.dumps(written)) == written


def test_every_field_of_a_policy_can_be_written_by_a_caller():
    assert set(FULL) == set(policy.NAMES) == set(policy_form.written(policy.merge({}, {})))


def test_nothing_said_is_nothing_overridden():
    assert policy_form.read({}) == ({}, ())


def test_no_quiet_hours_can_be_said():
    assert policy_form.read({"quiet_hours": None, "zone": None, "ramp": []}) == (
        {"quiet_hours": None, "zone": None, "ramp": ()},
        (),
    )


@pytest.mark.parametrize(
    ("raw", "pointer", "rule"),
    [
        (None, "/", "policy_malformed"),
        ([], "/", "policy_malformed"),
        ({"cap": 3}, "/cap", "field_unknown"),
        ({"a/b~c": 3}, "/a~1b~0c", "field_unknown"),
        ({"direct_per_24h": 0}, "/direct_per_24h", "number_out_of_range"),
        ({"direct_per_24h": 101}, "/direct_per_24h", "number_out_of_range"),
        ({"direct_per_24h": True}, "/direct_per_24h", "number_out_of_range"),
        ({"direct_per_24h": "15"}, "/direct_per_24h", "number_out_of_range"),
        ({"direct_per_24h": None}, "/direct_per_24h", "number_out_of_range"),
        ({"min_gap_seconds": -1}, "/min_gap_seconds", "number_out_of_range"),
        ({"min_gap_seconds": 1.5}, "/min_gap_seconds", "number_out_of_range"),
        ({"zone": "Atlantis"}, "/zone", "zone_unknown"),
        ({"quiet_hours": {"start": "22:00"}}, "/quiet_hours", "quiet_malformed"),
        ({"quiet_hours": {"start": "22:00", "end": "7:00"}}, "/quiet_hours", "quiet_malformed"),
        ({"quiet_hours": {"start": "22:00", "end": "22:00"}}, "/quiet_hours", "quiet_all_day"),
        ({"quiet_hours": "night"}, "/quiet_hours", "quiet_malformed"),
        ({"ramp": {}}, "/ramp", "ramp_malformed"),
        ({"ramp": [3]}, "/ramp/0", "ramp_malformed"),
        ({"ramp": [{"days": 3}]}, "/ramp/0", "ramp_malformed"),
        ({"ramp": [{"days": 0, "direct_per_24h": 1}]}, "/ramp/0/days", "number_out_of_range"),
        (
            {"ramp": [{"days": 3, "direct_per_24h": 0}]},
            "/ramp/0/direct_per_24h",
            "number_out_of_range",
        ),
        ({"ramp": [*FULL["ramp"], FULL["ramp"][0]]}, "/ramp/2/days", "ramp_out_of_order"),
        ({"ramp": FULL["ramp"] * 6}, "/ramp", "ramp_malformed"),
        ({"refuse_findings": ["spammy"]}, "/refuse_findings", "rule_unknown"),
        ({"refuse_findings": [{}]}, "/refuse_findings", "rule_unknown"),
        ({"refuse_findings": "identical_media"}, "/refuse_findings", "rule_unknown"),
    ],
)
def test_what_is_wrong_is_named_with_its_field(raw, pointer, rule):
    _, (fault,) = policy_form.read(raw)

    assert (fault.pointer, fault.rule) == (pointer, rule)
    assert fault.allowed
    assert fault.way_out


def test_everything_that_is_wrong_is_named_at_once():
    said, faults = policy_form.read(
        {"direct_per_24h": 0, "zone": "x", "jitter_seconds": 7}, "/policy"
    )

    assert [fault.pointer for fault in faults] == ["/policy/direct_per_24h", "/policy/zone"]
    assert said == {"jitter_seconds": 7}
