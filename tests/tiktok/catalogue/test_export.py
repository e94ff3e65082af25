"""The exported reference is current, complete and versioned."""

import json
from pathlib import Path

import pytest

from publisher.tiktok.catalogue import export
from publisher.tiktok.catalogue.reference import roll, shape
from publisher.tiktok.catalogue.tables import ENTRIES

DOCS = Path(__file__).parents[3] / "docs"


def test_the_written_reference_is_current():
    assert export.stale(DOCS) == [], "run: python -m publisher.tiktok.catalogue.export"


def test_the_export_holds_every_entry_with_versions_and_a_fingerprint():
    told = shape.export()
    assert told["format"] == 1
    assert told["version"]
    assert told["count"] == len(told["entries"]) > len(ENTRIES)
    assert len(told["fingerprint"]) == 16
    assert told == json.loads(json.dumps(told))


def test_an_entry_is_told_with_all_that_it_knows():
    told = next(one for one in shape.everything() if one["key"] == "tiktok.rate_limit_exceeded")
    assert (told["outcome"], told["actor"], told["handling"]) == ("retry", "us", "back_off")
    assert told["retry"]["then_at_least_seconds"] == 60
    assert set(told["readers"]) == {"creator", "caller", "support"}
    assert told["sources"][0].keys() == {"source", "date"}
    assert told["docs"] == "/errors/tiktok.rate_limit_exceeded"


def test_the_document_shows_every_entry_once_and_names_what_is_disputed():
    text = export.document()
    for one in (*ENTRIES, *shape.explained(), *shape.ours()):
        assert text.count(f"\n### {one.key}\n") == 1
    assert "Not followed: invalid parameters (TikTok Ads Error Decoder" in text


def test_writing_and_checking_say_the_counts_last(tmp_path, capsys):
    assert export.main([str(tmp_path), "--check"]) == 1
    assert "is not current" in capsys.readouterr().out
    assert export.main([str(tmp_path)]) == 0
    assert export.main([str(tmp_path), "--check"]) == 0
    last = capsys.readouterr().out.splitlines()[-1]
    assert last == roll.counts()
    assert "business=72/72" in last
    assert "seeds002=25/25 seeds003=100/100" in last


def test_a_changed_file_is_stale(tmp_path):
    export.write(tmp_path)
    (tmp_path / "errors.md").write_text("old", "utf-8")
    assert export.stale(tmp_path) == ["errors.md"]


@pytest.mark.parametrize("name", ["errors.md", "errors.json"])
def test_no_exported_file_holds_a_table_cell_or_line_that_breaks(name):
    text = export.files()[name]
    assert text.endswith("\n")
    assert "\x00" not in text
    assert "None" not in text
