"""What becomes of the files of a folder, from one scan to the next."""

from __future__ import annotations

import os
import unicodedata
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from digest.app.bootstrap import now
from digest.app.ingest import ScanReport, ingest
from digest.app.settings import Settings
from digest.app.settings_file import load
from digest.app.status import status
from digest.app.survey import USUAL, Orders
from digest.errors import SettingsError
from digest.store.catalogue import size
from digest.store.library import Library
from tests.acceptance.home import Home, cubox, make_home

CARD = 7421446577446000001
LATER = timedelta(minutes=1)


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return make_home(tmp_path)


@pytest.fixture
def settings(home: Home) -> Settings:
    return load(home.settings, {})


def write(home: Home, *names: str) -> None:
    for name in names:
        number = sum(map(ord, name))
        home.write(name, cubox(CARD + number, f"The work in {name}", {CARD + number: f"A mark made in {name}."}))


def many(number: int) -> list[str]:
    return [f"notes/{n:02}{'x' * n}.md" for n in range(number)]


def scan(settings: Settings, orders: Orders = USUAL) -> ScanReport:
    with Library(settings.library.state) as library, library.writing():
        return ingest(library, settings, now(), lambda done, total: None, orders=orders)


def files(settings: Settings) -> int:
    with Library(settings.library.state) as library, library.reading() as connection:
        return size(connection).files


def standing(settings: Settings) -> int:
    """How many highlights stand in some file."""
    with Library(settings.library.state) as library, library.reading() as connection:
        found = connection.exec_driver_sql("SELECT count(DISTINCT highlight_id) FROM sightings").scalar_one()
    assert isinstance(found, int)
    return found


def told(report: ScanReport, words: str) -> int:
    return sum(words in problem.message for problem in report.problems)


def test_more_than_a_third_gone_at_once_is_told_and_nothing_is_dropped_until_it_is_confirmed(
    home: Home, settings: Settings
) -> None:
    names = many(30)
    write(home, *names)
    scan(settings)
    for name in names[:12]:
        (home.clippings / name).unlink()
    for _ in range(3):
        report = scan(settings)
        assert told(report, "12 of the 30 files that were in this folder are gone") == 1
        assert "--confirm-removals" in report.problems[0].hint
        assert (files(settings), standing(settings)) == (30, 30)
    assert [one for one in status(settings, now()).warnings if "12 of the 30 files" in one]
    assert not scan(settings, Orders(confirmed=True)).problems
    assert (files(settings), standing(settings)) == (18, 18)
    assert not [one for one in status(settings, now()).warnings if "gone" in one]


def test_what_comes_back_after_an_outage_is_unchanged(home: Home, settings: Settings) -> None:
    write(home, *many(30))
    scan(settings)
    (home.clippings / "notes").rename(home.path / "away")
    home.write("unrelated.txt", "so that the folder is not bare")
    assert told(scan(settings), "30 of the 30 files") == 1
    (home.path / "away").rename(home.clippings / "notes")
    report = scan(settings)
    assert (report.files["unchanged"], told(report, "gone")) == (31, 0)
    assert standing(settings) == 30


def test_what_is_new_or_edited_during_an_outage_is_read(home: Home, settings: Settings) -> None:
    names = many(30)
    write(home, *names)
    scan(settings)
    for name in names[:15]:
        (home.clippings / name).unlink()
    write(home, "one more.md")
    assert scan(settings).merged.highlights == {"new": 1}


@pytest.mark.parametrize("how", ["renamed", "moved", "a third"])
def test_renaming_many_files_and_removing_some_is_no_outage(home: Home, settings: Settings, how: str) -> None:
    names = many(30)
    write(home, *names)
    scan(settings)
    if how == "moved":
        (home.clippings / "notes").rename(home.clippings / "archive")
    for name in names[:20] if how == "renamed" else ():
        (home.clippings / name).rename(home.clippings / f"{name} (renamed).md")
    for name in names[:10] if how == "a third" else ():
        (home.clippings / name).unlink()
    report = scan(settings)
    assert not report.problems
    assert report.merged.highlights["new"] == 0
    assert files(settings) == standing(settings) == (20 if how == "a third" else 30)


@pytest.mark.parametrize("left", [[], [".DS_Store", "notes/.keep"]])
def test_a_bare_folder_is_an_outage_even_of_few_files(home: Home, settings: Settings, left: list[str]) -> None:
    write(home, "a.md", "b.md")
    for name in left:
        home.write(name, b"")
    scan(settings)
    for name in ("a.md", "b.md"):
        (home.clippings / name).unlink()
    assert told(scan(settings), "there is nothing to read in this folder any more") == 1
    assert files(settings) == 2
    scan(settings, Orders(confirmed=True))
    assert files(settings) == 0


def test_a_folder_that_is_not_there_is_told_and_nothing_is_dropped(home: Home, settings: Settings) -> None:
    write(home, "a.md", "b.md")
    scan(settings)
    away = home.clippings.rename(home.path / "away")
    with pytest.raises(SettingsError, match="is not there"):
        scan(settings)
    assert (files(settings), standing(settings)) == (2, 2)
    away.rename(home.clippings)
    assert scan(settings).files["unchanged"] == 2


