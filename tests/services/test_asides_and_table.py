"""Exchanges beside a Post by the same table: names, lists, calling off, permissions lost.

Together with `test_engine_and_table` this drives all that the stand-in TikTok can say; the last
tests here fail as soon as it learns a word that neither of them drives.
"""

from datetime import timedelta

import pytest

from publisher.domain.reasons import Handling, Headline
from publisher.domain.states import Mode
from publisher.domain.when import At
from publisher.tiktok.client import TikTokClient
from publisher.tiktok.reasons import judge
from publisher.tiktok.simulator import ledger, scenarios
from publisher.tiktok.simulator.envelope import MESSAGES
from tests.interposed import interpose
from tests.services import test_engine_and_table as posts_and_table

PULL = posts_and_table.PULL
DRAFTS_ONLY = ["user.info.basic", "video.upload"]
DAY = 24 * 3600


@pytest.fixture
def engine_name():
    """The whole table on one engine; what differs between the two is tried elsewhere."""
    return "sqlite"


def answers(endpoint):
    return [(code, http) for code, many in scenarios.CODES[endpoint].items() for http in many]


def struck(stage, what):
    return ledger(stage.world)["struck"].get(what, 0)


def state_of(stage, connection):
    return stage.publisher.connections.get(stage.app, connection)[0].state


@pytest.mark.parametrize(("code", "http"), answers("user_info"))
def test_a_name_that_cannot_be_read_delays_a_draft_as_its_entry_says(stage, code, http):
    """creator_info is closed to who may only receive drafts; their name comes from user_info."""
    reason = judge("user_info", code, http).reason
    connection = stage.connect(grant=DRAFTS_ONLY)
    post = stage.post(connection=connection, mode=Mode.INBOX)
    stage.order("user_info", "code", code=code, http=http, before=True)

    stage.work()
    told = stage.row(post)
    done = stage.settle(post, seconds=1200, step=5)

    assert struck(stage, f"user_info {code}") == 1
    assert state_of(stage, connection) == "active"
    if reason.outcome is Headline.FIX_INPUT:
        # Our own question was refused, which says nothing against the Post: it is never failed.
        assert (done.state, done.reason["code"]) == ("held", reason.code)
    else:
        assert done.state == "in_inbox"
        assert len(stage.inits()) == 1
    if reason.handling is not Handling.REFRESH_ONCE:
        assert told.reason["code"] == reason.code
        assert told.reason["platform"]["step"] == "user_info"


@pytest.mark.parametrize(("code", "http"), answers("video_list"))
def test_a_list_that_cannot_be_read_leaves_the_doubt_as_it_is(staged, code, http):
    stage = staged(environ={"TIKTOK_SCOPES": "user.info.basic,video.publish,video.list"})
    stage.order("init", "lost", before=False)
    stage.order("video_list", "code", code=code, http=http, before=True)
    post = stage.post(**{**PULL, "description": "the only one of its kind"})
    held = stage.settle(post, seconds=60)

    for _ in range(90):
        if struck(stage, f"video_list {code}"):
            break
        stage.turn(60)
        stage.work()
    after = stage.row(post)
    for _ in range(90):
        stage.turn(60)
        stage.work()

    assert struck(stage, f"video_list {code}") == 1
    assert (after.state, after.reason["code"]) == (held.state, held.reason["code"])
    assert state_of(stage, after.connection_id) == "active"
    assert stage.state(post) == "published"  # the next look shows it
    assert len(stage.inits()) == 1


@pytest.mark.parametrize(("code", "http"), answers("cancel"))
def test_a_refused_calling_off_is_told_as_its_entry_says(stage, code, http):
    """No service calls a fetch off by itself: this drives the adapter that one would go through."""
    found = judge("cancel", code, http, MESSAGES.get(code, code))
    tickets = []
    interpose(stage, ask=lambda real, ticket: tickets.append(ticket) or real(ticket))
    post = stage.post(**PULL)
    stage.settle(post, seconds=60)
    stage.order("cancel", "code", code=code, http=http, before=True)

    declined = stage.publisher.platforms["tiktok"].cancel(tickets[0])

    assert declined.reason == found.reason
    assert (declined.raw.code, declined.raw.http, declined.raw.step) == (code, http, "cancel")
    assert declined.raw.log_id
    assert stage.state(post) == "published"


@pytest.mark.parametrize("number", scenarios.REMOVAL_REASONS)
def test_a_permission_taken_away_ends_as_its_number_says(staged, number):
    stage = staged(webhooks=True)
    reason = judge("notice", f"authorization.removed:{number}").reason
    connection, other = stage.connect(), stage.connect("paul_private")
    later = stage.now() + timedelta(days=1)
    post = stage.post(connection=connection, when=At(later, later, "+00:00"))

    stage.turn(60)
    stage.control("creators/anna_public/revoke", {"reason": number})
    stage.turn(60)
    assert stage.deliver_notices() == [True]

    lost = stage.publisher.connections.get(stage.app, connection)[0]
    assert (lost.state, lost.reason["code"]) == ("broken", f"tiktok.authorization_removed.{number}")
    assert (lost.reason["actor"], lost.reason["remedy"]) == (reason.actor, reason.remedy)
    assert lost.reason["platform"]["step"] == "notice"
    assert state_of(stage, other) == "active"
    assert stage.state(post) == "scheduled"  # it keeps its place until the creator is back
    assert stage.told(connection)[-1] == "connection.broken"
    stage.turn(2 * DAY)
    stage.settle(post, seconds=120)
    assert not stage.inits()


@pytest.mark.parametrize("number", scenarios.REMOVAL_REASONS)
def test_a_permission_taken_away_is_told_once_however_often_it_is_repeated(staged, number):
    stage = staged(webhooks=True)
    connection = stage.connect()
    stage.turn(60)
    stage.control("creators/anna_public/revoke", {"reason": number})
    stage.turn(60)
    headers, body = stage.notices[0]

    for _ in range(3):
        stage.publisher.notices.hear("tiktok", headers, body)

    assert stage.told(connection).count("connection.broken") == 1


# --- nothing is left out ---------------------------------------------------------------------


def test_every_exchange_that_can_be_answered_is_driven_or_never_asked_for():
    never_asked = {"video_query"}
    here = {"user_info", "video_list", "cancel"}

    assert set(scenarios.CODES) == {*posts_and_table.HOW, *here, *never_asked}
    assert not [name for name in never_asked if hasattr(TikTokClient, name)]


def test_every_code_that_can_be_said_is_driven():
    asked = {(endpoint, code) for endpoint, code, _ in posts_and_table.ASKED}
    for endpoint in posts_and_table.HOW:
        assert {code for where, code in asked if where == endpoint} >= set(
            scenarios.CODES[endpoint]
        )
    said = {code for _, code in asked}
    elsewhere = {
        code for name in ("user_info", "video_list", "cancel") for code, _ in answers(name)
    }
    assert said | elsewhere == scenarios.every_code()
    assert set(scenarios.GENERAL_CODES) <= said
