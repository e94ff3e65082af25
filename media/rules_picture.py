"""The limits of a picture, one small pure function for each, in one list."""

from collections.abc import Iterator

from media.facts import Facts
from media.findings import Finding, Weight, fatal, mendable
from media.rules_file import RULES as FILE_RULES
from media.rules_file import Rule
from media.spec import Spec


def _picture_format(facts: Facts, spec: Spec) -> Iterator[Finding]:
    if facts.container not in spec.containers:
        allowed = ", ".join(spec.containers)
        yield mendable(
            "picture_format", "file", facts.container, allowed, "It is turned into JPEG."
        )


def _picture_sides(facts: Facts, spec: Spec) -> Iterator[Finding]:
    size = facts.shown
    if size is None:
        return
    if size.short < spec.min_side:
        allowed = f"at least {spec.min_side} a side"
        yield fatal("too_small", "file", str(size), allowed, "Send a larger picture.")
    if size.short > spec.max_short_side or size.long > spec.max_long_side:
        allowed = f"at most {spec.max_short_side} by {spec.max_long_side}"
        yield mendable("too_large", "file", str(size), allowed, "It is scaled down.")


def _orientation(facts: Facts, _spec: Spec) -> Iterator[Finding]:
    if facts.still and facts.still.orientation != 1:
        measured = f"to be turned (orientation {facts.still.orientation})"
        yield mendable("orientation", "file", measured, "upright", "It is turned for good.")


def _colours(facts: Facts, _spec: Spec) -> Iterator[Finding]:
    still = facts.still
    if still is None:
        return
    if still.alpha:
        way_out = "It is laid on white."
        yield mendable("transparency", "file", still.mode, "opaque", way_out)
    if still.mode not in ("RGB", "L") and not still.alpha:
        yield mendable("colour_mode", "file", still.mode, "RGB", "It is turned into sRGB.")
    if still.bits > 8:  # noqa: PLR2004 - JPEG has eight bits a colour
        yield mendable("colour_depth", "file", f"{still.bits} bits", "8 bits", "It is rounded.")
    if still.profile and not is_srgb(still.profile):
        yield mendable(
            "colour_profile", "file", still.profile[:80], "sRGB", "It is turned into sRGB."
        )


def is_srgb(profile: str) -> bool:
    """Whether a colour profile's name says ordinary screen colours."""
    name = profile.lower()
    return "srgb" in name or name in ("c2", "built-in")


def _animated(facts: Facts, _spec: Spec) -> Iterator[Finding]:
    if facts.still and facts.still.frames > 1:
        measured = f"{facts.still.frames} pictures"
        way_out = "Only the first is used."
        yield Finding("animated", "file", measured, "one picture", Weight.NOTICE, way_out)


RULES: tuple[Rule, ...] = (
    _picture_format,
    _picture_sides,
    _orientation,
    _colours,
    _animated,
    *FILE_RULES,
)
