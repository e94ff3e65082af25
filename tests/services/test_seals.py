"""The seal key is turned while the service runs: nothing is forgotten, and the old key can go."""

import re

import pytest
from cryptography.fernet import Fernet
from sqlalchemy import select

from publisher.domain.secret import Secret
from publisher.services import seals
from publisher.services.links import NewLink
from publisher.store import attempts, connections, events, sealed
from publisher.store.schema import TABLES
from publisher.store.seal import Seal

SEALED = re.compile(r"gAAAA[\w-]{60,}={0,2}")
OLD, NEW = (Secret(Fernet.generate_key().decode()) for _ in range(2))


@pytest.fixture
def busy(stage):
    """A service in the middle of everything: connected, at a consent, uploading, asked by key."""
    stage.store.seal = Seal([OLD])
    post = stage.post()
    stage.order("chunk", "500", times="all")
    stage.work()
    with stage.store.write() as tx:
        _, address = stage.publisher.links.create(tx, stage.app, NewLink("tiktok"))
    stage.publisher.links.begin(address.rsplit("/", 1)[1], "browser-2")
    return post


def restarted_with(stage, *keys):
    stage.store.seal = Seal(keys)
    return stage.publisher.seal_keys


def opened(stage, post):
    """What the service needs to open for this Post."""
    connection = stage.row(post).connection_id
    with stage.store.read() as tx:
        return (
            connections.tokens(tx, connection),
            attempts.address(tx, attempts.current(tx, post).id),
        )


def test_no_column_holds_a_seal_that_the_turning_would_not_find(stage, busy):
    found = set()
    with stage.store.read() as tx:
        for table in TABLES:
            for row in tx.run(select(table)):
                named = zip(table.columns.keys(), row, strict=True)
                texts = {name: text for name, text in named if isinstance(text, str)}
                found |= {
                    f"{table.name}.{name}" for name, text in texts.items() if SEALED.match(text)
                }

    assert found == {str(place) for place in sealed.places()}


def test_after_turning_the_old_key_can_go(stage, busy):
    before = opened(stage, busy)

    keys = restarted_with(stage, NEW, OLD)
    older = keys.look().older
    assert keys.turn() == older > 0
    keys = restarted_with(stage, NEW)

    assert (keys.look().older, keys.look().broken, keys.look().newest) == (0, 0, older)
    assert opened(stage, busy) == before


def test_looking_changes_nothing_and_turning_twice_turns_once(stage, busy):
    keys = restarted_with(stage, NEW, OLD)

    assert keys.look() == keys.look()
    assert keys.turn() > 0
    assert keys.turn() == 0


def test_what_was_ended_in_the_middle_goes_on_where_it_stopped(stage, busy, monkeypatch):
    monkeypatch.setattr(seals, "PIECE", 1)
    keys = restarted_with(stage, NEW, OLD)
    total = keys.look().older
    plain, left = sealed.put, [2]

    def put(*row):
        if not left[0]:
            raise KeyboardInterrupt
        left[0] -= 1
        plain(*row)

    monkeypatch.setattr(sealed, "put", put)
    with pytest.raises(KeyboardInterrupt):
        keys.turn()
    assert keys.look().older == total - 2

    monkeypatch.setattr(sealed, "put", plain)
    assert keys.turn() == total - 2
    assert keys.look().older_keys_can_go


def test_a_secret_without_its_key_is_counted_and_left_alone(stage, busy):
    keys = restarted_with(stage, NEW)
    broken = keys.look().broken

    assert keys.turn() == 0
    assert restarted_with(stage, OLD).look().newest == broken > 0


def test_a_post_in_the_middle_of_its_upload_goes_out_once_across_the_turning(stage, busy):
    keys = restarted_with(stage, NEW, OLD)
    keys.turn()
    restarted_with(stage, NEW)
    stage.calm()

    stage.settle(busy)

    assert stage.state(busy) == "published"
    assert len(stage.published()) == 1


def test_the_turning_stands_in_the_audit_with_numbers_and_no_secret(stage, busy):
    keys = restarted_with(stage, NEW, OLD)
    keys.turn()

    with stage.store.read() as tx:
        rows = [row for row in tx.run(select(events.audit)) if row.what == "seal_key.turned"]
    assert [row.detail["connections.access"] for row in rows] == [1]
    assert not SEALED.search(str(rows[0].detail))
    assert stage.publisher.audit.verify().broken is None
