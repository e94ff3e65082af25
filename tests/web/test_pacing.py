"""Limits, policies, queues and bulk over HTTP."""

from datetime import timedelta

import pytest

WEEK = {"zone": "Europe/London", "slots": [{"day": "tue", "time": "18:30"}]}


def body(stage, connection, **changes):
    return {
        "connection": connection,
        "assets": [stage.asset()],
        "mode": "direct",
        "schedule": "now",
        "caption": "a caption",
        "options": {"privacy": "PUBLIC_TO_EVERYONE"},
        **changes,
    }


@pytest.fixture
def connection(stage):
    return stage.connect()


def test_a_policy_is_put_and_explained_field_by_field(caller, connection):
    answer = caller.put(f"/v1/connections/{connection}/policy", {"direct_per_24h": 4})

    fields = answer.json()["fields"]
    assert answer.status_code == 200
    assert (fields["direct_per_24h"]["value"], fields["direct_per_24h"]["from"]) == (
        4,
        "connection",
    )
    assert "TikTok" in fields["direct_per_24h"]["source"]


def test_an_impossible_policy_names_field_rule_and_the_nearest_possible(caller, connection):
    impossible = {"direct_per_24h": 15, "min_gap_seconds": 86_400}

    answer = caller.put(f"/v1/connections/{connection}/policy", impossible)

    error = answer.json()["errors"][0]
    assert answer.status_code == 422
    assert (error["pointer"], error["rule"]) == ("/direct_per_24h", "policy_impossible")
    assert "min_gap_seconds" in error["way_out"]


def test_defaults_of_the_app_hold_for_its_connections(caller, connection):
    caller.put("/v1/policy", {"direct_per_24h": 6})

    fields = caller.get(f"/v1/connections/{connection}/policy").json()["fields"]

    assert (fields["direct_per_24h"]["value"], fields["direct_per_24h"]["from"]) == (6, "app")


def test_the_limits_show_what_is_left(caller, stage, connection):
    stage.settle(stage.post(connection))

    told = caller.get(f"/v1/connections/{connection}/limits").json()

    assert (told["direct"]["caps"][0]["used"], told["direct"]["caps"][0]["left"]) == (1, 14)
    assert told["direct"]["next_free"]


def test_a_queue_is_made_used_and_forgotten(caller, stage, connection):
    place = f"/v1/connections/{connection}/queues/evenings"
    assert caller.put(place, WEEK).status_code == 200

    made = caller.post("/v1/posts", json=body(stage, connection, schedule={"queue": "evenings"}))

    assert made.status_code == 201, made.text
    assert made.json()["slot_at"].startswith("2026-03-03T18:30")
    assert caller.get(place).json()["next_free"][0].startswith("2026-03-10T18:30")
    assert caller.delete(place).json() == {"items": []}
    assert caller.get(place).status_code == 404


@pytest.mark.parametrize("name", ["week-end", "prime_time-2", "a", "x" * 64])
def test_every_name_that_is_allowed_can_be_used_in_the_address(caller, connection, name):
    place = f"/v1/connections/{connection}/queues/{name}"

    assert caller.put(place, WEEK).status_code == 200
    assert caller.get(place).json()["name"] == name
    assert caller.delete(place).status_code == 200


@pytest.mark.parametrize("name", ["Week", "-x", "x" * 65, "a%00b", "a b"])
def test_a_name_that_no_queue_can_have_is_refused_by_name(caller, connection, name):
    place = f"/v1/connections/{connection}/queues/{name}"

    refused = caller.put(place, WEEK)

    assert refused.status_code == 422
    assert refused.json()["errors"][0]["rule"] == "queue_malformed"
    assert caller.get(place).status_code == caller.delete(place).status_code == 404


def test_strangers_find_neither_limits_nor_policy_nor_queues(stranger, connection):
    for what in ("limits", "policy", "queues", "queues/evenings"):
        assert stranger.get(f"/v1/connections/{connection}/{what}").status_code == 404
    assert stranger.put(f"/v1/connections/{connection}/policy", {}).status_code == 404
    assert stranger.put(f"/v1/connections/{connection}/queues/x", WEEK).status_code == 404


def test_a_bulk_call_answers_row_by_row_and_only_once(caller, stage, connection):
    rows = [
        body(stage, connection, caption="the first of two good ones"),
        {"connection": connection},
        body(stage, connection, assets=["ast_nobody"]),
        body(stage, connection, caption="quite another caption than before"),
    ]
    head = {"Idempotency-Key": "a bulk".replace(" ", "-")}

    told = caller.post("/v1/posts/bulk", json={"posts": rows}, headers=head).json()
    again = caller.post("/v1/posts/bulk", json={"posts": rows}, headers=head).json()

    assert [one["http_status"] for one in told["rows"]] == [201, 422, 404, 201]
    assert told["rows"][1]["problem"]["errors"]
    assert (told["accepted"], told["refused"]) == (2, 2)
    assert [one["replayed"] for one in again["rows"]] == [True, False, False, True]
    assert again["rows"][0]["post"] == told["rows"][0]["post"]


def test_a_spread_is_shown_before_it_is_carried_out(caller, stage, connection):
    rows = [body(stage, connection, caption=f"caption {n}") for n in range(4)]
    for row in rows:
        del row["schedule"]
    end = (stage.now() + timedelta(days=2)).isoformat()
    asked = {"posts": rows, "spread": {"end": end}}

    plan = caller.post("/v1/posts/bulk/plan", json=asked).json()
    made = caller.post("/v1/posts/bulk", json=asked).json()

    assert plan["fits"]
    assert [one["at"] for one in plan["rows"]] == [one["post"]["slot_at"] for one in made["rows"]]


def test_a_row_with_a_time_of_its_own_is_no_part_of_a_spread(caller, stage, connection):
    free = body(stage, connection, caption="left to us")
    del free["schedule"]
    rows = [free, body(stage, connection, caption="at its own time")]
    asked = {"posts": rows, "spread": {"end": (stage.now() + timedelta(days=2)).isoformat()}}

    told = caller.post("/v1/posts/bulk", json=asked).json()["rows"]

    assert [one["http_status"] for one in told] == [201, 422]
    assert told[1]["problem"]["errors"][0]["pointer"] == "/schedule"


def test_a_spread_without_an_end_is_refused_by_field(caller, stage, connection):
    asked = {"posts": [body(stage, connection)], "spread": {}}

    answer = caller.post("/v1/posts/bulk", json=asked)

    assert answer.status_code == 422
    assert answer.json()["errors"][0]["pointer"] == "/spread/end"
