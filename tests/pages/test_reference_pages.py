"""The public error reference in a real browser: with its script, without, and on a telephone."""

import pytest

from tests.waiting import until

SHOWN = "return document.querySelector('#search button').offsetParent !== null"
CODES = "return [...document.querySelectorAll('table.errors .title')].map(one => one.textContent)"


@pytest.fixture
def scriptless(window):
    window.allow_scripts(False)
    yield window
    window.allow_scripts(True)


def test_who_types_needs_no_button(window, home):
    window.open(f"{home}/errors")
    assert not window.run(SHOWN)

    window.write("#search input", "spam_risk_text")

    until(lambda: window.run(CODES) == ["spam_risk_text"], "the one row that was typed")
    assert window.address.endswith("/errors?q=spam_risk_text")
    assert window.complaints() == []


def test_without_scripts_the_button_searches(scriptless, home):
    scriptless.open(f"{home}/errors")

    scriptless.write("#search input", "spam_risk_text")
    scriptless.press("#search button")

    assert "1 of" in scriptless.text
    assert "TikTok judged the caption to be spam." in scriptless.text


def test_without_scripts_an_answer_is_explained(scriptless, home):
    scriptless.open(f"{home}/errors/translate")

    scriptless.write("textarea", '{"error": {"code": "spam_risk_text", "message": "<b>no</b>"}}')
    scriptless.press("form.translate button")

    assert "TikTok judged the caption to be spam." in scriptless.text
    assert "<b>no</b>" in scriptless.text


def test_the_reference_is_no_wider_than_a_telephone(window, home):
    window.narrow(390)

    found = {}
    for path in ("", "/translate", "/tiktok.unaudited_client_can_only_post_to_private_accounts"):
        window.open(f"{home}/errors{path}")
        found[path] = window.run("return document.documentElement.scrollWidth")
    window.widen()

    assert found == dict.fromkeys(found, 390)
