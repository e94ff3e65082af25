"""The short way to SQLite gives what SQLAlchemy's own way gives."""

import gc
import weakref

import pytest
from sqlalchemy import Row, bindparam, exc, func, insert, select, update

from publisher.domain.states import PostState
from publisher.store import posts, posts_due
from publisher.store.beats import beats
from publisher.store.engine import Store
from publisher.store.migrate import upgrade
from tests.stage import Stage


@pytest.fixture
def stage(tmp_path, seal):
    url = f"sqlite:///{tmp_path}/short.sqlite3"
    store = Store(url, seal)
    upgrade(store)
    store.close()
    stage = Stage(url, seal, tmp_path / "var")
    yield stage
    stage.close()


def _ways(stage, statement, values):
    """What it finds the long way, the first time, and the short way afterwards."""
    with stage.store.read() as tx:
        long, short = tx.run(statement, values).all(), tx.run(statement, values).all()
    assert isinstance(long[0], Row)
    assert not isinstance(short[0], Row)
    return [tuple(row) for row in long], [tuple(row) for row in short]


def test_rows_are_the_same_both_ways(stage):
    post = stage.post()
    every = select(posts.posts).where(posts.posts.c.id == bindparam("post"))

    long, short = _ways(stage, every, {"post": post})

    assert short == long
    assert [type(value) for value in short[0]] == [type(value) for value in long[0]]


def test_what_the_statement_itself_says_is_kept(stage):
    post = stage.post()
    counted = select(func.count().label("many"), posts.posts.c.id).where(
        posts.posts.c.state == PostState.SCHEDULED, posts.posts.c.id == bindparam("post")
    )

    _, short = _ways(stage, counted, {"post": post})

    assert short == [(1, post)]


def test_a_row_has_names(stage):
    post = stage.post()
    named = select(posts.posts.c.id, posts.posts.c.state.label("how")).where(
        posts.posts.c.id == bindparam("post")
    )
    with stage.store.read() as tx:
        tx.run(named, {"post": post})
        row = tx.run(named, {"post": post}).one()

    assert (row.id, row.how) == (post, PostState.SCHEDULED)


def test_other_values_for_the_same_statement_change_other_columns(stage):
    post = stage.post()
    change = update(posts.posts).where(posts.posts.c.id == bindparam("post"))
    with stage.store.write() as tx:
        for caption in ("one", "two"):
            assert tx.run(change, {"post": post, "caption": caption}).rowcount == 1
        for title in ("three", "four"):
            assert tx.run(change, {"post": post, "title": title}).rowcount == 1

    row = stage.row(post)
    assert (row.caption, row.title) == ("two", "four")


def test_a_value_that_is_missing_is_an_error_and_no_null(stage):
    by_id = select(posts.posts.c.id).where(posts.posts.c.id == bindparam("post"))
    with stage.store.read() as tx:
        tx.run(by_id, {"post": "one"})
        tx.run(by_id, {"post": "one"})
        with pytest.raises(KeyError, match="post"):
            tx.run(by_id, {})


def test_a_broken_rule_is_told_as_sqlalchemy_tells_it(stage):
    new = insert(beats)
    with stage.store.write() as tx:
        tx.run(new, {"who": "one", "at": tx.now()})
        tx.run(new, {"who": "two", "at": tx.now()})
        with pytest.raises(exc.IntegrityError) as told:
            tx.run(new, {"who": "two", "at": tx.now()})

    assert "two" not in str(told.value)


def test_a_limit_that_is_spelled_into_the_statement_is_not_kept_for_another(stage):
    connection = stage.connect()
    for number in range(3):
        stage.post(connection, caption=f"caption {number}")
    quiet = stage.now() - stage.now()
    stage.turn(7200)

    with stage.store.rehearsal() as tx:
        found = [len(posts_due.pick_due(tx, most, quiet)) for most in (1, 2, 1, 3)]

    assert found == [1, 2, 1, 3]


def _of_nobody():
    return select(beats.c.who).where(beats.c.who == "nobody")


def test_a_statement_is_not_kept_longer_than_by_whoever_wrote_it(stage):
    with stage.store.read() as tx:
        tx.run(_of_nobody())  # SQLAlchemy's own memory keeps the first of its kind
        once = _of_nobody()
        tx.run(once)
        tx.run(once)
        kept = weakref.ref(once)
        del once
        gc.collect()

    assert kept() is None
