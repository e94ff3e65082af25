"""The first run's welcome: a demo creator connected and a film published, all over HTTP.

Only the App and its key are made directly, which is an operator's act. Everything else goes the
way of a newcomer, so that the first page shows what really happened.
"""

import shutil
import tempfile
import time
import uuid
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import httpx

from publisher.launch import first_run, visitor
from publisher.launch.first_run import FirstRun
from publisher.launch.ready import local_address
from publisher.settings import Settings, load
from publisher.worker.lifeline import die_with_parent

PATIENCE_SECONDS = 90.0
_PAUSE_SECONDS = 0.2
FINAL = {"published", "in_inbox", "failed", "held", "cancelled"}
CAPTION = "Hello from Publisher: drawn, sent and published while you watched #welcome"

Say = Callable[[str], None]


def main() -> int:
    """Run as a process of its own, so that what it loads is gone when it is done."""
    die_with_parent()
    return int(welcome(load()) is None)


class StepFailed(Exception):
    """A step of the welcome did not work; its words are for the newcomer."""


def say_at_once(line: str) -> None:
    """Print a line that is seen while the next step takes its time."""
    print(line, flush=True)


def welcome(settings: Settings, say: Say = say_at_once) -> FirstRun | None:
    """Publish the first post and keep what scripts need; None, and said why, where it fails."""
    step = "beginning"

    def begin(name: str) -> None:
        nonlocal step
        step = name
        say(f"  … {name}")

    try:
        first = _Newcomer(settings, begin).go()
    except (StepFailed, visitor.LostVisitor, httpx.HTTPError, OSError) as error:
        say(f"The welcome post stopped at: {step}: {error}")
        say("→ The service runs all the same. `publisher doctor` tells what is missing;")
        say(f"  the next start tries again. The log is in {settings.var / 'log'}.")
        return None
    first_run.write(settings.var, first)
    return first


class _Newcomer:
    def __init__(self, settings: Settings, begin: Say) -> None:
        self._settings = settings
        self._begin = begin
        self._key = ""
        self._home = local_address(settings)
        self._http = httpx.Client(timeout=30, follow_redirects=True, trust_env=False)

    def go(self) -> FirstRun:
        """All steps, in order."""
        with self._http:
            self._begin("creating an App and its key")
            app = self._create_app()
            self._begin("connecting a demo creator, by way of the simulated TikTok")
            connection = self._connect()
            self._begin("drawing a welcome film and handing it in")
            asset = self._hand_in()
            self._begin("measuring it")
            self._follow(f"/v1/assets/{asset}", {"measured", "unusable"}, "measured")
            self._begin("posting it: mending, sending, waiting for the verdict")
            post = self._publish(connection, asset)
            self._follow(f"/v1/posts/{post}", FINAL, "published")
        return FirstRun(
            console=f"{self._settings.public_url}/console",
            password=self._settings.operator_password.reveal(),
            api_key=self._key,
            app=app,
            connection=connection,
            asset=asset,
            post=post,
            state="published",
        )

    def _create_app(self) -> str:
        from publisher.wiring import build

        publisher = build(self._settings)
        try:
            app_id = publisher.apps.create("My first App").id
            self._key = publisher.apps.issue_key(app_id).key.reveal()
        finally:
            publisher.store.close()
        return app_id

    def _connect(self) -> str:
        link = self._ask("POST", "/v1/connections/links", json={"platform": "tiktok"})
        visitor.walk(self._http, str(link["url"]))
        connections = self._ask("GET", "/v1/connections")["items"]
        if not connections:
            raise StepFailed("the visit ended without a connection")
        return str(connections[0]["id"])

    def _hand_in(self) -> str:
        import media

        folder = Path(tempfile.mkdtemp(prefix="welcome-", dir=self._settings.var))
        try:
            film = folder / "welcome.mp4"
            tools = media.find_tools(self._settings.ffmpeg, self._settings.ffprobe)
            media.draw_welcome(film, tools, ("Welcome", "This film was drawn", "on your machine"))
            with film.open("rb") as body:
                asset = self._ask("POST", "/v1/assets", files={"file": (film.name, body)})
        except media.MediaError as error:
            raise StepFailed(str(error)) from error
        finally:
            shutil.rmtree(folder, ignore_errors=True)
        return str(asset["id"])

    def _publish(self, connection: str, asset: str) -> str:
        wish = {
            "connection": connection,
            "assets": [asset],
            "mode": "direct",
            "caption": CAPTION,
            "options": {"privacy": "PUBLIC_TO_EVERYONE", "allow_comment": True},
            "schedule": "now",
        }
        return str(self._ask("POST", "/v1/posts", json=wish)["id"])

    def _follow(self, path: str, last: set[str], wanted: str) -> None:
        """Look again until it comes to rest."""
        end = time.monotonic() + PATIENCE_SECONDS
        seen = ""
        while True:
            found = self._ask("GET", path)
            if found["state"] != seen:
                seen = str(found["state"])
                self._begin(f"  {seen}")
            if seen in last:
                break
            if time.monotonic() > end:
                raise StepFailed(f"still {seen} after {PATIENCE_SECONDS:.0f} s ({path})")
            time.sleep(_PAUSE_SECONDS)
        if seen != wanted:
            raise StepFailed(f"it is {seen}: {found.get('reason') or found}")

    def _ask(self, method: str, path: str, **sent: Any) -> Mapping[str, Any]:
        headers = {"Authorization": f"Bearer {self._key}"}
        if method == "POST":
            headers["Idempotency-Key"] = uuid.uuid4().hex
        answer = self._http.request(method, self._home + path, headers=headers, **sent)
        if answer.is_error:
            raise StepFailed(f"{method} {path} answered {answer.status_code}: {answer.text[:500]}")
        found: Mapping[str, Any] = answer.json()
        return found


if __name__ == "__main__":
    raise SystemExit(main())
