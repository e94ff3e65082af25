"""The Publisher behind this site, for whoever answers a request."""

from typing import cast

from flask import current_app

from publisher.wiring import Publisher

KEY = "publisher"


def publisher() -> Publisher:
    """The service that this site speaks for."""
    return cast("Publisher", current_app.extensions[KEY])
