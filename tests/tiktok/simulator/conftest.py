"""The simulator in the test's own process, with a clock turned by hand, and a plain caller."""

from __future__ import annotations

import hashlib
import itertools
import socket
import subprocess
import threading
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import httpx
import imageio_ffmpeg
import pytest

from publisher.tiktok.simulator import (
    CODES,
    FAIL_REASONS,
    OAUTH_ERRORS,
    Clock,
    World,
    create_simulator,
    run_due,
)

BASE = "https://open.tiktokapis.test"
BACK = "https://publisher.example/connect/tiktok/callback"
VERIFIER = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"
SCOPES = "user.info.basic,user.info.profile,user.info.stats,video.list,video.upload,video.publish"


class Caller:
    """Somebody's TikTok client, written from TikTok's pages and nothing else."""

    def __init__(self, world: World, http: httpx.Client) -> None:
        self.world = world
        self.http = http
        self.key, self.secret = "sim_client_key", "sim_client_secret"
        self.token = ""
        self.pair: dict[str, object] = {}

    def ask_consent(self, creator="anna_public", scopes=SCOPES, **changes) -> httpx.Response:
        asked = {
            "client_key": self.key,
            "response_type": "code",
            "scope": scopes,
            "redirect_uri": BACK,
            "state": "s1",
            "code_challenge": hashlib.sha256(VERIFIER.encode()).hexdigest(),
            "code_challenge_method": "S256",
            **{k: v for k, v in changes.items() if k not in {"grant", "decision"}},
        }
        form = {
            **asked,
            "creator": creator,
            "grant": changes.get("grant", scopes.split(",")),
            "decision": changes.get("decision", "allow"),
        }
        return self.http.post("/v2/auth/authorize/", data=form)

    def returned(self, answer: httpx.Response) -> dict[str, str]:
        assert answer.status_code == 302, answer.text
        query = parse_qs(urlsplit(answer.headers["location"]).query)
        return {name: values[0] for name, values in query.items()}

    def ask_token(self, **form) -> httpx.Response:
        fields = {"client_key": self.key, "client_secret": self.secret, **form}
        fields = {name: value for name, value in fields.items() if value is not None}
        return self.http.post("/v2/oauth/token/", data=fields)

    def exchange(self, code: str, /, **changes) -> httpx.Response:
        form = {"grant_type": "authorization_code", "code": code, "redirect_uri": BACK}
        return self.ask_token(**{**form, "code_verifier": VERIFIER, **changes})

    def refresh(self, token: str | None = None) -> httpx.Response:
        return self.ask_token(
            grant_type="refresh_token", refresh_token=token or self.pair["refresh_token"]
        )

    def connect(self, creator="anna_public", scopes=SCOPES, **changes) -> Caller:
        code = self.returned(self.ask_consent(creator, scopes, **changes))["code"]
        self.pair = self.exchange(code).json()
        self.token = str(self.pair["access_token"])
        return self

    def call(self, path: str, body=None, **more) -> httpx.Response:
        headers = {"Authorization": f"Bearer {self.token}", **more.pop("headers", {})}
        return self.http.post(
            f"/v2/{path}", json={} if body is None else body, headers=headers, **more
        )

    def init_video(self, size: int, title="hello", **changes) -> httpx.Response:
        body = {
            "post_info": {"privacy_level": "PUBLIC_TO_EVERYONE", "title": title},
            "source_info": {
                "source": "FILE_UPLOAD",
                "video_size": size,
                "chunk_size": size,
                "total_chunk_count": 1,
            },
        }
        for part, wishes in changes.items():
            body[part] = {**body[part], **wishes}
        return self.call("post/publish/video/init/", body)

    def init_photos(self, urls, mode="DIRECT_POST", **post) -> httpx.Response:
        body = {
            "media_type": "PHOTO",
            "post_mode": mode,
            "post_info": {"privacy_level": "PUBLIC_TO_EVERYONE", "title": "hello", **post},
            "source_info": {
                "source": "PULL_FROM_URL",
                "photo_images": urls,
                "photo_cover_index": 0,
            },
        }
        return self.call("post/publish/content/init/", body)

    def put(self, url: str, piece: bytes, first: int, total: int, **headers) -> httpx.Response:
        last = first + len(piece) - 1
        sent = {"Content-Type": "video/mp4", "Content-Range": f"bytes {first}-{last}/{total}"}
        return self.http.put(url, content=piece, headers={**sent, **headers})

    def send(self, file: bytes, title="hello", **changes) -> str:
        """Init and one chunk; gives the publish id."""
        told = self.init_video(len(file), title, **changes).json()["data"]
        assert self.put(told["upload_url"], file, 0, len(file)).status_code == 201
        return told["publish_id"]

    def status(self, publish_id: str) -> dict[str, object]:
        answer = self.call("post/publish/status/fetch/", {"publish_id": publish_id})
        assert answer.json()["error"]["code"] == "ok", answer.text
        return answer.json()["data"]

    def later(self, seconds: float) -> None:
        self.world.clock.advance(seconds)
        run_due(self.world)


