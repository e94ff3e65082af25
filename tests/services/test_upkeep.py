"""Idle Connections stay alive, ends are announced, and nothing stays that nobody needs."""

from datetime import timedelta

from publisher.domain import brakes
from publisher.domain.states import AssetState
from publisher.domain.when import At
from publisher.store import assets, attempts, budgets, connections, events, steps

DAY = 24 * 3600


def _connection(stage, connection_id):
    with stage.store.read() as tx:
        return connections.of_post(tx, connection_id)


def _kept(stage, asset_id):
    with stage.store.read() as tx:
        asset = assets.find(tx, asset_id)
    return asset, stage.publisher.files.path(asset.app_id, asset.sha256)


def _keep_alive(stage):
    stage.publisher.upkeep.once()
    for ref in stage.bell.take("publish"):
        stage.publisher.connections.keep_alive(ref)


def test_an_idle_connection_is_renewed_before_its_refresh_token_runs_out(stage):
    connection = stage.connect()
    before = _connection(stage, connection)

    for _ in range(40):
        stage.turn(5 * DAY)
        _keep_alive(stage)

    after = _connection(stage, connection)
    assert after.state == "active"
    assert after.refresh_until > before.refresh_until
    assert 2 <= after.turn <= 4


def test_two_clocks_do_not_keep_house_twice(stage):
    assert stage.publisher.upkeep.once()
    assert not stage.publisher.upkeep.once()

    stage.turn(61)

    assert stage.publisher.upkeep.once()


def test_the_end_of_a_connection_is_announced_twice_and_no_more(staged):
    stage = staged(refresh_seconds=30 * DAY)
    connection = stage.connect()
    # Somebody else holds the renewal for ever: the token really runs out.
    with stage.store.write() as tx:
        tx.run(connections.connections.update().values(keep_alive_at=None))

    for _ in range(30 * 4):
        stage.turn(DAY / 4)
        stage.publisher.upkeep.once()

    with stage.store.read() as tx:
        told = [one for one in events.of_ref(tx, connection) if one.kind == "connection.warned"]
    assert [one.payload["days_left"] for one in told] == [14, 3]


def test_bytes_stay_while_a_post_needs_them_and_go_when_none_does(stage):
    asset = stage.asset()
    post = stage.post(asset=asset)
    stage.settle(post)
    row, path = _kept(stage, asset)

    stage.turn(29 * DAY)
    stage.publisher.upkeep.once()
    assert path.exists()

    stage.turn(3 * DAY)
    stage.publisher.upkeep.once()
    row, path = _kept(stage, asset)
    assert row.state is AssetState.ERASED
    assert not path.exists()


def test_bytes_of_a_held_post_are_kept_for_the_person_who_decides(stage):
    stage.order("init", "lost", before=False)
    asset = stage.asset(photo=True)
    post = stage.post(asset=(asset,), photos=1, title="one", caption="")
    assert stage.settle(post, seconds=60).state == "held"

    stage.turn(90 * DAY)
    stage.publisher.upkeep.once()

    assert _kept(stage, asset)[1].exists()


def test_media_that_will_be_late_is_told_once_ten_minutes_ahead(stage):
    later = stage.now() + timedelta(hours=1)
    asset = stage.asset(ready=False)
    post = stage.post(asset=asset, when=At(later, later, "+00:00"))

    stage.turn(49 * 60)
    stage.publisher.upkeep.once()
    assert "post.media_late" not in stage.told(post)

    for _ in range(3):
        stage.turn(120)
        stage.publisher.upkeep.once()

    assert stage.told(post).count("post.media_late") == 1


def test_media_handed_in_a_moment_before_its_post_is_due_is_not_late_at_once(stage):
    asset = stage.asset(ready=False)
    post = stage.post(asset=asset)

    stage.turn(60)
    stage.publisher.upkeep.once()
    assert "post.media_late" not in stage.told(post)

    stage.turn(61)
    stage.publisher.upkeep.once()
    assert "post.media_late" in stage.told(post)


def _history(stage, post):
    with stage.store.read() as tx:
        tried = attempts.of_post(tx, post)
        known = sum(len(steps.evidence_for(tx, one.id)) for one in tried)
        return len(steps.of_post(tx, post)), known, len(events.of_ref(tx, post)), len(tried)


def _published_with_evidence(staged):
    stage = staged(webhooks=True)
    post = stage.post()
    stage.settle(post)
    stage.turn(60)
    stage.deliver_notices()
    stage.settle(post)
    for _ in range(3):
        stage.turn(600)
        stage.work()
    assert all(_history(stage, post)), _history(stage, post)
    return stage, post


def test_the_history_of_a_post_goes_after_its_time_and_the_post_stays(staged):
    stage, post = _published_with_evidence(staged)
    before = _history(stage, post)

    stage.turn(399 * DAY)
    stage.publisher.upkeep.once()
    assert _history(stage, post) == before

    stage.turn(2 * DAY)
    stage.publisher.upkeep.once()
    assert _history(stage, post) == (0, 0, 0, 1)
    assert stage.state(post) == "published"
    assert stage.row(post).public_ids


def test_a_post_that_waits_for_a_person_forgets_nothing(stage):
    stage.order("init", "lost", before=False)
    post = stage.post(photos=1, title="one", caption="")
    assert stage.settle(post, seconds=60).state == "held"

    stage.turn(900 * DAY)
    before = _history(stage, post)
    stage.publisher.upkeep.once()

    assert _history(stage, post) == before


def test_the_last_event_of_a_connection_stays_so_that_its_sequence_goes_on(stage):
    connection = stage.connect()
    stage.connect(reconnect=connection)
    assert stage.told(connection) == ["connection.made", "connection.renewed"]

    stage.turn(500 * DAY)
    stage.publisher.upkeep.once()
    stage.connect(reconnect=connection)

    with stage.store.read() as tx:
        left = [(one.kind, one.sequence) for one in events.of_ref(tx, connection)]
    assert [kind for kind, _ in left] == ["connection.warned", "connection.renewed"]
    assert [sequence for _, sequence in left] == [3, 4]


def test_a_brake_that_is_over_is_forgotten(stage):
    with stage.store.write() as tx:
        brake = brakes.hit(brakes.NONE, "cre_1", tx.now())
        budgets.keep_brake(tx, "tiktok", "spam_risk", brakes.written(brake))

    stage.turn(3600)
    stage.publisher.upkeep.once()

    with stage.store.read() as tx:
        assert budgets.brakes_of(tx, "tiktok") == {}
