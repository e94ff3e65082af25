"""TikTok's stand-in as a process of its own, on a real port, on the shared clock."""

import os
from collections.abc import Callable
from multiprocessing.connection import Connection
from urllib.parse import urlsplit

import httpx

from publisher.domain.errors import Away, Refusal
from publisher.tiktok.simulator import Behaviour, Clock, Server, World, create_simulator
from publisher.wiring import Publisher
from publisher.worker.lifeline import die_with_parent

BEHAVIOUR = Behaviour(inspect=False, keep_media=False, webhooks=False)


def serve(
    line: Connection, seconds: Callable[[], float], assemble: Callable[[int], Publisher]
) -> None:
    """Tell the port through `line`, then serve for ever; what is due happens at each request."""
    die_with_parent()
    publisher: list[Publisher] = []

    def fetch(url: str) -> httpx.Response:
        nonce, place = urlsplit(url).path.removeprefix("/pulls/").split("/")
        try:
            offered = publisher[0].pulls.serve(nonce, int(place.split(".")[0]), "TikTok")
        except Refusal:
            return httpx.Response(404)
        except Away:  # a database that a frozen worker holds
            return httpx.Response(503)
        kind = {"Content-Type": offered.content_type}
        return httpx.Response(200, content=offered.path.read_bytes(), headers=kind)

    world = World(clock=Clock(real=seconds), behaviour=BEHAVIOUR, seed=os.getpid(), fetch=fetch)
    server = Server("127.0.0.1", 0, world, create_simulator(world))
    publisher.append(assemble(server.server_port))
    line.send(server.server_port)
    server.serve_forever()
