"""What may be taken for spam: warned of, refused by policy, overridden with a reason."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from publisher.domain.errors import Refusal
from publisher.domain.states import Mode
from publisher.domain.when import At, Now
from publisher.services.posts_check import NewPost
from publisher.store.events import audit
from tests.stage import PUBLIC

WORDS = "how to fold a paper crane in five calm minutes"
REFUSING = {"refuse_findings": ["identical_media", "near_duplicate_caption"]}


def rules(stage, post):
    return [one["rule"] for one in stage.row(post).warnings]


def test_the_same_film_and_nearly_the_same_words_are_warned_of(stage):
    connection, film = stage.connect(), stage.asset()
    first = stage.post(connection, film, caption=WORDS)

    second = stage.post(connection, film, caption=f"{WORDS}!")

    assert rules(stage, first) == []
    assert rules(stage, second) == ["identical_media", "near_duplicate_caption"]
    assert stage.row(second).warnings[0]["post"] == first


def test_the_check_tells_the_same_and_keeps_nothing(stage):
    connection, film = stage.connect(), stage.asset()
    stage.post(connection, film, caption=WORDS)
    new = NewPost(connection, (film,), Mode.DIRECT, Now(), WORDS, options=PUBLIC)

    checked = stage.publisher.post_check.check(stage.app, new)

    assert checked.is_valid
    assert [one.fault.rule for one in checked.findings] == [
        "identical_media",
        "near_duplicate_caption",
    ]


def test_policy_makes_refusals_of_them_and_names_the_way_out(stage):
    connection, film = stage.connect(), stage.asset()
    stage.publisher.policy.put(stage.app, connection, REFUSING)
    stage.post(connection, film, caption=WORDS)

    with pytest.raises(Refusal) as refused:
        stage.post(connection, film, caption="something else entirely, as one would")

    fault = refused.value.faults[0]
    assert refused.value.reason.code == "looks_like_spam"
    assert (fault.pointer, fault.rule) == ("/assets", "identical_media")
    assert "/overrides/identical_media" in fault.way_out


def test_a_reason_lets_it_through_and_is_written_down(stage):
    connection, film = stage.connect(), stage.asset()
    stage.publisher.policy.put(stage.app, connection, REFUSING)
    stage.post(connection, film, caption=WORDS)

    reasons = {"identical_media": "the first had no sound"}
    second = stage.post(connection, film, caption="now with sound, as promised", overrides=reasons)

    assert stage.row(second).warnings[0]["overridden"] == "the first had no sound"
    with stage.store.read() as tx:
        noted = [row.detail for row in tx.run(select(audit)) if row.what == "spam.overridden"]
    assert noted == [{"reasons": reasons}]


def test_two_days_later_it_is_a_habit_and_no_repetition(stage):
    connection, film = stage.connect(), stage.asset()
    stage.post(connection, film, caption=WORDS)
    later = stage.now() + timedelta(hours=48, minutes=1)

    second = stage.post(connection, film, caption=WORDS, when=At(later, later, "+00:00"))

    assert rules(stage, second) == []


def test_another_app_s_posts_are_neither_compared_nor_shown(stage):
    other = stage.publisher.apps.create("Another App").id
    mine, theirs = stage.connect(), stage.connect(app=other)
    stage.post(mine, caption=WORDS)

    new = NewPost(theirs, (stage.asset(app=other),), Mode.DIRECT, Now(), WORDS, options=PUBLIC)

    assert stage.publisher.post_check.check(other, new).findings == []
