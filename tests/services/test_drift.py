"""What the creator may choose changes before a post is sent: held or failed, never bent."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import update

from publisher.domain.states import Mode
from publisher.domain.when import At
from publisher.services.posts_change import Change
from publisher.store import assets, events, renditions
from tests.interposed import interpose, once
from tests.media.make_facts import FILM
from tests.stage import PUBLIC

ALL_ON = {**PUBLIC, "allow_comment": True, "allow_duet": True}
PRIVACY = "tiktok.privacy_level_option_mismatch"
OFF = "tiktok.interaction_off"
DRIFTS = [
    (
        {"private": True},  # which takes duets away as well
        "options_drifted",
        ["/options/privacy", "PUBLIC_TO_EVERYONE", "SELF_ONLY", "/options/allow_duet"],
    ),
    ({"comments_off": True}, OFF, ["/options/allow_comment", "True", "false"]),
    ({"duet_off": True}, OFF, ["/options/allow_duet", "True", "false"]),
    ({"max_seconds": 5}, "media_unfit", ["/assets/0", "duration", "10.00 s", "at most 5 s"]),
]
NAMES = ["privacy", "comments", "duets", "length"]


def a_film_of(stage, seconds):
    """An Asset that was measured, and so was what was made of it."""
    asset = stage.asset()
    video = replace(FILM.video, seconds=float(seconds))
    facts = {"facts": replace(FILM, video=video).to_json()}
    with stage.store.write() as tx:
        tx.run(update(assets.assets).where(assets.assets.c.id == asset).values(facts))
        tx.run(
            update(renditions.renditions)
            .where(renditions.renditions.c.asset_id == asset)
            .values(facts)
        )
    return asset


def later(stage, on_drift, **more):
    at = stage.now() + timedelta(hours=2)
    return stage.post(
        asset=a_film_of(stage, 10),
        when=At(at, at.replace(tzinfo=None), "+00:00"),
        options=ALL_ON,
        on_drift=on_drift,
        **more,
    )


def told_why(stage, post):
    """The Reason in the last Event, as the App hears it."""
    with stage.store.read() as tx:
        held = [one for one in events.of_ref(tx, post) if one.kind in {"post.held", "post.failed"}]
    return held[0].kind, held[0].payload["reason"]


def when_it_is_due(stage, post):
    stage.turn(2 * 3600 + 5)
    return stage.settle(post)


@pytest.mark.parametrize(("on_drift", "state"), [("hold", "held"), ("fail", "failed")])
@pytest.mark.parametrize(("change", "code", "words"), DRIFTS, ids=NAMES)
def test_what_was_chosen_is_no_longer_offered(stage, change, code, words, on_drift, state):
    post = later(stage, on_drift)
    stage.control("creators/anna_public", change)

    done = when_it_is_due(stage, post)

    kind, reason = told_why(stage, post)
    assert (done.state, kind) == (state, f"post.{state}")
    assert done.reason["code"] == reason["code"] == code
    assert all(word in reason["platform"]["message"] for word in words)
    assert reason["do"]
    assert not stage.inits()
    assert done.options == ALL_ON


@pytest.mark.parametrize(("on_drift", "state"), [("hold", "held"), ("fail", "failed")])
def test_tiktok_refuses_at_the_announcement_what_it_offered_a_moment_before(stage, on_drift, state):
    post = later(stage, on_drift)

    def drift_just_now(real, ticket):
        stage.control("creators/anna_public", {"private": True})
        return real(ticket)

    interpose(stage, open=once(drift_just_now))
    done = when_it_is_due(stage, post)

    assert (done.state, stage.code(post)) == (state, PRIVACY)
    assert done.reason["handling"] == on_drift
    assert told_why(stage, post)[0] == f"post.{state}"
    assert not stage.published()


def test_a_held_post_goes_out_as_the_creator_chose_anew(stage):
    post = later(stage, "hold")
    stage.control("creators/anna_public", {"private": True})
    when_it_is_due(stage, post)

    chosen = {"privacy": "SELF_ONLY", "allow_comment": True}
    stage.publisher.post_changes.change(stage.app, post, Change(options=chosen), None)
    stage.publisher.post_changes.release(stage.app, post)

    assert stage.settle(post).state == "published"
    assert [one["privacy"] for one in stage.published()] == ["SELF_ONLY"]


def test_what_the_creator_gains_or_never_asked_for_stops_nothing(stage):
    post = later(stage, "fail")
    stage.control("creators/anna_public", {"max_seconds": 11})

    assert when_it_is_due(stage, post).state == "published"


def test_a_draft_is_held_to_the_length_alone(stage):
    connection = stage.connect()
    film = a_film_of(stage, 10)
    made = [stage.post(connection, film, mode=Mode.INBOX)]
    stage.control("creators/anna_public", {"private": True, "comments_off": True})
    assert stage.settle(made[0]).state == "in_inbox"

    stage.control("creators/anna_public", {"max_seconds": 5})
    at = stage.now() + timedelta(hours=1)
    made.append(stage.post(connection, film, mode=Mode.INBOX, when=At(at, at, "+00:00")))
    stage.turn(3700)

    assert stage.settle(made[1]).state == "held"
    assert stage.code(made[1]) == "media_unfit"
