"""Our own policy, by the code that a run goes by: a library that grows every morning, and what is chosen of it.

Only files are left out at the one end, and setting the letter at the other.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from itertools import groupby
from operator import attrgetter
from pathlib import Path

from benchmarks.home import make_home
from benchmarks.selection.reader import FIRST_DAY, Mark, Reader
from digest.app import reading
from digest.app.choosing import choose
from digest.app.reading import Statement
from digest.app.searching import index
from digest.app.settings import Settings
from digest.app.settings_file import load
from digest.core.slots import slot_of
from digest.model.choice import Moment
from digest.model.clipping import Clipping, DateSource, SourceFile, Stamp, StatedWork
from digest.model.letter import Issue, Letter
from digest.store import holdings, ledger
from digest.store.holdings import Scan
from digest.store.library import Library

_SCAN, _MORNING = timedelta(hours=7), timedelta(hours=7, minutes=30)


def letters(reader: Reader, folder: Path) -> Iterator[list[int]]:
    """The letter of every morning, as places in ``reader.marks``; the library is made in ``folder``."""
    settings = load(make_home(folder), {})
    [digest] = settings.digests.values()
    number = 0
    with Library(settings.library.state) as library, library.writing():
        for day, new in enumerate(reader.arrivals):
            midnight = FIRST_DAY + timedelta(days=day)
            _take_in(library, settings, reader, (reader.marks[at] for at in new), midnight + _SCAN)
            now = midnight + _MORNING
            with library.transaction() as connection:
                slot = slot_of(now, digest.schedule, digest.timezone)
                choice = choose(connection, digest, Moment(slot, now, digest.timezone))
                reasons = {id_: one.reason for one in (*choice.fresh, *choice.old) for id_ in one.ids}
                if reasons:
                    number += 1
                    issue = Issue(digest.name, number, slot, now, f"{number}")
                    left = choice.credit - len(choice.old)
                    ledger.freeze(connection, issue, _BLANK, reasons, ledger=digest.ledger, credit=left)
                printed = ledger.highlights_by_id(connection, reasons)
            yield [printed[id_].position for id_ in reasons]


_BLANK = Letter("", b"", b"", b"", b"")


def _take_in(library: Library, settings: Settings, reader: Reader, marks: Iterable[Mark], now: datetime) -> None:
    """Read a file for each work that has something new, as a scan does, and index it."""
    read = reading.Reader(settings.timezone, settings.library, now)
    readings = [
        read.recognised(
            Statement(SourceFile(f"{work}-{now:%Y%m%d}.md", 1, 1), "markdown", _clippings(reader, some))
        )
        for work, some in groupby(sorted(marks, key=attrgetter("work", "number")), attrgetter("work"))
    ]
    with library.transaction() as connection:
        holdings.merge(connection, readings, Scan(now, read.name, first_new=holdings.first_new_id(connection)))
    index(library, lambda done, total: None)


def _clippings(reader: Reader, marks: Iterable[Mark]) -> list[Clipping]:
    """What a file states; the place of a highlight is its number."""
    stated = []
    for line, mark in enumerate(marks, start=1):
        if line == 1:
            title, site = reader.works[mark.work]
            work = StatedWork(title, site=site, url=f"https://{site}/{mark.work}")
        stated.append(
            Clipping(
                work,
                mark.text,
                line,
                note=mark.note,
                tags=("favorite",) if mark.favourite else (),
                marked=Stamp(mark.marked, DateSource.EXPLICIT),
                position=mark.number,
            )
        )
    return stated
