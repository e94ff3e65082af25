"""From the times of pictures to their rate: constant, varying, or too few to say; pure."""

from collections.abc import Iterable, Sequence
from fractions import Fraction
from itertools import pairwise

from media.facts import Cadence

# Phones write whole ticks of 1/600 s and MKV whole milliseconds; that is not a varying rate.
JITTER = Fraction(21, 10_000)
_MAY_STRAY = Fraction(2, 100)
_WHOLE = (10, 15, 24, 25, 30, 48, 50, 60, 120, 240)
_FILM = (24_000, 30_000, 60_000, 120_000)  # over 1001, as television has them
_STANDARD = (*(Fraction(one) for one in _WHOLE), *(Fraction(one, 1001) for one in _FILM))
_LIVELY = Fraction(1, 10)  # the tenth part of gaps that are shortest
NEVER = Cadence(Fraction(0), Fraction(0), Fraction(0), Fraction(0), True, False, 0)


def from_table(deltas: Iterable[tuple[int, int]], timescale: int) -> Cadence:
    """From an MP4's own table of ticks between pictures: exact."""
    runs = sorted((delta, count) for delta, count in deltas if delta > 0 and count > 0)
    return _cadence(runs, Fraction(1, timescale), exact=True)


def from_times(times: Sequence[int], tick: Fraction) -> Cadence:
    """From the times of packets, which the container may have rounded."""
    ordered = sorted(set(times))
    counts: dict[int, int] = {}
    for before, after in pairwise(ordered):
        counts[after - before] = counts.get(after - before, 0) + 1
    # the last picture has no successor: let it last as long as most do
    if counts:
        most = max(counts, key=lambda delta: counts[delta])
        counts[most] += 1
    return _cadence(sorted(counts.items()), tick, exact=False)


def _cadence(runs: list[tuple[int, int]], tick: Fraction, *, exact: bool) -> Cadence:
    pictures = sum(count for _, count in runs)
    if not pictures or not tick:
        return NEVER
    ticks = sum(delta * count for delta, count in runs)
    usual = _usual(runs, pictures) * tick
    middle = _at(runs, pictures / 2) * tick
    stray = sum(count for delta, count in runs if abs(delta * tick - middle) > JITTER)
    constant = stray <= pictures * _MAY_STRAY
    steady = [(d, n) for d, n in runs if abs(d * tick - middle) <= JITTER] if constant else runs
    rate = Fraction(sum(n for _, n in steady)) / (sum(d * n for d, n in steady) * tick)
    if not exact or len(steady) > 1:
        rate = _snapped(rate, tick / (ticks * tick))
    return Cadence(
        rate=rate,
        slowest=1 / (runs[-1][0] * tick),
        fastest=1 / (runs[0][0] * tick),
        usual=rate if constant else 1 / usual,
        constant=constant,
        exact=exact and len(steady) == 1,
        pictures=pictures,
    )


def _at(runs: list[tuple[int, int]], position: Fraction | float) -> int:
    passed = 0
    for delta, count in runs:
        passed += count
        if passed >= position:
            return delta
    return runs[-1][0]


def _usual(runs: list[tuple[int, int]], pictures: int) -> int:
    return _at(runs, pictures * _LIVELY)


def _snapped(rate: Fraction, error: Fraction) -> Fraction:
    """A standard rate, where the measurement is too coarse to tell the two apart."""
    near = min(_STANDARD, key=lambda one: abs(one - rate))
    return near if abs(near - rate) <= near * error * 2 else rate.limit_denominator(100_000)
