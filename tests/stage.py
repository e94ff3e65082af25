"""The whole service for a test: real store and files, TikTok stood in for, one clock by hand."""

import hashlib
from dataclasses import replace
from datetime import UTC, datetime
from urllib.parse import parse_qs, urlsplit

import httpx

from publisher.domain.errors import BellAway, Refusal
from publisher.domain.states import AssetState, Mode, RenditionState
from publisher.domain.when import Now
from publisher.services.links import NewLink
from publisher.services.once import Once
from publisher.services.posts_check import NewPost
from publisher.settings.load import from_environment
from publisher.store import assets, posts, renditions
from publisher.store.assets import Asset
from publisher.store.engine import Store
from publisher.tiktok.simulator import Behaviour, Clock, World, create_simulator, ledger, run_due
from publisher.wiring import Outside, build

BEGAN = 1_772_452_800  # 2026-03-02 12:00 UTC
NOTICES = "http://127.0.0.1:8000/notices/tiktok"
SIMULATOR = "http://127.0.0.1:8001"
FILM = bytes(range(256)) * 40
PUBLIC = {"privacy": "PUBLIC_TO_EVERYONE"}


class RememberingBell:
    """A Bell that remembers what was rung, and can be taken away."""

    def __init__(self) -> None:
        self.rung: list[tuple[str, str]] = []
        self.is_away = False

    def ring(self, queue: str, *refs: str) -> None:
        if self.is_away:
            raise BellAway("the bell is away")
        self.rung.extend((queue, ref) for ref in refs)

    def take(self, queue: str) -> list[str]:
        """What was rung on a queue since the last look, each once."""
        found = [ref for name, ref in self.rung if name == queue]
        self.rung = [(name, ref) for name, ref in self.rung if name != queue]
        return list(dict.fromkeys(found))


