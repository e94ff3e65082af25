"""Real tools and real films: a sample of the corpus, drawn once for the whole run."""

import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from bench.media import films, photos
from media import Tools, find_tools


@pytest.fixture(scope="session")
def tools() -> Tools:
    return find_tools()


@pytest.fixture(scope="session")
def film(tools: Tools, tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Path]:
    """The film of that name, drawn when it is first asked for."""
    folder = tmp_path_factory.mktemp("films")
    canary = folder / "canary.txt"
    canary.write_text("CANARY-b81f")
    place = films.drawing(folder, tools.ffmpeg, canary, "http://127.0.0.1:9/x")

    def ready(name: str) -> Path:
        place.need(name)
        return folder / name

    return ready


@pytest.fixture(scope="session")
def photo(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Path]:
    """The picture of that name, drawn when it is first asked for."""
    folder = tmp_path_factory.mktemp("photos")
    listed = {one.name: one for one in photos.PHOTOS}

    def ready(name: str) -> Path:
        path = folder / name
        if not path.exists():
            listed[name].draw(path)
        return path

    return ready


@pytest.fixture
def cancel() -> threading.Event:
    return threading.Event()