def test_one_folder_that_is_away_keeps_no_other_from_changing(home: Home, settings: Settings) -> None:
    other = home.path / "other"
    both = replace(settings, library=replace(settings.library, folders=(home.clippings, other)))
    write(home, *many(20), "../other/gone.md", "../other/stays.md")
    scan(both)
    for name in many(20):
        (home.clippings / name).unlink()
    (other / "gone.md").unlink()
    assert told(scan(both), "it held 20 files") == 1
    assert files(both) == 21


def test_what_a_reader_rules_out_stands_nowhere_and_is_no_outage(home: Home, settings: Settings) -> None:
    write(home, *many(30), "kept.md")
    scan(settings)
    home.write(".digestignore", "notes/\n")
    report = scan(settings)
    assert not report.problems
    assert (report.files["unchanged"], report.files["ignored"]) == (1, 2)
    assert standing(settings) == 1
    (home.clippings / ".digestignore").unlink()
    assert scan(settings).merged.highlights == {"known": 30}
    assert standing(settings) == 31


def test_a_file_that_lost_all_it_held_keeps_what_it_said(home: Home, settings: Settings) -> None:
    write(home, "a.md", "b.md")
    scan(settings)
    home.write("a.md", b"")
    for _ in range(2):
        report = scan(settings)
        assert (report.files["unreadable"], report.files["unchanged"], report.seen) == (1, 1, 2)
        assert told(report, "nothing is in it any more") == 1
        assert standing(settings) == 2
    write(home, "a.md")
    assert not scan(settings).problems
    (home.clippings / "a.md").unlink()
    scan(settings)
    assert standing(settings) == 1


def test_a_file_that_lost_all_it_held_keeps_it_in_a_new_version_too(home: Home, settings: Settings) -> None:
    odd = os.fsdecode(b"odd\xff.md")
    write(home, "a.md", "b.md")
    (home.clippings / "b.md").rename(home.clippings / odd)
    scan(settings)
    home.write("a.md", b"")
    home.write(odd, b"")
    scan(settings)
    other = replace(settings, library=replace(settings.library, quotes="all"))
    assert told(scan(other), "nothing is in it any more") == 2
    assert standing(settings) == 2


def test_renaming_all_files_when_all_are_read_again_is_no_outage(home: Home, settings: Settings) -> None:
    write(home, *many(31))
    scan(settings)
    (home.clippings / "notes").rename(home.clippings / "moved")
    report = scan(replace(settings, library=replace(settings.library, quotes="all")))
    assert not report.problems
    assert files(settings) == 31


def test_an_edit_that_left_size_and_time_as_they_were_is_found_by_a_deep_scan(
    home: Home, settings: Settings
) -> None:
    write(home, "a.md", "b.md")
    scan(settings)
    path = home.clippings / "a.md"
    before = path.stat()
    path.write_text(path.read_text("utf-8").replace("A mark made", "A word said"), "utf-8")
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))
    assert scan(settings).files["unchanged"] == 2
    deep = scan(settings, Orders(deep=True))
    assert (deep.files["read"], dict(deep.merged.highlights)) == (2, {"amended": 1, "known": 1})


NAME = "Le café à midi.md"


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("note.md", "another name.md"),
        ("note.md", "folder/note.md"),
        ("Note.md", "note.md"),
        (unicodedata.normalize("NFC", NAME), unicodedata.normalize("NFD", NAME)),
        (unicodedata.normalize("NFD", NAME), unicodedata.normalize("NFC", NAME)),
        ("note.md", os.fsdecode(b"bad\xff.md")),
        (os.fsdecode(b"bad\xff.md"), "note.md"),
        ("note.md", "two\nlines.md"),
        ("note.md", "-rf"),
        ("note.md", "书" * 84 + ".md"),
        ("folder/note.md", "FOLDER/note.md"),
    ],
    ids=ascii,
)
def test_a_highlight_is_known_again_when_its_file_has_another_name(
    home: Home, settings: Settings, old: str, new: str
) -> None:
    path = home.write(old, cubox(CARD, "A work", {CARD: "A mark."}))
    write(home, "other.md")
    scan(settings)
    (home.clippings / new).parent.mkdir(exist_ok=True)
    path.rename(home.clippings / new)
    report = scan(settings)
    assert dict(report.merged.highlights) == {"known": 1}
    assert (files(settings), standing(settings)) == (2, 2)


def test_twins_whose_names_look_alike_are_two_files(home: Home, settings: Settings) -> None:
    for form in ("NFC", "NFD"):
        write(home, unicodedata.normalize(form, NAME))
    assert scan(settings).files["read"] == 2
    assert scan(settings).files["unchanged"] == 2


def test_conflict_copies_are_read_listed_and_counted_once(home: Home, settings: Settings) -> None:
    text = cubox(CARD, "A work", {CARD: "A mark."})
    copies = [f"note.sync-conflict-20260818-17363{n}-D4LGQYW.md" for n in range(5)]
    for name in ("note.md", *copies):
        home.write(name, text)
    home.write(copies[0], cubox(CARD, "A work", {CARD: "A mark.", CARD + 1: "One from the other machine."}))
    report = scan(settings)
    assert report.merged.highlights["new"] == 2
    [problem] = report.problems
    assert problem.path == str(home.clippings)
    assert problem.message.startswith(f"5 conflict copies of a sync client: '{copies[0]}', ")
    assert problem.message.endswith(" and 2 more")
    assert [one for one in status(settings, now()).warnings if "5 conflict copies" in one]
    for name in copies:
        (home.clippings / name).unlink()
    assert not scan(settings).problems
