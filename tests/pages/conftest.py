"""Pages in a real Chromium, over a real socket."""

import threading

import pytest
from werkzeug.serving import make_server

from bench import chromium
from publisher.web import create_site
from tests.needs import missing
from tests.stage import Stage


@pytest.fixture
def stage(sqlite_databases, tmp_path, seal):
    """One engine is enough to look at pages."""
    with sqlite_databases.fresh(tmp_path) as url:
        made = Stage(url, seal, tmp_path / "var")
        yield made
        made.close()


@pytest.fixture
def home(stage):
    """The address of a site that listens."""
    server = make_server("127.0.0.1", 0, create_site(stage.publisher), threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture(scope="session")
def a_browser():
    """One Chromium for all pages; it takes a second to start."""
    if not chromium.is_here():
        missing("chromium and chromedriver on the PATH")
    with chromium.Chromium() as made:
        yield made


@pytest.fixture
def window(a_browser, home):
    """The browser at our site, with nothing of an earlier test in it."""
    a_browser.open(f"{home}/health/live")
    a_browser.forget()
    a_browser.complaints()
    return a_browser


@pytest.fixture
def signed_in(window, home):
    """The same, signed in to the console."""
    window.open(f"{home}/console")
    window.write("input[type=password]", "a long password")
    window.press("main button")
    return window
