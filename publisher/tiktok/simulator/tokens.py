"""The token and revoke endpoints: codes and refresh tokens in, token pairs out; flat errors."""

from __future__ import annotations

import hashlib
import re
import secrets
from dataclasses import replace
from typing import Any

from flask import Blueprint, Response, g, request

from publisher.tiktok.simulator import faults, notices
from publisher.tiktok.simulator.envelope import OAuthRefusal, flat
from publisher.tiktok.simulator.faults import Scene
from publisher.tiktok.simulator.gate import MAX_BODY
from publisher.tiktok.simulator.records import Client, Code, Token
from publisher.tiktok.simulator.world import World

MALFORMED = "The request parameters are malformed."  # [D]
REDIRECT = "Redirect_uri is not matched with the uri when requesting code."  # [D]
SECRET = "Client secret is missed in request."  # noqa: S105 - TikTok's sentence [D]
EXPIRED = "Authorization code is expired."  # [F]
PKCE = "Code verifier or code challenge is invalid."  # [F]
_VERIFIER = re.compile(r"[A-Za-z0-9._~-]{43,128}")  # "Login Kit for Desktop" [D]
GRANTS = ("authorization_code", "refresh_token", "client_credentials")
DEVELOPER_REVOKED = 5  # "Webhook Events" [D]


def blueprint(world: World) -> Blueprint:
    """`/v2/oauth/token/` and `/v2/oauth/revoke/`."""
    routes = Blueprint("tokens", __name__)

    @routes.post("/v2/oauth/token/", endpoint="token")
    def token() -> Response:
        form = _form()
        faults.before(world, Scene("token"))
        grant = form.get("grant_type", "")
        g.step = grant if grant in GRANTS else "other"
        client = _client(world, form)
        if grant == "authorization_code":
            given = _exchange(world, client, form)
        elif grant == "refresh_token":
            given = _refresh(world, client, form)
        elif grant == "client_credentials":
            # "Client Access Token Management" [D]: of no use for posting
            given = {"access_token": "clt." + world.letters(48), "expires_in": 7200}
            given |= {"token_type": "Bearer"}
        else:
            raise OAuthRefusal("unsupported_grant_type", "The grant type is not supported.")
        faults.after(world, Scene("token"))
        return flat(given)

    @routes.post("/v2/oauth/revoke/", endpoint="revoke")
    def revoke() -> Response:
        form = _form()
        faults.before(world, Scene("revoke"))
        client = _client(world, form)
        token = world.tokens.get(form.get("token", ""))
        alive = token and not token.dead and token.value.startswith("act.")
        if not (token and alive) or token.client_key != client.key:
            raise OAuthRefusal("invalid_request", "The token is invalid or expired.")
        notices.remove_authorisation(world, client.key, token.handle, DEVELOPER_REVOKED)
        faults.after(world, Scene("revoke"))
        return Response(b"", 200)

    return routes


def _form() -> dict[str, str]:
    # JSON bodies are refused here [F]
    too_large = (request.content_length or 0) > MAX_BODY
    if request.mimetype != "application/x-www-form-urlencoded" or too_large:
        raise OAuthRefusal("invalid_request", MALFORMED)
    return request.form.to_dict()


def _client(world: World, form: dict[str, str]) -> Client:
    g.client_key = form.get("client_key", "")[:80]
    client = world.clients.get(form.get("client_key", ""))
    if client is None:
        raise OAuthRefusal("invalid_client", "Client key is incorrect or missing.", 401)
    secret = form.get("client_secret", "")
    if not secret:
        raise OAuthRefusal("invalid_request", SECRET)
    if not secrets.compare_digest(secret.encode(), client.secret.encode()):
        raise OAuthRefusal("invalid_client", "Client secret is incorrect.", 401)
    return client


def _exchange(world: World, client: Client, form: dict[str, str]) -> dict[str, Any]:
    with world.change():
        code = world.codes.get(form.get("code", ""))
        if code is None or code.client_key != client.key:
            raise OAuthRefusal("invalid_grant", "Authorization code is invalid.")
        if code.used or code.until <= world.now():
            raise OAuthRefusal("invalid_grant", EXPIRED)
        if form.get("redirect_uri") != code.redirect_uri:
            raise OAuthRefusal("invalid_request", REDIRECT)
        if code.challenge and not _proves(form.get("code_verifier", ""), code.challenge):
            raise OAuthRefusal("invalid_request", PKCE)
        world.codes.put(code.value, replace(code, used=True))
        return issue(world, code)


def _proves(verifier: str, challenge: str) -> bool:
    """Hex of SHA-256, not base64url: TikTok's S256 is not RFC 7636's ("Login Kit for Desktop")."""
    if not _VERIFIER.fullmatch(verifier):
        return False
    return secrets.compare_digest(
        hashlib.sha256(verifier.encode()).hexdigest().encode(), challenge.encode()
    )


def _refresh(world: World, client: Client, form: dict[str, str]) -> dict[str, Any]:
    switches = world.behaviour
    with world.change():
        old = world.tokens.get(form.get("refresh_token", ""))
        if old is None or not old.value.startswith("rft.") or old.client_key != client.key:
            raise OAuthRefusal("invalid_grant", "Refresh token is invalid or expired.")
        if old.dead or old.until <= world.now():
            raise OAuthRefusal("invalid_grant", "Refresh token is invalid or expired.")
        if not switches.rotate_refresh:
            return issue(world, old, keep=old)
        if not switches.old_refresh_works:
            world.tokens.put(old.value, replace(old, dead=True))
        return issue(world, old)


def issue(world: World, given: Code | Token, keep: Token | None = None) -> dict[str, Any]:
    """Make a new pair; the old access token lives on to its own end. Only inside `change`."""
    now, switches = world.now(), world.behaviour
    who = (given.client_key, given.handle, given.scopes)
    pair = world.letters(16)
    access = Token(
        "act." + world.letters(64), pair, *who, now + switches.access_seconds, False, now
    )
    world.tokens.put(access.value, access)
    fresh = keep
    if fresh is None:
        until = now + switches.refresh_seconds
        fresh = Token("rft." + world.letters(64), pair, *who, until, False, now)
        world.tokens.put(fresh.value, fresh)
    return {
        "open_id": world.open_id(given.client_key, given.handle),
        "scope": ",".join(given.scopes),
        "access_token": access.value,
        "expires_in": int(switches.access_seconds),
        "refresh_token": fresh.value,
        "refresh_expires_in": int(fresh.until - now),
        "token_type": "Bearer",
    }
