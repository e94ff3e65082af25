"""Prints docs/events.md from the enum: every Event an App may hear about, and its sentence."""

import re
from pathlib import Path

from publisher.domain import events
from publisher.domain.events import EventKind

_HEAD = """# Events

Printed from `publisher/domain/events.py`; a test compares them. `GET /v1/events` gives them oldest
first; `sequence` counts per thing, so that order can be restored. An event is written in the
transaction of the change it tells of.

| event | means |
|---|---|
"""
_LINE = re.compile(r'^    [A-Z_]+ = "(?P<kind>[a-z._]+)"  # (?P<says>.+)$', re.MULTILINE)


def page() -> str:
    """The whole page as Markdown."""
    said = {
        found["kind"]: found["says"] for found in _LINE.finditer(Path(events.__file__).read_text())
    }
    return _HEAD + "".join(f"| `{kind.value}` | {said[kind.value]} |\n" for kind in EventKind)
