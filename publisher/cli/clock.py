"""`publisher clock`: rings the workers for all that is due; any number of them is safe."""

import argparse
import signal
import threading

from publisher.settings import load


def arguments(_parser: argparse.ArgumentParser) -> None:
    """Nothing to choose: settings say it all."""


def run(_chosen: argparse.Namespace) -> int:
    """Tick until told to stop."""
    from publisher.adapters import logs
    from publisher.launch.other_schema import refuse_other_schema
    from publisher.wiring import build
    from publisher.worker import clock

    settings = load()
    logs.configure(settings.log_level.value, settings.log_format.value)
    publisher = build(settings)
    refuse_other_schema(publisher.store)
    ended = threading.Event()
    signal.signal(signal.SIGTERM, lambda *_: ended.set())
    clock.tick_until(publisher, ended)
    return 0
