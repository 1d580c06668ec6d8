"""The library of Readwise's Reader as a table: the pages one has saved, without their highlights.

    Title,URL,ID,Document tags,Saved date,Reading progress,Location,Seen

Tags are written as Python writes a list. Rows in the ``feed`` came by subscription: nobody saved them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from digest.core.text import one_line
from digest.intake.addresses import site_of
from digest.intake.dates import read_moment
from digest.intake.document import Document, Shape
from digest.intake.once import once
from digest.intake.stamps import stamped
from digest.intake.table import Row
from digest.model.clipping import Clipping, Problem, StatedWork

NAME = "reader-csv"
SHAPE: Shape = "text"
SUREST = 85

_OPENING = 1_000
_TAG = re.compile(r"'((?:[^'\\]|\\.)*)'|\"((?:[^\"\\]|\\.)*)\"")
_ESCAPE = re.compile(r"\\(.)")


def identify(document: Document) -> int:
    """High for its header."""
    if "reading progress" not in document.head[:_OPENING].lower():
        return 0
    return 85 if document.has_columns("url", "saved date", "reading progress", "location") else 0


def parse(document: Document) -> Iterator[Clipping | Problem]:
    """The saved pages, if saved pages count; else only what is wrong with the table."""
    yield from once(document.each_row(_page))


def _page(document: Document, row: Row) -> Iterator[Clipping | Problem]:
    url = row.text("url")
    title = one_line(row.text("title")) or url
    if not document.bookmarks or row.text("location").lower() == "feed":
        return
    if not title:
        yield document.problem(row.line, "a row without a title and an address", "export the library again")
        return
    key = f"readwise:{row.text('id').lower()}" if row.text("id") else ""
    saved = read_moment(row.text("saved date"), document.zone)
    tags = tuple(dict.fromkeys(filter(None, map(_tag, _TAG.finditer(row.text("document tags"))))))
    yield Clipping(
        StatedWork(title, key=key, site=site_of(url), url=url, app="Readwise Reader", tags=tags),
        title,
        row.line,
        key=key,
        marked=stamped(saved),
        position=row.number,
    )


def _tag(quoted: re.Match[str]) -> str:
    return _ESCAPE.sub(r"\1", quoted[1] or quoted[2] or "").strip()
