"""Who is calling, with which permission and how often: the first three checks of every endpoint."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, replace
from typing import Any

from flask import g, json, request

from publisher.tiktok.simulator import faults, scenarios
from publisher.tiktok.simulator.envelope import Refusal, wrong_params
from publisher.tiktok.simulator.faults import Scene
from publisher.tiktok.simulator.records import Client, Creator, Token
from publisher.tiktok.simulator.world import World

# "Rate Limits" and each endpoint's page [D]: calls in a sliding minute, per person and client.
# Cancel and the video reads state none for posting; 600 is the general figure [I].
PER_MINUTE = {
    "creator_info": 20,
    "video_init": 6,
    "inbox_init": 6,
    "content_init": 6,
    "status": 30,
    "cancel": 600,
    "user_info": 600,
    "video_list": 600,
    "video_query": 600,
}
MINUTE = 60.0
MAX_BODY = 256 * 1024


@dataclass(frozen=True)
class Caller:
    """A client acting for a creator."""

    client: Client
    creator: Creator
    token: Token


def admit(world: World, endpoint: str, *scopes: str) -> Caller:
    """Token, then scope (any of those named), then the minute's budget; or `Refusal`."""
    caller = _bearer(world)
    g.caller = caller
    faults.before(world, Scene(endpoint, caller.creator.handle))
    if scopes and not set(scopes) & set(caller.token.scopes):
        raise Refusal("scope_not_authorized")
    _spend(world, endpoint, caller)
    return caller


def _bearer(world: World) -> Caller:
    kind, _, value = request.headers.get("Authorization", "").partition(" ")
    token = world.tokens.get(value.strip()) if kind.lower() == "bearer" else None
    if token is None or not value.startswith("act.") or token.dead or token.until <= world.now():
        raise Refusal("access_token_invalid")
    client, creator = world.clients.get(token.client_key), world.creators.get(token.handle)
    if client is None or creator is None:
        raise Refusal("access_token_invalid")
    return Caller(client, creator, token)


def _spend(world: World, endpoint: str, caller: Caller) -> None:
    switches = world.behaviour
    if not switches.enforce_minutes:
        return
    bucket = endpoint
    if switches.shared_init_budget and endpoint in faults.INITS:
        bucket = "init"
    now = world.now()
    with world.memory.lock:
        key = (bucket, caller.client.key, caller.creator.handle)
        spent = world.minutes.setdefault(key, deque())
        while spent and spent[0] <= now - MINUTE:
            spent.popleft()
        if len(spent) >= PER_MINUTE[endpoint]:
            raise Refusal("rate_limit_exceeded", "The API rate limit was exceeded.")
        spent.append(now)


def json_object(world: World) -> dict[str, Any]:
    """The request's JSON object, or `Refusal`: too large, not JSON, not an object."""
    if request.mimetype != "application/json":
        raise wrong_params(world, "The Content-Type must be application/json.")
    if (request.content_length or 0) > MAX_BODY:
        raise wrong_params(world, "The request body is too large.")
    try:
        body = json.loads(request.get_data(), parse_constant=_no_constant)
    except (ValueError, RecursionError):
        raise wrong_params(world, "The request body is not valid JSON.") from None
    if not isinstance(body, dict):
        raise wrong_params(world, "The request body must be a JSON object.")
    return body


def _no_constant(name: str) -> None:
    raise ValueError(f"{name} is not JSON")


def die_now(world: World, caller: Caller) -> None:
    """End this access token before its time (`[sim:token-dies]`)."""
    with world.change():
        world.tokens.put(caller.token.value, replace(caller.token, dead=True))


def known_mark(text: str, name: str) -> scenarios.Mark | None:
    """The mark of this name in a text, if any."""
    return scenarios.mark(text, name) if "[sim:" in text else None
