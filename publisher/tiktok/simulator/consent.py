"""The authorise page: who are you, which permissions do you give, allow or deny."""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import urlencode, urlsplit

from flask import Blueprint, g, make_response, redirect, render_template, request
from werkzeug.wrappers import Response as Answer

from publisher.tiktok.simulator import faults
from publisher.tiktok.simulator.cast import SCOPES
from publisher.tiktok.simulator.faults import Scene, Spoilt
from publisher.tiktok.simulator.records import Client, Code
from publisher.tiktok.simulator.world import World

_LOOPBACK = {"localhost", "127.0.0.1"}
_PORT = re.compile(r"[0-9]{1,5}")
# Hex of SHA-256 has 64 signs, base64url 43: the page lets both pass, the token call does not [F]
_CHALLENGE = re.compile(r"[A-Za-z0-9._~-]{43,128}")
SAYS = {
    "user.info.basic": "Read your profile name and picture",
    "user.info.profile": "Read your handle, biography and profile links",
    "user.info.stats": "Read how many followers, likes and videos you have",
    "video.list": "Read your public videos",
    "video.upload": "Send drafts to your inbox",
    "video.publish": "Post to your profile",
}


class BadRequest(Exception):
    """Misconfigured: TikTok shows a page naming the parameter and never redirects [F]."""

    def __init__(self, error: str, error_type: str, why: str) -> None:
        super().__init__(why)
        self.error = error
        self.error_type = error_type
        self.why = why


@dataclass(frozen=True)
class Asking:
    """A sound authorise request."""

    client: Client
    scopes: tuple[str, ...]
    redirect_uri: str
    state: str
    challenge: str


def blueprint(world: World) -> Blueprint:
    """`/v2/auth/authorize/`: GET shows the page, POST answers it."""
    routes = Blueprint("consent", __name__)

    @routes.get("/v2/auth/authorize/", endpoint="authorize")
    def page() -> Answer:
        asking = asked(world, dict(request.args))
        g.client_key = asking.client.key
        if request.args.get("disable_auto_auth") == "0":
            known = _still_allowed(world, asking, request.cookies.get("sim_creator", ""))
            if known:
                return _allowed(world, asking, known, asking.scopes)
        shown = render_template(
            "consent.html",
            asking=asking,
            creators=world.creators.all(),
            says=SAYS,
            hidden=[(k, v) for k, v in request.args.items() if k != "disable_auto_auth"],
        )
        return make_response(shown)

    @routes.post("/v2/auth/authorize/", endpoint="decide")
    def decide() -> Answer:
        asking = asked(world, {**dict(request.args), **request.form.to_dict()})
        return _decide(world, asking)

    @routes.errorhandler(BadRequest)
    def bad(error: BadRequest) -> tuple[str, int]:
        g.code = error.error
        return render_template("wrong.html", error=error), 400

    return routes


def _decide(world: World, asking: Asking) -> Answer:
    g.client_key = asking.client.key
    try:
        faults.before(world, Scene("authorize"))
    except Spoilt as ordered:
        if ordered.strike.kind == "code":
            return _refused(asking, ordered.strike.code, "The request was refused.")
        raise
    if request.form.get("decision") != "allow":
        return _refused(asking, "access_denied", "The user denied the request.")
    creator = world.creators.get(request.form.get("creator", ""))
    if creator is None:
        raise BadRequest("invalid_request", "creator", "No such creator is logged in here.")
    ticked = request.form.getlist("grant")
    given = tuple(scope for scope in asking.scopes if scope in ticked)
    if "user.info.basic" in asking.scopes and "user.info.basic" not in given:
        given = ("user.info.basic", *given)  # cannot be unticked: comes with Login Kit [D]
    return _allowed(world, asking, creator.handle, given)


def asked(world: World, sent: dict[str, str]) -> Asking:
    """Check an authorise request ("Login Kit for Web", "... for Desktop"); or `BadRequest`."""
    client = world.clients.get(sent.get("client_key", ""))
    if client is None:
        raise BadRequest("unauthorized_client", "client_key", "This client_key is not known.")
    uri = sent.get("redirect_uri", "")
    if not any(fits(registered, uri) for registered in client.redirect_uris):
        raise BadRequest("invalid_request", "redirect_uri", "This redirect_uri is not registered.")
    if sent.get("response_type") != "code":
        why = "response_type must be code."
        raise BadRequest("unsupported_response_type", "response_type", why)
    scopes = tuple(dict.fromkeys(sent.get("scope", "").split(",")))  # commas, not blanks [D]
    if not set(scopes) <= set(client.scopes) & set(SCOPES):
        raise BadRequest("invalid_scope", "scope", "A scope is unknown or not approved.")
    if not sent.get("state"):
        raise BadRequest("invalid_request", "state", "state is missing.")
    challenge, method = sent.get("code_challenge", ""), sent.get("code_challenge_method", "S256")
    if challenge and (method != "S256" or not _CHALLENGE.fullmatch(challenge)):
        raise BadRequest("invalid_request", "code_challenge", "Only S256 is supported.")
    # web clients may leave PKCE out, loopback addresses may not [F]
    if not challenge and urlsplit(uri).hostname in _LOOPBACK:
        raise BadRequest("invalid_request", "code_challenge", "code_challenge is missing.")
    return Asking(client, scopes, uri, sent["state"], challenge)


def fits(registered: str, uri: str) -> bool:
    """Byte-exact, but a `*` stands for the port of a loopback address [D]."""
    if ":*/" not in registered:
        return registered == uri
    front, _, back = registered.partition("*")
    if urlsplit(front.rstrip(":")).hostname not in _LOOPBACK or not uri.startswith(front):
        return False
    port, _, path = uri[len(front) :].partition("/")
    return bool(_PORT.fullmatch(port)) and "/" + path == back


def _still_allowed(world: World, asking: Asking, handle: str) -> str:
    for token in reversed(world.tokens.all()):
        same = (token.client_key, token.handle) == (asking.client.key, handle)
        if same and not token.dead and set(asking.scopes) <= set(token.scopes):
            return handle
    return ""


def _allowed(world: World, asking: Asking, handle: str, scopes: tuple[str, ...]) -> Answer:
    # real codes contain * and ! and so arrive percent-encoded [D, F]
    value = f"{world.letters(40)}*1!{world.digits() % 10_000}.u1"
    until = world.now() + world.behaviour.code_seconds
    code = Code(
        value, asking.client.key, handle, scopes, asking.redirect_uri, asking.challenge, until
    )
    with world.change():
        world.codes.put(value, code)
    given = {"code": value, "scopes": ",".join(scopes), "state": asking.state}
    answer = _back(asking, given)
    answer.set_cookie("sim_creator", handle, httponly=True, samesite="Lax")
    return answer


def _refused(asking: Asking, error: str, why: str) -> Answer:
    said = {"error": error, "error_description": why}
    g.code = error
    return _back(asking, {**said, "state": asking.state})


def _back(asking: Asking, answer: dict[str, str]) -> Answer:
    sent: Answer = redirect(f"{asking.redirect_uri}?{urlencode(answer)}", 302)
    sent.headers["Cache-Control"] = "no-store"
    return sent
