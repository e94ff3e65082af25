"""The README's pictures: the service on spare ports, posts with every fate, a real browser.

`make screenshots` runs it; what it starts it ends, and its state lives in a temporary folder.
"""

import json
import os
import re
import signal
import socket
import subprocess
import sys
import tempfile
import time
import uuid
from pathlib import Path
from typing import Any

import httpx

from bench import chromium

DOCS = Path(__file__).parents[1] / "docs"
PATIENCE = 180.0
PRIVATE, PUBLIC = {"privacy": "SELF_ONLY"}, {"privacy": "PUBLIC_TO_EVERYONE"}
# Marks in a caption tell the simulator what is to become of a post.
FATES: tuple[tuple[str, dict[str, Any]], ...] = (
    ("paul_private", {"caption": "The rough cut, only for us", "options": PRIVATE}),
    ("sam_slow", {"caption": "", "mode": "inbox"}),
    ("cara_quiet", {"caption": "Is this mine? [sim:fail=spam_risk_text]", "options": PUBLIC}),
    ("dora_solo", {"caption": "Opening night [sim:fail=auth_removed]", "options": PUBLIC}),
    (
        "lena_long",
        {
            "caption": "Tomorrow at six: the winter collection #preview",
            "options": PUBLIC,
            "schedule": {"wall_time": "{tomorrow}T18:00", "zone": "Europe/London"},
        },
    ),
)
MOVING = {"scheduled", "sending", "processing"}


def main() -> int:
    """Make the pictures; 1 where this machine has no browser."""
    if not chromium.is_here():
        print("chromium and chromedriver are not on the PATH; install them and try again")
        return 1
    with tempfile.TemporaryDirectory(prefix="screenshots-") as var:
        port = spare_port()
        env = {**os.environ, "PUBLISHER_VAR": var, "PORT": str(port)}
        command = [sys.executable, "-m", "publisher", "run"]
        house = subprocess.Popen(command, env=env, stdout=subprocess.DEVNULL)
        try:
            first = wait_for_first_run(Path(var))
            fill(f"http://127.0.0.1:{port}", first)
            take(f"http://127.0.0.1:{port}", first)
        finally:
            house.send_signal(signal.SIGINT)
            house.wait(timeout=20)
    return 0


def spare_port() -> int:
    """A free port whose neighbour, the simulator's, is free too."""
    while True:
        with socket.socket() as one, socket.socket() as other:
            one.bind(("127.0.0.1", 0))
            port = int(one.getsockname()[1])
            try:
                other.bind(("127.0.0.1", port + 1))
            except OSError:
                continue
            return port


def wait_for_first_run(var: Path) -> dict[str, str]:
    """What the first run leaves for scripts."""
    place, end = var / "first-run.json", time.monotonic() + PATIENCE
    while not place.exists():
        if time.monotonic() > end:
            raise SystemExit("the service was not ready in time")
        time.sleep(0.2)
    found: dict[str, str] = json.loads(place.read_text())
    return found


def fill(home: str, first: dict[str, str]) -> None:
    """Posts with different fates, each brought as far as it goes by itself."""
    key = {"Authorization": f"Bearer {first['api_key']}"}
    tomorrow = time.strftime("%Y-%m-%d", time.gmtime(time.time() + 86400))
    with httpx.Client(base_url=home, headers=key, timeout=30, trust_env=False) as api:
        for creator, fate in FATES:
            wish = {
                "connection": connect(api, creator),
                "assets": [first["asset"]],
                "mode": "direct",
                "schedule": "now",
                **json.loads(json.dumps(fate).replace("{tomorrow}", tomorrow)),
            }
            made = api.post("/v1/posts", json=wish, headers={"Idempotency-Key": uuid.uuid4().hex})
            if made.is_error:
                raise SystemExit(made.text)
            if wish["schedule"] == "now":
                settle(api, made.json()["id"])


def connect(api: httpx.Client, creator: str) -> str:
    """Connect one of the simulator's creators, as their browser would; gives the connection."""
    known = {one["id"] for one in api.get("/v1/connections").json()["items"]}
    link = api.post(
        "/v1/connections/links",
        json={"platform": "tiktok"},
        headers={"Idempotency-Key": uuid.uuid4().hex},
    ).json()
    with httpx.Client(timeout=30, trust_env=False, follow_redirects=True) as browser:
        form = re.findall(r'name="form" value="(\w+)"', browser.get(link["url"]).text)[0]
        sent = browser.post(link["url"], data={"form": form}, follow_redirects=False)
        asked = httpx.URL(sent.headers["Location"])
        grant = asked.params["scope"].split(",")
        browser.post(asked, data={"creator": creator, "grant": grant, "decision": "allow"})
    items = api.get("/v1/connections").json()["items"]
    return str(next(one["id"] for one in items if one["id"] not in known))


def settle(api: httpx.Client, post_id: str) -> None:
    """Wait until a post no longer moves by itself, or is only waiting for a far slot."""
    end = time.monotonic() + 60
    while time.monotonic() < end:
        post = api.get(f"/v1/posts/{post_id}").json()
        if post["state"] not in MOVING or "slot" in post["waits_for"]:
            return
        time.sleep(0.3)


def take(home: str, first: dict[str, str]) -> None:
    """One picture per page."""
    with chromium.Chromium(1280, 1020) as window:
        window.open(f"{home}/console")
        window.write("input[type=password]", first["password"])
        window.press("main button")
        window.picture(DOCS / "console-overview.png")
        window.open(f"{home}/console/posts/{first['post']}")
        time.sleep(1.5)  # a film shows its first picture a moment after the page is there
        window.picture(DOCS / "console.png")
    print(f"written: {DOCS / 'console.png'}, {DOCS / 'console-overview.png'}")


if __name__ == "__main__":
    raise SystemExit(main())
