"""docs/policy.md: every field of a pacing policy, its default, and where that comes from."""

from typing import Any

from publisher.domain import policy

OPENING = """# The pacing policy

Printed from the code by `make docs`. What each connection may send, and how far apart, is set by
`PUT /v1/policy` for all connections of an App and by `PUT /v1/connections/{id}/policy` for one; a
field left out falls back to the next. [scheduling.md](scheduling.md) says how it is kept.

| field | default | why |
|---|---|---|
"""


def page() -> str:
    """The whole page."""
    rows = [
        f"| `{name}` | {_shown(default)} | {source} |"
        for name, (default, source) in policy.explained().items()
    ]
    return OPENING + "\n".join(rows) + "\n"


def _shown(default: Any) -> str:
    return "none" if default is None or default == () else f"{default}"
