"""`publisher media`: measures and mends films and pictures, apart from the publishing."""

import argparse

from publisher.settings import load

QUEUE = "media"


def arguments(_parser: argparse.ArgumentParser) -> None:
    """Nothing to choose: settings say it all."""


def run(_chosen: argparse.Namespace) -> int:
    """Work until told to stop."""
    from publisher.cli.working import work_off

    return work_off(load(), QUEUE)
