"""Wall time, processor time and memory of our work and of bare commands."""

import contextlib
import os
import resource
import statistics
import subprocess
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Took:
    """What one run took; `memory` is the most that the process held, in bytes."""

    wall: float
    cpu: float
    memory: int = 0


def ours(work: Callable[[], object]) -> Took:
    """Our own process and all children that it waited for."""
    before, begun = _cpu(), time.perf_counter()
    work()
    return Took(time.perf_counter() - begun, _cpu() - before)


def _cpu() -> float:
    both = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return sum(one.ru_utime + one.ru_stime for one in both)


def bare(argv: Sequence[str], folder: str | None = None) -> Took:
    """A command as a shell would run it."""
    return together([argv], folder)


def together(commands: Sequence[Sequence[str]], folder: str | None = None) -> Took:
    """Commands side by side: until the last one ends, all processors, the largest memory."""
    begun = time.perf_counter()
    children = [
        subprocess.Popen(
            argv,
            cwd=folder,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            # as ours are: Linux shares processors out by session, and a crowded one gets less
            start_new_session=True,
        )
        for argv in commands
    ]
    cpu, memory = 0.0, 0
    for child in children:
        _, status, used = os.wait4(child.pid, 0)
        child.returncode = os.waitstatus_to_exitcode(status)
        if child.returncode:
            raise RuntimeError(f"{child.args!r} ended with {child.returncode}")
        cpu += used.ru_utime + used.ru_stime
        memory = max(memory, used.ru_maxrss * 1024)
    return Took(time.perf_counter() - begun, cpu, memory)


def median(runs: Sequence[float]) -> float:
    """The middle one."""
    return statistics.median(runs)


def pairs(
    rounds: int, first: Callable[[], Took], second: Callable[[], Took]
) -> tuple[list[Took], list[Took]]:
    """Both in turn, the order changing each round, so that a busy machine is fair to both."""
    left, right = [], []
    for number in range(rounds):
        order = ((first, left), (second, right))
        for work, kept in order if number % 2 else order[::-1]:
            kept.append(work())
    return left, right


def ratio(left: Sequence[float], right: Sequence[float]) -> float:
    """The middle one of the pairs' own ratios: what slows a machine down slows both of a pair."""
    return median([one / other for one, other in zip(left, right, strict=True)])


@contextlib.contextmanager
def told(name: str) -> Iterator[None]:
    """Say what is being measured, and how long it took."""
    begun = time.perf_counter()
    print(f"{name} …", flush=True)
    yield
    print(f"  {time.perf_counter() - begun:.1f} s", flush=True)
