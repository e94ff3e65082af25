"""What a journey needs: a whole service over HTTP, real media, an App and two browsers."""

import re
import subprocess

import httpx
import imageio_ffmpeg
import pytest

from publisher.web import create_site
from publisher.worker import jobs
from tests.stage import Stage
from tests.web.callers import Browser, Caller

ORIGIN = "http://127.0.0.1:8000"
PASSWORD = "a long password"


class Journey:
    """An App, a Creator and an Operator at one service; time passes when somebody waits."""

    def __init__(self, stage) -> None:
        self.stage = stage
        site = create_site(stage.publisher)
        self.app = Caller(site, stage, stage.app)
        self.creator = Browser(site, stage)
        self.operator = site.test_client()
        jobs.equip(stage.publisher)

    def wait(self, seconds=60) -> None:
        """What happens by itself meanwhile: the clock's look, the workers, media, webhooks."""
        for _ in range(int(seconds / 3)):
            self.stage.work()
            for ref in self.stage.bell.take("media"):
                jobs.media(ref)
            self.stage.deliver_notices()
            self.stage.turn(3)

    def connect(self, creator="anna_public", **wish) -> dict:
        """A Creator follows a link of the App's; gives the Connection as the App sees it."""
        link = self.app.make_link(return_url="https://app.example/done", **wish)
        back = self.creator.connect(link["url"], creator=creator)
        assert back.status_code == 303, back.text
        made = httpx.URL(back.headers["Location"]).params["connection"]
        return self.app.get(f"/v1/connections/{made}").json()

    def hand_in(self, content) -> str:
        """The App hands a file in."""
        answer = self.app.hand_in(content)
        assert answer.status_code == 201, answer.text
        return answer.json()["id"]

    def post(self, connection, *assets, **changes) -> str:
        """The App asks for a post; gives its id."""
        made = self.app.make_post(connection=connection["id"], assets=list(assets), **changes)
        return made["id"]

    def see(self, post) -> dict:
        """The Post as the App sees it."""
        return self.app.get(f"/v1/posts/{post}").json()

    def told(self, ref) -> list[str]:
        """What the App has heard of a Post or a Connection, in its order."""
        self.stage.turn(6)  # on PostgreSQL an Event is told once no older one can still come
        items = self.app.get("/v1/events?limit=100").json()["items"]
        mine = [one for one in items if one["ref"] == ref]
        return [one["kind"] for one in sorted(mine, key=lambda one: one["sequence"])]

    def sign_in(self) -> None:
        """The Operator opens the console."""
        form = self._form(self.operator.get("/console/sign-in"))
        told = {"form": form, "password": PASSWORD}
        assert self.operator.post("/console/sign-in", data=told).status_code == 303

    def press(self, page, path, **fields):
        """The Operator sends a form of this page."""
        told = {"form": self._form(page), **fields}
        return self.operator.post(path, data=told, headers={"Origin": ORIGIN})

    def _form(self, page) -> str:
        return re.search(r'name="form" value="([0-9a-f]{64})"', page.text)[1]


@pytest.fixture
def journey(database_url, seal, tmp_path):
    """One service, with a TikTok that looks at what it gets and sends webhooks."""
    stage = Stage(database_url, seal, tmp_path / "var", inspect=True, webhooks=True)
    yield Journey(stage)
    stage.close()


@pytest.fixture(scope="session")
def mp4(tmp_path_factory) -> bytes:
    """A film of one second that needs no mending."""
    path = tmp_path_factory.mktemp("films") / "one.mp4"
    _draw("testsrc=size=360x640:rate=30:duration=1", path, "-c:v", "libx264", "-pix_fmt", "yuv420p")
    return path.read_bytes()


@pytest.fixture(scope="session")
def photos(tmp_path_factory) -> list[bytes]:
    """Two pictures that differ."""
    folder = tmp_path_factory.mktemp("photos")
    for number in (1, 2):
        _draw(f"testsrc=size=720x{1000 + number * 2}", folder / f"{number}.jpg", "-frames:v", "1")
    return [(folder / f"{number}.jpg").read_bytes() for number in (1, 2)]


def _draw(picture, path, *how) -> None:
    tool = imageio_ffmpeg.get_ffmpeg_exe()
    command = [tool, "-v", "error", "-f", "lavfi", "-i", picture, *how, str(path)]
    subprocess.run(command, check=True, timeout=60)
