"""`publisher media`: measures and mends films and pictures, apart from the publishing."""

import argparse
import os
import tempfile

from publisher.settings import load

QUEUE = "media"
BEHIND_PUBLISHING = 10  # an encode takes what processor time a due post leaves


def arguments(_parser: argparse.ArgumentParser) -> None:
    """Nothing to choose: settings say it all."""


def run(_chosen: argparse.Namespace) -> int:
    """Work until told to stop."""
    from publisher.cli.working import work_off

    settings = load()
    os.nice(BEHIND_PUBLISHING)
    # The engine measures in folders of its own too; here the clock sweeps them after a crash.
    tempfile.tempdir = str(settings.var / "files" / "work")
    return work_off(settings, QUEUE)
