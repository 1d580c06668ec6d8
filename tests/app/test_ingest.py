"""Files that may still be in the making, as the service meets them."""

from __future__ import annotations

import contextlib
import dataclasses
import math
import os
import sqlite3
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from digest.app.ahead import BATCH
from digest.app.bootstrap import now
from digest.app.ingest import ScanReport, ingest
from digest.app.settings import Settings
from digest.app.settings_file import load
from digest.store.catalogue import size
from digest.store.library import Library
from tests.acceptance.home import Home, cubox, make_home

CARD = 7421446577446000001
SETTLE = 5.0


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return make_home(tmp_path)


@pytest.fixture
def settings(home: Home) -> Settings:
    return load(home.settings, {})


def scan(settings: Settings, at: datetime) -> ScanReport:
    with Library(settings.library.state) as library, library.writing():
        return ingest(library, settings, at, lambda done, total: None, settle=SETTLE)


def files(settings: Settings) -> int:
    with Library(settings.library.state) as library, library.reading() as connection:
        return size(connection).files


def write(home: Home, name: str, *texts: str, changed: datetime) -> Path:
    marks = {CARD + number: text for number, text in enumerate(texts, 1)}
    path = home.write(name, cubox(CARD, "A work", marks))
    os.utime(path, (changed.timestamp(), changed.timestamp()))
    return path


def test_a_file_that_has_just_changed_waits_until_it_is_still(home: Home, settings: Settings) -> None:
    changed = now()
    write(home, "a.md", "A mark.", changed=changed)
    first = scan(settings, changed + timedelta(seconds=1))
    assert (first.seen, first.files["waiting"], first.merged.highlights["new"]) == (1, 1, 0)
    later = scan(settings, changed + timedelta(seconds=SETTLE + 1))
    assert (later.files["waiting"], later.merged.highlights["new"]) == (0, 1)


def test_it_is_known_when_the_first_that_waits_will_be_still(home: Home, settings: Settings) -> None:
    at = now()
    write(home, "old.md", "An old mark.", changed=at - timedelta(seconds=9))
    assert scan(settings, at).still_at == math.inf
    write(home, "new.md", "A new mark.", changed=at - timedelta(seconds=1))
    write(home, "newer.md", "A newer mark.", changed=at)
    assert scan(settings, at).still_at == pytest.approx((at + timedelta(seconds=SETTLE - 1)).timestamp())


def test_a_file_from_the_future_is_read(home: Home, settings: Settings) -> None:
    write(home, "a.md", "A mark.", changed=now() + timedelta(days=400))
    assert scan(settings, now()).files["read"] == 1


def test_what_was_read_of_a_file_stays_while_it_changes(home: Home, settings: Settings) -> None:
    moment = now()
    write(home, "a.md", "A mark.", changed=moment - timedelta(hours=1))
    scan(settings, moment)
    write(home, "a.md", "A mark.", "Another one.", changed=moment)
    assert scan(settings, moment).files["waiting"] == 1
    assert files(settings) == 1
    later = scan(settings, moment + timedelta(minutes=1))
    assert dict(later.merged.highlights) == {"new": 1, "known": 1}


def test_a_file_renamed_and_edited_is_not_taken_for_gone_while_it_waits(home: Home, settings: Settings) -> None:
    moment = now()
    old = write(home, "a.md", "Yes.", changed=moment - timedelta(hours=1))
    scan(settings, moment)
    old.unlink()
    write(home, "b.md", "Yes.", "Another one.", changed=moment)
    assert scan(settings, moment).files["waiting"] == 1
    assert files(settings) == 1
    later = scan(settings, moment + timedelta(minutes=1))
    assert dict(later.merged.highlights) == {"new": 1, "known": 1}
    assert files(settings) == 1


def test_a_database_is_named_even_when_it_is_too_large_to_be_read(home: Home, settings: Settings) -> None:
    small = dataclasses.replace(settings, library=dataclasses.replace(settings.library, largest=1_000))
    with contextlib.closing(sqlite3.connect(home.clippings / "KoboReader.sqlite")) as database:
        database.execute("CREATE TABLE Bookmark (Text TEXT)")
        database.execute("CREATE TABLE content (ContentID TEXT)")
    home.write("other.md", "words " * 200)
    report = scan(small, now() + timedelta(minutes=1))
    assert report.files == {"unrecognised": 1, "unreadable": 1, "ignored": 0, "unchanged": 0, "waiting": 0}
    told = {Path(problem.path).name: problem.message for problem in report.problems}
    assert "Kobo" in told["KoboReader.sqlite"]
    assert told["other.md"] == "larger than 1 kB"


def test_other_encodings_read_the_files_again(home: Home, settings: Settings) -> None:
    home.write("note.md", "---\nsource: a book\n---\n\n> Рукописи не горят, говорил он.\n".encode("cp1251"))
    scan(settings, now() + timedelta(minutes=1))
    russian = dataclasses.replace(settings.library, encodings=("cp1251",))
    report = scan(dataclasses.replace(settings, library=russian), now() + timedelta(minutes=2))
    assert report.merged.highlights["new"] == 1
    assert [problem.message for problem in report.problems] == ["not UTF-8; encoding guessed: cp1251"]


def test_a_scan_that_is_cut_short_goes_on_where_it_was(home: Home, settings: Settings) -> None:
    def interrupt(done: int, total: int) -> None:
        raise KeyboardInterrupt

    for number in range(BATCH + 1):
        home.write(f"{number}.md", cubox(CARD + number, f"Work {number}", {CARD + number: f"Mark {number}."}))
    with contextlib.suppress(KeyboardInterrupt), Library(settings.library.state) as library, library.writing():
        ingest(library, settings, now(), interrupt)
    again = scan(settings, now() + timedelta(minutes=1))
    assert (again.files["unchanged"], again.files["read"]) == (BATCH, 1)
