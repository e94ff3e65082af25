"""Wait until the service says that it is ready."""

import json
import time

from publisher.settings import Settings

PATIENCE_SECONDS = 40


def wait(settings: Settings) -> str | None:
    """None once it is ready; else what it said, or did not say, when our patience ended."""
    address = f"{local_address(settings)}/health/ready"
    end = time.monotonic() + PATIENCE_SECONDS
    while True:
        said = _ask(address)
        if said is None or time.monotonic() > end:
            return said
        time.sleep(0.05)


def local_address(settings: Settings) -> str:
    """The web as this host reaches it, whatever the world calls it."""
    host = "127.0.0.1" if settings.host in ("0.0.0.0", "") else settings.host  # noqa: S104 compared, not bound
    return f"http://{f'[{host}]' if ':' in host else host}:{settings.port}"


def _ask(address: str) -> str | None:
    # Loaded only now: the processes that watch the children are forked from us and need none of it.
    import urllib.error
    import urllib.request

    try:
        with urllib.request.urlopen(address, timeout=5):  # noqa: S310 our own address
            return None
    except urllib.error.HTTPError as error:
        with error:
            return _in_words(error.read())
    except OSError as error:
        return f"the web does not answer ({error})"


def _in_words(body: bytes) -> str:
    try:
        said = json.loads(body)
    except ValueError:
        return "the web answers, but not ready"
    return str(said.get("detail") or said)
