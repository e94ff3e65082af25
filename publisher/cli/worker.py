"""`publisher worker`: publishes posts."""

import argparse

from publisher.settings import load

QUEUE = "publish"


def arguments(_parser: argparse.ArgumentParser) -> None:
    """Nothing to choose: settings say it all."""


def run(_chosen: argparse.Namespace) -> int:
    """Work until told to stop."""
    from publisher.cli.working import work_off

    return work_off(load(), QUEUE)
