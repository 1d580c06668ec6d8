"""``digest forecast``: what it foresees comes so, letter for letter."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from digest.app.bootstrap import open_settings
from digest.app.forecast import forecast
from digest.cli.moments import moment
from digest.shipped import folder
from tests.acceptance.home import Home, cubox

TWO = """
schedule = "30 7 * * *"
resurface = 3
ledger = "both"

[digests.weekend]
title = "Catching up"
timezone = "Asia/Shanghai"
schedule = "30 7 * * 6,0"
ledger = "both"
fresh = 3
"""


@pytest.fixture
def full(home: Home) -> Home:
    shutil.copytree(folder("seeds"), home.clippings, dirs_exist_ok=True)
    again = {1: "A furrow is the shortest road through a field.", 2: "Share this", 3: "p. 45"}
    home.write("once.md", cubox(7421446577446000001, "Roads", again))
    home.write(
        "twice.md", cubox(7421446577446000002, "Fields", {4: again[1].lower(), 5: "A field is a slow clock."})
    )
    return home


def foresee(home: Home, at: str, count: int, name: str = "daily") -> list[tuple[str, bytes, bytes]]:
    """The slot, the HTML and the text of each letter that is foreseen; empty for none."""
    settings = open_settings(home.settings)
    digest = settings.digests[name]
    found = forecast(settings, digest, moment(at, digest.timezone), count, lambda done, total: None)
    letters = [(one.slot.name, one.proof.letter if one.proof else None) for one in found]
    return [(slot, letter.html if letter else b"", letter.text if letter else b"") for slot, letter in letters]


def issue(home: Home, slot: str, name: str = "daily") -> tuple[str, bytes, bytes]:
    report = home.answer("run", name, "--at", slot)
    if report["folder"] is None:
        return slot, b"", b""
    letter = Path(report["folder"])
    return slot, (letter / "message.html").read_bytes(), (letter / "message.txt").read_bytes()


def test_seven_letters_come_as_foreseen_letter_for_letter(full: Home) -> None:
    foreseen = foresee(full, "2026-11-20T12:00", 7)
    assert [slot for slot, *_ in foreseen] == [f"2026-11-{21 + day}T07:30" for day in range(7)]
    assert foreseen[0][1]
    assert [issue(full, slot) for slot, *_ in foreseen] == foreseen


def test_old_ones_come_as_foreseen_months_later(full: Home) -> None:
    full.settings.write_text(full.settings.read_text("utf-8") + "resurface = 4\n", "utf-8")
    for day in range(20, 26):
        issue(full, f"2026-11-{day}T07:30")
    foreseen = foresee(full, "2027-03-01T12:00", 7)
    assert any(html for _, html, _ in foreseen)
    assert [issue(full, slot) for slot, *_ in foreseen] == foreseen


def test_a_digest_that_shares_the_ledger_is_foreseen_with_it(full: Home) -> None:
    full.settings.write_text(full.settings.read_text("utf-8") + TWO, "utf-8")
    foreseen = {slot: letter for slot, *letter in foresee(full, "2026-11-20T12:00", 4)}
    weekend = {slot: letter for slot, *letter in foresee(full, "2026-11-20T12:00", 2, "weekend")}
    for slot, letter in foreseen.items():
        assert [*issue(full, slot)][1:] == letter
        if slot in weekend:
            assert [*issue(full, slot, "weekend")][1:] == weekend[slot]


def test_nothing_is_touched_and_a_slot_that_is_due_comes_first(full: Home) -> None:
    assert full.answer("run", "--due", "--at", "2026-11-20T07:30")["edition"] == 1
    before = full.traces()
    told = full.answer("forecast", "--at", "2026-11-21T09:00", "-n", "2")
    assert full.traces() == before
    assert [(one["slot"], one["edition"]) for one in told["forecast"]] == [
        ("2026-11-21T07:30", 2),
        ("2026-11-22T07:30", 3),
    ]
    highlight = told["forecast"][0]["works"][0]["highlights"][0]
    assert highlight["reason"]
    assert highlight["lane"]
    due = full.answer("run", "--due", "--at", "2026-11-21T09:00")
    assert (due["slot"], due["works"]) == ("2026-11-21T07:30", len(told["forecast"][0]["works"]))


def test_it_is_told_in_lines_and_an_empty_library_has_no_letters(home: Home) -> None:
    told = home.call("forecast", "-n", "2", "--at", "2026-11-20T12:00").err
    assert told.splitlines() == ["2026-11-21 07:30: no letter", "2026-11-22 07:30: no letter"]
    assert not home.library.exists()
    shutil.copy(next(folder("seeds").glob("*lighthouse*")), home.clippings)
    assert "edition 1, 1 work" in home.call("forecast", "-n", "1", "--at", "2026-11-20T12:00").err
    assert home.call("forecast", "-n", "0").status == 2
