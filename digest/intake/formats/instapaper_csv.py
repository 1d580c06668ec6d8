"""Instapaper's CSV export: one row a saved page, and what was selected on it.

    URL,Title,Selection,Folder
    URL,Title,Selection,Folder,Timestamp,Tags

The second header is that of exports since 2024: Unix seconds, and a JSON list of tags.
"""

from __future__ import annotations

from collections.abc import Iterator

from digest.intake.document import Document, Shape
from digest.intake.jsontext import read_json, texts
from digest.intake.once import once
from digest.intake.savedpage import saved_page, web_page
from digest.intake.stamps import read_stamp
from digest.intake.table import Row
from digest.intake.tags import parted
from digest.intake.trouble import Misshapen
from digest.model.clipping import Clipping, Problem

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
    selection, saved = row.text("selection"), row.text("timestamp")
    page = web_page(document, row.text("url"), row.text("title"), "Instapaper")
    work = page._replace(tags=_tags(row))
    if selection:
        marked = yield from read_stamp(document, row.line, saved)
        yield Clipping(work, selection, row.line, marked=marked, position=row.line)
    else:
        yield from saved_page(document, Clipping(work, work.title, row.line), saved)


def _tags(row: Row) -> tuple[str, ...]:
    stated = row.text("tags")
    try:
        return texts(read_json(stated), "name") if stated else ()
    except Misshapen:
        return parted(stated.strip("[]"))
