"""Addresses with what trackers added, from the file to the letter."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.acceptance.home import Home

TRACKED = "https://example.org/tides?utm_source=letter&page=2&fbclid=x"
NOTE = f"""---
title: Reading the tides
source: {TRACKED}
---

> The tide is told by [tables](https://example.net/tables?mc_eid=y), and the tables by the moon.
"""


@pytest.mark.parametrize("clean", [True, False])
def test_a_letter_links_without_them_and_the_library_keeps_them(home: Home, *, clean: bool) -> None:
    if not clean:
        home.settings.write_text(home.settings.read_text("utf-8") + "clean_links = false\n", "utf-8")
    home.write("tides.md", NOTE)
    folder = Path(home.answer("run")["folder"])
    record = json.loads((folder / "edition.json").read_text("utf-8"))
    letter, text = ((folder / name).read_text("utf-8") for name in ("message.html", "message.txt"))
    assert record["works"][0]["url"] == TRACKED
    assert (f"<{TRACKED}>" in text, "<https://example.org/tides?page=2>" in text) == (not clean, clean)
    assert ("fbclid=" in letter, "mc_eid=" in letter) == (not clean, not clean)
