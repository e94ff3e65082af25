"""The simulator's memory: one small TikTok, its clock, its dice and all that happened in it."""

from __future__ import annotations

import hashlib
import random
import shutil
import tempfile
import threading
import time
import weakref
from collections import Counter, deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from publisher.tiktok.simulator import cast
from publisher.tiktok.simulator.agenda import Agenda
from publisher.tiktok.simulator.behaviour import Behaviour
from publisher.tiktok.simulator.clock import Clock
from publisher.tiktok.simulator.memory import Memory
from publisher.tiktok.simulator.records import (
    Breach,
    Client,
    Code,
    Creator,
    Fault,
    Fired,
    Init,
    Item,
    Mode,
    Notice,
    Share,
    Token,
)


@dataclass(frozen=True)
class Setting:
    """The clock, written down so that a restart goes on from it."""

    anchor: float
    shown: float
    rate: float


@dataclass(frozen=True)
class Call:
    """One request and how it was answered; only the latest are kept."""

    at: float
    endpoint: str
    client_key: str
    handle: str
    publish_id: str
    http: int
    code: str


class World:
    """Everything the simulator remembers, behind one lock.

    `state_file` keeps it over restarts; without one it lives in memory. `public_url` is the
    address that upload addresses are built on (default: that of the asking request). `seed`
    makes every id and token repeatable. `fetch` and `deliver` replace the network, for
    simulators that run inside a test.
    """

    def __init__(
        self,
        clock: Clock | None = None,
        state_file: Path | None = None,
        public_url: str = "",
        *,
        behaviour: Behaviour | None = None,
        seed: int | None = None,
        fetch: Callable[..., object] | None = None,
        deliver: Callable[[str, dict[str, str], bytes], int] | None = None,
    ) -> None:
        self.clock = clock or Clock()
        self.public_url = public_url.rstrip("/")
        self.fetch = fetch
        self.deliver = deliver
        self.sleep: Callable[[float], object] = lambda _seconds: None
        # dice for a toy world: repeatable ids are wanted, secrecy is not
        self.dice = random.Random(seed) if seed is not None else random.SystemRandom()  # noqa: S311 - see above
        self.stirred = threading.Event()
        self._moment = threading.local()
        self.agenda, self.outbox = Agenda(self.stirred), Agenda(self.stirred)
        self.calls: deque[Call] = deque(maxlen=20_000)
        self.counts: Counter[tuple[str, str]] = Counter()
        self.struck: Counter[str] = Counter()  # faults that really happened
        self.minutes: dict[tuple[str, ...], deque[float]] = {}
        self.history: dict[str, list[str]] = {}  # creator -> publish ids, oldest first
        self.active: dict[str, dict[str, float]] = {}  # client -> creator -> latest direct init
        self.uploads: dict[str, str] = {}  # secret half of an upload address -> publish id
        self.transfers: dict[str, threading.Lock] = {}
        self.hashes: dict[str, hashlib._Hash] = {}  # running digests of bytes that are not kept
        self._open_tables(state_file)
        self._open_folder(state_file)
        self._start(clock, behaviour)

    def _open_tables(self, state_file: Path | None) -> None:
        self.memory = Memory(state_file)
        table = self.memory.table
        self.clients = table("client", Client)
        self.creators = table("creator", Creator)
        self.tokens = table("token", Token)
        self.codes = table("code", Code)
        self.shares = table("share", Share)
        self.items = table("item", Item)
        self.notices = table("notice", Notice)
        self.inits = table("init", Init)
        self.breaches = table("breach", Breach)
        self.faults = table("fault", Fault)
        self.fired = table("fired", Fired)
        self.settings = table("setting", Setting)
        self.switches = table("switch", Behaviour)

    def _open_folder(self, state_file: Path | None) -> None:
        if state_file:
            self.folder = state_file.parent / "media"
            self.folder.mkdir(parents=True, exist_ok=True)
        else:
            self.folder = Path(tempfile.mkdtemp(prefix="tiktok-simulator-"))
            weakref.finalize(self, shutil.rmtree, self.folder, ignore_errors=True)
        weakref.finalize(self, self.memory.close)

    def _start(self, clock: Clock | None, behaviour: Behaviour | None) -> None:
        with self.change():
            if not len(self.clients):
                self.seed_cast()
            kept = self.settings.get("clock")
            if kept and clock is None:
                self.clock.resume(kept.anchor, kept.shown, kept.rate)
            if behaviour or not self.switches.get("all"):
                self.switches.put("all", behaviour or Behaviour())
            self.keep_clock()
        for share in self.shares.all():
            self.index(share)

    def index(self, share: Share) -> None:
        """Note an accepted init where the 24-hour rules look."""
        with self.memory.lock:
            self.history.setdefault(share.handle, []).append(share.publish_id)
            self.uploads[share.token] = share.publish_id
            if share.mode is Mode.DIRECT:
                self.active.setdefault(share.client_key, {})[share.handle] = share.created_at

    # --- change -------------------------------------------------------------------------------

    @contextmanager
    def change(self) -> Iterator[None]:
        """Hold the lock and keep all that is put, or nothing of it."""
        with self.memory.change():
            yield

    def keep_clock(self) -> None:
        """Write the clock's setting down; only inside `change`."""
        self.settings.put("clock", Setting(*self.clock.setting()))

    def seed_cast(self) -> None:
        """Put the seeded clients and creators back as they were; only inside `change`."""
        for client in cast.CLIENTS:
            self.clients.put(client.key, client)
        for creator in cast.CREATORS:
            self.creators.put(creator.handle, creator)

    def configure(self, **wishes: object) -> Behaviour:
        """Turn switches of `Behaviour`; `ValueError` names one that does not exist."""
        with self.change():
            return self.switches.put("all", self.behaviour.changed(wishes))

    def stir(self) -> None:
        """Tell the background that the clock was turned."""
        self.stirred.set()

    def reset(self) -> None:
        """Forget everything that happened; the cast and the switches are as in the beginning."""
        with self.change():
            for table in self.memory.tables():
                for key in list(table.rows):
                    table.drop(key)
            self.seed_cast()
            self.switches.put("all", Behaviour())
            self.keep_clock()
            for noted in (self.minutes, self.history, self.active, self.uploads, self.hashes):
                noted.clear()
            self.calls.clear()
            self.counts.clear()
            self.struck.clear()
            self.agenda.clear()
            self.outbox.clear()
        for path in self.folder.iterdir():
            path.unlink(missing_ok=True)

    def close(self) -> None:
        """Close the file; the world may not be used any more."""
        self.memory.close()

    # --- reading ------------------------------------------------------------------------------

    @property
    def behaviour(self) -> Behaviour:
        """The switches as they stand."""
        return self.switches.get("all") or Behaviour()

    def now(self) -> float:
        """The time on this world's clock; inside `at`, the time that a deed was due."""
        moment: float | None = getattr(self._moment, "due", None)
        return self.clock.now() if moment is None else moment

    @contextmanager
    def at(self, due: float) -> Iterator[None]:
        """Do something as of the time it was due, so that a leap of the clock skips nothing."""
        self._moment.due = due
        try:
            yield
        finally:
            self._moment.due = None

    def open_id(self, client_key: str, handle: str) -> str:
        """Whom this client calls this creator; real ones begin with -000 [F]."""
        return "-000" + _digest("open", client_key, handle)[:36]

    def union_id(self, handle: str) -> str:
        """One developer's clients share it."""
        return _digest("union", handle)[:8] + "-" + _digest("union", handle)[8:40]

    # --- dice ---------------------------------------------------------------------------------

    def letters(self, count: int) -> str:
        """Random lowercase hex."""
        with self.memory.lock:
            return f"{self.dice.getrandbits(count * 4):0{count}x}"

    def digits(self) -> int:
        """A number of 19 digits, beyond 2^53 as TikTok's ids are [F]."""
        with self.memory.lock:
            return self.dice.randrange(7_000_000_000_000_000_000, 7_999_999_999_999_999_999)

    def log_id(self) -> str:
        """Fourteen digits of time and twenty of uppercase hex [F]."""
        stamp = time.strftime("%Y%m%d%H%M%S", time.gmtime(max(0.0, self.now())))
        return stamp + self.letters(20).upper()

    def saw(self, call: Call) -> None:
        """Note an answered request."""
        with self.memory.lock:
            self.calls.append(call)
            self.counts[call.endpoint, call.code] += 1


def _digest(*parts: str) -> str:
    return hashlib.sha256("\x00".join(parts).encode()).hexdigest()
