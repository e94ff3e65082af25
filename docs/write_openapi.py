"""Write docs/openapi.json from the code; `make docs` runs it, and a test compares the two."""
# ruff: noqa: INP001 a script that stands beside what it writes

import json
import tempfile
from pathlib import Path

from publisher.settings import from_environment
from publisher.web import create_site
from publisher.web.openapi import described
from publisher.wiring import build

PLACE = Path(__file__).with_name("openapi.json")


def main() -> None:
    """Nothing is contacted: a site can describe itself without a database behind it."""
    with tempfile.TemporaryDirectory() as var:
        spare = {
            "PUBLISHER_VAR": var,
            "PUBLISHER_SEAL_KEYS": "A" * 43 + "=",
            "PUBLISHER_SESSION_SECRET": "only for describing" * 3,
            "PUBLISHER_OPERATOR_PASSWORD": "only for describing",
        }
        site = create_site(build(from_environment({}, spare)))
        PLACE.write_text(json.dumps(described(site), indent=1, ensure_ascii=False) + "\n")


if __name__ == "__main__":
    main()
