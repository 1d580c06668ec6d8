"""The notebook that Kindle's apps send by mail, as comma-separated values below some rows about the book.

Your Kindle Notes For:,,,
TITLE,,,
by Author,,,
…
Annotation Type,Location,Starred?,Annotation
Highlight (Yellow),Location 123,,"words"
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from digest.core.text import one_line
from digest.intake.document import Document, Shape
from digest.intake.formats import kindle_export
from digest.intake.formats.kindle import place_of, sort_of
from digest.intake.table import Row, Table, read_header, read_rows
from digest.model.clipping import COLORS, Clipping, Kind, Problem, StatedWork

NAME = "kindle-notebook-csv"
SHAPE: Shape = "text"
SUREST = 95

_HEADER = re.compile(r"^\"?Annotation Type\"?[,;\t].*Annotation\"?[ \t]*$", re.MULTILINE)
_ABOUT = Table(("cell", "", "", ""))
_COLOR = re.compile(r"\((\w+)\)")


def identify(document: Document) -> int:
    """High for the header of its columns."""
    return 95 if "Annotation Type" in document.head and _HEADER.search(document.head) else 0


def parse(document: Document) -> Iterator[Clipping | Problem]:
    """The highlights in the order of the rows, each with the notes that follow it."""
    header = _HEADER.search(document.text)
    start = header.start() if header else 0
    table = read_header(document.text[start:])
    above = document.text.count("\n", 0, start)
    rows = []
    for row in read_rows(document.text[start:], table):
        if isinstance(row, Row):
            rows.append(_row(row, above))
        else:
            yield row._replace(line=row.line + above).at(document.path)
    yield from kindle_export.read_rows(document, _work(document, start), rows)


def _row(row: Row, above: int) -> kindle_export.Row:
    stated = row.text("annotation type")
    color = _COLOR.search(stated)
    named = color[1].lower() if color else ""
    return kindle_export.Row(
        row.line + above,
        sort_of(stated) or "highlight",
        row.text("annotation"),
        place_of(row.text("location")),
        named if named in COLORS else "",
    )


def _work(document: Document, end: int) -> StatedWork:
    """The book that the rows above the header name: below the first its title and ``by`` its author."""
    rows = read_rows(document.text[:end], _ABOUT)
    cells = [row.text("cell") for row in rows if isinstance(row, Row)]
    title, author = (*map(one_line, cells), "", "")[:2]
    return StatedWork(title or document.stem, Kind.BOOK, author=author.removeprefix("by "), app="Kindle")
