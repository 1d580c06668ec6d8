"""The folder: every file that may hold clippings, none that does not, and nothing that blocks or lies."""

from __future__ import annotations

import os
import socket
import threading
from pathlib import Path

import pytest

from digest.core.export import BEGINNINGS
from digest.intake import folder
from digest.intake.folder import Unread, read, shown, walk

ROOT_READS_ALL = os.geteuid() == 0


def names(place: Path) -> set[str]:
    return {os.path.relpath(path, place) for path in walk(place).files}


def fill(place: Path, *paths: str) -> None:
    for path in paths:
        (place / path).parent.mkdir(parents=True, exist_ok=True)
        (place / path).write_text("text")


def test_files_come_with_size_and_time_from_all_levels(tmp_path: Path) -> None:
    fill(tmp_path, "a.md", "b/c/d.txt", "without ending", "CON.md", "e.html", "f.unknown")
    os.utime(tmp_path / "a.md", ns=(5, 7))
    found = {Path(path).name: state for path, state in walk(tmp_path).files.items()}
    assert set(found) == {"a.md", "d.txt", "without ending", "CON.md", "e.html", "f.unknown"}
    assert found["a.md"] == (4, 7)


LEFT_BEHIND = [
    *[
        ".hidden.md",
        ".syncthing.note.md.tmp",
        "~syncthing~note.md.tmp",
        ".stfolder/x.md",
        ".stversions/x.md",
        "~$note.md",
    ],
    *[
        ".sync_1.db",
        ".note.md.~4f2a",
        ".tmp.drivedownload/note.md",
        ".note.md.Xy12Za",
        "note.md~",
        ".note.md.swp",
        "4913",
    ],
    *["#note.md#", "note.md.part", "note.md.crdownload", "note.md.download", "._note.md", ".DS_Store", "Thumbs.db"],
    *["desktop.ini", ".obsidian/workspace.json", ".trash/note.md", "logseq/bak/note.md", ".git/COMMIT_EDITMSG"],
    *[
        ".nfs0001",
        ".fuse_hidden0001",
        ".goutputstream-ABC",
        ".~lock.note.md#",
        "note.md:Zone.Identifier",
        "cover.PNG",
    ],
    *["#recycle/note.md", "System Volume Information/note.md", "note.md.!sync", "logseq/version-files/note.md"],
    *[".#note.md", ".dropbox.cache/2026-08-18/note.md", ".tmp.driveupload/note.md", ".recycle/note.md"],
    *["book.epub", "KoboReader.sqlite-wal", "$RECYCLE.BIN/note.md", "@eaDir/note.md", "old.md.bak"],
]


@pytest.mark.parametrize("path", LEFT_BEHIND)
def test_what_programs_leave_behind_is_passed_over_and_counted(tmp_path: Path, path: str) -> None:
    fill(tmp_path, path, "note.md")
    found = walk(tmp_path)
    assert [Path(path).name for path in found.files] == ["note.md"]
    assert found.ignored == 1
    assert not found.problems


@pytest.mark.parametrize(
    "name",
    ["note.sync-conflict-20260818-173636-D4LGQYW.md", "note (1).md", "C#", "a~b.md", "bak", "#1.md", "49130"],
)
def test_names_that_only_look_like_leftovers_are_read(tmp_path: Path, name: str) -> None:
    fill(tmp_path, name)
    assert names(tmp_path) == {name}


def test_a_file_that_icloud_has_not_brought_is_a_problem_under_its_own_name(tmp_path: Path) -> None:
    fill(tmp_path, "notes/.diary.md.icloud")
    found = walk(tmp_path)
    assert found.unseen == [str(tmp_path / "notes/diary.md")]
    assert found.problems[0].path == str(tmp_path / "notes/diary.md")


def test_links_pipes_and_sockets_are_neither_followed_nor_opened(tmp_path: Path) -> None:
    inside, outside = tmp_path / "inside", tmp_path / "outside"
    fill(tmp_path, "outside/secret.md", "inside/note.md")
    (inside / "link.md").symlink_to(outside / "secret.md")
    (inside / "folder").symlink_to(outside)
    (inside / "loop").symlink_to(inside)
    (inside / "dangling.md").symlink_to("nowhere")
    os.mkfifo(inside / "pipe.md")
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(str(inside / "socket.md"))
        found = walk(inside)
    assert [Path(path).name for path in found.files] == ["note.md"]
    assert found.ignored == 6
    for name in ("link.md", "pipe.md", "socket.md"):
        outcome = read(str(inside / name))
        assert isinstance(outcome, Unread)
        assert outcome.why == "unreadable"


@pytest.mark.parametrize("missing", ["not there", "a file.md"])
def test_a_folder_that_cannot_be_listed_is_a_problem_and_unseen(tmp_path: Path, missing: str) -> None:
    fill(tmp_path, "a file.md")
    found = walk(tmp_path / missing)
    assert found.files == {}
    assert found.unseen == [str(tmp_path / missing)]
    assert found.problems[0].hint


