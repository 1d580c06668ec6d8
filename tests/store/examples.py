"""Files as they were read, and how they come into a library."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

from digest.core.identity import text_fingerprint, work_names
from digest.core.merge import Reading
from digest.core.shelf import Record
from digest.model.choice import Moment
from digest.model.clipping import DateSource, Kind, Markup, Problem, SourceFile, Stamp, StatedWork
from digest.model.filter import EVERYTHING
from digest.model.letter import Issue, Letter
from digest.store import holdings
from digest.store.choosing import Stock, news_since
from digest.store.holdings import Merged, Scan
from digest.store.library import Connection, Library

NOW = datetime(2026, 2, 14, 7, 30, tzinfo=UTC)
MARKED = Stamp(datetime(2026, 2, 13, 22, 5, 1, 250_000, tzinfo=UTC), DateSource.ID)
SAVED = 1_700_000_000_000_000_000
READER = "1.0 Europe/Berlin"
MARSH = StatedWork("A walk in the marsh", author="R. Carson")


def record(text: str, work: StatedWork = MARSH, **stated: Any) -> Record:
    """What a file states of one highlight of ``work``."""
    stated.setdefault("marked", MARKED)
    return Record(work_names(work).surest, text_fingerprint(text), text, Markup.PLAIN, **stated)


def reading(path: str, *marks: str | Record, work: StatedWork = MARSH, problems: tuple[str, ...] = ()) -> Reading:
    """A file whose highlights stand on the lines 1, 2, 3 …; a text is a highlight of ``work``."""
    records = [record(mark, work, position=n) if isinstance(mark, str) else mark for n, mark in enumerate(marks)]
    return Reading(
        SourceFile(path, 1000 + len(marks), SAVED),
        "markdown",
        [(one, line) for line, one in enumerate(records, 1)],
        {work_names(work): work},
        [Problem(path, line, message, "look at it") for line, message in enumerate(problems, 1)],
    )


def scan(
    library: Library,
    *readings: Reading,
    adrift: dict[bytes, list[int]] | None = None,
    now: datetime = NOW,
    reader: str = READER,
) -> Merged:
    """Bring files into the library, in one batch."""
    with library.transaction() as connection:
        return holdings.merge(connection, readings, Scan(now, reader, adrift or {}))


def summary(title: str = "What a canal costs") -> StatedWork:
    """A summary, which has points instead of highlights."""
    return StatedWork(title, Kind.SUMMARY)


def issue(number: int = 1, digest: str = "daily", slot: str = "") -> Issue:
    """An edition; its slot is its own unless given."""
    return Issue(digest, number, slot or f"2026-02-{number:02}T07:30", NOW, f"{digest}/2026/{number:04}")


def stock(connection: Connection, digest: str = "daily", now: datetime = NOW) -> Stock:
    """The library as a digest without a filter sees it, whose ledger is its own."""
    moment = Moment("by-hand", now, ZoneInfo("UTC"))
    since = news_since(connection, digest, digest, moment)
    return Stock(connection, digest, digest, EVERYTHING, moment, 100, since)


LETTER = Letter(
    "ignored", b'{"number": 1}', b"<html>\xe6\xbd\xae\x00</html>", "潮".encode(), b"Subject: x\r\n\r\n\xff"
)