@pytest.fixture
def world(tmp_path):
    made = World(clock=Clock(1_770_000_000, rate=0), seed=7)
    with made.change():
        for client in made.clients.all():
            uris = (*client.redirect_uris, BACK)
            verified = (*client.verified, "cdn.example", "https://media.example/tiktok/")
            made.clients.put(client.key, replace(client, redirect_uris=uris, verified=verified))
    yield made
    if not made.struck:
        _said_nothing_unlisted(made)
    made.close()


def _said_nothing_unlisted(world):
    """Whatever was refused in any test by itself, and not by a fault, stands in CODES."""
    for breach in world.breaches.all():
        if breach.endpoint in CODES and breach.code != "unknown_mark":
            assert breach.http in CODES[breach.endpoint].get(breach.code, ()), breach
        if breach.endpoint == "token":
            assert breach.code in OAUTH_ERRORS
    for share in world.shares.all():
        assert share.fail_reason in {"", *FAIL_REASONS}


@pytest.fixture
def site(world):
    return create_simulator(world)


@pytest.fixture
def http(site):
    with httpx.Client(transport=httpx.WSGITransport(app=site), base_url=BASE) as client:
        yield client


@pytest.fixture
def caller(world, http):
    return Caller(world, http)


@pytest.fixture
def anna(caller):
    """A caller already connected to a creator for whom everything works."""
    return caller.connect()


@pytest.fixture(scope="session")
def film(tmp_path_factory):
    """Draw a film once per kind: `film(seconds=1, rate=30, size="360x640", suffix=".mp4")`."""
    folder: Path = tmp_path_factory.mktemp("films")
    numbers, drawn = itertools.count(), {}

    def draw(seconds=1, rate=30, size="360x640", suffix=".mp4", codec="libx264") -> bytes:
        kind = (seconds, rate, size, suffix, codec)
        if kind not in drawn:
            path = folder / f"{next(numbers)}{suffix}"
            picture = f"testsrc=size={size}:rate={rate}:duration={seconds}"
            command = [imageio_ffmpeg.get_ffmpeg_exe(), "-v", "error", "-f", "lavfi", "-i", picture]
            command += ["-c:v", codec, "-pix_fmt", "yuv420p", str(path)]
            subprocess.run(command, check=True, timeout=60)
            drawn[kind] = path.read_bytes()
        return drawn[kind]

    return draw


@pytest.fixture
def mp4(film):
    return film()


@pytest.fixture
def caller_over():
    """A caller of any world: `with caller_over(world) as caller`."""

    @contextmanager
    def over(world):
        with world.change():
            client = world.clients.get("sim_client_key")
            uris = tuple(dict.fromkeys((*client.redirect_uris, BACK)))
            world.clients.put(client.key, replace(client, redirect_uris=uris))
        transport = httpx.WSGITransport(app=create_simulator(world))
        with httpx.Client(transport=transport, base_url=BASE) as client:
            yield Caller(world, client)

    return over


@pytest.fixture
def free_port():
    with socket.socket() as line:
        line.bind(("127.0.0.1", 0))
        return line.getsockname()[1]


@pytest.fixture
def until():
    """Ask until there is an answer; the deadline only ends a test that has failed already."""

    def ask(found, seconds=30.0):
        end = threading.Event()
        timer = threading.Timer(seconds, end.set)
        timer.daemon = True
        timer.start()
        while not (answer := found()):
            assert not end.wait(0.05), "it never happened"
        timer.cancel()
        return answer

    return ask
