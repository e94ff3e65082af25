"""Tokens that only a page of ours can have handed out, against forms posted from elsewhere."""

import hashlib
import hmac

from flask import request

from publisher.web.service import publisher


def token(*bound: str) -> str:
    """A token for this browser and purpose."""
    key = b"form:" + publisher().settings.session_secret.reveal().encode()
    return hmac.new(key, "\0".join(bound).encode(), hashlib.sha256).hexdigest()


def is_ours(given: str, *bound: str) -> bool:
    """Whether a posted form comes from a page of ours, in the browser that we gave it to."""
    origin = request.headers.get("Origin")
    if origin is not None and origin not in _origins():
        return False
    return hmac.compare_digest(given.encode(), token(*bound).encode())


def _origins() -> set[str]:
    """Where our own forms can come from: the public address, and the one that was asked."""
    url = publisher().settings.public_url
    scheme, _, rest = url.partition("://")
    return {f"{scheme}://{rest.partition('/')[0]}", request.host_url.rstrip("/")}
