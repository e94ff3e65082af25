"""The control room under `/_sim/`: clock, switches, faults, clients, creators, ledger, reset."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, replace
from typing import TypeVar

from flask import Blueprint, Response, abort, jsonify, request

from publisher.tiktok.simulator import deeds, notices, publishing, scenarios, tokens
from publisher.tiktok.simulator.cast import SCOPES
from publisher.tiktok.simulator.ledger import ledger, recent_calls
from publisher.tiktok.simulator.records import Client, Code, Creator, Fault
from publisher.tiktok.simulator.verdict import CREATOR_DISCONNECTED
from publisher.tiktok.simulator.wishes import fault_from, moment, number, record, wish_of
from publisher.tiktok.simulator.world import World

R = TypeVar("R", Client, Creator, Fault)


def blueprint(world: World) -> Blueprint:
    """All of `/_sim/`. Whoever can reach it may do everything: it is for loopback only."""
    routes = Blueprint("control", __name__, url_prefix="/_sim")
    _look(routes, world)
    _turn(routes, world)
    _order(routes, world)
    _cast(routes, world)
    _act(routes, world)
    _play(routes, world)

    @routes.before_request
    def same_origin() -> None:
        """A page of somebody else, open in the same browser, may not turn our clock."""
        origin = request.headers.get("Origin")
        if origin and origin != request.host_url.rstrip("/"):
            abort(403)

    @routes.errorhandler(ValueError)
    @routes.errorhandler(TypeError)
    def wrong(error: ValueError | TypeError) -> tuple[Response, int]:
        return jsonify(error=str(error)), 400

    return routes


def _look(routes: Blueprint, world: World) -> None:
    @routes.get("/ledger")
    def show_ledger() -> Response:
        return jsonify(ledger(world, request.args.get("creator", ""), request.args.get("caption")))

    @routes.get("/calls")
    def show_calls() -> Response:
        return jsonify(recent_calls(world))

    @routes.get("/codes")
    def show_codes() -> Response:
        return jsonify(
            codes=scenarios.CODES,
            general_codes=scenarios.GENERAL_CODES,
            chunk_answers=scenarios.CHUNK_ANSWERS,
            fail_reasons=scenarios.FAIL_REASONS,
            oauth_errors=scenarios.OAUTH_ERRORS,
            statuses=scenarios.STATUSES,
            webhook_events=scenarios.WEBHOOK_EVENTS,
            removal_reasons=scenarios.REMOVAL_REASONS,
        )

    @routes.get("/health")
    def health() -> Response:
        return jsonify(ok=True, now=world.now())


def _turn(routes: Blueprint, world: World) -> None:
    @routes.route("/clock", methods=["GET", "POST"])
    def clock() -> Response:
        if request.method == "POST":
            wish = wish_of(request)
            with world.change():
                now = world.now()
                goal = number(wish, "set") if "set" in wish else now
                goal = moment(goal + (number(wish, "advance") if "advance" in wish else 0.0))
                if "rate" in wish:
                    world.clock.run_at(number(wish, "rate"))
                world.clock.advance(goal - now)
                world.keep_clock()
            world.stir()
        return jsonify(now=world.now(), rate=world.clock.rate)

    @routes.route("/behaviour", methods=["GET", "POST"])
    def behaviour() -> Response:
        if request.method == "POST":
            world.configure(**wish_of(request))
        return jsonify(asdict(world.behaviour))

    @routes.post("/reset")
    def reset() -> Response:
        world.reset()
        return jsonify(ok=True)

    @routes.post("/run")
    def run() -> Response:
        return jsonify(done=deeds.run_due(world))


def _order(routes: Blueprint, world: World) -> None:
    @routes.route("/faults", methods=["GET", "POST", "DELETE"])
    def orders() -> Response:
        with world.change():
            if request.method == "POST":
                key = world.letters(12)
                world.faults.put(key, fault_from({**wish_of(request), "fault_id": key}))
            elif request.method == "DELETE":
                for fault in world.faults.all():
                    world.faults.drop(fault.fault_id)
        return jsonify([asdict(fault) for fault in world.faults.all()])


def _cast(routes: Blueprint, world: World) -> None:
    @routes.get("/clients")
    def clients() -> Response:
        return jsonify([asdict(client) for client in world.clients.all()])

    @routes.post("/clients/<key>")
    def client(key: str) -> Response:
        old = world.clients.get(key)
        fresh = {"key": key, "secret": "", "name": key, "redirect_uris": (), "scopes": ()}
        kept = record(Client, asdict(old) if old else fresh, {**wish_of(request), "key": key})
        with world.change():
            world.clients.put(key, kept)
        return jsonify(asdict(kept))

    @routes.get("/creators")
    def creators() -> Response:
        return jsonify([asdict(creator) for creator in world.creators.all()])

    @routes.post("/creators/<handle>")
    def creator(handle: str) -> Response:
        old = world.creators.get(handle)
        fresh = {"handle": handle, "nickname": handle}
        kept = record(
            Creator, asdict(old) if old else fresh, {**wish_of(request), "handle": handle}
        )
        with world.change():
            world.creators.put(handle, kept)
        return jsonify(asdict(kept))


def _act(routes: Blueprint, world: World) -> None:
    @routes.post("/creators/<handle>/revoke")
    def revoke(handle: str) -> Response:
        wish = wish_of(request)
        reason = wish.get("reason", CREATOR_DISCONNECTED)
        if reason not in scenarios.REMOVAL_REASONS:
            raise ValueError(f"reason is one of {scenarios.REMOVAL_REASONS}, not {reason!r}")
        only = wish.get("client_key")
        keys = [only] if only else [client.key for client in world.clients.all()]
        ended = [notices.remove_authorisation(world, str(key), handle, reason) for key in keys]
        return jsonify(tokens_ended=sum(ended))

    @routes.post("/grants")
    def grant() -> Response:
        """A token pair without the consent page, for runs with many creators."""
        wish = {"client_key": "sim_client_key", "creator": "", "scopes": SCOPES, **wish_of(request)}
        client, creator = world.clients.get(wish["client_key"]), world.creators.get(wish["creator"])
        if client is None or creator is None or not set(wish["scopes"]) <= set(client.scopes):
            raise ValueError("client_key, creator or scopes are not known")
        now = world.now()
        code = Code("", client.key, creator.handle, tuple(wish["scopes"]), "", "", now, used=True)
        with world.change():
            return jsonify(tokens.issue(world, code))

    @routes.post("/tokens/expire")
    def expire() -> Response:
        wish = wish_of(request)
        prefix = "rft." if wish.get("kind") == "refresh" else "act."
        handle = wish.get("creator", "")
        if handle and not world.creators.get(handle):
            raise ValueError(f"no such creator: {handle!r}")
        with world.change():
            hit = [
                world.tokens.put(token.value, replace(token, until=world.now()))
                for token in world.tokens.all()
                if token.value.startswith(prefix) and handle in {"", token.handle}
            ]
        return jsonify(tokens_ended=len(hit))


def _play(routes: Blueprint, world: World) -> None:
    @routes.post("/drafts/<publish_id>/<verb>")
    def draft(publish_id: str, verb: str) -> Response:
        privacy = str(wish_of(request).get("privacy_level", publishing.PUBLIC))
        done: dict[str, Callable[[], object]] = {
            "finish": lambda: publishing.finish_draft(world, publish_id, privacy),
            "delete": lambda: publishing.delete_draft(world, publish_id),
            "ignore": lambda: world.shares.get(publish_id),
        }
        if verb not in done:
            abort(404)
        if not done[verb]():
            return jsonify(error="no such draft in an inbox"), 404  # type: ignore[return-value]  # Flask takes the pair
        return jsonify(ok=True)

    @routes.post("/posts/<post_id>/<verb>")
    def post(post_id: str, verb: str) -> Response:
        if verb not in {"expose", "withdraw"} or not world.items.get(post_id):
            abort(404)
        (publishing.expose if verb == "expose" else publishing.withdraw)(world, post_id)
        return jsonify(ok=True)

    @routes.post("/webhooks/ping")
    def ping() -> Response:
        notices.ping(world, str(wish_of(request).get("client_key", "sim_client_key")))
        return jsonify(ok=True)
