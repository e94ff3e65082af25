"""The description of the API: committed, equal to the code, and true of what is answered."""

import json
from pathlib import Path

import pytest
from pydantic import TypeAdapter

from publisher.web import answers, answers_trouble

ROOT = Path(__file__).parents[2]
COMMITTED = ROOT / "docs" / "openapi.json"


@pytest.fixture
def described(site):
    return site.test_client().get("/v1/openapi.json").json


def test_the_committed_file_is_what_the_code_says(described):
    committed = json.loads(COMMITTED.read_text())

    assert committed == described, "run `make docs` and look at what has changed"


def test_every_route_of_v1_is_described(site, described):
    for rule in site.url_map.iter_rules():
        if rule.rule.startswith("/v1/") and rule.rule != "/v1/openapi.json":
            path = rule.rule.replace("<id:", "{").replace("<", "{").replace(">", "}")
            for method in rule.methods - {"HEAD", "OPTIONS"}:
                operation = described["paths"][path][method.lower()]
                assert operation["summary"], rule.rule
                assert "default" in operation["responses"]


def test_whatever_creates_says_that_it_wants_a_key(described):
    keyed = {
        path
        for path, operations in described["paths"].items()
        for operation in operations.values()
        if any(one["name"] == "Idempotency-Key" for one in operation["parameters"])
    }

    assert {"/v1/assets", "/v1/connections/links", "/v1/posts"} <= keyed


def test_every_reference_leads_somewhere(described):
    text = json.dumps(described)
    wanted = {one.split('"')[0] for one in text.split("#/components/schemas/")[1:]}

    assert wanted <= set(described["components"]["schemas"])


def test_answers_are_of_the_shape_that_is_promised(caller, stage):
    post = caller.make_post()
    stage.settle(post["id"])
    shapes = {
        "/v1/posts": answers.Posts,
        f"/v1/posts/{post['id']}": answers.PostInFull,
        f"/v1/posts/{post['id']}/timeline": answers.Timeline,
        f"/v1/assets/{post['assets'][0]}": answers.AssetInFull,
        "/v1/assets": answers.Assets,
        "/v1/connections": answers.Connections,
        f"/v1/connections/{post['connection']}/creator": answers.CreatorOptions,
        "/v1/events": answers.Events,
    }
    for path, shape in shapes.items():
        said = caller.get(path)
        read = TypeAdapter(shape).validate_json(said.content)
        assert json.loads(read.model_dump_json()) == said.json(), path
    problem = caller.get("/v1/posts/post_0")
    assert answers_trouble.Problem.model_validate_json(problem.content).code == "not_found"
