"""Readwise's ``readwise-data.csv``: a row for each highlight of everything one has read.

    Highlight,Book Title,Book Author,Amazon Book ID,Note,Color,Tags,Location Type,Location,Highlighted at,
    Document tags

The last column came later. There are no ids.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from digest.intake.document import Document, Shape
from digest.intake.formats.readwise_terms import read_tagging
from digest.intake.once import once
from digest.intake.stamps import read_stamp
from digest.intake.table import Row
from digest.model.clipping import Clipping, Kind, Problem, StatedWork

NAME = "readwise-csv"
SHAPE: Shape = "text"
SUREST = 85

_OPENING = 1_000
_KINDS = {"page": Kind.BOOK, "location": Kind.BOOK, "time_offset": Kind.PODCAST}

_Book = tuple[str, str]


def identify(document: Document) -> int:
    """High for its header."""
    if "book title" not in document.head[:_OPENING].lower():
        return 0
    return 85 if document.has_columns("highlight", "book title", "book author") else 0


def parse(document: Document) -> Iterator[Clipping | Problem]:
    """The highlights in the order of the file."""
    yield from once(document.each_row(partial(_highlight, works={}, headings={})))


def _highlight(
    document: Document, row: Row, works: dict[_Book, StatedWork], headings: dict[_Book, str]
) -> Iterator[Clipping | Problem]:
    text, stated, location = row.text("highlight"), row.text("highlighted at"), row.text("location")
    if not text:
        yield document.problem(row.line, "a row without a highlight", "a note alone is not read")
        return
    book = row.text("book title"), row.text("book author")
    tagging = read_tagging(row.text("tags").split(","), row.text("color"))
    if tagging.is_heading:
        headings[book] = text
    if tagging.is_heading or tagging.is_discarded:
        return
    marked = yield from read_stamp(document, row.line, stated)
    has_place = location.isascii() and location.isdigit() and len(location) < 10
    yield Clipping(
        works.setdefault(book, _work(row, document)),
        text,
        row.line,
        note=row.text("note"),
        tags=tagging.tags,
        color=tagging.color,
        marked=marked,
        heading=headings.get(book, ""),
        position=int(location) if has_place else row.number,
    )


def _work(row: Row, document: Document) -> StatedWork:
    author, where = row.text("book author"), row.text("location type").lower()
    kind = Kind.BOOK if row.text("amazon book id") else _KINDS.get(where, Kind.ARTICLE)
    return StatedWork(
        title=row.text("book title") or document.stem,
        kind=Kind.TWEET if author.endswith(" on Twitter") else kind,
        author=author,
        app="Readwise",
        tags=read_tagging(row.text("document tags").split(",")).tags,
    )
