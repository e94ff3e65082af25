"""Prints docs/openapi.json from the site: nothing is contacted, a site can describe itself."""

import json
import tempfile

from publisher.settings import from_environment
from publisher.web import create_site
from publisher.web.openapi import described
from publisher.wiring import build

_NEVER_USED = {
    "PUBLISHER_SEAL_KEYS": "A" * 43 + "=",
    "PUBLISHER_SESSION_SECRET": "only for describing" * 3,
    "PUBLISHER_OPERATOR_PASSWORD": "only for describing",
}


def page() -> str:
    """The whole file as JSON."""
    with tempfile.TemporaryDirectory() as var:
        settings = from_environment({}, {**_NEVER_USED, "PUBLISHER_VAR": var})
        site = create_site(build(settings))
        return json.dumps(described(site), indent=1, ensure_ascii=False) + "\n"
