"""The limits that every file has, whatever it shows."""

from collections.abc import Callable, Iterator

from media.facts import Facts
from media.findings import Finding, mendable
from media.spec import Spec

MAX_TAG_BYTES = 256 * 1024

Rule = Callable[[Facts, Spec], Iterator[Finding]]


def _trailing(facts: Facts, _spec: Spec) -> Iterator[Finding]:
    if facts.trailing_bytes:
        measured = f"{facts.trailing_bytes} bytes after the end"
        yield mendable("trailing_bytes", "file", measured, "none", "They are left out.")


def _tags(facts: Facts, spec: Spec) -> Iterator[Finding]:
    if facts.tag_bytes > MAX_TAG_BYTES:
        allowed = f"at most {MAX_TAG_BYTES} bytes"
        measured = f"{facts.tag_bytes} bytes of tags"
        yield mendable("huge_tags", "file", measured, allowed, "They are left out.")
    for kind in facts.private:
        if kind not in spec.keeps_private:
            way_out = "It is left out."
            yield mendable(kind, "file", f"private metadata: {kind}", "none", way_out)


def _file_size(facts: Facts, spec: Spec) -> Iterator[Finding]:
    if facts.size > spec.max_bytes:
        allowed = f"at most {spec.max_bytes} bytes"
        way_out = "It is encoded again to fit."
        yield mendable("too_heavy", "file", f"{facts.size} bytes", allowed, way_out)


RULES: tuple[Rule, ...] = (_trailing, _tags, _file_size)
