"""`publisher simulator`: the stand-in TikTok on its own port."""

import argparse
import signal
import threading

from publisher.launch.trouble import Trouble
from publisher.settings import load


def arguments(_parser: argparse.ArgumentParser) -> None:
    """Nothing to choose: settings say it all."""


def run(_chosen: argparse.Namespace) -> int:
    """Serve until told to stop; refuses where a real client is configured."""
    from publisher.tiktok import simulator

    settings = load()
    if not settings.uses_simulator:
        raise Trouble(
            "A real TikTok client is configured, so the simulator has nobody to talk to.",
            "Unset TIKTOK_CLIENT_KEY and TIKTOK_CLIENT_SECRET to try things out.",
        )
    folder = settings.var / "simulator"
    folder.mkdir(parents=True, exist_ok=True)
    ended = threading.Event()
    signal.signal(signal.SIGTERM, lambda *_: ended.set())
    simulator.main(
        settings.simulator_port,
        folder,
        f"{settings.public_url}/notices/tiktok",
        redirect_uris=(settings.redirect_url,),
        verified=(settings.media_url,) if settings.media_url else (),
        until=ended.wait,
    )
    return 0
