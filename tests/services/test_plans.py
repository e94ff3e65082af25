"""What happens all day finds its rows through an index, however many there are by then."""

import pytest

from publisher.domain.when import At
from tests.overheard import overheard

GROWING = {"posts", "post_assets", "attempts", "steps", "evidence", "events", "commitments"}


class Plans:
    """How SQLite goes about each statement; it plans by rule, so few rows tell as much as many."""

    def __init__(self) -> None:
        self.of: dict[str, list[str]] = {}

    def look(self, cursor, statement, values) -> None:
        """Ask for its plan, once."""
        if statement in self.of or not statement.startswith(("SELECT", "UPDATE", "DELETE", "WITH")):
            return
        found = cursor.connection.cursor().execute(f"EXPLAIN QUERY PLAN {statement}", values)
        self.of[statement] = [row[3] for row in found]

    def reading_all(self) -> list[str]:
        """The statements that read a growing table from end to end."""
        return [
            statement
            for statement, plan in self.of.items()
            if any(step.startswith("SCAN ") and step.split()[1] in GROWING for step in plan)
        ]


@pytest.fixture
def plans(stage):
    """Watches every statement of the test."""
    if stage.store.is_postgres:
        pytest.skip("PostgreSQL plans by the number of rows, and a test has few")
    plans = Plans()
    with overheard(stage.store, plans.look):
        yield plans


def test_the_life_of_a_post_reads_no_table_from_end_to_end(stage, plans):
    later = stage.now().replace(tzinfo=None)
    connection = stage.connect()
    stage.order("status", "500", times=1)
    out = stage.post(connection)
    stage.post(connection, when=At(stage.now(), later, "+00:00"), caption="another caption")
    called_off = stage.post(connection, caption="a third caption")
    stage.publisher.post_changes.cancel(stage.app, called_off)

    assert stage.settle(out).state == "published"
    stage.publisher.upkeep.once()
    stage.deliver_notices()

    assert len(plans.of) > 50
    assert plans.reading_all() == []
