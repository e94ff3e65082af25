"""Writes the pages of docs/ that are printed from the code: `python -m docs.printing`."""

from pathlib import Path

from docs.printing import events, lifecycle, openapi, policy

PAGES = {
    "lifecycle.md": lifecycle.page,
    "events.md": events.page,
    "policy.md": policy.page,
    "openapi.json": openapi.page,
}
DOCS = Path(__file__).parents[1]

if __name__ == "__main__":
    for name, page in PAGES.items():
        (DOCS / name).write_text(page())
