"""`publisher run`: everything at once."""

import argparse

from publisher.settings import load


def arguments(_parser: argparse.ArgumentParser) -> None:
    """Nothing to choose: settings say it all."""


def run(_chosen: argparse.Namespace) -> int:
    """Check, start, show, and end together."""
    from publisher.launch.household import keep_house

    return keep_house(load())
