"""Which processes the service consists of: what the Procfile says, and how many of each."""

from pathlib import Path

from honcho.environ import parse_procfile

from publisher.settings import Settings

FILE = Path(__file__).parents[2] / "Procfile"
RELEASE = "release"  # runs once, before the others


def processes(settings: Settings, text: str | None = None) -> dict[str, str]:
    """A command for every process to be started, by the name it is shown under."""
    written: dict[str, str] = parse_procfile(FILE.read_text() if text is None else text).processes
    many = {"worker": settings.publish_workers, "media": settings.media_workers}
    chosen = {}
    for name, command in written.items():
        if name == RELEASE or (name == "simulator" and not settings.uses_simulator):
            continue
        count = many.get(name, 1)
        for number in range(1, count + 1):
            chosen[name if count == 1 else f"{name}.{number}"] = command
    return chosen


def release(text: str | None = None) -> str:
    """The command that prepares the database."""
    command: str = parse_procfile(FILE.read_text() if text is None else text).processes[RELEASE]
    return command
