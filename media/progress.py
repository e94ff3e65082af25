"""ffmpeg's progress lines as a fraction done and the time left; pure."""

from dataclasses import dataclass

_TIME_KEY = "out_time_us="


@dataclass(frozen=True)
class Progress:
    """How far the work is; `seconds_left` is None until there is something to judge by."""

    fraction: float
    seconds_left: float | None


def written_seconds(line: str) -> float | None:
    """The film time that one line says was written; None for every other line."""
    if not line.startswith(_TIME_KEY):
        return None
    ticks = line[len(_TIME_KEY) :].strip()
    # "N/A" until the first picture is out; negative while the encoder fills its queue
    return max(int(ticks), 0) / 1_000_000 if ticks.lstrip("-").isdigit() else None


def step(before: Progress, written: float, total: float, elapsed: float) -> Progress:
    """The next progress: never backwards, never finished before it is."""
    fraction = min(written / total, 0.99) if total > 0 else 0.0
    fraction = max(before.fraction, fraction)
    left = elapsed * (1 - fraction) / fraction if fraction > 0 else None
    return Progress(fraction, left)


BEGUN = Progress(0.0, None)
DONE = Progress(1.0, 0.0)
