"""The project's own order: what lies at its top, what it names, what it depends on."""

import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

from alembic.script import ScriptDirectory

from publisher.settings.page import markdown
from tests.house.code import ROOT, tracked

TOP = {
    *("pyproject.toml", "requirements.txt", "requirements-dev.txt", ".gitignore", "Procfile"),
    *("README.md", "CHANGELOG.md", "LICENSE", "Makefile", ".ci", "docs"),
    *("publisher", "media", "migrations", "tests", "bench", "examples"),
}
# Put together here, so that this file does not name them itself.
REGISTRIES = ["pypi" + ".org", "python" + "hosted", "registry." + "npmjs", "deb." + "debian"]
MACHINE = [r"(?<![\w.])/" + "root/", r"(?<![\w./])/" + "work/"]
# One for each contract in pyproject.toml: where, and what is imported there.
TRESPASSES = {
    "publisher/utils.py": '"""A drawer, on no floor."""',
    "publisher/domain/clock_now.py": "import os",
    "publisher/services/raw.py": "import sqlalchemy",
    "publisher/store/climb.py": "import publisher.services.apps",
    "publisher/tiktok/peek.py": "import publisher.store.apps",
    "publisher/launch/lean.py": "import publisher.tiktok.simulator",
    "publisher/tiktok/simulator/borrow.py": "import publisher.domain.ids",
    "publisher/web/dial.py": "import httpx",
    "media/lean.py": "import publisher.domain.ids",
}
TEXT = {".py", ".md", ".toml", ".txt", ".html", ".css", ".js", ".json", ".svg", ".mako", ""}


def texts():
    for path in tracked():
        if path.suffix in TEXT:
            yield path, (ROOT / path).read_text(errors="replace")


def test_nothing_else_lies_at_the_top():
    assert {path.parts[0] for path in tracked()} <= TOP


def test_no_file_names_a_registry_or_a_place_on_somebody_s_machine():
    forbidden = re.compile("|".join([*map(re.escape, REGISTRIES), *MACHINE]))
    found = {f"{path}: {hit[0]}" for path, text in texts() for hit in forbidden.finditer(text)}

    assert found == set()


def test_every_lock_carries_hashes_and_no_address():
    for name in ("requirements.txt", "requirements-dev.txt"):
        text = (ROOT / name).read_text()
        entries = re.split(r"^(?=[a-z0-9])", text, flags=re.MULTILINE)[1:]

        assert entries
        assert [entry for entry in entries if "--hash=sha256:" not in entry] == []
        assert [entry for entry in entries if "==" not in entry] == []
        assert "://" not in text


def test_what_is_tested_includes_what_is_run():
    def pins(name):
        return set(re.findall(r"^([a-z0-9_.-]+==\S+)", (ROOT / name).read_text(), re.MULTILINE))

    assert pins("requirements.txt") <= pins("requirements-dev.txt")


def test_every_direct_dependency_has_its_reason():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    groups = project["dependency-groups"]
    wanted = [
        *project["project"]["dependencies"],
        *groups["build"],
        *(entry for entry in groups["dev"] if isinstance(entry, str)),
    ]
    page = (ROOT / "docs/decisions/0002-dependencies.md").read_text()
    explained = set(re.findall(r"^\| `([\w.-]+)`", page, re.MULTILINE))

    assert explained == {re.match(r"[\w.-]+", entry)[0] for entry in wanted}


def test_rq_is_pinned_exactly():
    assert '"rq==' in (ROOT / "pyproject.toml").read_text()


def test_migrations_are_one_line_from_the_first_to_the_last():
    scripts = ScriptDirectory(str(ROOT / "migrations"))

    assert len(scripts.get_heads()) == 1
    assert len(scripts.get_bases()) == 1
    assert all(not script.is_merge_point for script in scripts.walk_revisions())


def test_the_page_of_settings_is_what_the_settings_say():
    assert (ROOT / "docs/settings.md").read_text() == markdown(), "run: make docs"


def test_every_page_that_a_page_points_to_is_there():
    pages = {path for path in tracked() if path.suffix == ".md"}
    lost = {
        f"{page} → {target}"
        for page in pages
        for target in re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", (ROOT / page).read_text())
        if not (ROOT / page.parent / target).exists()
    }

    assert lost == set()


def test_the_floors_hold():
    done = lint(ROOT)

    assert done.returncode == 0, done.stdout[-3000:]


def test_every_trespass_is_caught(tmp_path):
    for name in ("publisher", "media"):
        shutil.copytree(ROOT / name, tmp_path / name, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    for place, trespass in TRESPASSES.items():
        (tmp_path / place).write_text(trespass + "\n")

    said = lint(tmp_path).stdout

    for place in TRESPASSES:
        module = place.removesuffix(".py").replace("/", ".")
        assert re.search(rf"{re.escape(module)}\b", said), f"{module} passed:\n{said[-5000:]}"


def lint(place):
    linter = Path(sys.executable).with_name("lint-imports")
    return subprocess.run([linter], cwd=place, capture_output=True, text=True, check=False)
