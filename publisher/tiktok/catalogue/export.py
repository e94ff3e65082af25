"""Write docs/errors.md and docs/errors.json, or check that they are current; count the codes.

python -m publisher.tiktok.catalogue.export [--check] [FOLDER]
"""

import json
import sys
from collections.abc import Sequence
from pathlib import Path

from publisher.tiktok.catalogue.reference import roll
from publisher.tiktok.catalogue.reference.markdown import document
from publisher.tiktok.catalogue.reference.shape import export

FOLDER = Path("docs")


def files() -> dict[str, str]:
    """What each exported file must hold."""
    return {
        "errors.md": document(),
        "errors.json": json.dumps(export(), ensure_ascii=False, indent=1) + "\n",
    }


def stale(folder: Path = FOLDER) -> list[str]:
    """The exported files that are missing or differ from the catalogue."""
    return [
        name
        for name, text in files().items()
        if not (folder / name).is_file() or (folder / name).read_text("utf-8") != text
    ]


def write(folder: Path = FOLDER) -> None:
    """Write the exported files."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in files().items():
        (folder / name).write_text(text, "utf-8")


def main(arguments: Sequence[str] | None = None) -> int:
    """Write or check; the last line counts the codes per source; 1 when anything is amiss."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    check = "--check" in given
    folders = [Path(one) for one in given if not one.startswith("-")] or [FOLDER]
    old: list[str] = []
    if check:
        old = stale(folders[0])
    else:
        write(folders[0])
    for name in old:
        sys.stdout.write(f"{folders[0] / name} is not current; run this without --check\n")
    for line in roll.absent():
        sys.stdout.write(f"no entry for {line}\n")
    sys.stdout.write(roll.counts() + "\n")
    return 1 if old or roll.absent() else 0


if __name__ == "__main__":
    raise SystemExit(main())
