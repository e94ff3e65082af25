"""The Flask site of the stand-in TikTok: all routes, all error shapes, one log of calls."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from flask import Flask, Response, g, request
from werkzeug.exceptions import HTTPException

from publisher.tiktok.simulator import (
    consent,
    control,
    deeds,
    faults,
    pages,
    posting,
    profile,
    spoil,
    status,
    tokens,
    transfer,
)
from publisher.tiktok.simulator.envelope import OAuthRefusal, Refusal, oauth_refusal, refusal
from publisher.tiktok.simulator.faults import Spoilt
from publisher.tiktok.simulator.records import Breach
from publisher.tiktok.simulator.serving import Server
from publisher.tiktok.simulator.transfer import Turned
from publisher.tiktok.simulator.world import Call, World

_FORM_LIMIT = 256 * 1024


def create_simulator(world: World, *, background: bool = False) -> Flask:
    """The site over this world.

    Without `background` everything that is due happens at the start of each request (webhooks
    only when asked: `POST /_sim/run` or `deeds.run_due`), so a test needs no thread and no wait.
    With it, `serving.Server` lets things happen by themselves.
    """
    site = Flask("publisher.tiktok.simulator", root_path=str(Path(__file__).parent))
    site.url_map.strict_slashes = True
    if background:
        world.sleep = time.sleep
    deeds.recall(world)
    for module in (consent, tokens, posting, transfer, status, profile, control, pages):
        site.register_blueprint(module.blueprint(world))
    _watch(site, world, background=background)
    _refuse(site, world)
    site.wsgi_app = spoil.Line(site.wsgi_app, world)  # type: ignore[method-assign]  # Flask's own way
    return site


def serve(world: World, host: str = "127.0.0.1", port: int = 0) -> Server:
    """Serve this world on a port (0: any free one) in threads; `stop()` what it gives."""
    return Server(host, port, world, create_simulator(world, background=True)).start()


def main(
    port: int = 8001,
    state_dir: Path = Path("var/simulator"),
    webhook_url: str = "",
    *,
    host: str = "127.0.0.1",
    public_url: str = "",
    redirect_uris: tuple[str, ...] = (),
    verified: tuple[str, ...] = (),
    until: Callable[[], object] | None = None,
    ready: Callable[[str], object] = lambda _address: None,
) -> None:
    """What `publisher simulator` runs: serve from a state folder until it is time to stop.

    Memory survives a kill. `ready` hears the address once it listens; `until` returns when it is
    time to stop (default: on an interrupt). An occupied port raises `OSError`. The seeded clients
    get the webhook address, redirect addresses and verified prefixes given here, beside their own.
    """
    world = World(state_file=state_dir / "simulator.sqlite3", public_url=public_url)
    _register(world, webhook_url, redirect_uris, verified)
    try:
        server = serve(world, host, port)
        try:
            ready(server.url)
            (until or threading.Event().wait)()
        except KeyboardInterrupt:
            pass
        finally:
            server.stop()
    finally:
        world.close()


def _register(
    world: World, webhook_url: str, redirect_uris: tuple[str, ...], verified: tuple[str, ...]
) -> None:
    """Give the seeded clients these addresses, beside their own."""
    with world.change():
        for client in world.clients.all():
            world.clients.put(
                client.key,
                replace(
                    client,
                    webhook_url=webhook_url or client.webhook_url,
                    redirect_uris=tuple(dict.fromkeys((*client.redirect_uris, *redirect_uris))),
                    verified=tuple(dict.fromkeys((*client.verified, *verified))),
                ),
            )


def _watch(site: Flask, world: World, *, background: bool) -> None:
    @site.before_request
    def begin() -> None:
        if request.endpoint != "transfer.chunk":
            request.max_content_length = 2 * _FORM_LIMIT
        if not background:
            deeds.run_due(world, webhooks=False)

    @site.after_request
    def finish(response: Response) -> Response:
        strike = g.pop("strike", None)
        if strike:
            response = spoil.replaced(world, response, strike)
        if request.blueprint in {"control", "pages"} or request.endpoint is None:
            return response
        caller = g.get("caller")
        world.saw(
            Call(
                world.now(),
                _named(request.endpoint),
                caller.client.key if caller else g.get("client_key", ""),
                caller.creator.handle if caller else g.get("handle", ""),
                g.get("publish_id", ""),
                response.status_code,
                g.get("code", str(response.status_code)),
            )
        )
        return response


def _named(endpoint: str) -> str:
    """The endpoint's name; token calls are told apart by their grant."""
    name, step = endpoint.rpartition(".")[2], g.get("step", "")
    return f"{name}:{step}" if step else name


def _refuse(site: Flask, world: World) -> None:
    @site.errorhandler(Refusal)
    def refused(error: Refusal) -> Response:
        _note_breach(world, error.code, error.http, error.message)
        return refusal(world, error)

    @site.errorhandler(OAuthRefusal)
    def oauth_refused(error: OAuthRefusal) -> Response:
        _note_breach(world, error.error, error.http, error.description)
        return oauth_refusal(world, error)

    @site.errorhandler(Turned)
    def turned(error: Turned) -> Response:
        g.code = str(error.http)
        return Response(error.why, error.http, mimetype="text/plain")

    @site.errorhandler(Spoilt)
    def spoilt(error: Spoilt) -> Response:
        g.strike, g.code = error.strike, f"spoilt:{error.strike.kind}"
        _note_init(world, g.code)
        return Response(b'{"spoilt":true}', 200, mimetype="application/json")

    @site.errorhandler(HTTPException)
    def odd(error: HTTPException) -> Response:
        g.code = str(error.code)
        return Response(f"{error.code} {error.name}\n", error.code, mimetype="text/plain")


def _note_breach(world: World, code: str, http: int, message: str) -> None:
    endpoint = (request.endpoint or "").rpartition(".")[2]
    caller = g.get("caller")
    client = caller.client.key if caller else g.get("client_key", "")
    handle = caller.creator.handle if caller else ""
    key = world.letters(20)
    with world.change():
        world.breaches.put(
            key, Breach(key, world.now(), endpoint, client, handle, code, http, message)
        )
        _note_init(world, code)


def _note_init(world: World, answered: str) -> None:
    """An init that was not accepted goes into the ledger too, without a publish_id."""
    endpoint = (request.endpoint or "").rpartition(".")[2]
    caller = g.get("caller")
    if caller and endpoint in faults.INITS:
        with world.change():
            posting.note_init(world, endpoint, caller, g.get("caption", ""), answered)
