"""Edits are told when they are done."""

from __future__ import annotations

from pathlib import Path

import pytest

from digest.app.edits import Edits


@pytest.fixture
def file(tmp_path: Path) -> Path:
    file = tmp_path / "digest.toml"
    file.write_text("one")
    return file


def test_an_edit_is_done_when_the_file_has_been_still(file: Path) -> None:
    edits = Edits(file)
    assert not edits.are_done(100)
    file.write_text("one, two")
    assert not edits.are_done(101)
    file.write_text("one, two, three")
    assert not edits.are_done(102)
    assert not edits.are_done(103)
    assert edits.are_done(104)


def test_what_was_read_is_known_however_it_came_to_be_read(file: Path) -> None:
    edits = Edits(file)
    file.write_text("one, two")
    assert not edits.are_done(101)
    edits.take_as_known()
    assert not edits.are_done(110)


def test_a_file_that_an_editor_takes_away_for_a_moment_is_edited_once(file: Path) -> None:
    edits = Edits(file)
    file.unlink()
    assert not edits.are_done(101)
    file.write_text("one, two")
    assert not edits.are_done(102)
    assert edits.are_done(104)
    edits.take_as_known()
    file.unlink()
    assert not edits.are_done(105)
    assert edits.are_done(107)
