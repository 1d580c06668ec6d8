"""Any table with a column of highlights: comma-separated values of programs that have no format of their own here.

The names of the columns say what is in them: Highlight, Quote, Text, 划线 …; Title, Author, URL, Note, Tags, Date.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from itertools import islice

from digest.core.text import one_line
from digest.intake.addresses import site_of, web_address
from digest.intake.document import Document, Shape
from digest.intake.stamps import read_stamp
from digest.intake.table import Row
from digest.intake.tags import parted
from digest.model.clipping import COLORS, Clipping, Kind, Problem, StatedWork

NAME = "table"
SHAPE: Shape = "text"
SUREST = 12

_TEXT = (
    "highlight",
    "highlights",
    "quote",
    "quotation",
    "highlighted text",
    "annotation",
    "excerpt",
    "text",
    "划线",
    "摘录",
)
_TITLE = ("title", "book title", "book", "document title", "article", "source title", "书名", "标题")
_AUTHOR = ("author", "book author", "authors", "作者")
_URL = ("url", "source url", "link", "source", "链接")
_NOTE = ("note", "notes", "comment", "comments", "annotation note", "笔记", "想法")
_TAGS = ("tags", "tag", "labels", "标签")
_COLOR = ("color", "colour", "highlight color", "颜色")
_CHAPTER = ("chapter", "section", "heading", "章节")
_DATE = (
    "date",
    "highlighted at",
    "created",
    "created at",
    "created_at",
    "added",
    "time",
    "timestamp",
    "时间",
    "日期",
)
_LEAST_COLUMNS = 3
_ROWS = 5
_LONGEST_NAME = 40
_LIST_SIGNS = ("- ", "* ", "+ ")
_TAG_COMMAS = ",，;；|"


def identify(document: Document) -> int:
    """Little more than any note, for short names above rows of as many cells; less when none is of highlights."""
    columns = document.table.columns
    if len(columns) < _LEAST_COLUMNS or not all(0 < len(name) <= _LONGEST_NAME for name in columns):
        return 0
    if columns[0].startswith(_LIST_SIGNS):
        return 0
    rows = list(islice(document.rows(), _ROWS))
    whole = sum(isinstance(row, Row) and len(row.cells) == len(columns) for row in rows)
    if 2 * whole <= len(rows):
        return 0
    return 12 if any(name in columns for name in _TEXT) else 8


def parse(document: Document) -> Iterator[Clipping | Problem]:
    """The rows that have words in the column of highlights; a problem when there is no such column."""
    columns = document.table.columns
    if not any(name in columns for name in _TEXT):
        hint = f"call the column of the highlights {_TEXT[0].capitalize()}"
        yield document.problem(1, f"a table whose columns hold no highlights ({', '.join(columns)})", hint)
        return
    yield from document.each_row(partial(_highlight, works={}))


def _highlight(document: Document, row: Row, works: dict[StatedWork, StatedWork]) -> Iterator[Clipping | Problem]:
    if text := row.text(*_TEXT):
        work = _work(row, document)
        color = row.text(*_COLOR).lower()
        tags = (tag.removeprefix("#").strip() for tag in parted(row.text(*_TAGS), _TAG_COMMAS))
        marked = yield from read_stamp(document, row.line, row.text(*_DATE))
        yield Clipping(
            works.setdefault(work, work),
            text,
            row.line,
            note=row.text(*_NOTE),
            tags=tuple(dict.fromkeys(filter(None, tags))),
            color=color if color in COLORS else "",
            marked=marked,
            heading=one_line(row.text(*_CHAPTER)),
            position=row.number,
        )


def _work(row: Row, document: Document) -> StatedWork:
    url = web_address(row.text(*_URL))
    title, author = one_line(row.text(*_TITLE)), one_line(row.text(*_AUTHOR))
    kind = Kind.ARTICLE if url else Kind.BOOK if author else Kind.NOTE
    return StatedWork(title or one_line(document.stem), kind, author=author, site=site_of(url), url=url)
