"""From a fresh clone to the first published post, and the second start, with the clock running.

`make bench` clones this checkout into a temporary folder and does there what a newcomer does.
"""

import json
import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).parents[1]
LONGEST = 900


def main() -> int:
    """Measure everything once."""
    figures: dict[str, float | str] = {}
    with tempfile.TemporaryDirectory(prefix="first-post-") as place:
        clone = Path(place) / "publisher"
        subprocess.run(["git", "clone", "--quiet", ROOT, clone], check=True)
        env = {**os.environ, "PORT": str(two_free_ports())}
        begun = time.monotonic()
        subprocess.run(["make", "setup"], cwd=clone, env=env, check=True, stdout=sys.stderr)
        figures["install_seconds"] = since(begun)
        installed = time.monotonic()
        first = Run(clone, env)
        first.wait_for(clone / "var" / "first-run.json")
        figures["published_seconds_after_install"] = since(installed)
        figures["published_seconds_after_clone"] = since(begun)
        figures["welcome_post"] = json.loads((clone / "var/first-run.json").read_text())["state"]
        time.sleep(10)  # what was loaded for the welcome is gone by then
        figures |= memory(first.process.pid)
        figures["ctrl_c_seconds"] = first.stop()
        figures["left_behind"] = first.left_behind()
        begun = time.monotonic()
        second = Run(clone, env)
        second.wait_for_line("Publisher is ready")
        figures["second_start_seconds"] = since(begun)
        second.stop()
    print(json.dumps(figures, indent=1))
    return 0


class Run:
    """One `make run`."""

    def __init__(self, clone: Path, env: dict[str, str]) -> None:
        self._log = clone / "run.log"
        with self._log.open("wb") as log:
            self.process = subprocess.Popen(
                ["make", "run"], cwd=clone, env=env, stdout=log, stderr=log, start_new_session=True
            )
        self._clone = clone

    def wait_for(self, file: Path) -> None:
        """Until this file is there."""
        self._wait(file.exists)

    def wait_for_line(self, words: str) -> None:
        """Until these words were printed."""
        self._wait(lambda: words in self._log.read_text())

    def stop(self) -> float:
        """Press Ctrl-C; gives the seconds until everything had ended."""
        begun = time.monotonic()
        os.killpg(self.process.pid, signal.SIGINT)
        self.process.wait(30)
        return since(begun)

    def left_behind(self) -> float:
        """How many processes still run from the clone."""
        return float(sum(str(self._clone) in line for line in command_lines()))

    def _wait(self, true) -> None:  # noqa: ANN001 any function without arguments
        end = time.monotonic() + LONGEST
        while not true():
            if self.process.poll() is not None or time.monotonic() > end:
                sys.exit(f"it did not come; its words:\n{self._log.read_text()}")
            time.sleep(0.02)


def memory(root: int) -> dict[str, float]:
    """What all processes under this one hold: shared pages counted once, and counted each time."""
    proportional = resident = 0
    for pid in family(root):
        try:
            rollup = Path(f"/proc/{pid}/smaps_rollup").read_text()
        except OSError:
            continue
        proportional += int(rollup.partition("\nPss:")[2].split()[0])
        resident += int(rollup.partition("Rss:")[2].split()[0])
    return {
        "idle_mb_shared_counted_once": round(proportional / 1024, 1),
        "idle_mb_shared_counted_each_time": round(resident / 1024, 1),
    }


def family(root: int) -> list[int]:
    """A process and all its descendants."""
    children: dict[int, list[int]] = {}
    for entry in Path("/proc").glob("[0-9]*/stat"):
        try:
            parent = int(entry.read_text().rpartition(")")[2].split()[1])
        except OSError:
            continue
        children.setdefault(parent, []).append(int(entry.parent.name))
    found = [root]
    for pid in found:
        found += children.get(pid, [])
    return found


def command_lines() -> list[str]:
    """What every process of this machine was started as."""
    lines = []
    for entry in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            lines.append(entry.read_text().replace("\0", " "))
        except OSError:
            continue
    return lines


def two_free_ports() -> int:
    """A port that is free, and so is the next."""
    while True:
        with socket.socket() as one, socket.socket() as two:
            one.bind(("127.0.0.1", 0))
            port = one.getsockname()[1]
            try:
                two.bind(("127.0.0.1", port + 1))
            except OSError:
                continue
            return int(port)


def since(begun: float) -> float:
    """Seconds since then."""
    return round(time.monotonic() - begun, 1)


if __name__ == "__main__":
    sys.exit(main())
