"""The adapter before the simulator, and before answers made up by a test."""

import httpx
import pytest

from publisher.domain.secret import Secret
from publisher.tiktok.creator import Audit
from publisher.tiktok.platform import Client, TikTok
from tests.platforms.tiktok_stage import TikTokStage
from tests.tiktok.adapter.answers import NOW, enveloped


@pytest.fixture
def stages():
    """Make stages with switches turned; all are closed at the end."""
    made = []

    def make(**switches):
        made.append(TikTokStage(**switches))
        return made[-1]

    yield make
    for one in made:
        one.close()


@pytest.fixture
def stage(stages):
    return stages()


@pytest.fixture
def grant(stage):
    return stage.connect()


@pytest.fixture
def answering():
    """The adapter before a TikTok that answers with what the test says, in turn."""

    def make(*answers, audit=Audit.AUDITED, **more):
        waiting, seen = list(answers), []

        def answer(request):
            seen.append(request)
            said = waiting.pop(0) if len(waiting) > 1 else waiting[0]
            if isinstance(said, Exception):
                raise said
            if callable(said):
                return said(request)
            return said if isinstance(said, httpx.Response) else enveloped(**said)

        client = Client(key="ck_test", secret=Secret("test_client_secret"), audit=audit)
        platform = TikTok(
            client,
            now=lambda: NOW,
            transport=httpx.MockTransport(answer),
            rest=lambda _: None,
            **more,
        )
        platform.seen = seen
        return platform

    return make
