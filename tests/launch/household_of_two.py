"""A household for tests: one child that obeys, and one that does not and has hidden a grandchild.

Run as `python household_of_two.py FOLDER`; each process writes its id into the folder.
"""

import sys
from pathlib import Path

from publisher.launch.children import Children
from publisher.launch.printing import QuietPrinter
from publisher.settings.surroundings import for_children

OBEDIENT = "import os, sys, time; open(sys.argv[1], 'w').write(str(os.getpid())); time.sleep(600)"
STUBBORN = """
import os, signal, sys, time
if os.fork() == 0:
    os.setsid()
    name = "grandchild"
else:
    name = "stubborn"
signal.signal(signal.SIGTERM, signal.SIG_IGN)
path = os.path.join(sys.argv[1], name)
open(path + "~", "w").write(str(os.getpid()))
os.rename(path + "~", path)
print(name, "is here", flush=True)
time.sleep(600)
"""


def main(folder: Path) -> int:
    for name, script in {"obedient": OBEDIENT, "stubborn": STUBBORN}.items():
        (folder / f"{name}.py").write_text(script)
    children = Children(QuietPrinter(sys.stdout, folder / "run.log"), then=lambda: None)
    children.add("a", f"{sys.executable} {folder}/obedient.py {folder}/obedient", for_children())
    children.add("b", f"{sys.executable} {folder}/stubborn.py {folder}", for_children())
    children.loop()
    return int(children.returncode)


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
