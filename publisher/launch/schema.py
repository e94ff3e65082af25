"""A quick look whether the database needs migrating, without loading what migrates it.

Loading SQLAlchemy and Alembic takes longer than all else in a second start. Whatever this look
cannot answer for certain is left to `publisher migrate`, which decides under a lock.
"""

import ast
import sqlite3
from contextlib import closing
from pathlib import Path

VERSIONS = Path(__file__).parents[2] / "migrations" / "versions"
_SQLITE = "sqlite:///"


def is_current(database_url: str) -> bool:
    """Whether this is a SQLite file that has the newest schema already."""
    if not database_url.startswith(_SQLITE):
        return False
    file = Path(database_url.removeprefix(_SQLITE))
    try:
        with closing(sqlite3.connect(f"{file.absolute().as_uri()}?mode=ro", uri=True)) as line:
            found = set(line.execute("SELECT version_num FROM alembic_version"))
    except (sqlite3.Error, ValueError):
        return False
    return found == {(newest(VERSIONS),)}


def newest(folder: Path) -> str | None:
    """The revision that no other one builds upon, if there is exactly one."""
    revisions = [_assigned(file) for file in folder.glob("*.py")]
    made = {names.get("revision") for names in revisions}
    heads = made - {names.get("down_revision") for names in revisions}
    return heads.pop() if len(heads) == 1 else None


def _assigned(file: Path) -> dict[str, str]:
    """The texts that a migration assigns to names at its top."""
    found = {}
    for node in ast.parse(file.read_text()).body:
        match node:
            case (
                ast.Assign(targets=[ast.Name(id=name)], value=ast.Constant(value=str(text)))
                | ast.AnnAssign(target=ast.Name(id=name), value=ast.Constant(value=str(text)))
            ):
                found[name] = text
            case _:
                pass
    return found
