"""What a person does with the console: signs in, looks for a post, reads its story, acts."""

from tests.stage import PUBLIC
from tests.waiting import until


def test_signing_in_leads_to_the_overview_and_out_again(signed_in, home):
    assert signed_in.address == f"{home}/console"
    assert "Overview" in signed_in.text
    assert "needs care" in signed_in.text  # no clock sweeps in this test

    signed_in.press("header form button")

    assert signed_in.address.endswith("/console/sign-in")


def test_a_story_reads_from_the_list_to_the_last_step(signed_in, home, stage):
    post_id = stage.post(caption="A film about bees", options=PUBLIC)
    stage.settle(post_id)

    signed_in.open(f"{home}/console/posts")
    signed_in.press("a.title")

    assert signed_in.address.endswith(post_id)
    assert "A film about bees" in signed_in.title
    for words in ("Announced to the platform", "Sent the last piece", "Published", "ms"):
        assert words in signed_in.text


def test_a_post_is_called_off_by_a_button(signed_in, home, stage):
    stage.post(caption="First", options=PUBLIC)
    post_id = stage.post(caption="Second", options=PUBLIC)

    signed_in.open(f"{home}/console/posts/{post_id}")
    signed_in.press("aside form button")

    until(lambda: stage.state(post_id) == "cancelled", "the post to be called off")
    assert until(lambda: "cancelled" in signed_in.text, "the page to say so")


def test_no_page_breaks_its_own_rules(signed_in, home, stage):
    """The browser says so when a policy refuses a style, or a script has broken."""
    post_id = stage.post()
    stage.settle(post_id)
    signed_in.complaints()

    for path in ("", "/posts", f"/posts/{post_id}", "/connections"):
        signed_in.open(f"{home}/console{path}")
        assert signed_in.has("main h1")
    signed_in.open(f"{home}/docs")

    # The film here is made of noise, and the browser says that it cannot play it.
    said = [one for one in signed_in.complaints() if "/media/" not in one]
    assert said == []


def test_nothing_is_wider_than_a_telephone(signed_in, home, stage):
    post_id = stage.post(caption="Long" * 40, options=PUBLIC)
    stage.settle(post_id)

    signed_in.narrow(390)

    found = {}
    for path in ("/console", f"/console/posts/{post_id}", "/console/connections", "/docs"):
        signed_in.open(home + path)
        found[path] = signed_in.run("return document.documentElement.scrollWidth")
    signed_in.widen()

    assert found == dict.fromkeys(found, 390)


def test_the_story_is_told_on_while_it_happens(signed_in, home, stage):
    post_id = stage.post()
    signed_in.open(f"{home}/console/posts/{post_id}")
    assert "Published" not in signed_in.text

    stage.settle(post_id)

    assert until(lambda: "Published" in signed_in.text, "the page to tell of it", 15)
