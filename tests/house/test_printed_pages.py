"""Pages that are printed from the code say what the code says."""

import pytest

from docs.printing.__main__ import DOCS, PAGES


@pytest.mark.parametrize("name", sorted(PAGES))
def test_the_page_is_as_printed(name):
    assert (DOCS / name).read_text() == PAGES[name](), "run `make docs`"
