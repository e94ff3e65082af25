"""How answers are wrapped: the envelope of the v2 endpoints and the flat shape of OAuth."""

from __future__ import annotations

from typing import Any

from flask import Response, g, json

from publisher.tiktok.simulator.world import World

# HTTP status of each code ("Error Handling" and the reference page of each endpoint) [D]
HTTP = {
    "ok": 200,
    "access_token_invalid": 401,
    "scope_not_authorized": 401,
    "scope_permission_missed": 400,
    "invalid_params": 400,
    "invalid_param": 400,
    "invalid_file_upload": 400,
    "app_version_check_failed": 400,
    "invalid_publish_id": 400,
    "token_not_authorized_for_specified_publish_id": 400,
    "publish_not_cancellable": 400,
    "spam_risk_too_many_posts": 403,
    "spam_risk_user_banned_from_posting": 403,
    "reached_active_user_cap": 403,
    "spam_risk_too_many_pending_share": 403,
    "unaudited_client_can_only_post_to_private_accounts": 403,
    "url_ownership_unverified": 403,
    "privacy_level_option_mismatch": 403,
    "rate_limit_exceeded": 429,
    "internal_error": 500,
}
_GUIDE = "https://developers.tiktok.com/doc/"
# Wordings measured against the live API [F]; the rest say the code again, as TikTok often does
MESSAGES = {
    "access_token_invalid": "The access token is invalid or not found in the request.",
    "scope_not_authorized": "The user did not authorize the scope required for completing this "
    "request.",
    "unaudited_client_can_only_post_to_private_accounts": "Please review our integration "
    f"guidelines at {_GUIDE}content-sharing-guidelines/",
    "url_ownership_unverified": "Please review our URL ownership verification rules at "
    f"{_GUIDE}content-posting-api-media-transfer-guide/#pull_from_url",
}


class Refusal(Exception):
    """A v2 endpoint says no."""

    def __init__(self, code: str, message: str = "", http: int = 0) -> None:
        super().__init__(code)
        self.code = code
        self.message = message or MESSAGES.get(code, code)
        self.http = http or HTTP.get(code, 400)


class OAuthRefusal(Exception):
    """The token or revoke endpoint says no; flat shape."""

    def __init__(self, error: str, description: str, http: int = 400) -> None:
        super().__init__(error)
        self.error = error
        self.description = description
        self.http = http


def wrong_params(world: World, message: str) -> Refusal:
    """A 400 about parameters, in the spelling that is switched on."""
    return Refusal(world.behaviour.parameter_code, message, 400)


def answer(world: World, content: dict[str, Any] | None) -> Response:
    """Success; `None` leaves `data` out, as cancel does."""
    body: dict[str, Any] = {} if content is None else {"data": content}
    log_id = world.log_id()
    body["error"] = {"code": "ok", "message": "", "log_id": log_id}
    return _sent(body, 200, log_id, "ok")


def refusal(world: World, why: Refusal) -> Response:
    """The envelope around an error."""
    log_id = world.log_id()
    body: dict[str, Any] = {"error": {"code": why.code, "message": why.message, "log_id": log_id}}
    bare = why.code == "unaudited_client_can_only_post_to_private_accounts"  # seen without [F]
    if world.behaviour.error_data and not bare:
        body = {"data": {}, **body}
    return _sent(body, why.http, log_id, why.code)


def flat(content: dict[str, Any]) -> Response:
    """A token answer: no envelope, no error object."""
    return _sent(content, 200, "", "ok")


def oauth_refusal(world: World, why: OAuthRefusal) -> Response:
    """Error as a plain string; HTTP 200 or 4xx, whichever is switched on."""
    log_id = world.log_id()
    body = {"error": why.error, "error_description": why.description, "log_id": log_id}
    http = why.http if why.http >= 500 else world.behaviour.oauth_error_http or why.http  # noqa: PLR2004 - 5xx stay what they are
    return _sent(body, http, log_id, why.error)


def _sent(body: dict[str, Any], http: int, log_id: str, code: str) -> Response:
    g.code = code
    sent = Response(json.dumps(body), http, content_type="application/json; charset=utf-8")
    if log_id:
        sent.headers["x-tt-logid"] = log_id  # live answers carry it [F]
    return sent
