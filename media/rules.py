"""Facts against a Spec: every rule in one list, and the whole list at once."""

from collections.abc import Iterator
from dataclasses import replace

from media import rules_film, rules_picture
from media.facts import Facts, Kind
from media.findings import Finding, fatal
from media.spec import Spec

RULES = {Kind.FILM: rules_film.RULES, Kind.PICTURE: rules_picture.RULES}


def check(facts: Facts, spec: Spec, *, item: str = "") -> tuple[Finding, ...]:
    """Every way in which the file misses the Spec; empty when it fits as it is.

    `item` names the file among several, as in "photo 3", and is put in front of each Finding.
    """
    if facts.kind is not spec.kind:
        found = tuple(_wrong_kind(facts, spec))
    else:
        found = tuple(one for rule in RULES[spec.kind] for one in rule(facts, spec))
    return tuple(_named(one, item) for one in found) if item else found


def check_count(items: int, spec: Spec) -> tuple[Finding, ...]:
    """Whether so many files may go into one post."""
    if items <= spec.max_items:
        return ()
    allowed = f"at most {spec.max_items}"
    return (fatal("too_many_items", "post", f"{items} items", allowed, "Leave some out."),)


def _named(finding: Finding, item: str) -> Finding:
    where = item if finding.item == "file" else f"{item}, {finding.item}"
    return replace(finding, item=where)


def _wrong_kind(facts: Facts, spec: Spec) -> Iterator[Finding]:
    if spec.kind is Kind.FILM:
        frames = facts.still.frames if facts.still else 1
        moving = f"an animated {facts.container} of {frames} pictures" if frames > 1 else ""
        measured = moving or f"a picture ({facts.container})"
        way_out = "Send a film, or post it as a photo."
        if moving:
            way_out = "Export it as MP4, GIF or WebP; as a photo its first picture is posted."
        yield fatal("is_picture", "file", measured, "a film", way_out)
    else:
        measured = f"a film ({facts.container})"
        yield fatal("is_film", "file", measured, "a picture", "Post it as a film.")
