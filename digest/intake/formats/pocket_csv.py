"""Pocket's CSV export: the saved pages.

    title,url,time_added,tags,status          ``time_added`` in Unix seconds, bars between the tags

Exports of 2025 have a column ``cursor`` as well. Long titles are cut off, and an address stands for a missing one.
"""

from __future__ import annotations

from collections.abc import Iterator

from digest.intake.document import Document, Shape
from digest.intake.formats.pocket import read_work
from digest.intake.savedpage import saved_page
from digest.intake.table import Row
from digest.model.clipping import Clipping, Problem

NAME = "pocket-csv"
SHAPE: Shape = "text"
SUREST = 85


def identify(document: Document) -> int:
    """By its header."""
    return 85 if document.has_columns("title", "url", "time_added", "tags", "status") else 0


def parse(document: Document) -> Iterator[Clipping | Problem]:
    """The saved pages, for whoever wants those."""
    yield from document.each_row(_page)


def _page(document: Document, row: Row) -> Iterator[Clipping | Problem]:
    title, url = row.text("title"), row.text("url")
    if title or url:
        work = read_work(document, title, url, row.text("tags"))
        yield from saved_page(document, Clipping(work, work.title, row.line), row.text("time_added"))
    else:
        yield document.problem(row.line, "a page without address and title", "take the row out")
