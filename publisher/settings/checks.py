"""What settings may not be together, and what production refuses."""

from collections.abc import Iterator
from urllib.parse import urlsplit

from publisher.settings.declared import REAL_API, Settings
from publisher.settings.problems import Problem

OPTIONAL = {"media_url", "ffmpeg", "ffprobe"}
LOOPBACK = {"127.0.0.1", "::1", "localhost"}
SHORTEST_PASSWORD = 12


def contradictions(settings: Settings) -> list[Problem]:
    """All that is wrong with settings that each could be read."""
    found = list(_always(settings))
    if settings.is_production:
        found += _in_production(settings)
    return found


def _always(settings: Settings) -> Iterator[Problem]:
    if settings.port == settings.simulator_port:
        yield Problem("SIMULATOR_PORT", f"is the web's own port {settings.port}; take another")
    if not settings.seal_keys:
        yield Problem("PUBLISHER_SEAL_KEYS", "is empty; one key at least is needed")
    if not settings.tiktok_scopes:
        yield Problem("TIKTOK_SCOPES", "is empty; user.info.basic at least is needed")
    if settings.uses_simulator and settings.tiktok_api_url == REAL_API:
        yield Problem(
            "TIKTOK_API_URL", "is the real TikTok, but the client key is the simulator's; set both"
        )


def _in_production(settings: Settings) -> Iterator[Problem]:
    if settings.uses_simulator:
        yield Problem("TIKTOK_CLIENT_KEY", "is missing; production needs your TikTok client's key")
    if _is_own_host(settings.tiktok_api_url) or _is_own_host(settings.tiktok_auth_url):
        yield Problem("TIKTOK_API_URL", "leads to this host, where only a simulator can answer")
    if urlsplit(settings.public_url).scheme != "https":
        yield Problem("PUBLISHER_PUBLIC_URL", "is not https; TikTok accepts nothing else")
    if len(settings.operator_password.reveal()) < SHORTEST_PASSWORD:
        yield Problem(
            "PUBLISHER_OPERATOR_PASSWORD",
            f"is too short; take at least {SHORTEST_PASSWORD} characters",
        )
    if settings.media_url and urlsplit(settings.media_url).scheme != "https":
        yield Problem("PUBLISHER_MEDIA_URL", "is not https; TikTok fetches from nowhere else")


def _is_own_host(address: str) -> bool:
    return urlsplit(address).hostname in LOOPBACK
