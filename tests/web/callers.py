"""Who calls the site in tests: an App with its key, and a Creator with a browser."""

import itertools
import re
from urllib.parse import urlsplit

import httpx
import pytest

from tests.stage import PUBLIC

# For tables whose answer is given before any database is asked: one engine shows it.
one_engine = pytest.mark.parametrize("engine_name", ["sqlite"])

BASE = "http://127.0.0.1:8000"
TIKTOK = "http://127.0.0.1:8001"


class Caller:
    """An App: every call carries its key, and what commits carries a fresh Idempotency-Key."""

    _numbers = itertools.count(1)

    def __init__(self, site, stage, app_id) -> None:
        self.app = app_id
        self.stage = stage
        self.key = stage.publisher.apps.issue_key(app_id).key.reveal()
        self.http = httpx.Client(
            transport=httpx.WSGITransport(app=site),
            base_url=BASE,
            headers={"Authorization": f"Bearer {self.key}"},
        )

    def get(self, path, **more) -> httpx.Response:
        return self.http.get(path, **more)

    def delete(self, path, **more) -> httpx.Response:
        return self.http.delete(path, **more)

    def put(self, path, body) -> httpx.Response:
        return self.http.put(path, json=body)

    def patch(self, path, body, **headers) -> httpx.Response:
        return self.http.patch(path, json=body, headers=headers)

    def post(self, path, body=None, *, key=None, **more) -> httpx.Response:
        headers = {"Idempotency-Key": key or f"key-{next(self._numbers)}"} | more.pop("headers", {})
        if body is not None:
            more["json"] = body
        return self.http.post(path, headers=headers, **more)

    def hand_in(self, content, name="film.mp4", *, key=None) -> httpx.Response:
        return self.post("/v1/assets", key=key, files={"file": (name, content, "video/mp4")})

    def draft(self, **changes) -> dict:
        """A body that is accepted."""
        return {
            "connection": changes.pop("connection", None) or self.stage.connect(app=self.app),
            "assets": changes.pop("assets", None) or [self.stage.asset(app=self.app)],
            "mode": "direct",
            "caption": "a caption",
            "options": PUBLIC,
            "schedule": "now",
            **changes,
        }

    def make_post(self, **changes) -> dict:
        answer = self.post("/v1/posts", self.draft(**changes))
        assert answer.status_code == 201, answer.text
        return answer.json()

    def make_link(self, **wish) -> dict:
        answer = self.post("/v1/connections/links", {"platform": "tiktok", **wish})
        assert answer.status_code == 201, answer.text
        return answer.json()


class Browser:
    """A Creator's browser: keeps cookies, follows nothing by itself, knows both sites."""

    def __init__(self, site, stage) -> None:
        self.http = httpx.Client(transport=httpx.WSGITransport(app=site), base_url=BASE)
        self.tiktok = httpx.Client(
            transport=httpx.WSGITransport(app=stage.simulator), base_url=TIKTOK
        )

    def open(self, url) -> httpx.Response:
        """Open an address of our own site."""
        parts = urlsplit(url)
        return self.http.get(f"{parts.path}?{parts.query}" if parts.query else parts.path)

    def press(self, page, path, **form) -> httpx.Response:
        """Send the form that this page holds."""
        hidden = dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', page.text))
        return self.http.post(path, data={**hidden, **form}, headers={"Origin": BASE})

    def begin(self, url) -> str:
        """From the link to the platform's consent page; gives its address."""
        page = self.open(url)
        assert page.status_code == 200, page.text
        sent = self.press(page, urlsplit(url).path)
        assert sent.status_code == 303, sent.text
        return sent.headers["Location"]

    def consent(self, address, creator="anna_public", decision="allow", grant=None) -> str:
        """What the platform does with a Creator's decision; gives the way back."""
        asked = httpx.URL(address).params["scope"].split(",")
        form = {"creator": creator, "grant": grant or asked, "decision": decision}
        answer = self.tiktok.post(address, data=form)
        assert answer.status_code == 302, answer.text
        return answer.headers["Location"]

    def connect(self, url, **decision) -> httpx.Response:
        """The whole round trip; gives the last answer."""
        return self.open(self.consent(self.begin(url), **decision))
