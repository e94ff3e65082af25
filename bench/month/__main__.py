"""A month in minutes: 500 connections, 45,000 posts, judged by the stand-in's own ledger.

`python -m bench.month`; SCALE=0.02 and DAYS=7 for a small one; SEED, SHARDS (processes).
"""

import os
import sys
import time
from collections import Counter
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context

from bench.month.judge import Verdict
from bench.month.shard import one

CONNECTIONS = 500
LONGEST = 300.0


def main() -> int:
    """Run all shards, print the figures, and say whether the month was clean."""
    scale = float(os.environ.get("SCALE", "1"))
    seed, shards = int(os.environ.get("SEED", "1")), int(os.environ.get("SHARDS", "2"))
    days = int(os.environ.get("DAYS", "30"))
    each = max(1, round(CONNECTIONS * scale / shards))
    begun = time.monotonic()
    with ProcessPoolExecutor(shards, mp_context=get_context("spawn")) as pool:
        asked = [pool.submit(one, seed, shard, each, days) for shard in range(shards)]
        verdicts, naives = zip(*(future.result() for future in asked), strict=True)
    took = time.monotonic() - begun
    violations, refusals = _sum(verdicts, "violations"), _sum(verdicts, "refusals")
    print("ended", dict(_sum(verdicts, "ended")))
    print("violations", dict(violations), "refusals", dict(refusals))
    print("a naive scheduler would have met", dict(sum(naives, Counter())))
    cpu = sum(one.cpu_seconds for one in verdicts)
    figures = {
        "posts": sum(one.accepted for one in verdicts),
        "connections": each * shards,
        "days": days,
        "seconds": round(took, 1),
        "cpu_seconds": round(cpu, 1),
        "cpu_ms_per_post": round(1000 * cpu / sum(one.accepted for one in verdicts), 2),
        "requests": sum(one.requests for one in verdicts),
        "moved": sum(one.late_moves for one in verdicts),
        "asked_and_told_no": sum(one.asked_and_told_no for one in verdicts),
        "naive_refusals": sum(sum(naives, Counter()).values()),
        "seed": seed,
        "trace": "+".join(one.trace for one in verdicts),
        "violations": violations.total(),
        "refusals": refusals.total(),
    }
    print(" ".join(f"{name}={value}" for name, value in figures.items()))
    clean = violations.total() == 0 and refusals.total() == 0
    return 0 if clean and (took <= LONGEST or scale < 1) else 1


def _sum(verdicts: tuple[Verdict, ...], name: str) -> Counter:
    return +sum((getattr(one, name) for one in verdicts), Counter())


if __name__ == "__main__":
    sys.exit(main())
