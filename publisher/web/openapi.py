"""The API described by its own code: /v1/openapi.json, and /docs for people."""

import json
import re
from typing import Any, cast

from apiflask import APIFlask
from flask import Blueprint, Response, current_app

from publisher.web import pages
from publisher.web.answers_trouble import Problem
from publisher.web.api.describing import KEYED
from publisher.web.auth import by_anybody
from publisher.web.idempotency import HEADER
from publisher.web.problems import TYPE

_EXTENSION = "openapi"
routes = Blueprint("openapi", __name__)
_NESTED = re.compile(r"#/components/schemas/\w+\.(\w+)")
_PROBLEM = {"$ref": "#/components/schemas/Problem"}
_KEY = {
    "in": "header",
    "name": HEADER,
    "required": True,
    "schema": {"type": "string", "minLength": 1, "maxLength": 200},
    "description": "A value of your own. The same key and body give the same answer again.",
}


@routes.get("/v1/openapi.json")
@by_anybody
def document() -> Response:
    """The API as OpenAPI 3.1."""
    return Response(
        json.dumps(described(cast("APIFlask", current_app))), mimetype="application/json"
    )


@routes.get("/docs")
@by_anybody
def docs() -> Response:
    """The same for people, on one page that needs nothing from anywhere else."""
    spec = described(cast("APIFlask", current_app))
    schemas = spec["components"]["schemas"]

    def resolve(schema: dict[str, Any]) -> Any:
        return schemas.get(schema.get("$ref", "").rpartition("/")[2], schema)

    address = current_app.config["PUBLIC_URL"]
    return pages.show(
        "docs.html", spec=spec, address=address, groups=_groups(spec), resolve=resolve
    )


def _groups(spec: dict[str, Any]) -> list[tuple[str, list[tuple[str, str, dict[str, Any]]]]]:
    """Operations by the resource that they belong to."""
    found: dict[str, list[tuple[str, str, dict[str, Any]]]] = {}
    for path, operations in spec["paths"].items():
        for method, operation in operations.items():
            found.setdefault(operation["tags"][0], []).append((path, method, operation))
    return sorted(found.items())


def described(site: APIFlask) -> dict[str, Any]:
    """The description of this site's API, made once."""
    if _EXTENSION not in site.extensions:
        site.extensions[_EXTENSION] = _describe(site)
    return cast("dict[str, Any]", site.extensions[_EXTENSION])


def _describe(site: APIFlask) -> dict[str, Any]:
    with site.test_request_context("/"):
        spec = cast("dict[str, Any]", site.spec)
    tags = {tag["name"]: tag for tag in spec.get("tags", [])}
    spec["tags"] = list(tags.values())
    spec["servers"] = [{"url": site.config["PUBLIC_URL"]}]
    spec["components"]["schemas"] = _flat(spec["components"]["schemas"])
    spec["components"]["responses"] = {
        "Problem": {
            "description": "Trouble: what happened, who must act, and how.",
            "content": {TYPE: {"schema": _PROBLEM}},
        }
    }
    for path, operations in spec["paths"].items():
        for operation in operations.values():
            _finish(path, operation)
    return spec


def _flat(schemas: dict[str, Any]) -> dict[str, Any]:
    """Each model once: APIFlask repeats a nested model under the name of each that holds it."""
    problem = Problem.model_json_schema(ref_template="#/components/schemas/{model}")
    known = {**schemas, **problem.pop("$defs", {}), "Problem": problem}
    text = json.dumps({name.rpartition(".")[2]: one for name, one in sorted(known.items())})
    return cast("dict[str, Any]", json.loads(_NESTED.sub(r"#/components/schemas/\1", text)))


def _finish(path: str, operation: dict[str, Any]) -> None:
    answers = operation["responses"]
    operation["responses"] = {
        code: answer for code, answer in answers.items() if code.startswith("2")
    } | {"default": {"$ref": "#/components/responses/Problem"}}
    if operation.pop(KEYED, None):
        operation["parameters"].append(_KEY)
    if path == "/v1/assets" and "multipart" in operation.get("description", ""):
        operation["requestBody"] = {"required": True, "content": {"multipart/form-data": _FORM}}


_FORM = {
    "schema": {
        "type": "object",
        "properties": {"file": {"type": "string", "format": "binary"}},
        "required": ["file"],
        "additionalProperties": False,
    }
}
