"""On a real port: somebody else's OAuth client, real broken lines, real pulls, real webhooks."""

import hashlib
import http.server
import threading
from dataclasses import replace
from urllib.parse import urlsplit

import httpx
import pytest
from requests_oauthlib import OAuth2Session

from publisher.tiktok.simulator import World, ledger, serve

BACK = "http://127.0.0.1:5000/connect/tiktok/callback"
VERIFIER = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"


@pytest.fixture
def server():
    world = World()
    world.configure(processing_seconds=0.01, moderation_seconds=0.01)
    running = serve(world)
    yield running
    running.stop()
    world.close()


@pytest.fixture
def line(server):
    with httpx.Client(base_url=server.url) as client:
        yield client


def token_of(line):
    form = {
        "client_key": "sim_client_key", "response_type": "code", "redirect_uri": BACK,
        "scope": "user.info.basic,video.publish,video.upload", "state": "s", "decision": "allow",
        "grant": ["video.publish", "video.upload"], "creator": "anna_public",
        "code_challenge": hashlib.sha256(VERIFIER.encode()).hexdigest(),
    }  # fmt: skip
    back = httpx.URL(line.post("/v2/auth/authorize/", data=form).headers["location"])
    form = {
        "client_key": "sim_client_key", "client_secret": "sim_client_secret",
        "grant_type": "authorization_code", "code": back.params["code"], "redirect_uri": BACK,
        "code_verifier": VERIFIER,
    }  # fmt: skip
    return line.post("/v2/oauth/token/", data=form).json()["access_token"]


def init(line, token, title, size):
    body = {
        "post_info": {"title": title, "privacy_level": "PUBLIC_TO_EVERYONE"},
        "source_info": {
            "source": "FILE_UPLOAD", "video_size": size, "chunk_size": size,
            "total_chunk_count": 1,
        },
    }  # fmt: skip
    headers = {"Authorization": f"Bearer {token}"}
    return line.post("/v2/post/publish/video/init/", json=body, headers=headers)


def test_requests_oauthlib_connects_refreshes_asks_and_posts(server, monkeypatch, mp4, until):
    """A public OAuth client library that this project does not use itself."""
    monkeypatch.setenv("OAUTHLIB_INSECURE_TRANSPORT", "1")  # the simulator speaks plain http
    scope = "user.info.basic,video.publish"
    with OAuth2Session("sim_client_key", redirect_uri=BACK, scope=[scope]) as session:
        consent, state = session.authorization_url(
            f"{server.url}/v2/auth/authorize/",
            client_key="sim_client_key",
            code_challenge=hashlib.sha256(VERIFIER.encode()).hexdigest(),
            code_challenge_method="S256",
        )
        page = session.request("GET", consent, withhold_token=True)
        assert "Allow Simulated client?" in page.text
        form = dict(httpx.URL(consent).params)
        form |= {"creator": "paul_private", "grant": "video.publish", "decision": "allow"}
        back = httpx.post(f"{server.url}{urlsplit(consent).path}", data=form).headers["location"]

        client = {"client_key": "sim_client_key", "client_secret": "sim_client_secret"}
        token = session.fetch_token(
            f"{server.url}/v2/oauth/token/",
            authorization_response=back,
            state=state,
            include_client_id=True,
            code_verifier=VERIFIER,
            **client,
        )
        assert token["open_id"].startswith("-000")
        renewed = session.refresh_token(f"{server.url}/v2/oauth/token/", **client)
        assert renewed["refresh_token"] != token["refresh_token"]
        asked = {"fields": "open_id,display_name"}
        told = session.get(f"{server.url}/v2/user/info/", params=asked).json()
        assert told["data"]["user"] == {
            "open_id": token["open_id"],
            "display_name": "Paul Private",
        }
        _post(session, server, mp4, until)


def _post(session, server, film, until):
    """A film for the creator alone, from the first question to the last."""
    publish = f"{server.url}/v2/post/publish"
    info = session.post(f"{publish}/creator_info/query/").json()["data"]
    assert info["creator_username"] == "paul_private"
    size = len(film)
    source = {
        "source": "FILE_UPLOAD",
        "video_size": size,
        "chunk_size": size,
        "total_chunk_count": 1,
    }
    begun = session.post(
        f"{publish}/video/init/",
        json={
            "post_info": {"title": "by somebody else", "privacy_level": "SELF_ONLY"},
            "source_info": source,
        },
    ).json()["data"]
    sent = session.put(
        begun["upload_url"],
        data=film,
        headers={"Content-Type": "video/mp4", "Content-Range": f"bytes 0-{size - 1}/{size}"},
        withhold_token=True,
    )
    assert sent.status_code == 201

    def status():
        asked = {"publish_id": begun["publish_id"]}
        return session.post(f"{publish}/status/fetch/", json=asked).json()["data"]["status"]

    until(lambda: status() == "PUBLISH_COMPLETE")
    [post] = ledger(server.world)["published"]
    assert post["caption"] == "by somebody else"
    assert post["sha256"] == [hashlib.sha256(film).hexdigest()]


