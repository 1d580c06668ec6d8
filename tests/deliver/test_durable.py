"""Whole or not at all: crashes, full disks, folders one may not write to."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import FrameType

import pytest

from digest.deliver.durable import remove_leftovers, write_file
from digest.errors import OutboxUnwritable

NOW = datetime(2026, 2, 14, 7, 30, tzinfo=UTC)

# Kills itself just before the nth call from write_file into the system.
CRASHING_WRITER = """
import os, signal, sys
from pathlib import Path
from digest.deliver import durable

calls_left = int(sys.argv[2])

def watch(frame, event, function):
    global calls_left
    if event == "c_call" and function.__module__ in ("posix", "nt", "io", "_io", None):
        calls_left -= 1
        if calls_left < 0:
            os.kill(os.getpid(), signal.SIGKILL)

sys.setprofile(watch)
durable.write_file(Path(sys.argv[1]), b"new " * 5_000)
sys.setprofile(None)
"""


def test_a_file_and_the_folders_above_it_are_made(tmp_path: Path) -> None:
    path = tmp_path / "daily" / "2026" / "message.txt"
    assert write_file(path, b"hello\n")
    assert path.read_bytes() == b"hello\n"
    assert list(path.parent.iterdir()) == [path]


def test_other_content_replaces_a_file(tmp_path: Path) -> None:
    path = tmp_path / "index.html"
    write_file(path, b"a long first version")
    assert write_file(path, b"short")
    assert path.read_bytes() == b"short"


def test_the_same_content_is_not_written_again(tmp_path: Path) -> None:
    path = tmp_path / "index.html"
    write_file(path, b"hello\n")
    before = path.stat()
    assert not write_file(path, b"hello\n")
    assert (path.stat().st_ino, path.stat().st_mtime_ns) == (before.st_ino, before.st_mtime_ns)


@pytest.mark.skipif(os.name == "nt", reason="Windows has no umask")
@pytest.mark.parametrize(("umask", "mode"), [(0o022, 0o644), (0o077, 0o600)])
def test_who_may_read_a_file_follows_the_umask(tmp_path: Path, umask: int, mode: int) -> None:
    before = os.umask(umask)
    try:
        write_file(tmp_path / "message.html", b"")
    finally:
        os.umask(before)
    assert (tmp_path / "message.html").stat().st_mode & 0o777 == mode


@pytest.mark.skipif(os.name == "nt", reason="Windows has no SIGKILL")
def test_a_kill_at_any_step_leaves_the_old_file_or_the_new_one(tmp_path: Path) -> None:
    outcomes = []
    for step in range(100):
        path = tmp_path / str(step) / "message.eml"
        path.parent.mkdir()
        path.write_bytes(b"old")
        killed = subprocess.run([sys.executable, "-c", CRASHING_WRITER, path, str(step)], check=False).returncode
        outcomes.append(path.read_bytes())
        write_file(path, b"new " * 5_000)
        remove_leftovers(path.parent, now=datetime.now(UTC) + timedelta(hours=2))
        assert [left.name for left in path.parent.iterdir()] == ["message.eml"]
        if not killed:
            break
    assert set(outcomes) == {b"old", b"new " * 5_000}
    assert len(outcomes) > 8, "the kills did not reach the steps of a write"


def test_the_content_is_on_disk_before_its_name_and_the_name_before_the_return(tmp_path: Path) -> None:
    """A power cut cannot be had in a test; the order of the calls that withstand one can."""
    calls = []

    def watch(_frame: FrameType, event: str, function: object) -> None:
        if event == "c_call" and function in (os.mkdir, os.fsync, os.replace):
            calls.append(function)

    sys.setprofile(watch)
    try:
        write_file(tmp_path / "daily" / "2026" / "message.eml", b"new")
    finally:
        sys.setprofile(None)
    assert calls == [os.mkdir, os.fsync, os.mkdir, os.fsync, os.fsync, os.replace, os.fsync]


@contextmanager
def without_the_rights_of_root() -> Iterator[None]:
    root = hasattr(os, "geteuid") and os.geteuid() == 0
    if root:
        os.seteuid(65_534)
    try:
        yield
    finally:
        if root:
            os.seteuid(0)


@pytest.mark.skipif(os.name == "nt", reason="modes mean little to Windows")
def test_a_folder_one_may_not_write_to(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    with without_the_rights_of_root(), pytest.raises(OutboxUnwritable) as caught:
        write_file(tmp_path / "index.html", b"")
    assert caught.value.message == f"cannot write '{tmp_path / 'index.html'}': this user may not write there"
    assert caught.value.hint
    assert caught.value.status == 73


def test_a_file_where_a_folder_is_needed(tmp_path: Path) -> None:
    (tmp_path / "outbox").write_bytes(b"mine")
    with pytest.raises(OutboxUnwritable, match="a file stands where a folder is needed; move that file away"):
        write_file(tmp_path / "outbox" / "index.html", b"")
    assert (tmp_path / "outbox").read_bytes() == b"mine"


def test_a_folder_where_a_file_is_needed(tmp_path: Path) -> None:
    (tmp_path / "index.html").mkdir()
    with pytest.raises(OutboxUnwritable):
        write_file(tmp_path / "index.html", b"")
    assert [left.name for left in tmp_path.iterdir()] == ["index.html"]


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    if not hasattr(os, "geteuid") or os.geteuid() != 0:
        pytest.skip("only root can mount a small disk")
    disk = tmp_path / "disk"
    disk.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", disk], capture_output=True, text=True, check=False
    )
    if mounted.returncode:
        pytest.skip(f"no small disk to be had here: {mounted.stderr.strip()}")
    yield disk
    subprocess.run(["umount", disk], check=True)


def test_a_full_disk_keeps_the_old_file_and_nothing_else(small_disk: Path) -> None:
    path = small_disk / "message.html"
    write_file(path, b"old")
    with pytest.raises(OutboxUnwritable, match="the disk is full; free some space"):
        write_file(path, b"x" * 100_000)
    assert path.read_bytes() == b"old"
    assert list(small_disk.iterdir()) == [path]
    assert write_file(path, b"x" * 10_000)


def test_a_read_only_disk(small_disk: Path) -> None:
    subprocess.run(["mount", "-o", "remount,ro", small_disk], check=True)
    with pytest.raises(OutboxUnwritable, match="the disk is read-only; make it writable"):
        write_file(small_disk / "message.html", b"")


def leave(path: Path, age: timedelta) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(b"half")
    moment = (NOW - age).timestamp()
    os.utime(path, (moment, moment))
    return path


def test_only_our_own_old_leftovers_are_removed(tmp_path: Path) -> None:
    old = leave(tmp_path / "daily" / "2026" / ".digest-0123456789abcdef.tmp", timedelta(minutes=61))
    young = leave(tmp_path / "daily" / ".digest-fedcba9876543210.tmp", timedelta(minutes=59))
    others = [
        leave(tmp_path / name, timedelta(days=9))
        for name in (
            "notes.tmp",
            ".digest-notes.tmp",
            ".digest-0123456789abcdef.tmp.md",
            "digest-0123456789abcdef.tmp",
        )
    ]
    assert remove_leftovers(tmp_path, now=NOW) == 1
    assert not old.exists()
    assert all(kept.exists() for kept in (young, *others))


def test_there_is_nothing_to_remove_where_no_outbox_is_yet(tmp_path: Path) -> None:
    assert remove_leftovers(tmp_path / "outbox", now=NOW) == 0
