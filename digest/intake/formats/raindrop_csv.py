"""Raindrop.io's CSV export: one row a saved page, its highlights in one cell.

    id,title,note,excerpt,url,folder,tags,created,cover,highlights,favorite

The cell holds ``Highlight:words``, and ``Note:words`` below where there is a note. What it looks like is nowhere
documented: a cell without such labels is read as highlights with an empty line between them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from digest.intake.document import Document, Shape
from digest.intake.once import once
from digest.intake.savedpage import saved_page, web_page
from digest.intake.stamps import read_stamp
from digest.intake.table import Row
from digest.intake.tags import parted
from digest.model.clipping import Clipping, DateSource, Problem, StatedWork

NAME = "raindrop-csv"
SHAPE: Shape = "text"
SUREST = 85

_LABEL = re.compile(r"^Highlight:[ ]?", re.MULTILINE)
_NOTE = re.compile(r"^Note:[ ]?", re.MULTILINE)
_GAP = re.compile(r"\n[ \t]*\n")


def identify(document: Document) -> int:
    """By its header."""
    return 85 if document.has_columns("id", "title", "note", "excerpt", "url", "folder", "highlights") else 0


def parse(document: Document) -> Iterator[Clipping | Problem]:
    """The highlights; a page without one is a saved page."""
    yield from once(document.each_row(_page))


def _page(document: Document, row: Row) -> Iterator[Clipping | Problem]:
    cell, created = row.text("highlights"), row.text("created")
    work = _work(document, row)
    if not cell:
        yield from saved_page(document, Clipping(work, work.title, row.line, note=row.text("note")), created)
        return
    marked = yield from read_stamp(document, row.line, created, source=DateSource.FRONT_MATTER)
    for number, (words, note) in enumerate(_highlights(cell), 1):
        yield Clipping(work, words, row.line, note=note, marked=marked, position=number)


def _highlights(cell: str) -> Iterator[tuple[str, str]]:
    """The words of each highlight in a cell, and the note on it."""
    if not _LABEL.match(cell):
        yield from ((words.strip(), "") for words in _GAP.split(cell) if words.strip())
        return
    for part in _LABEL.split(cell)[1:]:
        words, _, note = _NOTE.sub("\0", part, count=1).partition("\0")
        if words.strip():
            yield words.strip(), note.strip()


def _work(document: Document, row: Row) -> StatedWork:
    identity = row.text("id")
    return web_page(document, row.text("url"), row.text("title"), "Raindrop.io")._replace(
        key=f"raindrop:{identity}" if identity else "",
        excerpt=row.text("excerpt"),
        tags=parted(row.text("tags")),
    )
