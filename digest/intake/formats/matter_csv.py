"""Matter's CSV export: the saved pages.

    Title,Author,Publisher,URL,Tags,Word Count,In Queue,Favorited,Read,Highlight_Count,Last Interaction Date,File Id

Semicolons stand between the tags. It counts the highlights of a page and does not have them.
"""

from __future__ import annotations

from collections.abc import Iterator

from digest.core.text import one_line
from digest.intake.addresses import site_of
from digest.intake.dates import read_moment
from digest.intake.document import Document, Shape
from digest.intake.savedpage import saved_page
from digest.intake.stamps import not_a_date, stamped
from digest.intake.table import Row
from digest.intake.tags import parted
from digest.model.clipping import Clipping, Problem, StatedWork

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
    url, date = row.text("url"), row.text("last interaction date")
    seen = read_moment(date, document.zone)
    if date and not seen and document.bookmarks:
        yield not_a_date(document, row.line, date)
    work = StatedWork(
        title=one_line(row.text("title")) or url or document.stem,
        author=one_line(row.text("author")),
        site=one_line(row.text("publisher")) or site_of(url),
        url=url,
        app="Matter",
        tags=parted(row.text("tags"), ";"),
    )
    yield from saved_page(document, work, row.line, marked=stamped(seen))
