"""The error reference over HTTP: for programs under /v1/errors, for people under /errors."""

import json
import re

import pytest

from publisher.web.answers_errors import Entries, Entry, Translation


@pytest.fixture
def engine_name():
    """The reference asks no database anything."""
    return "sqlite"


NOISE = [
    ("a megabyte of noise", "x9 " * 350_000),
    ("zero bytes", "\0\0spam\0"),
    ("a bomb of brackets", "[" * 200_000),
    ("half a letter", "\ud800 code"),
    ("another platform", '{"error": {"message": "Invalid OAuth", "type": "OAuthException"}}'),
]


def test_the_whole_reference_is_public_and_as_described(anybody, stage):
    told = anybody.get("/v1/errors")

    assert told.status_code == 200
    read = Entries.model_validate(told.json())
    assert len(read.items) == len(stage.publisher.reference.entries)
    assert {"tiktok.spam_risk", "not_found"} <= {one.key for one in read.items}


def test_every_entry_has_an_address_for_programs_and_one_for_people(anybody, stage):
    for one in stage.publisher.reference.entries:
        told = anybody.get(f"/v1/errors/{one.key}")
        assert Entry.model_validate(told.json()).key == one.key
        page = anybody.get(one.reason.docs)
        assert page.status_code == 200
        assert f">{one.codes[0]}</h1>" in page.text.replace("<wbr>", "")


def test_a_search_and_its_filters_narrow_the_list(anybody):
    found = anybody.get("/v1/errors?q=spam_risk&outcome=fix_input&actor=caller").json()["items"]

    assert found[0]["key"] == "tiktok.spam_risk"
    assert {one["actor"] for one in found} == {"caller"}


@pytest.mark.parametrize("query", ["outcome=maybe", "actor=nobody", "category=moon", "colour=red"])
def test_a_filter_that_there_is_not_is_refused_by_name(anybody, query):
    told = anybody.get(f"/v1/errors?{query}")

    assert told.status_code == 422
    assert told.json()["errors"][0]["pointer"] == f"/{query.partition('=')[0]}"


def test_an_entry_that_there_is_not_says_so(anybody):
    assert anybody.get("/v1/errors/zzz_new_code").json()["code"] == "not_found"
    assert anybody.get("/errors/zzz_new_code").status_code == 404


def test_a_pasted_answer_is_translated_with_its_entry(anybody):
    said = '{"data":{},"error":{"code":"spam_risk_too_many_posts","message":"m","log_id":"L1"}}'

    told = anybody.post("/v1/errors/translate", json={"input": said, "http_status": 403})

    read = Translation.model_validate(told.json())
    assert (read.key, read.outcome, read.trouble) == (
        "tiktok.spam_risk_too_many_posts",
        "fix_input",
        "wait",
    )
    assert read.tiktok.log_id == "L1"
    assert read.entry.handling == "reslot"
    assert read.docs.endswith("/errors/tiktok.spam_risk_too_many_posts")


def test_a_pasted_object_and_a_surface_are_taken_too(anybody):
    wish = {"input": {"code": 40001, "message": "no permission"}, "surface": "business"}

    assert anybody.post("/v1/errors/translate", json=wish).json()["key"] == "tiktok.business.40001"


@pytest.mark.parametrize(("name", "text"), NOISE, ids=[name for name, _ in NOISE])
def test_noise_is_said_to_be_none_of_tiktoks(anybody, name, text):
    del name
    body = json.dumps({"input": text})

    told = anybody.post(
        "/v1/errors/translate", content=body, headers={"Content-Type": "application/json"}
    )

    assert told.status_code == 200
    assert told.json()["known"] is False
    assert len(told.content) < 20_000


@pytest.mark.parametrize(
    "body", [{}, {"input": 7}, {"input": "x", "step": "dance"}, {"input": "x", "http_status": 7}]
)
def test_a_question_that_makes_no_sense_is_refused_by_field(anybody, body):
    told = anybody.post("/v1/errors/translate", json=body)

    assert told.status_code == 422
    assert told.json()["errors"]


def test_no_secret_in_a_pasted_answer_comes_back(anybody):
    text = 'Authorization: Bearer act.Zq7Secret9x!1.u1 {"error":{"code":"access_token_invalid"}}'

    told = anybody.post("/v1/errors/translate", json={"input": text})
    page = anybody.post("/errors/translate", data={"input": text})

    assert told.json()["key"] == "tiktok.access_token_invalid"
    assert "Zq7Secret" not in told.text + page.text


def test_the_table_is_searched_by_a_plain_form(anybody):
    page = anybody.get("/errors?q=frame&actor=caller")

    assert 'href="/errors/tiktok.frame_rate_check_failed"' in page.text
    assert 'value="frame"' in page.text
    assert '<option value="caller" selected>' in page.text
    assert 'method="get"' in page.text


@pytest.mark.parametrize("query", ["<script>alert(1)</script>", "' onfocus=x", "%", "\0", "🦆"])
def test_whatever_is_searched_for_is_only_text(anybody, query):
    page = anybody.get("/errors", params={"q": query, "outcome": query, "category": query})

    assert page.status_code == 200
    assert "<script>alert" not in page.text
    assert "' onfocus" not in page.text


def test_whatever_is_pasted_is_only_text(anybody):
    text = '</textarea><script>alert(1)</script>{"error":{"code":"<b>bold</b>","log_id":"<i>"}}'

    page = anybody.post("/errors/translate", data={"input": text})

    assert page.status_code == 200
    for tag in ("<script>alert", "<b>bold", "<i>"):
        assert tag not in page.text


def test_no_page_of_the_reference_has_anything_inline(anybody):
    for path in ("/errors", "/errors/tiktok.spam_risk", "/errors/translate?input=spam_risk"):
        page = anybody.get(path)
        assert "default-src 'none'" in page.headers["Content-Security-Policy"]
        assert not re.search(r"<script(?![^>]*\bsrc=)|<style|\bstyle=|\bon\w+=", page.text)


def test_a_bare_code_leads_to_its_entry(anybody):
    page = anybody.get("/errors/spam_risk_text")

    assert page.status_code == 302
    assert page.headers["Location"].endswith("/errors/tiktok.spam_risk_text")


def test_a_translation_can_be_linked_to(anybody):
    page = anybody.get("/errors/translate?input=reached_active_user_cap")

    assert "/errors/tiktok.reached_active_user_cap" in page.text
    assert "the window is 24 h" in page.text


def test_the_docs_address_of_a_problem_is_there(anybody):
    problem = anybody.get("/v1/posts").json()

    page = anybody.get("/errors/" + problem["code"])

    assert problem["type"].endswith("/errors/unauthorised")
    assert page.status_code == 200
