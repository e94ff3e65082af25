"""Whole journeys over HTTP, from the first link to what can be seen on the creator's page."""

from datetime import timedelta

import pytest

PICTURES = {"mode": "direct", "title": "Two of them", "caption": ""}


def test_from_a_link_to_a_film_on_the_creators_page(journey, mp4):
    connection = journey.connect(external_id="customer-7")
    film = journey.hand_in(mp4)
    journey.wait(10)
    assert journey.app.get(f"/v1/assets/{film}").json()["state"] == "measured"

    post = journey.post(connection, film, caption="Good morning #sunrise")
    assert journey.see(post)["state"] == "scheduled"
    journey.wait()

    seen = journey.see(post)
    assert seen["state"] == "published"
    [public] = journey.stage.published()
    assert public["caption"] == "Good morning #sunrise"
    assert seen["public_ids"] == [public["post_id"]]
    page = journey.creator.tiktok.get("/creators/anna_public")
    assert "Good morning #sunrise" in page.text
    way = ["post.scheduled", "post.sending", "post.processing", "post.published"]
    assert [one for one in journey.told(post) if one in way] == way


def test_a_creator_who_left_connects_again_and_what_waited_goes_out_once(journey, mp4):
    connection = journey.connect()
    film = journey.hand_in(mp4)
    journey.wait(10)
    at = (journey.stage.now() + timedelta(minutes=10)).isoformat()
    post = journey.post(connection, film, caption="Patience", schedule={"at": at})

    journey.stage.control("creators/anna_public/revoke")
    journey.wait(900)

    assert journey.see(post)["state"] == "scheduled"
    assert journey.app.get(f"/v1/connections/{connection['id']}").json()["state"] == "broken"
    assert journey.told(connection["id"]) == ["connection.made", "connection.broken"]
    assert journey.stage.published() == []

    again = journey.connect(reconnect=connection["id"])
    journey.wait(600)

    assert again["id"] == connection["id"]
    assert journey.see(post)["state"] == "published"
    assert len(journey.stage.published()) == 1


def test_a_refusal_says_who_acts_and_after_mending_the_same_post_goes_out(journey, mp4):
    connection = journey.connect()
    film = journey.hand_in(mp4)
    journey.wait(10)
    post = journey.post(connection, film, caption="Hello [sim:fail=duration_check_failed*1]")
    journey.wait(600)

    refused = journey.see(post)
    assert refused["state"] == "failed"
    assert refused["reason"]["tiktok"]["code"] == "duration_check_failed"
    assert (refused["reason"]["actor"], refused["reason"]["remedy"]) == ("caller", "replace_media")
    assert journey.stage.published() == []

    assert journey.app.post(f"/v1/posts/{post}/retry", {}).status_code == 200
    journey.wait(600)

    assert journey.see(post)["state"] == "published"
    assert len(journey.stage.published()) == 1
    assert len(journey.stage.inits()) == 2


def test_a_doubt_is_looked_at_in_the_console_and_the_person_s_word_sends_it_once(journey, photos):
    connection = journey.connect()
    pictures = [journey.hand_in(one) for one in photos]
    journey.wait(30)
    journey.stage.order("init", "lost", before=True)
    post = journey.post(connection, *pictures, **PICTURES)
    journey.wait()
    assert journey.see(post)["state"] == "held"

    journey.sign_in()
    listed = journey.operator.get("/console/posts?state=held")
    assert post in listed.text
    page = journey.operator.get(f"/console/posts/{post}")
    assert "It is not there" in page.text
    assert journey.press(page, f"/console/posts/{post}/not_there").status_code == 303
    journey.wait(600)

    assert journey.see(post)["state"] == "published"
    assert len(journey.stage.published()) == 1
    assert "Published" in journey.operator.get(f"/console/posts/{post}").text


@pytest.mark.parametrize("creators", [("anna_public", "cara_quiet", "dora_solo")])
def test_three_creators_get_a_film_and_a_carousel_each_and_nobody_gets_anothers(
    journey, mp4, photos, creators
):
    film, pictures = journey.hand_in(mp4), [journey.hand_in(one) for one in photos]
    journey.wait(30)
    made = []
    for creator in creators:
        connection = journey.connect(creator)
        made.append(journey.post(connection, film, caption=f"A film for {creator}"))
        made.append(
            journey.post(connection, *pictures, **PICTURES | {"title": f"Pictures for {creator}"})
        )
    journey.wait(3600)

    assert {journey.see(one)["state"] for one in made} == {"published"}
    for creator in creators:
        page = journey.creator.tiktok.get(f"/creators/{creator}").text
        assert page.count(f"A film for {creator}") >= 1
        assert page.count(f"Pictures for {creator}") >= 1
        others = set(creators) - {creator}
        assert [other for other in others if f"for {other}" in page] == [], page
    assert len(journey.stage.published()) == len(made)