@pytest.mark.skipif(ROOT_READS_ALL, reason="root may read everything")
def test_what_may_not_be_read_is_a_problem_and_the_rest_is_read(tmp_path: Path) -> None:
    fill(tmp_path, "closed/a.md", "open/b.md", "c.md")
    (tmp_path / "closed").chmod(0)
    (tmp_path / "c.md").chmod(0)
    try:
        found = walk(tmp_path)
        outcome = read(str(tmp_path / "c.md"))
    finally:
        (tmp_path / "closed").chmod(0o700)
    assert {Path(path).name for path in found.files} == {"b.md", "c.md"}
    assert found.unseen == [str(tmp_path / "closed")]
    assert isinstance(outcome, Unread)
    assert outcome.why == "unreadable"
    assert "permission" in outcome.trouble.message


def test_a_file_is_read_whole(tmp_path: Path) -> None:
    whole = os.urandom(300_000)
    (tmp_path / "a.md").write_bytes(whole)
    assert read(str(tmp_path / "a.md")) == whole


def test_a_file_that_is_gone_has_vanished(tmp_path: Path) -> None:
    outcome = read(str(tmp_path / "gone.md"))
    assert isinstance(outcome, Unread)
    assert outcome.why == "vanished"


@pytest.mark.parametrize(
    ("size", "largest", "said"),
    [
        (folder.LARGEST, folder.LARGEST, ""),
        (folder.LARGEST + 1, folder.LARGEST, "larger than 5 MB"),
        (10 * 2**30, folder.LARGEST, "larger than 5 MB"),
        (1_500_001, 1_500_000, "larger than 1.5 MB"),
        (200_001, 200_000, "larger than 200 kB"),
    ],
)
def test_a_file_that_is_larger_than_the_largest_is_not_read(
    tmp_path: Path, size: int, largest: int, said: str
) -> None:
    path = tmp_path / "large.md"
    path.touch()
    os.truncate(path, size)
    outcome = read(str(path), largest)
    if said:
        assert isinstance(outcome, Unread)
        assert (outcome.why, outcome.trouble.message) == ("unreadable", said)
        assert "[library] largest" in outcome.trouble.hint
    else:
        assert isinstance(outcome, bytes)
        assert len(outcome) == size


@pytest.mark.parametrize("beginning", BEGINNINGS)
def test_a_whole_library_may_be_larger(tmp_path: Path, beginning: bytes) -> None:
    path = tmp_path / "library.jsonl"
    path.write_bytes(beginning)
    os.truncate(path, folder.LARGEST + 1)
    outcome = read(str(path), folder.LARGEST)
    assert isinstance(outcome, bytes)
    assert len(outcome) == folder.LARGEST + 1


def test_a_file_that_is_being_written_waits(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "growing.md"
    path.write_bytes(b"x" * 200_000)
    genuine = os.read
    writer = threading.Event()

    def read_while_someone_writes(descriptor: int, size: int) -> bytes:
        if not writer.is_set():
            writer.set()
            with path.open("ab") as file:
                file.write(b"more")
        return genuine(descriptor, size)

    monkeypatch.setattr(os, "read", read_while_someone_writes)
    outcome = read(str(path))
    assert isinstance(outcome, Unread)
    assert outcome.why == "waiting"


def test_names_that_are_not_utf8_are_found_and_can_be_shown(tmp_path: Path) -> None:
    raw = os.path.join(os.fsencode(tmp_path), b"bad\xff.md")  # noqa: PTH118 pathlib knows no bytes
    with open(raw, "wb") as file:  # noqa: PTH123
        file.write(b"text")
    (path,) = walk(tmp_path).files
    assert read(path) == b"text"
    assert Path(shown(path)).name == r"bad\xff.md"


@pytest.mark.parametrize(
    ("path", "seen"),
    [
        ("plain name 灯塔.md", "plain name 灯塔.md"),
        ("a\u00a0b\u3000c.md", "a\u00a0b\u3000c.md"),
        ("👩\u200d🚀.md", "👩\u200d🚀.md"),
        ("two\nlines\t.md", r"two\x0alines\x09.md"),
        ("\u202emd.exe", r"\u202emd.exe"),
        ("\udcff\udc80", r"\xff\x80"),
        ("\ud800", r"\ud800"),
    ],
)
def test_a_path_is_shown_without_what_could_deceive(path: str, seen: str) -> None:
    assert shown(path) == seen
    shown(path).encode("utf-8")


def test_a_deep_tree_is_walked(tmp_path: Path) -> None:
    deep = tmp_path.joinpath(*["d"] * 500)
    deep.mkdir(parents=True)
    (deep / "a.md").touch()
    assert len(walk(tmp_path).files) == 1
