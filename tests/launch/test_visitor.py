"""The visitor fills in a form as a browser would that changes nothing in it."""

import httpx
import pytest

from publisher.launch.visitor import LostVisitor, first_form, walk

PAGE = """
<form method="POST" action="/decide">
  <input type="hidden" name="state" value="a&amp;b">
  <input type="radio" name="creator" value="anna" checked>
  <input type="radio" name="creator" value="b">
  <input type="checkbox" name="grant" value="one" checked>
  <input type="checkbox" name="grant" value="two" checked>
  <input type="checkbox" name="grant" value="three">
  <input type="checkbox" name="grant" value="basic" checked disabled>
  <button name="decision" value="allow">Yes</button><button name="decision" value="deny">No</button>
</form>
<form action="/other"><input name="late" value="1"></form>
"""


def test_a_form_is_sent_as_the_page_proposes_it():
    form = first_form(PAGE)

    assert (form.action, form.method) == ("/decide", "post")
    assert form.fields == [
        ("state", "a&b"),
        ("creator", "anna"),
        ("grant", "one"),
        ("grant", "two"),
        ("decision", "allow"),
    ]


def test_a_page_without_a_form_is_the_end_of_the_way():
    assert first_form("<p>You are connected.</p>") is None


@pytest.mark.parametrize("answer", [httpx.Response(400, html="no"), httpx.Response(200, html=PAGE)])
def test_a_way_that_leads_nowhere_is_said(answer):
    site = httpx.MockTransport(lambda _request: answer)

    with httpx.Client(transport=site) as client, pytest.raises(LostVisitor):
        walk(client, "http://site/connect/x")
