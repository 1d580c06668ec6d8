"""A person keeps copies of the library, puts one back, and has the outbox made anew."""

from __future__ import annotations

import os
import shutil
import sqlite3
from pathlib import Path

import pytest

from tests.acceptance.home import Home, cubox, make_home
from tests.acceptance.service import Serve
from tests.acceptance.test_mail import HER, with_mail
from tests.postbox import Postbox

CARD = 7421446577446718398


@pytest.fixture
def home(tmp_path: Path) -> Home:
    home = make_home(tmp_path / "home")
    home.write("tides.md", cubox(CARD, "Reading the tides", {CARD + 1: "A mark.", CARD + 2: "Another mark."}))
    assert home.call("run").status == 0
    return home


def issue_another(home: Home, number: int = 9) -> None:
    home.write(f"{number}.md", cubox(CARD + number, "More", {CARD + 10 * number: f"Mark {number}."}))
    assert home.call("run").status == 0


def letters(home: Home) -> dict[str, bytes]:
    """What was issued, byte for byte, and not the pages around it."""
    names = ("message.html", "message.txt", "message.eml", "edition.json")
    return {
        str(path.relative_to(home.outbox)): path.read_bytes()
        for path in home.outbox.rglob("*")
        if path.name in names
    }


def test_a_backup_says_what_is_in_it_and_a_restore_brings_it_back(home: Home) -> None:
    copy = home.answer("backup")
    file = Path(copy.pop("file"))
    assert (file.parent, file.stat().st_size) == (home.library.parent / "backups", copy.pop("bytes"))
    assert copy == {"schema": 6, "files": 1, "works": 1, "highlights": 2, "editions": 1, "deliveries": 0}
    issue_another(home)
    restored = home.answer("restore", str(file))
    assert Path(restored.pop("file")) == home.library
    assert (restored.pop("behind"), restored.pop("aside")) == (True, str(next(home.path.rglob("*.before-*"))))
    assert restored == copy
    assert home.answer("editions")["editions"][0]["number"] == 1
    assert home.call("restore", str(next(home.path.rglob("*.before-*")))).status == 0
    assert home.answer("editions")["editions"][0]["number"] == 2
    assert home.answer("run")["outcome"] == "empty"


def test_a_backup_goes_where_it_is_told_and_over_nothing_else(home: Home) -> None:
    shelf = home.path / "shelf"
    shelf.mkdir()
    assert home.call("backup", str(shelf)).status == 0
    assert [path.suffix for path in shelf.iterdir()] == [".db"]
    for _ in range(2):
        done = home.call("backup", str(shelf / "mine"))
        assert done.err.splitlines()[-1] == str(shelf / "mine"), done.err
    precious = home.write("precious.txt", "My notes.\n" * 20)
    refused = home.call("backup", str(precious))
    assert (refused.status, precious.read_text()) == (74, "My notes.\n" * 20)
    assert "something else than a copy of a library and stays" in refused.err
    assert home.call("backup", str(home.library)).status == 2


def test_a_restore_changes_nothing_when_it_is_refused(home: Home) -> None:
    copy = Path(home.answer("backup", str(home.path / "copy.db"))["file"])
    broken = home.path / "broken.db"
    broken.write_bytes(copy.read_bytes()[:5000] + os.urandom(20_000) + copy.read_bytes()[25_000:])
    newer = home.path / "newer.db"
    shutil.copy(copy, newer)
    with sqlite3.connect(newer) as connection:
        connection.execute("PRAGMA user_version=99")
    before = home.library.read_bytes()
    for file, told in (
        (broken, "is damaged"),
        (newer, "made by a newer digest"),
        (home.settings, "is not a library of digest"),
    ):
        refused = home.call("restore", str(file))
        assert (refused.status, told in refused.err) == (74, True), refused.err
    assert home.call("restore", str(home.library)).status == 2
    assert home.library.read_bytes() == before
    with Serve(home) as serve:
        serve.wait_for("the service begins")
        refused = home.call("restore", str(copy))
        assert (refused.status, "a service is at work" in refused.err) == (75, True), refused.err
        assert home.call("backup", str(copy)).status == 0
    assert not list(home.path.rglob("*.before-*"))


def test_a_damaged_library_is_restored_over_and_kept(home: Home) -> None:
    copy = Path(home.answer("backup")["file"])
    home.library.write_bytes(b"no library any more")
    assert home.call("run").status == 74
    assert home.call("restore", str(copy)).status == 0
    assert next(home.path.rglob("*.before-*")).read_bytes() == b"no library any more"
    assert home.answer("run")["outcome"] == "empty"


def test_the_outbox_is_made_anew_byte_for_byte(home: Home) -> None:
    issue_another(home)
    issued = letters(home)
    index = (home.outbox / "index.html").read_bytes()
    own = home.outbox / "daily" / "CNAME"
    own.write_text("letters.example.net")
    first = next(path for path in home.outbox.rglob("message.html"))
    first.write_text("tampered with")
    (home.outbox / "index.html").write_text("tampered with")
    told = home.answer("outbox", "rebuild")
    assert told == {"editions": 2, "written": [str(first.parent)]}
    assert (letters(home), (home.outbox / "index.html").read_bytes()) == (issued, index)
    assert own.read_text() == "letters.example.net"
    shutil.rmtree(home.outbox)
    assert len(home.answer("outbox", "rebuild")["written"]) == 2
    assert (letters(home), (home.outbox / "index.html").read_bytes()) == (issued, index)
    assert home.answer("outbox", "rebuild")["written"] == []


def test_a_library_that_is_gone_is_missed_and_the_outbox_taken_over(home: Home) -> None:
    issue_another(home)
    issued = letters(home)
    shutil.rmtree(home.library.parent)
    assert home.call("scan").status == 0  # reading harms nobody
    for words in (["run"], ["check"], ["outbox", "rebuild"]):
        refused = home.call(*words)
        assert (refused.status, "does not know 2 editions" in refused.err) == (74, True), words
    with Serve(home) as serve:
        assert serve.process.wait(60) == 74
    assert "does not know 2 editions" in home.answer("status")["warnings"][0]
    told = home.answer("outbox", "adopt")
    assert ([one["edition"] for one in told["adopted"]], told["unsure"]) == ([1, 2], 0)
    assert home.answer("run")["outcome"] == "empty"
    assert home.answer("outbox", "adopt") == {"adopted": [], "unsure": 0}
    issue_another(home, 8)
    assert home.answer("editions")["editions"][0]["number"] == 3
    assert letters(home).items() >= issued.items()


def test_a_library_older_than_its_outbox_sends_test_copies_and_nothing_else(home: Home) -> None:
    copy = str(home.path / "copy.db")
    with Postbox(script={"RCPT her@example.net": "451 later"}) as postbox:
        with_mail(home, postbox, HER)
        home.write("moon.md", cubox(CARD + 9, "The Moon", {CARD + 10: "A mark for a letter that waits."}))
        assert home.call("run").status == 75
        assert home.call("backup", copy).status == 0
        home.write("sun.md", cubox(CARD + 19, "The Sun", {CARD + 20: "A mark that the copy does not know."}))
        assert home.call("run").status == 75
        assert "but test copies" in home.call("restore", copy).err
        assert [home.call(command).status for command in ("run", "deliver")] == [74, 74]
        assert home.call("run", "--to", "me@example.net").status == 0
        assert postbox.recipients == ["me@example.net"]
