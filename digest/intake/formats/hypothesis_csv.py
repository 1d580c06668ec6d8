"""Hypothes.is' CSV export: one row an annotation of one page.

    Created at,Author,Page,URL,Group,Type,Quote/description,Comment,Tags
    Creation Date,URL,Group,Annotation/Reply Type,Quote,User,Body,Tags,Page      until 2024

Read in hypothesis/client (``annotations-exporter.tsx``, commit 9d28950). The author is who made the annotation, and
the file does not say whose export it is; nor does it name the page, but by its address.
"""

from __future__ import annotations

from collections.abc import Iterator

from digest.intake.addresses import site_of
from digest.intake.dates import read_moment
from digest.intake.document import Document, Shape
from digest.intake.once import once
from digest.intake.stamps import not_a_date, stamped
from digest.intake.table import Row
from digest.model.clipping import Clipping, Problem, StatedWork

NAME = "hypothesis-csv"
SHAPE: Shape = "text"
SUREST = 85

_COLUMNS = frozenset(("url", "group", "type", "quote/description", "comment"))
_OLD_COLUMNS = frozenset(("url", "group", "annotation/reply type", "quote", "body"))
_NOT_HIGHLIGHTS = frozenset(("reply", "page note"))


def identify(document: Document) -> int:
    """By its header."""
    columns = document.table.columns
    return 85 if _COLUMNS.issubset(columns) or _OLD_COLUMNS.issubset(columns) else 0


def parse(document: Document) -> Iterator[Clipping | Problem]:
    """The highlights in the order of the file; a problem when they are of several people."""
    readers: set[str] = set()
    yield from once(_stated(document, readers))
    if len(readers) > 1:
        hint = "if some are not yours, export your own alone"
        yield document.problem(0, f"annotations of {len(readers)} people, all of which are read", hint)


def _stated(document: Document, readers: set[str]) -> Iterator[Clipping | Problem]:
    for row in document.rows():
        if isinstance(row, Problem):
            yield row
            continue
        words = row.text("quote/description", "quote")
        if not words or row.text("type", "annotation/reply type").lower() in _NOT_HIGHLIGHTS:
            continue
        readers.add(row.text("author", "user"))
        date, page = row.text("created at", "creation date"), row.text("page")
        made = read_moment(date, document.zone)
        if date and not made:
            yield not_a_date(document, row.line, date)
        yield Clipping(
            _work(document, row),
            words,
            row.line,
            note=row.text("comment", "body"),
            tags=tuple(filter(None, map(str.strip, row.text("tags").split(",")))),
            marked=stamped(made),
            heading=f"p. {page}" if page else "",
            position=row.line,
        )


def _work(document: Document, row: Row) -> StatedWork:
    stated = row.text("url")
    url = stated if stated.startswith(("http://", "https://")) else ""
    title = url.partition("://")[2].rstrip("/") or stated or document.stem
    return StatedWork(title=title, site=site_of(url), url=url, app="Hypothes.is")
