"""The table that ``digest export`` writes: the columns that Readwise imports, and ours behind them."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from digest.core.export import COLUMNS, tags_of_cell
from digest.intake.document import Document, Shape
from digest.intake.formats.exported import Stated, clipping_of, work_of
from digest.intake.table import Row
from digest.model.clipping import Clipping, Problem, StatedWork

NAME = "digest-csv"
SHAPE: Shape = "text"
SUREST = 99

_COLUMNS = tuple(column.lower() for column in COLUMNS)
_LAST = _COLUMNS[-1]
_OF_HIGHLIGHT = {
    "text": "highlight",
    "note": "note",
    "position": "location",
    "marked_at": "date",
    "date_source": "date source",
    "heading": "chapter",
    "color": "color",
    "url": "highlight url",
    "markup": "markup",
    "key": "key",
}
_OF_WORK = {
    "title": "title",
    "author": "author",
    "url": "url",
    "kind": "kind",
    "site": "site",
    "published": "published",
    "app": "app",
    "app_url": "app url",
    "excerpt": "description",
    "key": "work key",
}


def identify(document: Document) -> int:
    """Sure of its own header, whose last column no other table has."""
    return 99 if _LAST in document.head[:400].lower() and document.table.columns == _COLUMNS else 0


def parse(document: Document) -> Iterator[Clipping | Problem]:
    """A clipping a row."""
    return document.each_row(partial(_highlight, works={}))


def _highlight(document: Document, row: Row, works: dict[StatedWork, StatedWork]) -> Iterator[Clipping | Problem]:
    work = work_of(_stated(row, _OF_WORK, "work tags"), document)
    highlight = _stated(row, _OF_HIGHLIGHT, "tags")
    yield from clipping_of(highlight, highlight.text("text"), works.setdefault(work, work), row.line, document)


def _stated(row: Row, columns: dict[str, str], tags: str) -> Stated:
    return Stated(
        {key: row.text(column) for key, column in columns.items()} | {"tags": tags_of_cell(row.text(tags))}
    )
