"""Reading ahead: the same as reading one after the other, whatever becomes of the second process."""

from __future__ import annotations

import logging
import threading
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from digest.app import ahead
from digest.app.ahead import BATCH, read_in_batches
from digest.app.reading import Reader
from digest.core.merge import Reading
from digest.intake.folder import Unread
from tests.intake.documents import LIBRARY

READER = Reader(ZoneInfo("Asia/Shanghai"), LIBRARY, datetime(2026, 2, 14, tzinfo=UTC))
MOMENT = 1_770_000_000_000_000_000
MANY = 3 * BATCH - 100

_NOTE = "---\nsource: https://example.org/{number}\n---\n# Note {number}\n\n> At the ebb {number} ships lay dry.\n"


@pytest.fixture
def many(tmp_path: Path) -> list[tuple[str, tuple[int, int]]]:
    """Files for three batches; the last three cannot be read, are not text, are not understood."""
    for number in range(MANY - 3):
        (tmp_path / f"{number:05}.md").write_text(_NOTE.format(number=number), "utf-8")
    (tmp_path / "x-folder.md").mkdir()
    (tmp_path / "y-picture.md").write_bytes(b"\x89PNG\r\n\x1a\n")
    (tmp_path / "z-plain.txt").write_text("nothing is marked here", "utf-8")
    return [(str(path), (1, MOMENT)) for path in sorted(tmp_path.iterdir())]


def one_by_one(files: list[tuple[str, tuple[int, int]]]) -> list[tuple[str, Reading | Unread]]:
    return [(path, READER.read(path, *state)) for path, state in files]


def test_a_few_heavy_files_make_a_batch(many: list[tuple[str, tuple[int, int]]]) -> None:
    heavy = [(path, (1_500_000, modified)) for path, (_, modified) in many[:5]]

    batches = list(read_in_batches(READER, [*heavy, *many[5:10]]))

    assert [len(batch) for batch in batches] == [1, 1, 1, 1, 6]
    assert [path for batch in batches for path, _ in batch] == [path for path, _ in many[:10]]


def test_many_files_are_read_as_each_by_itself(
    many: list[tuple[str, tuple[int, int]]], caplog: pytest.LogCaptureFixture
) -> None:
    batches = list(read_in_batches(READER, many))

    assert [len(batch) for batch in batches] == [BATCH, BATCH, BATCH - 100]
    assert [outcome for batch in batches for outcome in batch] == one_by_one(many)
    assert not caplog.records


@pytest.mark.parametrize("start", ["raise SystemExit(1)", "print('no answer', flush=True)"])
def test_a_second_process_that_fails_is_told_and_costs_no_file(
    many: list[tuple[str, tuple[int, int]]],
    start: str,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    monkeypatch.setattr(ahead, "_START", start)

    batches = list(read_in_batches(READER, many))

    assert [outcome for batch in batches for outcome in batch] == one_by_one(many)
    assert [record.levelno for record in caplog.records] == [logging.WARNING]
    assert "ended too early" in caplog.text


def test_without_a_program_to_start_all_files_are_read(
    many: list[tuple[str, tuple[int, int]]], monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr("sys.executable", "/nowhere/python")

    batches = list(read_in_batches(READER, many))

    assert [outcome for batch in batches for outcome in batch] == one_by_one(many)
    assert "without a second process" in caplog.text


def test_a_scan_that_stops_early_leaves_nothing_running(many: list[tuple[str, tuple[int, int]]]) -> None:
    before = threading.active_count()
    batches = read_in_batches(READER, many)
    next(batches)
    assert threading.active_count() == before + 1

    batches.close()

    assert threading.active_count() == before


def test_few_files_are_read_without_a_second_process(
    many: list[tuple[str, tuple[int, int]]], monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr("sys.executable", "/nowhere/python")
    few = many[-2 * BATCH :]

    batches = list(read_in_batches(READER, few))

    assert [outcome for batch in batches for outcome in batch] == one_by_one(few)
    assert not caplog.records
