"""Weekly queues: slots handed out one by one, whoever asks at the same time."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest

from publisher.domain.errors import Refusal
from publisher.domain.states import Mode
from publisher.domain.when import Queue

EVENINGS = {
    "zone": "Europe/London",
    "slots": [{"day": day, "time": "18:30"} for day in ("mon", "tue", "wed", "thu", "fri")],
}


@pytest.fixture
def queued(stage):
    """A stage whose Connection has a queue."""
    connection = stage.connect()
    stage.publisher.queues.put(stage.app, connection, "evenings", EVENINGS)
    return stage, connection


def test_a_queue_hands_out_its_slots_in_order(queued):
    stage, connection = queued

    slots = [stage.row(stage.post(connection, when=Queue("evenings"))).slot_at for _ in range(6)]

    assert [f"{slot:%a %H:%M}" for slot in slots[:5]] == [
        "Mon 18:30",
        "Tue 18:30",
        "Wed 18:30",
        "Thu 18:30",
        "Fri 18:30",
    ]
    assert slots[5] - slots[0] == timedelta(days=7)


def test_a_slot_keeps_its_wall_time_across_the_change_of_clocks(queued):
    stage, connection = queued

    slots = [stage.row(stage.post(connection, when=Queue("evenings"))).slot_at for _ in range(21)]

    assert {f"{slot:%H:%M}" for slot in slots} == {"18:30", "17:30"}  # summer time begins on 29/3


def test_fifty_who_ask_at_once_get_fifty_different_slots(queued):
    stage, connection = queued
    assets = [stage.asset() for _ in range(50)]
    stage.publisher.connections.creator(connection)  # known, so that nobody has to ask TikTok

    def one(asset):
        return stage.post(connection, asset, when=Queue("evenings"), key=f"call {asset}")

    with ThreadPoolExecutor(50) as pool:
        made = list(pool.map(one, assets))

    slots = {stage.row(post).slot_at for post in made}
    assert len(slots) == 50
    assert (max(slots).date() - min(slots).date()).days == 9 * 7 + 4  # not one left out


def test_a_draft_and_a_direct_post_never_share_a_slot(queued):
    stage, connection = queued

    first = stage.row(stage.post(connection, when=Queue("evenings"), mode=Mode.INBOX))
    second = stage.row(stage.post(connection, when=Queue("evenings")))

    assert first.slot_at != second.slot_at


def test_a_cancelled_post_gives_its_slot_back(queued):
    stage, connection = queued
    first = stage.post(connection, when=Queue("evenings"))
    stage.post(connection, when=Queue("evenings"))
    freed = stage.row(first).slot_at
    stage.publisher.post_changes.cancel(stage.app, first)

    third = stage.row(stage.post(connection, when=Queue("evenings")))

    assert third.slot_at == freed


def test_a_queue_nobody_made_is_refused_by_name(stage):
    connection = stage.connect()

    with pytest.raises(Refusal) as refused:
        stage.post(connection, when=Queue("mornings"))

    assert refused.value.faults[0].pointer == "/schedule/queue"


@pytest.mark.parametrize(
    ("name", "raw", "pointer"),
    [
        ("evenings", {**EVENINGS, "slots": [EVENINGS["slots"][0]] * 2}, "/slots/1"),
        ("evenings", {**EVENINGS, "zone": "Europe/Londn"}, "/zone"),
        ("evenings", {**EVENINGS, "slots": []}, "/slots"),
        ("Evenings!", EVENINGS, "/name"),
    ],
)
def test_a_queue_that_cannot_be_kept_is_refused_by_field(stage, name, raw, pointer):
    connection = stage.connect()

    with pytest.raises(Refusal) as refused:
        stage.publisher.queues.put(stage.app, connection, name, raw)

    assert refused.value.faults[0].pointer == pointer


def test_a_queue_shows_its_free_slots_and_is_unknown_to_other_apps(queued):
    stage, connection = queued
    stage.post(connection, when=Queue("evenings"))

    kept = stage.publisher.queues.get(stage.app, connection, "evenings")
    other = stage.publisher.apps.create("Another App").id

    assert f"{kept.free[0]:%a}" == "Tue"
    with pytest.raises(Refusal):
        stage.publisher.queues.get(other, connection, "evenings")


def test_a_dropped_queue_leaves_its_posts_where_they_are(queued):
    stage, connection = queued
    post = stage.post(connection, when=Queue("evenings"))
    before = stage.row(post).slot_at

    stage.publisher.queues.drop(stage.app, connection, "evenings")

    assert stage.row(post).slot_at == before
    assert stage.publisher.queues.every(stage.app, connection) == []
