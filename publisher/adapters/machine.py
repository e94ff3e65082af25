"""How much of this machine is ours: a container often has less of it than its host."""

import os
from pathlib import Path

_CEILING = Path("/sys/fs/cgroup/memory.max")
GIB = 1 << 30


def cores() -> int:
    """The processors that this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def memory() -> int:
    """Bytes of memory that this process may use."""
    there = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    told = _CEILING.read_text().strip() if _CEILING.is_file() else ""
    return min(there, int(told)) if told.isdigit() else there
