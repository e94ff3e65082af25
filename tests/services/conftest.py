"""A Stage per test, on both engines."""

import pytest

from tests.stage import Stage


@pytest.fixture
def staged(database_url, seal, tmp_path):
    """Makes Stages with the switches a test needs."""
    made = []

    def make(**switches):
        made.append(Stage(database_url, seal, tmp_path / "var", **switches))
        return made[-1]

    yield make
    for one in made:
        one.close()


@pytest.fixture
def stage(staged):
    """The plain one."""
    return staged()
