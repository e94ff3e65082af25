"""Which processes the service consists of: what the Procfile says, and how many of each."""

from pathlib import Path

from honcho.environ import parse_procfile

from publisher.adapters import machine
from publisher.settings import Settings

FILE = Path(__file__).parents[2] / "Procfile"
EACH = 2 * machine.GIB
MOST_BY_THEMSELVES = 4
RELEASE = "release"  # runs once, before the others


def processes(settings: Settings, text: str | None = None) -> dict[str, str]:
    """A command for every process to be started, by the name it is shown under."""
    written: dict[str, str] = parse_procfile(FILE.read_text() if text is None else text).processes
    fitting = media_workers(machine.cores(), machine.memory())
    many = {
        "worker": settings.publish_workers,
        "media": settings.media_workers or fitting,
    }
    chosen = {}
    for name, command in written.items():
        if name == RELEASE or (name == "simulator" and not settings.uses_simulator):
            continue
        count = many.get(name, 1)
        for number in range(1, count + 1):
            chosen[name if count == 1 else f"{name}.{number}"] = command
    return chosen


def media_workers(cores: int, memory: int) -> int:
    """How many encodes may run side by side where nobody has said it.

    One for each core, since a lone worker would let a photo wait behind an hour of film; the
    encodes share the cores among them. Fewer where there is less memory: 4K in HDR takes 1 GiB,
    and the rest of the house wants some. More than four only wait, and each holds 80 MB.
    """
    return max(1, min(cores, memory // EACH, MOST_BY_THEMSELVES))


def release(text: str | None = None) -> str:
    """The command that prepares the database."""
    command: str = parse_procfile(FILE.read_text() if text is None else text).processes[RELEASE]
    return command
