"""Apple Books' highlights as a list of books, each with its annotations.

    [{"bookId": …, "bookTitle": …, "bookAuthor": …, "annotations": [{"highlight": …, "highlightLocation": …}, …]}]

Times are seconds since the beginning of 2001.
"""

from __future__ import annotations

from collections.abc import Generator, Iterator

from digest.core.text import one_line
from digest.intake.document import Document, Shape
from digest.intake.formats.apple_terms import STYLES, in_reading_order, read_apple_moment
from digest.intake.jsontext import Object, Places, objects, text
from digest.intake.stamps import read_stamp
from digest.model.clipping import Clipping, Kind, Problem, StatedWork

NAME = "apple-books-json"
SHAPE: Shape = "json"
SUREST = 90


def identify(document: Document) -> int:
    """Sure of the names of a book and of a place in it."""
    head = document.head
    return 90 if '"bookTitle"' in head and '"annotations"' in head and '"highlight"' in head else 0


def parse(document: Document) -> Iterator[Clipping | Problem]:
    """The highlights, book by book."""
    places = Places(document.text)
    value = document.json
    for book in objects(value if isinstance(value, list) else [value]):
        asset = text(book, "bookId")
        work = StatedWork(
            title=one_line(text(book, "bookTitle")) or document.stem,
            kind=Kind.BOOK,
            key=f"apple-books:{asset}" if asset else "",
            author=one_line(text(book, "bookAuthor")),
            app="Apple Books",
            app_url=f"ibooks://assetid/{asset}" if asset else "",
        )
        clippings: list[Clipping] = []
        stated = book.get("annotations")
        for number, item in enumerate(stated if isinstance(stated, list) else [], 1):
            record: Object = item if isinstance(item, dict) else {}
            words = text(record, "highlight")
            line = places.line_of(words)
            if words:
                clippings.append((yield from _clipping(document, work, record, words, line)))
            else:
                told = f"annotation {number} of {work.title!r} has no words"
                yield document.problem(line, told, "a note alone is not read")
        yield from in_reading_order(clippings)


def _clipping(
    document: Document, work: StatedWork, record: Object, words: str, line: int
) -> Generator[Problem, None, Clipping]:
    place = text(record, "highlightLocation")
    stated = text(record, "highlightCreationDate")
    marked = yield from read_stamp(document, line, stated, read=read_apple_moment)
    return Clipping(
        work,
        words,
        line,
        key=f"{work.key}:{place}" if work.key and place else "",
        note=text(record, "note"),
        url=f"{work.app_url}#{place}" if work.key and place else "",
        color=STYLES.get(text(record, "highlightStyle"), ""),
        marked=marked,
        heading=one_line(text(record, "chapter")),
    )
