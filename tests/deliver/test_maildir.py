"""A real Maildir: what is in it is read, and stays as it is."""

from __future__ import annotations

import os
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from digest.deliver.maildir import MOST_HEADS, heads
from digest.errors import Unavailable

NOW = datetime(2026, 2, 14, 7, 30, tzinfo=UTC)


@pytest.fixture
def maildir(tmp_path: Path) -> Path:
    for place in ("new", "cur", "tmp"):
        (tmp_path / "Maildir" / place).mkdir(parents=True)
    return tmp_path / "Maildir"


def put(
    maildir: Path, place: str, name: str, content: bytes = b"Subject: x\n\nA body.\n", hours: float = 1
) -> Path:
    path = maildir / place / name
    path.write_bytes(content)
    came = (NOW - timedelta(hours=hours)).timestamp()
    os.utime(path, (came, came))
    return path


def read(maildir: Path, *seen: str, days: int = 90) -> list[tuple[str, bytes]]:
    return heads(maildir, NOW - timedelta(days=days), seen)


def test_new_mails_and_read_ones_in_the_order_of_their_coming(maildir: Path) -> None:
    put(maildir, "cur", "3.host:2,S", b"Subject: c\n\n", hours=1)
    put(maildir, "new", "2.host", b"Subject: b\n\n", hours=2)
    put(maildir, "cur", "1.host:2,", b"Subject: a\n\n", hours=3)
    put(maildir, "tmp", "4.host", b"Subject: half\n\n")
    put(maildir, "new", ".hidden")
    (maildir / "new" / "folder").mkdir()
    (maildir / "new" / "link").symlink_to("/etc/passwd")
    os.mkfifo(maildir / "new" / "pipe")
    before = {path: path.lstat().st_mtime_ns for path in maildir.rglob("*")}
    assert read(maildir) == [
        ("1.host", b"Subject: a\n\n"),
        ("2.host", b"Subject: b\n\n"),
        ("3.host", b"Subject: c\n\n"),
    ]
    assert {path: path.lstat().st_mtime_ns for path in maildir.rglob("*")} == before


def test_a_mail_keeps_its_name_when_it_is_moved_and_flagged(maildir: Path) -> None:
    put(maildir, "cur", "1.host:2,RS")
    assert read(maildir, "1.host") == []


def test_a_mail_that_came_long_ago_is_left_alone(maildir: Path) -> None:
    put(maildir, "new", "1.host", hours=100 * 24)
    assert read(maildir) == []


def test_of_a_huge_mail_its_head_is_read(maildir: Path) -> None:
    head = b"Received: " + b"x" * 20_000 + b"\r\nSubject: after a long one\r\n\r\n"
    put(maildir, "new", "1.host", head + b"y" * 30_000_000)
    put(maildir, "new", "2.host", b"z" * 30_000_000)
    [(_, one), (_, other)] = read(maildir)
    assert b"after a long one" in one
    assert len(one) + len(other) < 200_000


def test_of_very_many_the_newest_are_read_first(maildir: Path) -> None:
    for number in range(MOST_HEADS + 10):
        put(maildir, "new", f"{number:04}.host", hours=2_000 - number)
    first = [name for name, _ in read(maildir)]
    assert first[0] == "0010.host"
    assert [name for name, _ in read(maildir, *first)] == [f"{number:04}.host" for number in range(10)]


def test_a_folder_that_is_no_maildir_is_told(tmp_path: Path) -> None:
    with pytest.raises(Unavailable, match=r"Maildir .* cannot be read.*'new' and 'cur'"):
        read(tmp_path)
