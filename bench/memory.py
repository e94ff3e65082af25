"""`make memory`: what a worker holds while it sends a film of 4 GB; it must stay flat."""

import os
import sys
import time
from pathlib import Path

from bench.crashing.stage import accept, keep_row
from bench.crashing.worker import DRIVEN, look
from bench.whole import Whole

SIZE = 4_000_000_000
SHA = "4" * 64
MOST_MB, MOST_GROWTH_MB = 200.0, 30.0


def main() -> int:
    """Send a film that is nothing but a hole, and watch."""
    size = int(os.environ.get("SIZE") or SIZE)
    with Whole(engine="sqlite") as whole:
        publisher = whole.publisher
        path = publisher.files.path(whole.app, SHA)
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("wb") as file:
            file.truncate(size)
        film = keep_row(publisher, whole.app, 1, SHA, size, "film")
        post = accept(publisher, whole.app, whole.connection("anna"), (film,), "four gigabytes")

        def send() -> None:
            fresh = whole.build()
            while look(fresh, post).state in DRIVEN:
                fresh.attempts.work(post)
                time.sleep(0.2)

        begun = time.monotonic()
        pid = whole.fork("worker", send)
        samples = []
        while not whole.is_over(pid):
            samples.append(_resident_mb(pid))
            time.sleep(0.05)
        seconds = time.monotonic() - begun
        public = len(whole.ledger()["published"])
    samples = [one for one in samples if one]
    begin = samples[len(samples) // 10]
    most = max(samples)
    print(f"{size / 1e9:.1f} GB in {seconds:.0f} s, {len(samples)} samples, published {public}")
    print(
        f"most={most:.0f}MB (at most {MOST_MB:.0f}) at_first={begin:.0f}MB"
        f" growth={most - begin:.0f}MB (at most {MOST_GROWTH_MB:.0f})"
    )
    return 0 if public == 1 and most <= MOST_MB and most - begin <= MOST_GROWTH_MB else 1


def _resident_mb(pid: int) -> float:
    try:
        told = Path(f"/proc/{pid}/status").read_text()
    except OSError:
        return 0.0
    found = [line.split()[1] for line in told.splitlines() if line.startswith("VmRSS")]
    return int(found[0]) / 1024 if found else 0.0


if __name__ == "__main__":
    sys.exit(main())
