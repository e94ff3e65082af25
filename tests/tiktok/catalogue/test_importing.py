"""Importing the catalogue costs nothing but memory: no files, no network, no heavy library."""

import json
import subprocess
import sys
from pathlib import Path

ROOT = str(Path(__file__).parents[3])
SCRIPT = """
import json, sys
before = set(sys.modules)
opened = []
def hook(event, args):
    if event == "open" and isinstance(args[0], str) and not args[0].endswith((".py", ".pyc")):
        opened.append(args[0])
    elif event.startswith(("socket.", "subprocess.", "os.system", "sqlite3.")):
        opened.append(event)
sys.addaudithook(hook)
import publisher.tiktok.catalogue.tables, publisher.tiktok.reasons
strangers = {name.partition(".")[0] for name in set(sys.modules) - before} - sys.stdlib_module_names
ours = sorted(name for name in sys.modules if name.startswith("publisher.") and
              not name.startswith("publisher.tiktok"))
print(json.dumps([opened, sorted(strangers - {"publisher"}), ours]))
"""


def test_importing_the_catalogue_opens_nothing_and_needs_only_the_domains_words():
    done = subprocess.run(
        [sys.executable, "-I", "-B", "-c", f"import sys; sys.path.insert(0, {ROOT!r})\n{SCRIPT}"],
        check=True,
        capture_output=True,
        text=True,
    )
    opened, strangers, ours = json.loads(done.stdout)
    assert opened == []
    assert strangers == []
    assert ours == ["publisher.domain", "publisher.domain.reasons", "publisher.domain.retry"]
