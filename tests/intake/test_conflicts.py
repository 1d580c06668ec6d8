"""Conflict copies are known by their names, and no second note is taken for one."""

from __future__ import annotations

import pytest

from digest.intake.conflicts import conflict_copies

NOTE = "/notes/note.md"


@pytest.mark.parametrize(
    "name",
    [
        "note.sync-conflict-20260818-173636-D4LGQYW.md",
        "note (HOST's conflicted copy 2026-08-18).md",
        "note (Case Conflict 1).md",
        "note (Case Conflict).md",
        "note (Unicode Encoding Conflict).md",
        "note (conflicted copy 2026-08-18 173636).md",
        "note (SFConflict reader@example.org 2026-08-18-17-36-36).md",
        "note-DESKTOP-AB12CD.md",
        "note-LAPTOP-0F3K9QPL.md",
    ],
)
def test_what_sync_clients_name_their_copies(name: str) -> None:
    assert conflict_copies([NOTE, f"/notes/{name}"]) == [f"/notes/{name}"]


@pytest.mark.parametrize(
    "name",
    [
        "note 2.md",
        "note (1).md",
        "On conflict (a conflicted man).md",
        "Case Conflict.md",
        "other-DESKTOP-AB12CD.md",
        "a note on -DESKTOP- computers.md",
        "note (HOST's conflicted copy)/other.md",
    ],
)
def test_what_may_be_a_note_of_its_own(name: str) -> None:
    assert conflict_copies([NOTE, f"/notes/{name}"]) == []
