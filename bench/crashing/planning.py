"""Which points a setting has: every line, statement, commit and request of a recorded run."""

import random
from collections.abc import Iterable

from bench.crashing.lane import Recorded
from bench.crashing.points import COMMITS, LINES, REQUESTS, SQL, Point, Scenario, Setting, Way

# Between two effects on the outside all lines leave the same world behind. So each line is tried
# where it is met first, and in every setting one line of each state of the outside.
_STATEMENT_BY_STATEMENT = frozenset({Scenario.CLEAN, Scenario.DEAD_TOKEN})


def points(setting: Setting, run: Recorded, seen: set[str], *, every: bool = False) -> list[Point]:
    """All points of a setting; `every` leaves out no line in any state of the outside.

    `seen` are the lines that earlier settings have tried already; those of this one are added.
    """
    chosen = _every_line(run) if every else _new_lines(run, seen)
    found = [Point(setting, way, n, at) for way in LINES for n, at in chosen]
    if every or setting.scenario in _STATEMENT_BY_STATEMENT:
        found += _each(setting, SQL, run.statements)
    found += _each(setting, COMMITS, run.commits)
    found += _each(setting, REQUESTS, run.requests)
    return found


def sample(found: list[Point], share: float, dice: random.Random) -> list[Point]:
    """A share of the points; the same dice choose the same, in an order that is theirs.

    So a run that is ended early has seen something of everything.
    """
    return dice.sample(found, max(1, round(len(found) * min(share, 1))))


def _new_lines(run: Recorded, seen: set[str]) -> list[tuple[int, str]]:
    eras: set[int] = set()
    chosen = []
    for n, at, era in run.lines:
        if at not in seen or era not in eras:
            chosen.append((n, at))
        seen.add(at)
        eras.add(era)
    return chosen


def _every_line(run: Recorded) -> list[tuple[int, str]]:
    first = {(at, era): n for n, at, era in reversed(run.lines)}
    return [(n, at) for (at, _), n in reversed(first.items())]


def _each(setting: Setting, ways: Iterable[Way], count: int) -> list[Point]:
    return [Point(setting, way, n) for way in ways for n in range(1, count + 1)]
