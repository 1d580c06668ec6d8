"""Hypothes.is' CSV export: one row an annotation of one page.

    Created at,Author,Page,URL,Group,Type,Quote/description,Comment,Tags
    Creation Date,URL,Group,Annotation/Reply Type,Quote,User,Body,Tags,Page      until 2024

Read in hypothesis/client (``annotations-exporter.tsx``, commit 9d28950). The author is who made the annotation, and
the file does not say whose export it is; nor does it name the page, but by its address.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from digest.intake.addresses import site_of, web_address
from digest.intake.document import Document, Shape
from digest.intake.formats.hypothesis_terms import is_highlight, of_several
from digest.intake.once import once
from digest.intake.stamps import read_stamp
from digest.intake.table import Row
from digest.intake.tags import parted
from digest.model.clipping import Clipping, Problem, StatedWork

NAME = "hypothesis-csv"
SHAPE: Shape = "text"
SUREST = 85

_COLUMNS = ("url", "group", "type", "quote/description", "comment")
_OLD_COLUMNS = ("url", "group", "annotation/reply type", "quote", "body")


def identify(document: Document) -> int:
    """By its header."""
    return 85 if document.has_columns(*_COLUMNS) or document.has_columns(*_OLD_COLUMNS) else 0


def parse(document: Document) -> Iterator[Clipping | Problem]:
    """The highlights in the order of the file; a problem when they are of several people."""
    people: set[str] = set()
    yield from once(document.each_row(partial(_annotation, people=people)))
    yield from of_several(document, people)


def _annotation(document: Document, row: Row, people: set[str]) -> Iterator[Clipping | Problem]:
    words = row.text("quote/description", "quote")
    if not words or not is_highlight(row.text("type", "annotation/reply type")):
        return
    people.add(row.text("author", "user"))
    date, page = row.text("created at", "creation date"), row.text("page")
    marked = yield from read_stamp(document, row.line, date)
    yield Clipping(
        _work(document, row),
        words,
        row.line,
        note=row.text("comment", "body"),
        tags=parted(row.text("tags")),
        marked=marked,
        heading=f"p. {page}" if page else "",
        position=row.line,
    )


def _work(document: Document, row: Row) -> StatedWork:
    stated = row.text("url")
    url = web_address(stated)
    title = url.partition("://")[2].rstrip("/") or stated or document.stem
    return StatedWork(title=title, site=site_of(url), url=url, app="Hypothes.is")
