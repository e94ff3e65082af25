"""What a Creator sees: who asks for what, and where the button leads."""

from publisher.services.links import NewLink


def link(stage, home, **wish):
    with stage.store.write() as tx:
        _, address = stage.publisher.links.create(tx, stage.app, NewLink("tiktok", **wish))
    return home + address.partition("8000")[2]


def test_the_button_leads_to_the_platform_that_was_named(window, home, stage):
    window.open(link(stage, home))
    assert "Testing App would like to publish for you" in window.text
    assert "Publish videos and photos to your profile" in window.text

    window.press("main button")

    # Nobody listens there in this test; the browser went all the same.
    assert window.address.startswith("http://127.0.0.1:8001/v2/auth/authorize/")
    assert "code_challenge=" in window.address


def test_a_browser_without_our_cookie_is_told_what_to_do(window, home, stage):
    window.open(link(stage, home))
    window.forget()

    window.press("main button")

    assert "did not bring our cookie back" in window.text


def test_a_link_that_nobody_made_says_what_to_do(window, home):
    window.open(f"{home}/connect/{'x' * 43}")

    assert "not known here" in window.text
    assert "Ask whoever sent it" in window.text
