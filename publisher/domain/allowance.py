"""What a platform lets our registration do, by how far its review has come."""

from dataclasses import dataclass
from datetime import timedelta


@dataclass(frozen=True, slots=True)
class Allowance:
    """What is allowed in the present state of the review, a sentence for each thing."""

    review: str  # the state's name, as the Operator sets it
    allows: tuple[str, ...]
    most_creators: int | None = None  # distinct Creators in `window`; None: the number is not ours
    window: timedelta = timedelta(hours=24)