@pytest.mark.parametrize(
    ("kind", "error"),
    [
        ("lost", httpx.RemoteProtocolError),
        ("half", httpx.RemoteProtocolError),
        ("reset", httpx.ReadError),
        ("hang", httpx.ReadTimeout),
    ],
)
def test_a_line_really_breaks(server, line, kind, error):
    token = token_of(line)
    line.timeout = httpx.Timeout(5, read=0.5)
    with pytest.raises(error):
        init(line, token, f"[sim:{kind}-init=2s]", 1000)

    line.timeout = httpx.Timeout(5)
    assert init(line, token, f"[sim:{kind}-init=2s]", 1000).status_code == 200
    assert len(server.world.shares.all()) == 2


def test_an_answer_can_drip(line):
    assert init(line, token_of(line), "[sim:drip-init=0.1s]", 1000).json()["data"]["publish_id"]


def test_a_line_is_kept_open_even_past_a_body_that_was_not_read(server, line):
    token = token_of(line)
    opened = []
    with httpx.Client(base_url=server.url, event_hooks={"response": [opened.append]}) as client:
        told = init(client, token, "[sim:503-last-chunk]", 3_000_000).json()["data"]
        sent = {"Content-Type": "video/mp4", "Content-Range": "bytes 0-2999999/3000000"}
        for expected in (503, 201):
            answer = client.put(told["upload_url"], content=b"x" * 3_000_000, headers=sent)
            assert answer.status_code == expected
        streams = {id(answer.extensions["network_stream"]) for answer in opened}
    assert len(streams) == 1


@pytest.mark.parametrize("length", [b"-5", b"abc", b"9" * 40])
def test_a_senseless_length_ends_the_line(server, length):
    import socket

    where = urlsplit(server.url)
    with socket.create_connection((where.hostname, where.port), timeout=10) as raw:
        raw.sendall(b"POST /v2/oauth/token/ HTTP/1.1\r\nHost: x\r\nContent-Length: " + length)
        raw.sendall(b"\r\n\r\nGET /_sim/health HTTP/1.1\r\nHost: x\r\n\r\n")
        answer = b""
        while piece := raw.recv(65536):
            answer += piece
    assert answer.startswith(b"HTTP/1.1 400 ")
    assert b'"ok"' not in answer


class Neighbour(http.server.BaseHTTPRequestHandler):
    """Serves a picture, a redirect, and hears webhooks."""

    def do_GET(self):
        if self.path == "/moved.jpg":
            self.send_response(302)
            self.send_header("Location", "/picture.jpg")
        else:
            self.send_response(200)
        body = self.server.picture if self.path == "/picture.jpg" else b""
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def do_POST(self):
        self.server.heard.append(self.rfile.read(int(self.headers["Content-Length"])))
        self.send_response(200)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_args):
        pass


@pytest.fixture
def neighbour():
    import io

    from PIL import Image

    out = io.BytesIO()
    Image.new("RGB", (400, 600), "teal").save(out, "JPEG")
    served = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Neighbour)
    served.picture, served.heard = out.getvalue(), []
    thread = threading.Thread(target=served.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    yield served
    served.shutdown()
    served.server_close()
    thread.join()


def test_pictures_are_really_pulled_and_the_result_really_told(server, line, neighbour, until):
    world, base = server.world, f"http://127.0.0.1:{neighbour.server_address[1]}"
    with world.change():
        client = world.clients.get("sim_client_key")
        world.clients.put(client.key, replace(client, webhook_url=f"{base}/hook"))
    headers = {"Authorization": f"Bearer {token_of(line)}"}

    def share(name):
        body = {
            "media_type": "PHOTO", "post_mode": "DIRECT_POST",
            "post_info": {"privacy_level": "PUBLIC_TO_EVERYONE", "title": name},
            "source_info": {
                "source": "PULL_FROM_URL", "photo_images": [f"{base}/{name}"],
                "photo_cover_index": 0,
            },
        }  # fmt: skip
        path = "/v2/post/publish/content/init/"
        return line.post(path, json=body, headers=headers).json()["data"]["publish_id"]

    good, moved = share("picture.jpg"), share("moved.jpg")
    until(lambda: world.shares.get(good).post_ids)
    until(lambda: world.shares.get(moved).fail_reason == "photo_pull_failed")
    until(lambda: len(neighbour.heard) >= 3)

    assert world.items.all()[0].caption == "picture.jpg"
    assert any(b"photo_pull_failed" in body for body in neighbour.heard)
    assert any(b"publicly_available" in body for body in neighbour.heard)


def test_caps_hold_when_everybody_asks_at_once(server, line):
    server.world.configure(enforce_minutes=False, cap_counts_inits=True)
    token = token_of(line)
    gate, answers = threading.Barrier(16), []

    def ask(number):
        gate.wait()
        with httpx.Client(base_url=server.url) as mine:
            answers.extend(init(mine, token, f"{number}.{k}", 9).status_code for k in range(3))

    threads = [threading.Thread(target=ask, args=(number,)) for number in range(16)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(answers) == [200] * 15 + [403] * 33
    inits = server.world.inits.all()
    assert sum(each.answer == "ok" for each in inits) == 15
    assert sum(each.answer == "spam_risk_too_many_posts" for each in inits) == 33
