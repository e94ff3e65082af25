"""`publisher audit verify`: a row that was changed, taken out or put in is named."""

import json

import pytest

from publisher.store import events
from tests.cli.test_commands import run


@pytest.fixture
def told(store, database_url, tmp_path):
    """Runs the command beside three rows; gives its status and its JSON."""
    with store.write() as tx:
        for number in range(3):
            events.note(tx, "operator", "did", f"thing_{number}", {"number": number})

    def tell():
        done = run("audit", "verify", "--json", cwd=tmp_path, DATABASE_URL=database_url)
        return done.returncode, json.loads(done.stdout)

    return tell


def test_a_whole_chain_is_counted_and_gives_its_last_hash(store, told):
    with store.read() as tx:
        last = list(events.noted(tx))[-1].hash

    assert told() == (0, {"whole": True, "good": 3, "last_hash": last, "broken": None})


@pytest.mark.parametrize(
    ("change", "first"),
    [
        (events.audit.update().values(who="nobody").where(events.audit.c.number == 2), 2),
        (events.audit.update().values(detail={}).where(events.audit.c.number == 3), 3),
        (events.audit.delete().where(events.audit.c.number == 1), 2),
    ],
    ids=["changed who", "changed what", "taken out"],
)
def test_the_first_row_that_does_not_follow_is_named(store, told, change, first):
    with store.write() as tx:
        tx.run(change)

    status, answer = told()

    assert (status, answer["whole"], answer["broken"]["number"]) == (1, False, first)


def test_people_read_what_to_do(store, told, database_url, tmp_path):
    with store.write() as tx:
        tx.run(events.audit.update().values(ref="other").where(events.audit.c.number == 2))

    done = run("audit", "verify", cwd=tmp_path, DATABASE_URL=database_url)

    assert done.returncode == 1
    assert "Row 2 does not follow" in done.stdout
    assert "Compare it with a backup" in done.stdout


def test_a_long_audit_is_read_in_pieces_and_each_row_once(store):
    with store.write() as tx:
        for number in range(7):
            events.note(tx, "operator", "did", "thing", {"number": number})
        read = [one.number for one in events.noted(tx, piece=3)]

    assert len(read) == len(set(read)) == 7
