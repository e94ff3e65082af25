"""Who is asking: an App by its key, an Operator by a session, a platform, a Creator, anybody.

Every view names its owner with one of these; `create_site` refuses a route without one.
"""

from collections.abc import Callable
from enum import StrEnum
from functools import wraps
from typing import Any

from flask import Flask, request
from werkzeug.routing import BaseConverter

from publisher.domain.errors import Refusal
from publisher.domain.refusals import NOT_FOUND, UNAUTHORISED
from publisher.web.service import publisher

View = Callable[..., Any]
LONGEST_ID = 80


class IdConverter(BaseConverter):
    """A place in an address for an id: a plain word there is a route, perhaps one not built yet."""

    regex = "[^/]*[^/a-z][^/]*"


class Owner(StrEnum):
    """Whose a route is."""

    APP = "app"  # a program with an API key; sees its own things and nobody else's
    OPERATOR = "operator"  # who runs the service, signed in
    CREATOR = "creator"  # a browser with a connect link
    PLATFORM = "platform"  # a platform that proves itself by signature or one-use address
    ANYBODY = "anybody"  # says nothing about anybody


def by_app(view: View) -> View:
    """The view's first argument is the App that is calling."""

    @wraps(view)
    def asking(*args: Any, **named: Any) -> Any:
        app = publisher().apps.known_by(_bearer())
        for name, text in (request.view_args or {}).items():
            if name.endswith("_id"):  # a name of the caller's own, as a queue has, is no id
                _refuse_nonsense(name, str(text))
        return view(app, *args, **named)

    return owned(asking, Owner.APP)


def by_creator(view: View) -> View:
    """The view checks the link, the cookie and the state by itself."""
    return owned(view, Owner.CREATOR)


def by_platform(view: View) -> View:
    """The view checks a signature or a one-use address by itself."""
    return owned(view, Owner.PLATFORM)


def by_anybody(view: View) -> View:
    """The view tells nothing that is anybody's own."""
    return owned(view, Owner.ANYBODY)


def owners(site: Flask) -> dict[str, Owner | None]:
    """Every endpoint of a site with its owner."""
    return {
        rule.endpoint: site.view_functions[rule.endpoint].__dict__.get("owner")
        for rule in site.url_map.iter_rules()
    }


def refuse_ownerless(site: Flask) -> None:
    """Raise RuntimeError where a route has no owner: nobody would ask who is calling."""
    nobodys = [endpoint for endpoint, owner in owners(site).items() if owner is None]
    if nobodys:
        raise RuntimeError(f"routes without an owner: {', '.join(nobodys)}")


def owned(view: View, owner: Owner) -> View:
    """Say whose a view is; the Operator's are made in `console/session.py`."""
    view.__dict__["owner"] = owner
    return view


def _bearer() -> str:
    scheme, _, key = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not key.strip():
        raise Refusal(UNAUTHORISED, "the call has no header `Authorization: Bearer <key>`")
    return key.strip()


def _refuse_nonsense(name: str, text: str) -> None:
    # Such an id cannot be anybody's, and some databases choke on its letters.
    if len(text) > LONGEST_ID or not text.isascii() or not text.replace("_", "").isalnum():
        raise Refusal(NOT_FOUND, f"there is no {name.removesuffix('_id')} of that id")
