"""The library of Readwise's Reader as a table: the pages one has saved, without their highlights.

    Title,URL,ID,Document tags,Saved date,Reading progress,Location,Seen

Tags are written as Python writes a list. Rows in the ``feed`` came by subscription: nobody saved them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from digest.intake.document import Document, Shape
from digest.intake.once import once
from digest.intake.savedpage import saved_page, web_page
from digest.intake.table import Row
from digest.model.clipping import Clipping, Problem

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
    title, url = row.text("title"), row.text("url")
    if not document.bookmarks or row.text("location").lower() == "feed":
        return
    if not title and not url:
        yield document.problem(row.line, "a row without a title and an address", "export the library again")
        return
    key = f"readwise:{row.text('id').lower()}" if row.text("id") else ""
    tags = tuple(dict.fromkeys(filter(None, map(_tag, _TAG.finditer(row.text("document tags"))))))
    work = web_page(document, url, title, "Readwise Reader")._replace(key=key, tags=tags)
    page = Clipping(work, work.title, row.line, key=key, position=row.number)
    yield from saved_page(document, page, row.text("saved date"))


def _tag(quoted: re.Match[str]) -> str:
    return _ESCAPE.sub(r"\1", quoted[1] or quoted[2] or "").strip()
