"""The outbox: where an edition stands, and that nothing in it is ever half there."""

from datetime import date
from pathlib import Path

import pytest

from digest.deliver.outbox import edition_folder, holds_edition, write_edition, write_pages
from digest.errors import OutboxUnwritable
from digest.model.letter import Letter

FOLDER = "daily/2026/2026-02-14-0027"
LETTER = Letter(
    FOLDER,
    record=b'{"number": 27}\n',
    html="<p>“你好”</p>\n".encode(),
    text="“你好”\n".encode(),
    message=b"Subject: x\r\n",
)


def write(outbox: Path) -> Path:
    write_edition(outbox, LETTER)
    return outbox / LETTER.folder


def states(folder: Path) -> dict[str, tuple[int, int]]:
    return {
        path.name: (path.stat().st_ino, path.stat().st_mtime_ns) for path in folder.rglob("*") if path.is_file()
    }


@pytest.mark.parametrize(
    ("digest", "number", "folder"),
    [
        ("daily", 27, "daily/2026/2026-02-14-0027"),
        ("weekend-essays", 1, "weekend-essays/2026/2026-02-14-0001"),
        ("d2", 12345, "d2/2026/2026-02-14-12345"),
    ],
)
def test_an_edition_stands_under_its_digest_and_year(digest: str, number: int, folder: str) -> None:
    assert edition_folder(digest, date(2026, 2, 14), number) == folder


@pytest.mark.parametrize("digest", ["", "..", "a/b", "Daily", "日报", "x" * 65, "a\n"])
def test_a_digest_whose_name_is_no_folder_of_ours(digest: str) -> None:
    with pytest.raises(ValueError, match="is not the name of a digest"):
        edition_folder(digest, date(2026, 2, 14), 1)


def test_the_files_of_an_edition_hold_what_was_sent(tmp_path: Path) -> None:
    folder = write(tmp_path / "outbox")
    assert folder == tmp_path / "outbox" / "daily" / "2026" / "2026-02-14-0027"
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == {
        "message.html": LETTER.html,
        "message.txt": LETTER.text,
        "message.eml": LETTER.message,
        "edition.json": LETTER.record,
    }
    assert holds_edition(tmp_path / "outbox", FOLDER)


def test_writing_an_edition_again_changes_nothing(tmp_path: Path) -> None:
    before = states(write(tmp_path))
    assert states(write(tmp_path)) == before


@pytest.mark.parametrize("name", ["message.html", "message.txt", "message.eml", "edition.json"])
def test_an_edition_cut_short_is_not_whole_and_is_finished_later(tmp_path: Path, name: str) -> None:
    obstacle = tmp_path / FOLDER / name
    obstacle.mkdir(parents=True)
    with pytest.raises(OutboxUnwritable):
        write(tmp_path)
    assert not holds_edition(tmp_path, FOLDER)
    assert not (tmp_path / FOLDER / "edition.json").is_file()

    obstacle.rmdir()
    write(tmp_path)
    assert holds_edition(tmp_path, FOLDER)


def test_an_edition_without_one_of_its_files_is_not_whole(tmp_path: Path) -> None:
    folder = write(tmp_path)
    (folder / "message.eml").unlink()
    assert not holds_edition(tmp_path, FOLDER)
    assert not holds_edition(tmp_path, "daily/2026/2026-02-15-0028")


def test_only_pages_that_changed_are_written(tmp_path: Path) -> None:
    assert write_pages(tmp_path, [("daily/a/index.html", "a"), ("index.html", "one")]) == 2
    before = states(tmp_path / "daily")
    assert write_pages(tmp_path, [("daily/a/index.html", "a"), ("index.html", "一")]) == 1
    assert states(tmp_path / "daily") == before
    assert (tmp_path / "index.html").read_bytes() == "一".encode()


def test_pages_are_written_in_their_order(tmp_path: Path) -> None:
    (tmp_path / "b.html").mkdir()
    with pytest.raises(OutboxUnwritable):
        write_pages(tmp_path, [("a.html", "a"), ("b.html", "b"), ("index.html", "leads to both")])
    assert (tmp_path / "a.html").read_bytes() == b"a"
    assert not (tmp_path / "index.html").exists()
