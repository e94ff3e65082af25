"""What the world sees of us, and what TikTok knows."""

from collections.abc import Iterator
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from urllib.parse import urlsplit

from publisher.launch.checkup.check import Check, doubtful, failed, good
from publisher.settings import Audit, Settings

NEEDED_SCOPES = {
    "user.info.basic": "no creator can be told from another",
    "video.publish": "nothing can be posted directly",
    "video.upload": "nothing can be sent to the inbox",
}
_MOST_SECONDS_APART = 30.0


def public_address(settings: Settings) -> Iterator[Check]:
    """How browsers and TikTok reach us."""
    if urlsplit(settings.public_url).scheme == "https":
        yield good("public address", f"{settings.public_url}.")
    else:
        says = f"{settings.public_url} is not https; TikTok accepts no such redirect address."
        fix = "Before going live put a proxy with a certificate in front: PUBLISHER_PUBLIC_URL."
        yield doubtful("public address", says, fix)
    says = f"Register with TikTok, letter for letter: {settings.redirect_url}"
    yield good("redirect address", says)
    yield good("webhook address", f"And for webhooks: {settings.public_url}/notices/tiktok")


def client(settings: Settings) -> Iterator[Check]:
    """Which client we are for TikTok, and how far its review is."""
    if settings.uses_simulator:
        says = "No TikTok client is set: the simulator stands in, nothing leaves this machine."
        fix = "To go live set TIKTOK_CLIENT_KEY and TIKTOK_CLIENT_SECRET."
        yield doubtful("client keys", says, fix)
        return
    yield good("client keys", f"Client {settings.tiktok_client_key}, secret set.")
    if settings.tiktok_audit is Audit.AUDITED:
        yield good("audit", "Audited: posts may be public.")
    else:
        says = f"The client is {settings.tiktok_audit}: TikTok keeps its posts private."
        yield doubtful("audit", says, "Apply for TikTok's audit, then set TIKTOK_AUDIT=audited.")


def scopes(settings: Settings) -> Iterator[Check]:
    """What creators are asked to allow."""
    asked = ", ".join(settings.tiktok_scopes)
    lacking = [name for name in NEEDED_SCOPES if name not in settings.tiktok_scopes]
    if not lacking:
        yield good("scopes", f"{asked}.")
        return
    says = " ".join(f"Without {name} {NEEDED_SCOPES[name]}." for name in lacking)
    fix = f"TIKTOK_SCOPES={','.join([*settings.tiktok_scopes, *lacking])}"
    said = failed if "user.info.basic" in lacking else doubtful
    yield said("scopes", says, fix)


def media_address(settings: Settings) -> Iterator[Check]:
    """Whether TikTok fetches films, or we send them."""
    if settings.media_url is None:
        yield good(
            "media address",
            "Films are sent. For photos set PUBLISHER_MEDIA_URL.",
        )
        return
    host = urlsplit(settings.media_url).hostname
    says = f"TikTok may fetch from {settings.media_url}."
    fix = f"Verify {host}, or this prefix, in TikTok's developer portal; nobody else can check it."
    yield doubtful("media address", says, fix)


def platform_clock(settings: Settings) -> Iterator[Check]:
    """Whether TikTok is reached, and agrees about the time."""
    import httpx

    address = settings.tiktok_api_url
    try:
        said = httpx.head(address, timeout=5, follow_redirects=False).headers.get("Date", "")
    except httpx.HTTPError as error:
        if settings.uses_simulator:
            says = "The simulator is not running; `publisher run` brings it."
        else:
            says = f"{address} is not reached from here: {type(error).__name__}."
        yield doubtful("platform", says, "Let this host reach it by https.")
        return
    apart = _seconds_apart(said)
    if apart is None:
        yield good("platform", f"{address} answers.")
    elif apart <= _MOST_SECONDS_APART:
        yield good("platform", f"{address} answers; our clocks are {apart:.0f} s apart.")
    else:
        says = f"Our clock and TikTok's are {apart:.0f} s apart; webhooks are refused then."
        yield failed("platform", says, "Let this host keep time by NTP.")


def _seconds_apart(said: str) -> float | None:
    try:
        return abs((parsedate_to_datetime(said) - datetime.now(UTC)).total_seconds())
    except (ValueError, TypeError):
        return None
