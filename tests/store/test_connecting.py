"""Connections to an embedded database stay in hand between transactions, and only sound ones."""

import threading

import pytest
from sqlalchemy import bindparam, func, select, text

from publisher.domain.errors import Refusal, StoreAway, StoreBusy
from publisher.domain.refusals import NOT_FOUND
from publisher.store import connecting
from publisher.store.connecting import MOST_IDLE, Embedded
from publisher.store.engine import Store
from publisher.store.generations import generations
from publisher.store.migrate import upgrade

_ONE = select(generations.c.number).where(generations.c.number == bindparam("number"))


@pytest.fixture
def embedded(tmp_path, seal):
    store = Store(f"sqlite:///{tmp_path}/one.sqlite3", seal)
    upgrade(store)
    yield store
    store.close()


def connection_of(store):
    with store.read() as tx:
        return tx._connection


def fall_midway(tx):
    tx.run(text("CREATE TABLE undone (one TEXT)"))
    raise RuntimeError("midway")


def test_the_next_transaction_has_the_same_connection(embedded):
    assert connection_of(embedded) is connection_of(embedded)


def test_what_a_raise_undid_is_not_there_and_the_connection_stays(embedded):
    before = connection_of(embedded)

    with pytest.raises(RuntimeError, match="midway"), embedded.write() as tx:
        fall_midway(tx)

    with embedded.read() as tx:
        named = tx.run(text("SELECT name FROM sqlite_master WHERE name = 'undone'")).all()
    assert named == []
    assert connection_of(embedded) is before


def test_of_a_rehearsal_nothing_stays(embedded):
    with embedded.rehearsal() as tx:
        tx.run(text("CREATE TABLE rehearsed (one TEXT)"))

    with embedded.read() as tx:
        assert not tx.run(text("SELECT 1 FROM sqlite_master WHERE name = 'rehearsed'")).all()


def test_a_broken_connection_is_not_used_again(embedded):
    broken = connection_of(embedded)
    broken.connection.dbapi_connection.close()

    with pytest.raises(Exception, match="closed database"), embedded.read():
        pass

    assert connection_of(embedded) is not broken


def test_after_a_fork_none_that_came_along_is_used(embedded):
    inherited = connection_of(embedded)

    embedded.forget_connections()

    assert connection_of(embedded) is not inherited
    assert not inherited.closed  # SQLite forbids even that on the other side of a fork


def test_who_waits_too_long_for_the_one_writer_is_told_that_it_is_busy(embedded):
    with embedded.read() as tx:
        tx.run(text("PRAGMA busy_timeout=10"))
    blocker = Store(str(embedded.url), embedded.seal)
    with blocker.write() as tx:
        tx.run(text("CREATE TABLE held (one TEXT)"))
        outcome = []

        def write():
            try:
                with embedded.write():
                    pass
            except StoreBusy as busy:
                outcome.append(busy)

        waiting = threading.Thread(target=write)
        waiting.start()
        waiting.join()
    blocker.close()

    assert len(outcome) == 1


def test_more_at_once_than_are_kept_all_get_one(embedded):
    many = MOST_IDLE * 2
    together, seen = threading.Barrier(many), []

    def look():
        with embedded.read() as tx:
            together.wait(timeout=30)
            seen.append(tx.run(_ONE, {"number": 0}).all())

    threads = [threading.Thread(target=look) for _ in range(many)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()

    assert len(seen) == many
    assert isinstance(embedded.connecting, Embedded)
    assert len(embedded.connecting._idle) == MOST_IDLE


def lose_the_line_and_refuse(store, tx):
    here = tx.run(select(func.pg_backend_pid())).scalar_one()
    with store.engine.connect() as other:
        other.execute(select(func.pg_terminate_backend(here)))
    raise Refusal(NOT_FOUND)


def test_a_line_that_is_lost_before_the_undoing_is_a_database_that_is_away(store):
    if not store.is_postgres:
        pytest.skip("an embedded database has no line to lose")

    with pytest.raises(StoreAway), store.write() as tx:
        lose_the_line_and_refuse(store, tx)

    with store.read() as tx:  # and the next one has a line of its own
        assert tx.run(_ONE, {"number": 0}).all() == []


def test_a_server_is_asked_whether_a_line_stands_only_after_a_rest(store, monkeypatch):
    if not store.is_postgres:
        pytest.skip("an embedded database has no line to lose")
    asked, ask = [], store.connecting._ask
    monkeypatch.setattr(store.connecting, "_ask", lambda line: asked.append(1) or ask(line))
    for _ in range(3):
        with store.read() as tx:
            tx.run(text("SELECT 1"))
    assert not asked

    monkeypatch.setattr(connecting, "RESTED", 0.0)
    with store.read() as tx:
        tx.run(text("SELECT 1"))
    assert asked


def test_a_line_lost_a_moment_ago_is_told_once_and_the_next_one_stands(store):
    if not store.is_postgres:
        pytest.skip("an embedded database has no line to lose")
    with store.read() as tx:
        mine = tx.run(text("SELECT pg_backend_pid()")).scalar()
    killer = Store(str(store.url.render_as_string(hide_password=False)), store.seal)
    with killer.write() as tx:
        tx.run(text(f"SELECT pg_terminate_backend({mine})"))
    killer.close()
    with pytest.raises(StoreAway), store.read() as tx:
        tx.run(text("SELECT 1"))
    with store.read() as tx:
        assert tx.run(text("SELECT pg_backend_pid()")).scalar() != mine
