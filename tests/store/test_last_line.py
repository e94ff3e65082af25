"""What the database itself refuses, even where our Python has gone wrong."""

from datetime import timedelta

import pytest
from sqlalchemy import insert
from sqlalchemy.exc import IntegrityError

from publisher.domain.states import (
    AssetState,
    ConnectionState,
    Mode,
    Phase,
    PostState,
    Transfer,
    Verdict,
)
from publisher.store import (
    apps,
    assets,
    attempts,
    connections,
    creators,
    ledger,
    posts,
)


@pytest.fixture
def two_apps(store):
    """Two Apps, each with a Connection, an Asset and a Post; gives their letters."""
    with store.write() as tx:
        creators.ensure(tx, "cre_1", "tiktok", "client", "open-1")
        for letter in ("a", "b"):
            apps.add(tx, apps.App(f"app_{letter}", letter, {}, tx.now(), None))
            connections.add(tx, _connection(tx, letter))
            tx.run(insert(assets.assets).values(_asset(tx, letter)))
            tx.run(insert(posts.posts).values(_post(tx, letter)))
    return store


def _connection(tx, letter):
    return {
        "id": f"con_{letter}",
        "app_id": f"app_{letter}",
        "creator_id": "cre_1",
        "platform": "tiktok",
        "state": ConnectionState.ACTIVE,
        "scopes": [],
        "created_at": tx.now(),
    }


def _asset(tx, letter):
    return {
        "id": f"ast_{letter}",
        "app_id": f"app_{letter}",
        "state": AssetState.RECEIVED,
        "name": "film.mp4",
        "size": 1,
        "sha256": "00",
        "created_at": tx.now(),
    }


def _post(tx, letter, **changes):
    now = tx.now()
    plain = {
        "id": f"post_{letter}",
        "app_id": f"app_{letter}",
        "connection_id": f"con_{letter}",
        "state": PostState.SCHEDULED,
        "mode": Mode.DIRECT,
        "photos": False,
        "options": {},
        "slot_at": now,
        "on_cap": "move",
        "on_drift": "hold",
        "due_at": now,
        "poke_after": now,
        "give_up_at": now + timedelta(hours=1),
        "public_ids": [],
        "warnings": [],
        "created_at": now,
    }
    return plain | changes


def _attempt(tx, number, phase, **changes):
    plain = {
        "id": f"att_{number}",
        "post_id": "post_a",
        "app_id": "app_a",
        "connection_id": "con_a",
        "number": number,
        "transfer": Transfer.FILE,
        "phase": phase,
        "lease_token": 1,
        "opened_at": tx.now(),
    }
    return plain | changes


OPEN = [Phase.OPENED, Phase.INITED]
LIVE = [Phase.COMMITTING, Phase.HANDED_OVER]
ENDINGS = [Verdict.PUBLISHED, Verdict.IN_INBOX, Verdict.DOUBTFUL]


@pytest.mark.parametrize("first", OPEN)
@pytest.mark.parametrize("second", OPEN)
def test_two_open_attempts_of_one_post_are_refused(two_apps, first, second):
    with two_apps.write() as tx:
        assert attempts.open_(tx, _attempt(tx, 1, first))
        assert not attempts.open_(tx, _attempt(tx, 2, second, connection_id="con_a"))


@pytest.mark.parametrize("first", LIVE)
@pytest.mark.parametrize("second", LIVE)
def test_two_attempts_past_the_point_of_no_return_are_refused(two_apps, first, second):
    with two_apps.write() as tx:
        assert attempts.open_(tx, _attempt(tx, 1, first))
        assert not attempts.open_(tx, _attempt(tx, 2, second))


@pytest.mark.parametrize("ending", ENDINGS)
def test_nothing_is_committed_after_an_attempt_that_is_or_may_be_out(two_apps, ending):
    with two_apps.write() as tx:
        assert attempts.open_(tx, _attempt(tx, 1, Phase.ENDED, outcome=ending))
        assert not attempts.open_(tx, _attempt(tx, 2, Phase.COMMITTING))


@pytest.mark.parametrize("ending", [Verdict.VOID, Verdict.REFUSED])
def test_a_new_attempt_may_follow_one_that_is_proved_dead(two_apps, ending):
    with two_apps.write() as tx:
        assert attempts.open_(tx, _attempt(tx, 1, Phase.ENDED, outcome=ending))
        assert attempts.open_(tx, _attempt(tx, 2, Phase.OPENED))


def test_two_posts_of_one_connection_are_never_handed_over_together(two_apps):
    with two_apps.write() as tx:
        tx.run(insert(posts.posts).values(_post(tx, "a", id="post_a2")))
        assert attempts.open_(tx, _attempt(tx, 1, Phase.INITED))
        assert not attempts.open_(tx, _attempt(tx, 1, Phase.OPENED, id="att_9", post_id="post_a2"))


CROSSINGS = [
    ("a post through another App's connection", posts.posts, {"connection_id": "con_b"}),
    ("an attempt of another App's post", attempts.attempts, {"post_id": "post_b"}),
    ("an attempt through another App's connection", attempts.attempts, {"connection_id": "con_b"}),
    ("another App's asset in a post", posts.post_assets, {"asset_id": "ast_b"}),
]


@pytest.mark.parametrize(
    ("what", "table", "crossing"), CROSSINGS, ids=[one[0] for one in CROSSINGS]
)
def test_a_link_across_apps_cannot_be_stored(two_apps, what, table, crossing):
    def store_it():
        with two_apps.write() as tx:
            plain = {
                "posts": _post(tx, "a", id="post_x"),
                "attempts": _attempt(tx, 1, Phase.OPENED),
                "post_assets": {
                    "post_id": "post_a",
                    "position": 0,
                    "app_id": "app_a",
                    "asset_id": "ast_a",
                },
            }[table.name]
            tx.run(insert(table).values(plain | crossing))

    with pytest.raises(IntegrityError):
        store_it()


def test_a_client_reference_belongs_to_one_post_of_an_app_only(two_apps):
    def keep(letter, post_id):
        with two_apps.write() as tx:
            row = _post(tx, letter, id=post_id, client_reference="spring-1")
            tx.run(insert(posts.posts).values(row))

    keep("a", "post_1")
    keep("b", "post_2")
    with pytest.raises(IntegrityError):
        keep("a", "post_3")


def test_one_publish_id_belongs_to_one_attempt(two_apps):
    with two_apps.write() as tx:
        assert attempts.open_(tx, _attempt(tx, 1, Phase.ENDED, publish_id="v_1"))
        assert not attempts.open_(tx, _attempt(tx, 2, Phase.ENDED, publish_id="v_1"))


def test_a_commitment_exists_once_per_post_and_moves(two_apps):
    with two_apps.write() as tx:
        now = tx.now()
        ledger.commit(tx, "post_a", "cre_1", "direct", now)
        ledger.commit(tx, "post_a", "cre_1", "direct", now + timedelta(hours=2))
        day = timedelta(days=1)
        assert ledger.taken(tx, "cre_1", "direct", now - day, now + day) == [
            now + timedelta(hours=2)
        ]
