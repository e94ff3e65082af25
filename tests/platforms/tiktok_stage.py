"""TikTok for the tests of every Platform: the simulator in the same process, over WSGI."""

import hashlib
import io
from dataclasses import replace
from datetime import UTC, datetime
from urllib.parse import parse_qs, urlsplit

import httpx

from publisher.domain.secret import Secret
from publisher.domain.states import Mode, Transfer
from publisher.domain.tickets import Film, Grant, Ticket
from publisher.tiktok.creator import Audit
from publisher.tiktok.platform import Client, TikTok
from publisher.tiktok.simulator import Behaviour, Clock, World, create_simulator, ledger, run_due

BASE = "https://open.tiktokapis.test"
BACK = "https://publisher.example/connect/tiktok/callback"
VERIFIER = Secret("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk")
ALL_SCOPES = ("user.info.basic", "video.upload", "video.publish", "video.list")
BYTES = bytes(range(256)) * 40
_PLACES = {"open": "init", "send": "chunk", "ask": "status"}
PICTURES = ("https://cdn.example/1.jpg", "https://cdn.example/2.jpg")


def film_of(content: bytes) -> Film:
    return Film(lambda: io.BytesIO(content), len(content), "video/mp4")


class Recorder(httpx.BaseTransport):
    """Hands requests on and remembers them, as they would stand on the wire."""

    def __init__(self, app) -> None:
        self._inner = httpx.WSGITransport(app=app)
        self.seen: list[httpx.Request] = []

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        self.seen.append(request)
        return self._inner.handle_request(request)


class TikTokStage:
    """See `stage.Stage`."""

    def __init__(self, *, key="sim_client_key", is_quiet=lambda: True, **switches) -> None:
        behaviour = Behaviour(inspect=False).changed(switches)
        clock = Clock(1_770_000_000, rate=0)
        self.world = World(clock=clock, behaviour=behaviour, seed=7, fetch=self._fetched)
        with self.world.change():
            for client in self.world.clients.all():
                uris, verified = (*client.redirect_uris, BACK), (*client.verified, "cdn.example")
                kept = replace(client, redirect_uris=uris, verified=verified)
                self.world.clients.put(client.key, kept)
        ours = self.world.clients.get(key)
        self.recorder = Recorder(create_simulator(self.world))
        self.client = Client(
            key=key,
            secret=Secret(ours.secret),
            audit=Audit.AUDITED if ours.audited else Audit.UNAUDITED,
            scopes=ALL_SCOPES,
            api_url=BASE,
            auth_url=BASE,
        )
        self.rests: list[float] = []
        self.platform = TikTok(
            self.client,
            now=self.now,
            transport=self.recorder,
            is_quiet=is_quiet,
            rest=self.rests.append,
        )
        self._browser = httpx.Client(
            transport=httpx.WSGITransport(app=create_simulator(self.world))
        )

    def now(self) -> datetime:
        return datetime.fromtimestamp(self.world.now(), UTC)

    def close(self) -> None:
        self._browser.close()
        self.world.close()

    def code(self, creator="anna_public", scopes=ALL_SCOPES, granted=None) -> str:
        """What the Creator's browser brings back after consent."""
        address = self.platform.consent("state-1", VERIFIER, BACK, scopes)
        form = {"creator": creator, "grant": list(granted or scopes), "decision": "allow"}
        answer = self._browser.post(address, data=form)
        assert answer.status_code == 302, answer.text
        return parse_qs(urlsplit(answer.headers["location"]).query)["code"][0]

    def connect(self, creator="anna_public", scopes=ALL_SCOPES, granted=None) -> Grant:
        grant = self.platform.exchange(self.code(creator, scopes, granted), VERIFIER, BACK)
        assert isinstance(grant, Grant), grant
        return grant

    def ticket(self, grant: Grant, *, photos=False, content=BYTES, **changes) -> Ticket:
        plain = Ticket(
            post="post_1",
            attempt="att_1",
            request_id="req_1",
            mode=Mode.DIRECT,
            transfer=Transfer.PULL if photos else Transfer.FILE,
            photos=photos,
            token=grant.access,
            caption="" if photos else "a caption",
            title="a title" if photos else "",
            options={"privacy": "PUBLIC_TO_EVERYONE"},
            film=None if photos else film_of(content),
            addresses=PICTURES if photos else (),
        )
        return replace(plain, **changes)

    def later(self, seconds: float) -> None:
        self.world.clock.advance(seconds)
        run_due(self.world)

    def lose(self, step: str, *, after: bool = True, **wishes) -> None:
        self.order(_PLACES[step], "lost", before=not after, **wishes)

    def fail(self, step: str, code: str, http: int, times: int = 1) -> None:
        place = _PLACES[step]
        self.order(place, "code", code=code, http=http, times=times, before=True)

    def order(self, endpoint: str, kind: str, **wishes) -> None:
        body = {"endpoint": endpoint, "kind": kind, **wishes}
        assert self._browser.post(f"{BASE}/_sim/faults", json=body).status_code == 200

    def revoke(self, grant: Grant) -> None:
        assert self._browser.post(f"{BASE}/_sim/creators/anna_public/revoke", json={}).is_success

    def out(self) -> int:
        return len(ledger(self.world)["published"])

    def announced(self) -> int:
        return len([one for one in ledger(self.world)["inits"] if one["publish_id"]])

    def shares(self) -> list[dict]:
        return ledger(self.world)["shares"]

    def requests(self, ending: str) -> list[httpx.Request]:
        return [one for one in self.recorder.seen if one.url.path.endswith(ending)]

    def _fetched(self, url: str) -> httpx.Response:
        picture = hashlib.sha256(url.encode()).digest()
        return httpx.Response(200, content=picture, headers={"Content-Type": "image/jpeg"})
