"""Which points a setting has: every line, statement, commit and request of a recorded run."""

import random
from collections.abc import Iterable, Iterator

from bench.crashing.lane import Recorded
from bench.crashing.points import COMMITS, LINES, REQUESTS, SQL, Point, Scenario, Setting, Way

# Between two effects on the outside all lines leave the same world behind. So every line in every
# state of the outside is tried where nothing else is odd, and each state of it everywhere.
_LINE_BY_LINE = frozenset({Scenario.CLEAN})
_STATEMENT_BY_STATEMENT = frozenset({Scenario.CLEAN, Scenario.DEAD_TOKEN})


def points(setting: Setting, run: Recorded, *, every: bool = False) -> list[Point]:
    """All points of a setting; `every` leaves out no line in any state of the outside."""
    found: list[Point] = []
    for way in LINES:
        chosen = _lines(setting, run, way, every=every)
        found += [Point(setting, way, n, at) for n, at in chosen]
    if every or setting.scenario in _STATEMENT_BY_STATEMENT:
        found += _each(setting, SQL, run.statements)
    found += _each(setting, COMMITS, run.commits)
    found += _each(setting, REQUESTS, run.requests)
    return found


def sample(found: list[Point], share: float, dice: random.Random) -> list[Point]:
    """A share of the points; the same dice choose the same."""
    if share >= 1:
        return found
    return sorted(dice.sample(found, max(1, round(len(found) * share))), key=str)


def _lines(setting: Setting, run: Recorded, way: Way, *, every: bool) -> Iterator[tuple[int, str]]:
    seen: set[tuple[str, int]] = set()
    for n, at, era in run.lines:
        ours = at.startswith("services/")
        if every or (ours and way is Way.KILL and setting.scenario in _LINE_BY_LINE):
            key = (at, era)
        elif setting.scenario in _LINE_BY_LINE:
            key = (at, 0) if (at, 0) not in seen else ("", era)
        else:
            key = ("", era)
        if key not in seen:
            seen.add(key)
            yield n, at


def _each(setting: Setting, ways: Iterable[Way], count: int) -> list[Point]:
    return [Point(setting, way, n) for way in ways for n in range(1, count + 1)]
