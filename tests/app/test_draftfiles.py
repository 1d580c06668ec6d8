"""The files of drafts: where they go when they were issued."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from digest.app.bootstrap import open_settings
from digest.app.draftfiles import put_away, read_file
from digest.model.letter import Issue
from tests.acceptance.home import make_home

ISSUE = Issue("daily", 7, "by-hand:2026-02-14", datetime(2026, 2, 14, tzinfo=UTC), "daily/7")
DRAFT = "---\ndigest: daily\n---\n> ^h1\n"


def test_what_was_saved_while_a_draft_was_issued_stays_where_it_is(tmp_path: Path) -> None:
    settings = open_settings(make_home(tmp_path / "home").settings)
    path = settings.drafts.ready / "mine.md"
    path.parent.mkdir(parents=True)
    path.write_text(DRAFT)
    file = read_file(path, settings)
    path.write_text(f"{DRAFT}\nAnd more.\n")
    kept = put_away(file, ISSUE, settings)
    assert path.read_text() == f"{DRAFT}\nAnd more.\n"
    assert "And more." not in kept.read_text()
    path.write_text(DRAFT)
    assert put_away(file, ISSUE, settings) == kept
    assert not path.exists()
