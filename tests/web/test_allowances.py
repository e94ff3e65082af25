"""What the review of our TikTok client allows, and how many creators of its cap are used."""

import html
import re
from datetime import timedelta

import pytest

from publisher.domain.errors import Malformed
from publisher.domain.states import ConnectionState, Mode
from publisher.tiktok.allowances import ALLOWANCES
from publisher.tiktok.creator import Audit
from publisher.web import create_site
from tests.web.test_every_surface import sign_in

UNAUDITED = {
    "TIKTOK_AUDIT": "unaudited",
    "TIKTOK_CLIENT_KEY": "sim_unaudited_key",
    "TIKTOK_CLIENT_SECRET": "sim_unaudited_secret",
}


def used(stage):
    [one] = stage.publisher.allowances.used()
    return one


def publish(stage, creator, **changes):
    post = stage.post(connection=stage.connect(creator), **changes)
    stage.settle(post)
    return post


@pytest.fixture
def unaudited(staged):
    return staged(environ=UNAUDITED)


def test_each_creator_counts_once_for_a_day_and_the_oldest_frees_the_next_place(stage):
    began = stage.now()
    for creator in ("anna_public", "cara_quiet", "anna_public"):
        publish(stage, creator)
        stage.turn(3600)

    assert used(stage).creators == 2
    stage.turn((began - stage.now()).total_seconds() + 25.5 * 3600)
    assert used(stage).creators == 1
    stage.turn(24 * 3600)
    assert used(stage).creators == 0


def test_drafts_and_refused_announcements_do_not_count(stage):
    publish(stage, "anna_public", mode=Mode.INBOX)
    stage.order("video_init", "code", code="spam_risk_user_banned_from_posting", http=403)
    publish(stage, "cara_quiet")

    assert used(stage).creators == 0


def test_what_may_have_arrived_counts(stage):
    stage.order("content_init", "lost", before=False)
    publish(stage, "anna_public", photos=2, title="two")

    assert used(stage).creators == 1


def test_the_operator_sees_n_of_five_while_unaudited_and_when_a_place_frees(unaudited):
    began = unaudited.now()
    posts = []
    for number in range(6):
        unaudited.control(f"creators/person_{number}", {"private": True})
        posts.append(publish(unaudited, f"person_{number}", options={"privacy": "SELF_ONLY"}))
        unaudited.turn(60)

    assert [unaudited.state(one) for one in posts] == ["published"] * 5 + ["scheduled"]
    assert unaudited.code(posts[5]) == "tiktok.reached_active_user_cap"
    assert unaudited.row(posts[5]).reason["retry_at"]
    now = used(unaudited)
    assert now.creators == now.allowance.most_creators == 5
    assert timedelta(hours=24) <= now.frees_at - began < timedelta(hours=24, minutes=5)
    connections = unaudited.publisher.lists.connections_anywhere(10)
    assert {one.state for one, _ in connections} == {ConnectionState.ACTIVE}
    page = html.unescape(sign_in(create_site(unaudited.publisher)).get("/console").text)
    assert "review: unaudited" in page
    assert re.search(r"Creators in 24 h</dt>\s*<dd>5 of 5; the next place frees at", page)
    assert [one for one in now.allowance.allows if one not in page] == []


def test_a_post_for_everyone_is_refused_when_scheduled_while_unaudited(unaudited):
    unaudited.control("creators/person_0", {"private": True})
    connection = unaudited.connect("person_0")

    with pytest.raises(Malformed) as refused:
        unaudited.post(connection=connection, options={"privacy": "FOLLOWER_OF_CREATOR"})

    reason = refused.value.reason
    assert reason.code == "tiktok.unaudited_client_can_only_post_to_private_accounts"
    assert reason.actor == "operator"
    assert refused.value.faults[0].pointer == "/options/privacy"


def test_an_app_sees_what_the_review_allows_and_nobody_elses_creators(stage, caller, stranger):
    publish(stage, "anna_public")
    connection = stage.connect(app=stranger.app)

    review = stranger.get(f"/v1/connections/{connection}/limits").json()["review"]

    assert review["state"] == "audited"
    assert review["allows"]
    assert "creators" not in review


@pytest.mark.parametrize("state", list(Audit))
def test_every_state_of_the_review_says_what_it_allows(state):
    allowance = ALLOWANCES[state]

    assert allowance.review == state
    assert all(one.endswith(".") for one in allowance.allows)
    assert (allowance.most_creators is None) == (state is Audit.AUDITED)
