"""Our cookies: `__Host-` and Secure wherever the public address is https, never for scripts."""

from flask import Response

from publisher.web.service import publisher


def is_secure() -> bool:
    """Whether browsers reach us by https."""
    return publisher().settings.public_url.startswith("https:")


def name(plain: str) -> str:
    """A cookie's name; the prefix makes browsers refuse one that was planted by a neighbour."""
    return f"__Host-{plain}" if is_secure() else plain


def put(answer: Response, plain: str, value: str, seconds: int) -> None:
    """Give the browser a cookie."""
    answer.set_cookie(
        name(plain),
        value,
        max_age=seconds,
        secure=is_secure(),
        httponly=True,
        samesite="Lax",
        path="/",
    )
