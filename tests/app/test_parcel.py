"""Parcels: what files state arrives in the other process as it was sent."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from digest.app.parcel import pack, unpack
from digest.app.reading import Reader
from digest.core.identity import Names
from digest.core.merge import Reading
from digest.core.shelf import Record
from digest.model.clipping import DateSource, Kind, Markup, Problem, SourceFile, Stamp, StatedWork
from tests.golden import pairs
from tests.intake.documents import LIBRARY

READER = Reader(ZoneInfo("Asia/Shanghai"), replace(LIBRARY, quotes="all"), datetime(2026, 2, 14, tzinfo=UTC))


@pytest.mark.parametrize("path", pairs.inputs(), ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_what_every_program_states_arrives_whole(path: Path) -> None:
    reading = READER.read(str(path), 1, 1_770_000_000_123_456_789)
    assert isinstance(reading, Reading)

    assert unpack(pack([None, reading])) == [None, reading]


def test_every_field_arrives() -> None:
    book = StatedWork(
        *("Tidal lands", Kind.BOOK, "k", "R. Carson", "Example Press", "https://example.org/b", "Cubox"),
        *("cubox://card?id=7", "1955-10-26", "About the edge of the sea.", ("sea", "科学")),
    )
    note = StatedWork("Foreshore", Kind.NOTE)
    marked = Stamp(datetime(2026, 1, 31, 23, 59, 59, 999_999, timezone(timedelta(hours=8))), DateSource.EXPLICIT)
    first = Record(
        *(
            b"book",
            b"words",
            "Words.",
            Markup.MARKDOWN,
            marked,
            True,
            "cubox:1",
            "A note.",
            "https://example.org/b#1",
        ),
        *(("a", "b"), "green", "Chapter", 2**62),
    )
    records = [(first, 3), (Record(b"note", b"others", "Others.", Markup.PLAIN, marked), 5)]
    works = {Names((b"book", b"url"), b"title"): book, Names((b"note",), None): note}
    problems = [Problem("a.md", 4, "what", "do this")]
    reading = Reading(SourceFile("a.md", 7, 2**62), "cubox", records, works, problems)

    assert unpack(pack([reading])) == [reading]
