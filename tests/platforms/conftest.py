"""Every Platform stands on the same stage; a second platform adds one line here."""

import pytest

from tests.platforms.tiktok_stage import TikTokStage

STAGES = {"tiktok": TikTokStage}


@pytest.fixture(params=STAGES)
def stage(request):
    """A Platform over its stand-in."""
    made = STAGES[request.param]()
    yield made
    made.close()


@pytest.fixture
def grant(stage):
    """A Creator who is connected."""
    return stage.connect()


@pytest.fixture
def platform(stage):
    return stage.platform
