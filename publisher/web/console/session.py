"""Who looks at the console: signing in and out, and a limit on guessing."""

import hmac
import secrets
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import wraps
from typing import Any

from flask import Blueprint, Response, current_app, redirect, request, session
from werkzeug.wrappers import Response as AnyResponse

from publisher.web import forgery, pages
from publisher.web.auth import Owner, by_anybody, owned
from publisher.web.console.guesses import WINDOW, Guesses
from publisher.web.service import publisher

routes = Blueprint("session", __name__)
LASTS = timedelta(hours=12)
HOME = "/console"
OPERATOR = "operator"  # in the audit
_EXTENSION = "console-guesses"


def by_operator(view: Callable[..., Any]) -> Callable[..., Any]:
    """The view is for a signed-in Operator; a form needs our token too."""

    @wraps(view)
    def looking(*args: Any, **named: Any) -> Any:
        if not is_signed_in():
            return redirect(f"{HOME}/sign-in", 303)
        if request.method == "POST" and not forgery.is_ours(
            request.form.get("form", ""), "console", session["operator"]
        ):
            return pages.show("console/stale.html", 403)
        return view(*args, **named)

    return owned(looking, Owner.OPERATOR)


def is_signed_in() -> bool:
    """Whether this browser belongs to an Operator."""
    since = session.get("since")
    if not session.get("operator") or not isinstance(since, str):
        return False
    return publisher().now() - datetime.fromisoformat(since) < LASTS


def knows_password(given: str) -> bool | None:
    """Whether this is the Operator's password; None where there were too many guesses."""
    guesses, now, who = _guesses(), publisher().monotonic(), request.remote_addr or ""
    if guesses.too_many(now, who):
        return None
    wanted = publisher().settings.operator_password.reveal()
    right = hmac.compare_digest(given.encode("utf-8", "replace"), wanted.encode())
    if not right:
        guesses.note_wrong(now, who)
    return right


def _guesses() -> Guesses:
    found: Guesses = current_app.extensions.setdefault(_EXTENSION, Guesses())
    return found


def form_token() -> str:
    """The token that every form of this session carries."""
    return forgery.token("console", session.get("operator", ""))


@routes.get("/console/sign-in")
@by_anybody
def ask() -> AnyResponse:
    """The page with the one field."""
    if is_signed_in():
        return redirect(HOME, 303)
    return _page()


@routes.post("/console/sign-in")
@by_anybody
def sign_in() -> AnyResponse:
    """Right: a new session under a new id. Wrong: the same page, and a count."""
    if not forgery.is_ours(request.form.get("form", ""), "sign-in", _visitor()):
        return _page("This form was not ours, or too old. Please try again.", 403)
    right = knows_password(request.form.get("password", ""))
    if right is None:
        answer = _page("Too many tries. Please wait a minute.", 429)
        answer.headers["Retry-After"] = str(int(WINDOW))
        return answer
    if not right:
        return _page("That is not the password.", 401)
    session.clear()
    session.permanent = True
    session.update(operator=secrets.token_urlsafe(16), since=publisher().now().isoformat())
    return redirect(HOME, 303)


@routes.post("/console/sign-out")
@by_operator
def sign_out() -> AnyResponse:
    """Forget this browser."""
    session.clear()
    return redirect(f"{HOME}/sign-in", 303)


def _page(trouble: str = "", http: int = 200) -> Response:
    form = forgery.token("sign-in", _visitor())
    return pages.show("console/sign_in.html", http, trouble=trouble, form=form)


def _visitor() -> str:
    """A mark for this browser before anybody has signed in, so that forms can be bound to it."""
    if "visitor" not in session:
        session["visitor"] = secrets.token_urlsafe(16)
    return str(session["visitor"])
