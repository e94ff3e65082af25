"""What a run tries: scenarios, ways to fail, and the single points between them."""

from dataclasses import dataclass
from enum import StrEnum


class Scenario(StrEnum):
    """What TikTok does meanwhile."""

    CLEAN = "clean"  # everything works
    INIT_LOST = "init-lost"  # the announcement is accepted, its answer lost
    LAST_LOST = "last-lost"  # the last piece is taken, its answer lost (a pull: the first status)
    DEAD_TOKEN = "dead-token"  # the access token ends while we ask  # noqa: S105 a scenario's name
    LIMITED = "limited"  # the announcement is refused with 429, once
    REFUSES_500 = "500-before"  # the announcement is not accepted: HTTP 500
    ACCEPTS_500 = "500-after"  # the announcement is accepted and answered with HTTP 500
    LAST_AWAY = "last-away"  # nobody takes the last piece for longer than one sending tries
    LARGE = "large"  # a film in seven pieces; nothing else is odd


class Way(StrEnum):
    """How the worker is brought to fall."""

    NONE = "none"  # not at all: the run that is recorded
    KILL = "kill"  # SIGKILL before line n
    FREEZE = "freeze"  # SIGSTOP before line n, past the lease; others finish; SIGCONT
    SQL_BEFORE = "sql-before"  # statement n fails and has no effect
    SQL_AFTER = "sql-after"  # statement n takes effect and fails all the same
    COMMIT_BEFORE = "commit-before"  # commit n fails and has no effect
    COMMIT_AFTER = "commit-after"  # commit n takes effect and nobody hears of it
    REFUSED = "refused"  # request n finds nobody listening
    LOST = "lost"  # request n takes effect, its answer is lost
    HTML = "html"  # … its answer is a page
    BAD_JSON = "badjson"  # … its answer breaks off
    GATEWAY = "502"  # request n never arrives, a gateway answers


TRANSFERS = ("file", "pull")
LINES = (Way.KILL, Way.FREEZE)
SQL = (Way.SQL_BEFORE, Way.SQL_AFTER)
COMMITS = (Way.COMMIT_BEFORE, Way.COMMIT_AFTER)
REQUESTS = (Way.REFUSED, Way.LOST, Way.HTML, Way.BAD_JSON, Way.GATEWAY)


@dataclass(frozen=True, slots=True)
class Setting:
    """Where a point lies: what TikTok does, how the bytes travel, which database is used."""

    scenario: Scenario
    transfer: str  # file | pull
    engine: str  # sqlite | postgresql

    def __str__(self) -> str:
        return f"{self.scenario.value}/{self.transfer}/{self.engine}"


@dataclass(frozen=True, slots=True)
class Point:
    """One way to fall at one place; its text repeats it: `ONLY=… make crash`."""

    setting: Setting
    way: Way
    n: int
    at: str = ""  # the line or statement, where it is known

    def __str__(self) -> str:
        return f"{self.setting}/{self.way.value}/{self.n}"


def read(text: str) -> Point:
    """A point from what `str` made of it; raises ValueError."""
    scenario, transfer, engine, way, n = text.split("/")
    return Point(Setting(Scenario(scenario), transfer, engine), Way(way), int(n))


def settings(engine: str, transfer: str) -> list[Setting]:
    """Every setting of a lane; what is about bytes is tried where they travel."""
    return [
        Setting(scenario, transfer, engine)
        for scenario in Scenario
        if transfer == "file" or scenario not in {Scenario.LAST_AWAY, Scenario.LARGE}
    ]
