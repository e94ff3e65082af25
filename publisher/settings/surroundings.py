"""The environment that our own child processes are started with."""

import os
import sys
from pathlib import Path


def for_children(**more: str) -> dict[str, str]:
    """Our environment, with this installation's programs first on the PATH."""
    programs = str(Path(sys.executable).parent)
    path = os.pathsep.join([programs, os.environ.get("PATH", os.defpath)])
    return {**os.environ, "PATH": path, "PYTHONUNBUFFERED": "1", **more}
