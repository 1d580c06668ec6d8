"""Hints that something changed, from real folders."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from digest.intake.watch import Watch, reports_changes

SOON = 20.0
"""Seconds within which a hint has come."""
QUIET = 2.5
"""Seconds in which a hint would have come."""


class Hints:
    def __init__(self) -> None:
        self._come = threading.Event()

    def __call__(self) -> None:
        self._come.set()

    def come(self, within: float = SOON) -> bool:
        """Whether there was a hint since this was last asked, or is one soon."""
        told = self._come.wait(within)
        self._come.clear()
        return told

    def pass_by(self) -> None:
        """Return when no more come."""
        while self.come(QUIET):
            pass


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "clippings"
    folder.mkdir()
    return folder


@pytest.fixture
def hints(folder: Path) -> Iterator[Hints]:
    hints = Hints()
    watch = Watch((folder, folder.parent / "other"), hints, lambda path: "outbox" in path)
    watch.start()
    assert hints.come()
    hints.pass_by()
    yield hints
    watch.stop()


def test_what_is_written_below_the_folder_is_a_hint_and_what_is_ours_is_none(folder: Path, hints: Hints) -> None:
    (folder / "outbox").mkdir()
    (folder / "outbox" / "index.html").write_text("ours")
    assert not hints.come(QUIET)
    (folder / "notes").mkdir()
    assert hints.come()
    hints.pass_by()
    (folder / "notes" / "a.md").write_text("theirs")
    assert hints.come()


def test_a_folder_that_goes_and_comes_back_is_watched_again(folder: Path, hints: Hints) -> None:
    away = folder.with_name("away")
    folder.rename(away)
    assert hints.come()
    hints.pass_by()
    folder.mkdir()
    assert hints.come()
    hints.pass_by()
    (folder / "a.md").write_text("theirs")
    assert hints.come()


def test_the_end_waits_for_no_thread_that_hangs(folder: Path) -> None:
    hanging, released = threading.Event(), threading.Event()

    def hang() -> None:
        hanging.set()
        released.wait()

    watch = Watch((folder, folder), hang, lambda _: False)
    watch.start()
    assert hanging.wait(SOON)
    ending = threading.Thread(target=watch.stop, daemon=True)
    ending.start()
    ending.join(SOON)
    assert not ending.is_alive()
    released.set()


def test_a_folder_that_comes_later_is_watched_too(folder: Path, hints: Hints) -> None:
    (folder.parent / "other").mkdir()
    assert hints.come()


def test_a_folder_on_a_local_disk_is_watched_by_events_and_one_that_is_away_is_no_reason(
    folder: Path, hints: Hints, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("digest.intake.watch.silent_file_system", lambda folder: "")
    watch = Watch((folder, folder.parent / "other"), hints, lambda path: False)
    watch.start()
    assert hints.come()
    hints.pass_by()
    assert watch.polled == {}
    watch.stop()


def test_a_folder_of_whose_changes_not_all_are_told_is_polled(
    folder: Path, hints: Hints, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("digest.intake.watch.silent_file_system", lambda folder: "nfs4")
    watch = Watch((folder,), hints, lambda path: False)
    watch.start()
    hints.pass_by()
    assert watch.polled == {folder: "nfs4 does not report every change"}
    (folder / "a.md").write_text("changes made here are told all the same")
    assert hints.come()
    watch.stop()


def test_the_system_is_tried(tmp_path: Path) -> None:
    assert reports_changes(tmp_path, threading.Event())
    assert not reports_changes(tmp_path / "not there", threading.Event())
