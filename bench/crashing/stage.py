"""A Publisher for a run: real store and files, TikTok's stand-in on a port, the shared clock."""

import hashlib
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import httpx

from bench.crashing.clock import SharedClock
from bench.crashing.spoiling import Spoiler, SpoiltTransport
from publisher.domain.secret import Secret
from publisher.domain.states import AssetState, Mode, RenditionState
from publisher.domain.when import At, Now
from publisher.services.links import NewLink
from publisher.services.once import Once
from publisher.services.posts_check import NewPost
from publisher.settings import Settings
from publisher.settings.load import from_environment
from publisher.store import assets, renditions
from publisher.store.assets import Asset
from publisher.store.engine import Store
from publisher.store.posts import Post
from publisher.store.seal import Seal
from publisher.wiring import Outside, Publisher, build

SEAL_KEY = "A" * 43 + "="
PUBLIC = {"privacy": "PUBLIC_TO_EVERYONE"}
FILM = bytes(range(256)) * 40
LARGE_FILM = 70_000_000  # more than one piece may hold: seven


class RememberingBell:
    """Keeps what was rung, so that whoever swept can drive it."""

    def __init__(self) -> None:
        self._rung: list[str] = []

    def ring(self, queue: str, *refs: str) -> None:
        """Remember Posts."""
        if queue == "publish":
            self._rung.extend(refs)

    def take(self) -> list[str]:
        """What was rung since the last look."""
        found, self._rung = self._rung, []
        return list(dict.fromkeys(found))


def assemble(
    database: str, var: Path, port: int, clock: SharedClock, spoiler: Spoiler | None = None
) -> Publisher:
    """The whole service over this database, with this clock, towards this port."""
    spoiler = spoiler or Spoiler()
    store = Store(database, Seal([Secret(SEAL_KEY)]), now=clock.now)
    spoiler.watch(store.engine)
    outside = Outside(
        now=clock.now,
        monotonic=clock.seconds,
        wait=clock.turn,
        chance=lambda: 0.5,
        transport=SpoiltTransport(spoiler),
        bell=RememberingBell(),
        store=store,
    )
    return build(settings_for(database, var, port), outside)


def settings_for(database: str, var: Path, port: int, **more: str) -> Settings:
    """Settings towards a stand-in TikTok on this port."""
    return from_environment(
        {
            "PUBLISHER_VAR": str(var),
            "DATABASE_URL": database,
            "SIMULATOR_PORT": str(port),
            "PUBLISHER_SEAL_KEYS": SEAL_KEY,
            "PUBLISHER_SESSION_SECRET": "s" * 40,
            "PUBLISHER_OPERATOR_PASSWORD": "a long password",
            "PUBLISHER_FREE_FLOOR_MB": "0",
            **more,
        }
    )


def keep_asset(publisher: Publisher, app: str, number: int, content: bytes, kind: str) -> str:
    """An Asset whose Rendition is its own bytes, as after a Keep."""
    sha = hashlib.sha256(content).hexdigest()
    path = publisher.files.path(app, sha)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    return keep_row(publisher, app, number, sha, len(content), kind)


def keep_row(publisher: Publisher, app: str, number: int, sha: str, size: int, kind: str) -> str:
    """The same for bytes that are in their place already."""
    made = {
        "output_sha256": sha,
        "output_size": size,
        "output_type": "image/jpeg" if kind == "picture" else "video/mp4",
    }
    with publisher.store.write() as tx:
        row = Asset(
            id=f"ast_{number:026d}",
            app_id=app,
            state=AssetState.MEASURED,
            kind=kind,
            name=kind,
            source_url=None,
            size=size,
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
        for wanted in publisher.renditions.want(tx, row, kind):
            taken = renditions.take(tx, wanted.id, tx.now() + timedelta(minutes=1))
            assert taken is not None
            assert renditions.ready(tx, replace(taken, state=RenditionState.MAKING), made)
    return row.id


def connect(
    publisher: Publisher, browser: httpx.Client, app: str, creator: str, again: str | None = None
) -> str:
    """A Connection, made or renewed the way a Creator makes it; gives its id."""
    with publisher.store.write() as tx:
        wish = NewLink("tiktok", reconnect=again)
        _, address = publisher.links.create(tx, app, wish)
    consent = publisher.links.begin(address.rsplit("/", 1)[1], creator)
    asked = parse_qs(urlsplit(consent).query)["scope"][0].split(",")
    form = {"creator": creator, "grant": asked, "decision": "allow"}
    answer = browser.post(consent, data=form)
    back = parse_qs(urlsplit(answer.headers["location"]).query)
    finished = publisher.links.finish("tiktok", back["state"][0], creator, back["code"][0], None)
    return finished.connection.id


def accept(
    publisher: Publisher,
    app: str,
    connection: str,
    chosen: tuple[str, ...],
    caption: str,
    at: datetime | None = None,
) -> str:
    """A Post that was accepted, due now unless said; gives its id. Two Assets are photos."""
    photos = len(chosen) > 1
    wish = NewPost(
        connection=connection,
        assets=chosen,
        mode=Mode.DIRECT,
        when=Now() if at is None else At(at, at, "+00:00"),
        caption="" if photos else caption,
        options=PUBLIC,
    )
    if photos:
        wish = replace(wish, title=caption, description=caption)
    kept: list[str] = []

    def shape(post: Post) -> tuple[int, dict[str, str]]:
        kept.append(post.id)
        return 201, {"id": post.id}

    publisher.posts.create(Once(app, "posts", f"key-{caption}", "same", shape), wish)
    return kept[0]
