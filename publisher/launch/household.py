"""Keep house: check, start, wait until ready, welcome, show the way in, and end together."""

import shlex
import subprocess
import sys
import time
from collections.abc import Callable

from publisher.launch import banner, first_run, preconditions, procfile, ready, schema
from publisher.launch.children import Children
from publisher.launch.printing import QuietPrinter
from publisher.launch.redis_server import RedisServer
from publisher.launch.trouble import Trouble
from publisher.settings import Settings
from publisher.settings.surroundings import for_children

_STOPPED_ON_PURPOSE = {130, 143}  # honcho's word for Ctrl-C and SIGTERM


def keep_house(settings: Settings) -> int:
    """Run until stopped; gives the exit status. Raises Trouble before anything is half-started."""
    started = time.monotonic()
    with preconditions.alone_in(settings.var):
        preconditions.check(settings)
        if not settings.brings_redis:
            return _run(settings, lambda: _show_the_way_in(settings, started))
        with RedisServer(settings.var) as redis:

            def beside_the_children() -> None:
                _show_the_way_in(settings, started)
                redis.keep_running()

            return _run(settings, beside_the_children)


def _run(settings: Settings, then: Callable[[], None]) -> int:
    if not schema.is_current(settings.database_url.reveal()):
        _migrate()
    printer = QuietPrinter(sys.stdout, settings.var / "log" / "run.log")
    children = Children(printer, then)
    for name, command in procfile.processes(settings).items():
        children.add(name, command, for_children())
    children.loop()
    if children.returncode in _STOPPED_ON_PURPOSE:
        return 0
    print(f"{children.ended_first}, so all others were ended too; its lines are above.")
    print(f"→ They are kept in {printer.log}; `publisher doctor` may know more.")
    return 1


def _migrate() -> None:
    done = subprocess.run(
        shlex.split(procfile.release()),
        env=for_children(),
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        said = done.stderr.strip() or done.stdout.strip()
        says, _, fix = said.partition("\n→ ")
        raise Trouble(says, fix or "Correct DATABASE_URL, or repair the database.")


def _show_the_way_in(settings: Settings, started: float) -> None:
    """Runs beside the children; whatever goes wrong here is said, and the service goes on."""
    missing = ready.wait(settings)
    if missing:
        print(f"Not ready after {ready.PATIENCE_SECONDS} s: {missing}", flush=True)
        print("→ `publisher doctor` tells what is missing; it goes on trying.", flush=True)
        return
    known = first_run.read(settings.var)
    if known is None and settings.uses_simulator:
        subprocess.run([sys.executable, "-m", "publisher.launch.welcome"], check=False)
        known = first_run.read(settings.var)
    seconds = time.monotonic() - started
    print(banner.text(settings, known, seconds), flush=True)
