"""What a test needs from the machine: missing means skipped here, failed where CI is set."""

import os
from typing import NoReturn

import pytest


def missing(what: str) -> NoReturn:
    """End the test that needs this."""
    if os.environ.get("CI"):
        pytest.fail(f"CI must have {what}", pytrace=False)
    pytest.skip(f"this machine has no {what}")