class Stage:
    """A Publisher with one App and one connected Creator, and the world around it."""

    def __init__(
        self, database_url, seal, folder, *, environ=None, outside=None, **switches
    ) -> None:
        behaviour = Behaviour(inspect=False, webhooks=False).changed(switches)
        clock = Clock(BEGAN, rate=0)
        self.notices: list[tuple[dict[str, str], bytes]] = []
        self.world = World(
            clock=clock, behaviour=behaviour, seed=7, fetch=self._fetch, deliver=self._deliver
        )
        self.bell = RememberingBell()
        self.seconds = 0.0
        self.store = Store(database_url, seal, now=self.now)
        self.simulator = create_simulator(self.world)
        settings = from_environment(
            {
                "PUBLISHER_VAR": str(folder),
                "DATABASE_URL": database_url,
                "PUBLISHER_SEAL_KEYS": "A" * 43 + "=",
                "PUBLISHER_SESSION_SECRET": "s" * 40,
                "PUBLISHER_OPERATOR_PASSWORD": "a long password",
                "PUBLISHER_FREE_FLOOR_MB": "0",
                **(environ or {}),
            }
        )
        self.publisher = build(
            settings,
            Outside(
                **{
                    "now": self.now,
                    "monotonic": lambda: self.seconds,
                    "wait": self.turn,
                    "chance": lambda: 0.5,
                    "transport": httpx.WSGITransport(app=self.simulator),
                    "bell": self.bell,
                    "store": self.store,
                    **(outside or {}),
                }
            ),
        )
        self._browser = httpx.Client(transport=httpx.WSGITransport(app=self.simulator))
        self.control("clients/sim_client_key", {"webhook_url": NOTICES})
        self.app = self.publisher.apps.create("Testing App").id
        self._count = 0

    def close(self) -> None:
        self._browser.close()
        self.world.close()
        self.store.close()

    # --- time

    def now(self) -> datetime:
        return datetime.fromtimestamp(self.world.now(), UTC)

    def turn(self, seconds: float) -> None:
        """Let time pass, for us and for TikTok."""
        self.seconds += seconds
        self.world.clock.advance(seconds)
        run_due(self.world)

    # --- what people do

    def connect(self, creator="anna_public", app=None, grant=None, **wish) -> str:
        """A Connection, made the way a Creator makes it; gives its id."""
        with self.store.write() as tx:
            _, address = self.publisher.links.create(tx, app or self.app, NewLink("tiktok", **wish))
        consent = self.publisher.links.begin(address.rsplit("/", 1)[1], "browser-1")
        asked = parse_qs(urlsplit(consent).query)["scope"][0].split(",")
        form = {"creator": creator, "grant": grant or asked, "decision": "allow"}
        answer = self._browser.post(consent, data=form)
        back = parse_qs(urlsplit(answer.headers["location"]).query)
        finished = self.publisher.links.finish(
            "tiktok", back["state"][0], "browser-1", back["code"][0], None
        )
        return finished.connection.id

    def asset(self, content=FILM, *, photo=False, app=None, ready=True) -> str:
        """An Asset whose Rendition is its own bytes, as after a Keep."""
        app = app or self.app
        self._count += 1
        content = content + self._count.to_bytes(4)
        sha = hashlib.sha256(content).hexdigest()
        path = self.publisher.files.path(app, sha)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
        asset_id = f"ast_{self._count:026d}"
        kind = "picture" if photo else "film"
        with self.store.write() as tx:
            row = Asset(
                id=asset_id,
                app_id=app,
                state=AssetState.MEASURED,
                kind=kind,
                name="film.mp4",
                source_url=None,
                size=len(content),
                sha256=sha,
                facts=None,
                reason=None,
                tries=1,
                created_at=tx.now(),
                due_at=None,
                measured_at=tx.now(),
                erased_at=None,
            )
            assets.add(tx, row)
            wanted = self.publisher.renditions.want(tx, row, kind)
            if ready:
                self._ready(tx, wanted, sha, len(content), photo)
        return asset_id

    def _ready(self, tx, wanted, sha, size, photo) -> None:
        for one in wanted:
            taken = renditions.take(tx, one.id, tx.now())
            made = {
                "output_sha256": sha,
                "output_size": size,
                "output_type": "image/jpeg" if photo else "video/mp4",
            }
            assert renditions.ready(tx, replace(taken, state=RenditionState.MAKING), made)

    def post(self, connection=None, asset=None, *, key=None, **changes) -> str:
        """A Post that was accepted; gives its id."""
        self._count += 1
        photos = changes.pop("photos", 0)
        chosen = asset or (
            tuple(self.asset(photo=True) for _ in range(photos)) if photos else (self.asset(),)
        )
        plain = NewPost(
            connection=connection or self.connect(),
            assets=chosen if isinstance(chosen, tuple) else (chosen,),
            mode=Mode.DIRECT,
            when=Now(),
            caption="" if photos or changes.get("mode") is Mode.INBOX else "a caption",
            options={} if changes.get("mode") is Mode.INBOX else PUBLIC,
        )
        once = Once(self.app, "posts", key or f"key-{self._count}", "same", _shape)
        answer = self.publisher.posts.create(once, replace(plain, **changes))
        return answer.body.strip('"{} ').split('"')[2]

    # --- what happens by itself

    def work(self) -> None:
        """One round of the engine: sweep, then whatever was rung."""
        if not self.bell.is_away:
            self.publisher.sweep.once(lambda: self.seconds)
        for post_id in self.bell.take("publish"):
            self.publisher.attempts.work(post_id)

    def settle(self, post_id, *, seconds=600.0, step=3.0):
        """Rounds of the engine until the Post is over or so much time has passed."""
        left = seconds
        while left > 0:
            self.work()
            if self.state(post_id) not in {"scheduled", "sending", "processing"}:
                break
            self.turn(step)
            left -= step
        return self.row(post_id)

    # --- what there is to see

    def row(self, post_id) -> posts.Post:
        with self.store.read() as tx:
            return posts.find(tx, post_id)

    def state(self, post_id) -> str:
        return self.row(post_id).state.value

    def code(self, post_id) -> str | None:
        return (self.row(post_id).reason or {}).get("code")

    def told(self, ref) -> list[str]:
        """The kinds of Events about something, in order."""
        from publisher.store import events

        with self.store.read() as tx:
            return [one.kind for one in events.of_ref(tx, ref)]

    def published(self) -> list[dict]:
        return ledger(self.world)["published"]

    def ledger(self) -> dict:
        return ledger(self.world)

    def inits(self) -> list[dict]:
        return ledger(self.world)["inits"]

    # --- what TikTok is told to do

    def order(self, endpoint, kind, **wishes) -> None:
        body = {"endpoint": endpoint, "kind": kind, **wishes}
        assert self.control("faults", body).status_code == 200

    def calm(self) -> None:
        """All orders are dropped."""
        assert self._browser.delete(f"{SIMULATOR}/_sim/faults").status_code == 200

    def control(self, what, body=None) -> httpx.Response:
        return self._browser.post(f"{SIMULATOR}/_sim/{what}", json=body or {})

    def deliver_notices(self) -> list[bool]:
        """Hand over the webhooks that TikTok has sent meanwhile."""
        waiting, self.notices = self.notices, []
        return [self.publisher.notices.hear("tiktok", *one) for one in waiting]

    def _deliver(self, _url, headers, body) -> int:
        self.notices.append((headers, body))
        return 200

    def _fetch(self, url) -> httpx.Response:
        nonce, place = urlsplit(url).path.removeprefix("/pulls/").split("/")
        try:
            offered = self.publisher.pulls.serve(nonce, int(place.split(".")[0]), "TikTok")
        except Refusal:
            return httpx.Response(404)
        return httpx.Response(
            200, content=offered.path.read_bytes(), headers={"Content-Type": offered.content_type}
        )


def _shape(post) -> tuple[int, dict]:
    return 201, {"id": post.id}
