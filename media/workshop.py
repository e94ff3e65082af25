"""A folder for one piece of work: holds only its own source, and is gone afterwards."""

import contextlib
import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

from media.command import SOURCE

LEFTOVER = ".rendering-"


@contextlib.contextmanager
def workshop(source: Path, inside: Path | None = None) -> Iterator[Path]:
    """A new folder with a link named `source` in it, removed at the end whatever happens."""
    with bare_workshop(inside) as folder:
        link(source, folder / SOURCE)
        yield folder


@contextlib.contextmanager
def bare_workshop(inside: Path | None = None) -> Iterator[Path]:
    """A new folder with nothing in it, removed at the end whatever happens."""
    folder = Path(tempfile.mkdtemp(prefix=LEFTOVER, dir=inside))
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def link(source: Path, to: Path) -> None:
    """The same bytes under a second name, without copying them where that can be had."""
    try:
        os.link(source, to)  # what was opened stays what it is, even if the name is given away
    except OSError:  # another disk, or one without hard links
        to.symlink_to(source.resolve())


def sweep(folder: Path) -> int:
    """Remove what a crash left in a folder of renditions; how many leftovers there were."""
    left = list(folder.rglob(f"{LEFTOVER}*"))
    for one in left:
        if one.is_dir():
            shutil.rmtree(one, ignore_errors=True)
        else:
            one.unlink(missing_ok=True)
    return len(left)
