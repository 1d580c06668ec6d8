"""Instapaper's CSV export: one row a saved page, and what was selected on it.

    URL,Title,Selection,Folder
    URL,Title,Selection,Folder,Timestamp,Tags

The second header is that of exports since 2024: Unix seconds, and a JSON list of tags.
"""

from __future__ import annotations

from collections.abc import Iterator

from digest.core.text import one_line
from digest.intake.addresses import site_of
from digest.intake.dates import read_unix
from digest.intake.document import Document, Shape
from digest.intake.jsontext import read_json, texts
from digest.intake.once import once
from digest.intake.savedpage import saved_page
from digest.intake.stamps import not_a_date, stamped
from digest.intake.table import Row
from digest.intake.tags import parted
from digest.intake.trouble import Misshapen
from digest.model.clipping import Clipping, Problem, StatedWork

NAME = "instapaper-csv"
SHAPE: Shape = "text"
SUREST = 85


def identify(document: Document) -> int:
    """By its header."""
    return 85 if document.has_columns("url", "title", "selection", "folder") else 0


def parse(document: Document) -> Iterator[Clipping | Problem]:
    """The selections; a page without one is a saved page."""
    yield from once(document.each_row(_page))


def _page(document: Document, row: Row) -> Iterator[Clipping | Problem]:
    url, selection, date = row.text("url"), row.text("selection"), row.text("timestamp")
    work = StatedWork(
        title=one_line(row.text("title")) or url or document.stem,
        site=site_of(url),
        url=url,
        app="Instapaper",
        tags=_tags(row),
    )
    saved = read_unix(date)
    if date and not saved and (selection or document.bookmarks):
        yield not_a_date(document, row.line, date)
    if selection:
        yield Clipping(work, selection, row.line, marked=stamped(saved), position=row.line)
    else:
        yield from saved_page(document, work, row.line, marked=stamped(saved))


def _tags(row: Row) -> tuple[str, ...]:
    stated = row.text("tags")
    try:
        return texts(read_json(stated), "name") if stated else ()
    except Misshapen:
        return parted(stated.strip("[]"))
