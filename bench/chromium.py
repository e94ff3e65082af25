"""A real browser by its WebDriver protocol: what page tests and screenshots need of it, no more."""

import base64
import os
import shutil
import socket
import subprocess
import tempfile
import time
from pathlib import Path
from typing import Any, Self

import httpx

ELEMENT = "element-6066-11e4-a52e-4f735466cecf"  # the key of W3C WebDriver
PATIENCE = 20.0


def is_here() -> bool:
    """Whether this machine has Chromium and its driver."""
    return bool(shutil.which("chromium") and shutil.which("chromedriver"))


class Chromium:
    """One window, in a folder of its own."""

    def __init__(self, width: int = 1280, height: int = 900, scheme: str = "light") -> None:
        self._folder = tempfile.TemporaryDirectory(prefix="chromium-")
        self._driver, address = _driver(self._folder.name)
        self._http = httpx.Client(base_url=address, timeout=60, trust_env=False)
        arguments = [
            "--headless=new",
            "--no-sandbox",  # the only pages are our own, and root has no sandbox
            "--disable-gpu",
            "--disable-dev-shm-usage",
            "--hide-scrollbars",
            f"--window-size={width},{height}",
            f"--user-data-dir={self._folder.name}/profile",
            *(["--blink-settings=preferredColorScheme=0"] if scheme == "dark" else []),
        ]
        wish = {"browserName": "chrome", "goog:chromeOptions": {"args": arguments}}
        wish["goog:loggingPrefs"] = {"browser": "ALL"}
        made = self._say("POST", "/session", {"capabilities": {"alwaysMatch": wish}})
        self._session = f"/session/{made['sessionId']}"

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """End the window and its driver."""
        try:
            self._say("DELETE", self._session)
        finally:
            self._http.close()
            self._driver.terminate()
            self._driver.wait(timeout=PATIENCE)
            self._folder.cleanup()

    def open(self, address: str) -> None:
        """Go to an address, and wait until it is there."""
        self._do("POST", "/url", {"url": address})

    @property
    def address(self) -> str:
        """Where the window is."""
        return str(self._do("GET", "/url"))

    @property
    def title(self) -> str:
        """What the window is called."""
        return str(self._do("GET", "/title"))

    @property
    def text(self) -> str:
        """What a person can read."""
        body = self._find("body")
        return str(self._do("GET", f"/element/{body}/text"))

    def has(self, selector: str) -> bool:
        """Whether the page has such a thing."""
        return bool(self._do("POST", "/elements", {"using": "css selector", "value": selector}))

    def press(self, selector: str) -> None:
        """Press a button or follow a link, and wait until the page that it leads to is there.

        The driver's own wait misses a form whose answer is slow to begin: a test then read the
        page before, or half of each.
        """
        before = self._find("html")
        self._do("POST", f"/element/{self._find(selector)}/click", {})
        end = time.monotonic() + PATIENCE
        while self._is_still_there(before):
            if time.monotonic() > end:
                raise TimeoutError(f"pressing {selector} led to no other page")
            time.sleep(0.02)

    def write(self, selector: str, text: str) -> None:
        """Type into a field."""
        self._do("POST", f"/element/{self._find(selector)}/value", {"text": text})

    def forget(self) -> None:
        """Lose all cookies of this site."""
        self._do("DELETE", "/cookie")

    def narrow(self, width: int, height: int = 800) -> None:
        """Look through a smaller screen, as a telephone has."""
        screen = {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": True}
        self._tell("Emulation.setDeviceMetricsOverride", screen)

    def widen(self) -> None:
        """The whole window again."""
        self._tell("Emulation.clearDeviceMetricsOverride", {})

    def allow_scripts(self, allowed: bool) -> None:
        """Whether pages opened from here on may run theirs."""
        self._tell("Emulation.setScriptExecutionDisabled", {"value": not allowed})

    def run(self, script: str, *values: Any) -> Any:
        """Run a script on the page."""
        return self._do("POST", "/execute/sync", {"script": script, "args": list(values)})

    def complaints(self) -> list[str]:
        """What the browser's own console says: refused styles, broken scripts."""
        return [one["message"] for one in self._do("POST", "/se/log", {"type": "browser"})]

    def picture(self, place: Path, height: int | None = None) -> None:
        """Save what is seen; with a height, as much of the page as that."""
        if height is not None:
            self._do("POST", "/window/rect", {"height": height})
        place.write_bytes(base64.b64decode(self._do("GET", "/screenshot")))

    def _tell(self, command: str, parameters: dict[str, Any]) -> None:
        """A wish that WebDriver itself has no word for."""
        self._do("POST", "/goog/cdp/execute", {"cmd": command, "params": parameters})

    def _is_still_there(self, element: str) -> bool:
        try:
            self._do("GET", f"/element/{element}/name")
        except RuntimeError as gone:
            if "stale element" not in str(gone):
                raise
            return False
        return True

    def _find(self, selector: str) -> str:
        found = self._do("POST", "/element", {"using": "css selector", "value": selector})
        return str(found[ELEMENT])

    def _do(self, method: str, what: str, body: Any = None) -> Any:
        return self._say(method, self._session + what, body)

    def _say(self, method: str, path: str, body: Any = None) -> Any:
        answer = self._http.request(method, path, json=body)
        value = answer.json()["value"]
        if answer.is_error:
            raise RuntimeError(f"{method} {path}: {value['error']}: {value['message'][:300]}")
        return value


def _driver(home: str) -> tuple[subprocess.Popen[bytes], str]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    started = subprocess.Popen(
        ["chromedriver", f"--port={port}", "--log-level=OFF"],
        env={"PATH": os.environ["PATH"], "HOME": home},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    address = f"http://127.0.0.1:{port}"
    end = time.monotonic() + PATIENCE
    while True:
        try:
            if httpx.get(f"{address}/status", trust_env=False).is_success:
                return started, address
        except httpx.TransportError:
            if time.monotonic() > end:
                started.kill()
                raise
        time.sleep(0.05)
