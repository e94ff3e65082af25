"""One way in which a file misses what its destination accepts."""

from dataclasses import dataclass
from enum import StrEnum

from media.errors import BadSourceError
from media.records import Record


class Weight(StrEnum):
    """What a Finding means for the file."""

    NOTICE = "notice"  # worth knowing; nothing has to be done
    MENDABLE = "mendable"  # we can make it fit
    FATAL = "fatal"  # only a person can


@dataclass(frozen=True)
class Finding(Record):
    """Which rule, at which item, what was measured and what is allowed."""

    code: str  # for ever; clients match on it
    item: str  # "file", "video", "sound", "photo 3"
    measured: str
    allowed: str
    weight: Weight
    way_out: str

    @property
    def says(self) -> str:
        """One sentence for a person."""
        return f"{self.item}: {self.measured}; allowed: {self.allowed}. {self.way_out}"


def mendable(code: str, item: str, measured: str, allowed: str, way_out: str) -> Finding:
    """Something that we put right; `way_out` says how."""
    return Finding(code, item, measured, allowed, Weight.MENDABLE, way_out)


def fatal(code: str, item: str, measured: str, allowed: str, way_out: str) -> Finding:
    """Something that only a person can put right; `way_out` says how."""
    return Finding(code, item, measured, allowed, Weight.FATAL, way_out)


def from_bad_source(error: BadSourceError, item: str = "file") -> Finding:
    """A file that cannot be read at all, told in the same shape as every other verdict."""
    return fatal(error.code, item, str(error), error.allowed, error.way_out)


def worst(findings: tuple[Finding, ...]) -> Weight | None:
    """The heaviest weight among them; None when there is nothing to say."""
    order = (Weight.FATAL, Weight.MENDABLE, Weight.NOTICE)
    return next((w for w in order if any(f.weight is w for f in findings)), None)
