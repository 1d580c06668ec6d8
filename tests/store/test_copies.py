"""Copies of a library: made while it is used, whole or not at all, and put in its place."""

from __future__ import annotations

import os
import sqlite3
import stat
from pathlib import Path

import pytest

from digest.disk import TEMPORARY
from digest.errors import LibraryError
from digest.store.copies import Content, keep_copy, put_in_place
from digest.store.library import Library
from digest.store.schema import SCHEMA
from tests.store.examples import reading, scan
from tests.store.test_library import HOLDS_A_TRANSACTION, another_process, paths_in


def in_copy(path: Path) -> set[str]:
    with Library(path) as library:
        return paths_in(library)


def test_a_copy_is_made_beside_a_writer_and_has_what_was_committed(library: Library, tmp_path: Path) -> None:
    scan(library, reading("a.md", "A highlight.", "Another."))
    copy = tmp_path / "copies" / "copy.db"
    with another_process(HOLDS_A_TRANSACTION, library.path):
        content = keep_copy(library.path, copy)
    assert content == Content(SCHEMA, files=1, works=1, highlights=2, editions=0, deliveries=0)
    assert [path.name for path in copy.parent.iterdir()] == ["copy.db"]
    assert stat.S_IMODE(copy.stat().st_mode) == 0o600
    assert in_copy(copy) == {"a.md"}


def test_a_copy_of_a_damaged_library_is_none_and_the_older_one_stays(library: Library, tmp_path: Path) -> None:
    scan(library, *(reading(f"{number}.md", f"Highlight {number}.") for number in range(200)))
    library.close()
    keep_copy(library.path, tmp_path / "copy.db")
    before = (tmp_path / "copy.db").read_bytes()
    whole = library.path.read_bytes()
    library.path.write_bytes(whole[: len(whole) // 2] + os.urandom(len(whole) // 2))
    with pytest.raises(LibraryError, match="cannot be made"):
        keep_copy(library.path, tmp_path / "copy.db")
    assert (tmp_path / "copy.db").read_bytes() == before
    assert {path.name for path in tmp_path.iterdir()} == {"copy.db", "var"}


def test_a_copy_that_cannot_be_written_says_why(library: Library, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("I am a file.")
    with pytest.raises(LibraryError, match=r"cannot be written to .*File exists; free some space"):
        keep_copy(library.path, tmp_path / "file" / "copy.db")


def test_what_a_killed_copy_left_behind_is_removed_by_a_later_one(library: Library, tmp_path: Path) -> None:
    left, young = (tmp_path / TEMPORARY.format(digits * 16) for digits in "ab")
    for path in (left, left.with_name(f"{left.name}-journal"), young):
        path.write_bytes(b"half")
    os.utime(left, (1, 1))
    os.utime(left.with_name(f"{left.name}-journal"), (1, 1))
    keep_copy(library.path, tmp_path / "copy.db")
    assert {path.name for path in tmp_path.iterdir()} == {young.name, "copy.db", "var"}


def test_a_log_that_a_crash_left_goes_aside_with_its_library_and_not_into_the_next(tmp_path: Path) -> None:
    library, copy, aside = (tmp_path / name for name in ("digest.db", "copy.db", "aside.db"))
    with Library(library) as opened:
        scan(opened, reading("old.md", "It was there before."))
    keep_copy(library, copy)
    with Library(library) as crashed:
        scan(crashed, reading("lost.md", "Only the log has it."))
        files = {ending: Path(f"{library}{ending}").read_bytes() for ending in ("", "-wal")}
    for ending, content in files.items():
        Path(f"{library}{ending}").write_bytes(content)
    put_in_place(copy, library, aside)
    assert in_copy(library) == {"old.md"}
    assert in_copy(aside) == {"old.md", "lost.md"}


@pytest.mark.parametrize("restored", [True, False])
def test_a_log_whose_library_was_moved_away_is_not_played_into_the_next(tmp_path: Path, *, restored: bool) -> None:
    path, copy, aside = (tmp_path / name for name in ("digest.db", "copy.db", "aside.db"))
    with Library(path) as opened:
        scan(opened, reading("old.md", "It was there before."))
    keep_copy(path, copy)
    with Library(path) as crashed:
        scan(crashed, reading("lost.md", "Only the log has it."))
        log = Path(f"{path}-wal").read_bytes()
    path.unlink()
    Path(f"{path}-wal").write_bytes(log)
    if restored:
        put_in_place(copy, path, aside)
    with Library(path):
        assert in_copy(path) == ({"old.md"} if restored else set())
    assert Path(f"{aside}-wal" if restored else f"{path}-wal.left").read_bytes() == log


def test_what_is_no_library_is_not_put_in_place(library: Library, tmp_path: Path) -> None:
    scan(library, reading("a.md", "A highlight."))
    library.close()
    (tmp_path / "notes").write_text("My notes.\n" * 100)
    with pytest.raises(LibraryError, match="file is not a database"):
        put_in_place(tmp_path / "notes", library.path, tmp_path / "aside")
    assert not (tmp_path / "aside").exists()
    assert in_copy(library.path) == {"a.md"}


def test_the_pragma_that_makes_copies_single_files_leaves_the_library_its_log(library: Library) -> None:
    keep_copy(library.path, library.path.with_name("copy.db"))
    with sqlite3.connect(library.path) as connection:
        assert connection.execute("PRAGMA journal_mode").fetchone() == ("wal",)
