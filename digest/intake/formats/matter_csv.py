"""Matter's CSV export: the saved pages.

    Title,Author,Publisher,URL,Tags,Word Count,In Queue,Favorited,Read,Highlight_Count,Last Interaction Date,File Id

Semicolons stand between the tags. It counts the highlights of a page and does not have them.
"""

from __future__ import annotations

from collections.abc import Iterator

from digest.core.text import one_line
from digest.intake.document import Document, Shape
from digest.intake.savedpage import saved_page, web_page
from digest.intake.table import Row
from digest.intake.tags import parted
from digest.model.clipping import Clipping, Problem

NAME = "matter-csv"
SHAPE: Shape = "text"
SUREST = 85


def identify(document: Document) -> int:
    """By its header."""
    return 85 if document.has_columns("title", "author", "publisher", "url", "highlight_count") else 0


def parse(document: Document) -> Iterator[Clipping | Problem]:
    """The saved pages, for whoever wants those."""
    yield from document.each_row(_page)


def _page(document: Document, row: Row) -> Iterator[Clipping | Problem]:
    page = web_page(document, row.text("url"), row.text("title"), "Matter")
    work = page._replace(
        author=one_line(row.text("author")),
        site=one_line(row.text("publisher")) or page.site,
        tags=parted(row.text("tags"), ";"),
    )
    yield from saved_page(document, Clipping(work, work.title, row.line), row.text("last interaction date"))
