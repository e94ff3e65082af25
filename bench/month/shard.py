"""One shard of the month, in a process of its own: its Creators share nothing with others."""

import os
import random
import tempfile
import time
from collections import Counter
from pathlib import Path

from cryptography.fernet import Fernet

from bench.hush import hush
from bench.month.judge import Verdict, judge, naive
from bench.month.load import START, load
from bench.month.run import Month
from publisher.domain.secret import Secret
from publisher.store.engine import Store
from publisher.store.migrate import upgrade
from publisher.store.seal import Seal
from tests.stage import Stage

MEMORY = "/dev/shm"  # noqa: S108 - a folder of our own is made in it
SWITCHES = {"processing_seconds": 0.5, "moderation_seconds": 6.0, "keep_media": False}
CLIENT = {"audited": True}


def one(seed: int, shard: int, connections: int, days: int) -> tuple[Verdict, Counter]:
    """Live through it and judge it."""
    hush()
    tempfile.tempdir = _fast()  # for the stand-in's folder as well
    with tempfile.TemporaryDirectory() as folder:
        seal = Seal([Secret(Fernet.generate_key().decode())])
        url = f"sqlite:///{folder}/month.sqlite3"
        store = Store(url, seal)
        upgrade(store)
        store.close()
        dice = random.Random(f"{seed}/{shard}/ids")
        outside = {"chance_bytes": dice.randbytes, "chance": dice.random}
        stage = Stage(url, seal, Path(folder) / "var", outside=outside, **SWITCHES)
        stage.control("clients/sim_client_key", CLIENT)
        month = Month(stage, load(seed, shard, connections, START, days))
        month.run()
        found = judge(month), naive(month)
        found[0].cpu_seconds = time.process_time()
        stage.close()
    return found


def _fast() -> str | None:
    """Memory where there is a folder for it: the month is about rules, not about a disk."""
    return MEMORY if os.access(MEMORY, os.W_OK) else None
