"""A site over a real Publisher, callers with and without keys, and a Creator's browser."""

import httpx
import pytest

from publisher.web import create_site
from tests.stage import FILM, Stage
from tests.web.callers import Browser, Caller


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
    return staged()


@pytest.fixture
def site(stage):
    return create_site(stage.publisher)


@pytest.fixture
def caller(site, stage):
    """The App that owns what the Stage makes."""
    return Caller(site, stage, stage.app)


@pytest.fixture
def stranger(site, stage):
    """Another App."""
    return Caller(site, stage, stage.publisher.apps.create("Another App").id)


@pytest.fixture
def browser(site, stage):
    return Browser(site, stage)


@pytest.fixture
def anybody(site):
    """Somebody without a key."""
    return httpx.Client(transport=httpx.WSGITransport(app=site), base_url="http://127.0.0.1:8000")


@pytest.fixture
def film():
    """The beginning of something that looks like a film; nobody measures it here."""
    return b"\0\0\0\x18ftypmp42\0\0\0\0mp42isom" + FILM
