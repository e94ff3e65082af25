"""The platforms that we can publish to, one line each."""

import time
from collections.abc import Callable
from datetime import datetime

import httpx

import media
from publisher.domain.ports import ErrorReference, Platform
from publisher.domain.rates import Rate
from publisher.settings import Settings
from publisher.tiktok import limits as tiktok_limits
from publisher.tiktok import specs as tiktok_specs
from publisher.tiktok.creator import Audit
from publisher.tiktok.errors import TikTokErrors
from publisher.tiktok.platform import Client, TikTok


def every(
    settings: Settings,
    now: Callable[[], datetime],
    is_quiet: Callable[[], bool],
    transport: httpx.BaseTransport | None = None,
    rest: Callable[[float], None] = time.sleep,
) -> dict[str, Platform]:
    """All platforms by name, ready to speak; `transport` and `rest` replace network and waiting."""
    tiktok = Client(
        key=settings.tiktok_client_key,
        secret=settings.tiktok_client_secret,
        audit=Audit(settings.tiktok_audit.value),
        scopes=settings.tiktok_scopes,
        api_url=settings.tiktok_api_url,
        auth_url=settings.tiktok_auth_url,
    )
    return {"tiktok": TikTok(tiktok, now=now, transport=transport, is_quiet=is_quiet, rest=rest)}


def references() -> dict[str, ErrorReference]:
    """What every platform's errors mean, by its name."""
    return {"tiktok": TikTokErrors()}


def rates() -> dict[str, dict[str, Rate]]:
    """How often each platform may be called for one creator, by our names for its exchanges."""
    return {"tiktok": dict(tiktok_limits.RATES)}


def media_spec(name: str) -> media.Spec:
    """The media Spec that a platform calls by this name; raises ValueError for none of ours."""
    found = tiktok_specs.spec(name)
    if found is None:
        raise ValueError(f"no platform has a Spec called {name!r}")
    return found
