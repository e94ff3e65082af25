"""Only the settings read the environment; everybody else is handed plain values."""

import ast

from tests.house.code import dotted, modules, tree

READS = {"os.environ", "os.environb", "os.getenv"}


def test_only_the_settings_read_the_environment():
    readers = {
        str(path.parent)
        for path in modules("publisher", "media", "migrations")
        if any(reads_environment(node) for node in ast.walk(tree(path)))
    }

    assert readers == {"publisher/settings"}


def reads_environment(node):
    if isinstance(node, ast.ImportFrom) and node.module == "os":
        return any(f"os.{name.name}" in READS for name in node.names)
    return dotted(node) in READS
